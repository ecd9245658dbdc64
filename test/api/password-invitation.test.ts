import { globalId } from '../support/ids';
import { startPortal, type TestPortal } from '../support/portal';

const call = (name: string, type: string, fields = 'userErrors { code field }'): string =>
  `mutation ($input: ${type}!) { ${name}(input: $input) { ${fields} } }`;
const CREATE = call('userCreate', 'UserCreateInput');
const CREATE_STAFF = call('platformUserCreate', 'PlatformUserCreateInput');
const RESET_USER = call('userResetPassword', 'UserResetPasswordInput', 'user { email } userErrors { code field }');
const RESEND = call('userResendRegistration', 'UserResendRegistrationInput', 'user { email } userErrors { code field }');
const RESET_STAFF = call('platformUserResetPassword', 'PlatformUserResetPasswordInput', 'platformUser { email } userErrors { code field }');
const RESET = call('passwordReset', 'PasswordResetInput');
const NEW_PASSWORD = 'an entirely different phrase';

describe('links that staff have sent', () => {
  let app: TestPortal;
  let site: { id: number; siteKey: string };
  let account: number;
  let administrator: string;
  let care: string;

  beforeAll(async () => (app = await startPortal()));
  beforeEach(async () => {
    await app.truncate();
    app.outbox.fail(undefined);
    app.outbox.letters.length = 0;
    site = await app.story.makeSite({ siteKey: 'north' });
    account = await app.story.makeAccount({ accountNumber: 'A-1' });
    await app.story.makeContract({ roles: [[account, 'CUSTOMER']] });
    administrator = await app.admin.logIn(await app.story.makePlatformUser());
    care = await app.admin.logIn(await app.story.makePlatformUser({ role: 'CUSTOMER_CARE' }));
  });
  afterAll(() => app.close());

  async function codes(query: string, input: object, token = administrator): Promise<string[]> {
    const data = await app.admin.data<Record<string, { userErrors: { code: string }[] }>>(query, { input }, token);
    return Object.values(data)[0]?.userErrors.map((error) => error.code) ?? [];
  }
  const newUser = (others: object = {}): object => ({
    siteId: globalId('Site', site.id),
    email: 'new@example.com',
    firstName: 'Nora',
    lastName: 'New',
    accountIds: [globalId('Account', account)],
    ...others,
  });
  const usersCreated = async (): Promise<number> => (await app.container.database.rows('SELECT id FROM users')).length;
  const setPassword = async (email: string, api = app.portal): Promise<unknown> =>
    api.data(RESET, { input: { token: app.outbox.lastToken(email), newPassword: NEW_PASSWORD } });

  describe('to whom they create', () => {
    it('a user gets one letter, chooses a password with it and logs in', async () => {
      expect(await codes(CREATE, newUser())).toEqual([]);
      expect(app.outbox.letters).toMatchObject([
        {
          realm: 'PORTAL',
          siteId: site.id,
          to: { email: 'new@example.com', name: 'Nora New' },
          content: { kind: 'REGISTRATION', hours: 72, link: expect.stringMatching(/^https:\/\/north\.example\/set-password#/) as unknown },
        },
      ]);
      expect(await setPassword('new@example.com')).toEqual({ passwordReset: { userErrors: [] } });
      const { session } = await app.portal.tryLogIn({ siteKey: 'north', email: 'new@example.com', password: NEW_PASSWORD });
      expect(session).not.toBeNull();
    });

    it('a user who is refused gets none', async () => {
      await app.story.makeUser({ site, email: 'taken@example.com' });
      expect(await codes(CREATE, newUser({ email: 'Taken@example.com' }))).toEqual(['EMAIL_TAKEN']);
      expect(await codes(CREATE, newUser({ accountIds: [] }))).toEqual(['NO_ACCOUNT']);
      expect(await codes(CREATE, newUser({ accountIds: [globalId('Account', 1)] }))).toEqual(['ACCOUNT_NOT_LINKABLE']);
      expect(app.outbox.letters).toEqual([]);
      expect(await app.container.database.rows('SELECT person_id FROM password_links')).toEqual([]);
    });

    it('without a letter there is no user', async () => {
      app.outbox.fail(new Error('no room'));
      expect((await app.admin.ask(CREATE, { input: newUser() }, administrator)).errors).toHaveLength(1);
      expect(await usersCreated()).toBe(0);
    });

    it('a user created with a password at the command line gets none', async () => {
      const { userAccess } = app.container;
      const actor = { realm: 'SYSTEM', id: null, name: 'x', requestId: null, address: null } as const;
      const user = { siteId: site.id, email: 'cli@example.com', firstName: 'C', lastName: 'L', accountIds: [account] };
      expect(await userAccess.createUser(actor, { ...user, passwordHash: '$argon2id$', enrolmentSource: 'COMMAND_LINE' })).toMatchObject({
        done: true,
      });
      expect(app.outbox.letters).toEqual([]);
    });

    it('of an import each new user gets one, nobody who was there before, and in a dry run nobody', async () => {
      await app.story.makeUser({ site, email: 'old@example.com' });
      const rows = Array.from({ length: 600 }, (_, index) => `north,u${index}@example.com,F,L${index},A-1`);
      const csv = ['siteKey,email,firstName,lastName,accountNumbers', 'north,old@example.com,O,Old,A-1', ...rows].join('\n');
      const { userImport } = app.container;
      const actor = { realm: 'SYSTEM', id: null, name: 'x', requestId: null, address: null } as const;
      await userImport.start(actor, csv, { dryRun: true, wait: true });
      expect(app.outbox.letters).toEqual([]);
      expect(await userImport.start(actor, csv, { dryRun: false, wait: true })).toMatchObject({
        value: { state: 'DONE', usersCreated: 600 },
      });
      expect(app.outbox.letters.map(({ to }) => to.email)).toEqual(rows.map((row) => row.split(',')[1]));
      expect(new Set(app.outbox.letters.map(({ personId }) => personId)).size).toBe(600);
      expect(new Set(app.outbox.kinds())).toEqual(new Set(['REGISTRATION']));
      expect(await setPassword('u599@example.com')).toEqual({ passwordReset: { userErrors: [] } });
    });

    it('a platform user gets one letter, and chooses a password with it', async () => {
      const input = { email: 'sue@example.com', name: 'Sue Staff', role: 'CUSTOMER_CARE' };
      expect([await codes(CREATE_STAFF, input), await codes(CREATE_STAFF, input)]).toEqual([[], ['EMAIL_TAKEN']]);
      expect(app.outbox.letters).toMatchObject([{ realm: 'PLATFORM', siteId: null, to: { email: 'sue@example.com', name: 'Sue Staff' } }]);
      expect(app.outbox.kinds()).toEqual(['REGISTRATION']);
      expect(await setPassword('sue@example.com', app.admin)).toEqual({ passwordReset: { userErrors: [] } });
      expect((await app.admin.tryLogIn({ email: 'sue@example.com', password: NEW_PASSWORD })).session).not.toBeNull();
    });
  });

  describe('to who has forgotten the password', () => {
    it.each(['administrator', 'customer care'])('%s sends a user the link; sessions and password stay until it is used', async (who) => {
      const user = await app.story.makeUser({ site });
      const session = await app.portal.logIn(user);
      const token = who === 'administrator' ? administrator : care;
      const answer = await app.admin.data(RESET_USER, { input: { userId: globalId('User', user.id) } }, token);
      expect(answer).toEqual({ userResetPassword: { user: { email: user.email }, userErrors: [] } });
      expect(app.outbox.kinds()).toEqual(['PASSWORD_RESET']);
      expect((await app.portal.ask('{ viewer { email } }', {}, session)).errors).toEqual([]);
      await app.portal.logIn(user);
      expect(await setPassword(user.email)).toEqual({ passwordReset: { userErrors: [] } });
      expect((await app.portal.ask('{ viewer { email } }', {}, session)).errors).toHaveLength(1);
    });

    it('it is written down who had it sent, and not what it was', async () => {
      const user = await app.story.makeUser({ site });
      await codes(RESET_USER, { userId: globalId('User', user.id) }, care);
      const entries = await app.container.database.rows<{ summary: string }>(
        "SELECT realm, subject_id AS subjectId, summary, CAST(state_after AS CHAR) AS stateAfter FROM audit_entries WHERE action = 'PASSWORD_LINK_SEND'",
      );
      expect(entries).toHaveLength(1);
      expect(entries[0]).toMatchObject({
        realm: 'PLATFORM',
        subjectId: user.id,
        summary: `Had a link to set a new password sent to ${user.email}.`,
      });
      expect(JSON.stringify(entries)).not.toContain(app.outbox.lastToken(user.email));
    });

    it('nobody who is switched off, or whose site is, gets a link', async () => {
      const [user, disabled] = [await app.story.makeUser({ site }), await app.story.makeUser({ site, disabled: true })];
      for (const query of [RESET_USER, RESEND])
        expect(await codes(query, { userId: globalId('User', disabled.id) })).toEqual(['USER_DISABLED']);
      await app.story.change('UPDATE sites SET disabled_at = ? WHERE id = ?', [new Date(), site.id]);
      for (const query of [RESET_USER, RESEND])
        expect(await codes(query, { userId: globalId('User', user.id) })).toEqual(['SITE_DISABLED']);
      const staff = await app.story.makePlatformUser({ disabled: true });
      expect(await codes(RESET_STAFF, { platformUserId: globalId('PlatformUser', staff.id) })).toEqual(['PLATFORM_USER_DISABLED']);
      expect(app.outbox.letters).toEqual([]);
    });

    it.each([
      [RESET_USER, { userId: globalId('User', 987_654) }],
      [RESEND, { userId: globalId('Site', 1) }],
      [RESET_STAFF, { platformUserId: globalId('User', 1) }],
    ])('nobody unknown does', async (query, input) => {
      const { errors } = await app.admin.ask(query, { input }, administrator);
      expect(errors.map((error) => error.extensions.code)).toEqual(['NOT_FOUND']);
    });

    it('a platform user gets one from administrators only', async () => {
      const staff = await app.story.makePlatformUser();
      const input = { platformUserId: globalId('PlatformUser', staff.id) };
      expect((await app.admin.ask(RESET_STAFF, { input }, care)).errors[0]?.extensions.code).toBe('FORBIDDEN');
      expect(await codes(RESET_STAFF, input)).toEqual([]);
      expect(app.outbox.letters).toMatchObject([{ realm: 'PLATFORM', personId: staff.id, content: { kind: 'PASSWORD_RESET' } }]);
    });
  });

  describe('to who has not registered yet', () => {
    it('a newer link to choose the first password kills the older one', async () => {
      await codes(CREATE, newUser());
      const first = app.outbox.lastToken('new@example.com');
      const [row] = await app.container.database.rows<{ id: number }>('SELECT id FROM users');
      const input = { userId: globalId('User', row?.id ?? 0) };
      expect([await codes(RESEND, input, care), await codes(RESET_USER, input, care)]).toEqual([[], []]);
      expect(app.outbox.kinds()).toEqual(['REGISTRATION', 'REGISTRATION', 'REGISTRATION']);
      const dead = await app.portal.data(RESET, { input: { token: first, newPassword: NEW_PASSWORD } });
      expect(dead).toEqual({ passwordReset: { userErrors: [{ code: 'LINK_DEAD', field: 'token' }] } });
      expect(await setPassword('new@example.com')).toEqual({ passwordReset: { userErrors: [] } });
      expect(await codes(RESEND, input)).toEqual(['ALREADY_REGISTERED']);
    });
  });
});
