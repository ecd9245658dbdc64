import { PASSWORD } from '../support/story';
import { globalId } from '../support/ids';
import { dumpOf } from '../support/dump';
import { startPortal, type ApiClient, type Person, type TestPortal } from '../support/portal';

const FORGOT = 'mutation ($input: PasswordForgotInput!) { passwordForgot(input: $input) { message userErrors { code message field } } }';
const FORGOT_STAFF = FORGOT.replace('PasswordForgotInput', 'PlatformPasswordForgotInput');
const RESET = 'mutation ($input: PasswordResetInput!) { passwordReset(input: $input) { message userErrors { code field } } }';
const CHECK =
  'mutation ($input: PasswordLinkCheckInput!) { passwordLinkCheck(input: $input) { link { purpose expiresAt } userErrors { code } } }';
const VIEWER = '{ viewer { email } }';
const NEW_PASSWORD = 'an entirely different phrase';

interface Payload {
  message: string | null;
  userErrors: { code: string; message?: string; field: string | null }[];
}

describe('a forgotten password', () => {
  let app: TestPortal;
  let site: { id: number; siteKey: string };
  let user: Person;
  let staff: { id: number; email: string };

  beforeAll(async () => (app = await startPortal()));
  beforeEach(async () => {
    await app.truncate();
    app.outbox.letters.length = 0;
    site = await app.story.makeSite({ siteKey: 'north' });
    user = await app.story.makeUser({ site, email: 'Uma@Example.com' });
    staff = await app.story.makePlatformUser({ email: 'Sam@Example.com' });
  });
  afterAll(() => app.close());

  const forgot = async (email: string, siteKey = 'north'): Promise<Payload> =>
    (await app.portal.data<{ passwordForgot: Payload }>(FORGOT, { input: { siteKey, email } })).passwordForgot;
  const forgotOfStaff = async (email: string): Promise<Payload> =>
    (await app.admin.data<{ passwordForgot: Payload }>(FORGOT_STAFF, { input: { email } })).passwordForgot;
  async function reset(token: string, newPassword = NEW_PASSWORD, api: ApiClient = app.portal): Promise<string[]> {
    const { passwordReset } = await api.data<{ passwordReset: Payload }>(RESET, { input: { token, newPassword } });
    expect(passwordReset.message === null).toBe(passwordReset.userErrors.length > 0);
    return passwordReset.userErrors.map((error) => error.code);
  }
  const check = async (token: string, api: ApiClient = app.portal): Promise<unknown> =>
    (await api.data<{ passwordLinkCheck: unknown }>(CHECK, { input: { token } })).passwordLinkCheck;
  const isDead = { link: null, userErrors: [{ code: 'LINK_DEAD' }] };
  async function logsIn(email: string, password: string, siteKey = 'north'): Promise<boolean> {
    return (await app.portal.tryLogIn({ siteKey, email, password })).session !== null;
  }
  const lives = async (api: ApiClient, token: string): Promise<boolean> => (await api.ask(VIEWER, {}, token)).errors.length === 0;
  async function linkFor(email: string): Promise<string> {
    await forgot(email);
    return app.outbox.lastToken(user.email);
  }

  it('a user gets a letter of the site with a link, sets a password with it and logs in', async () => {
    const answer = await forgot(' uma@example.COM');
    expect(answer).toEqual({ message: expect.stringMatching(/^If there is an account .* 30 minutes\.$/) as unknown, userErrors: [] });
    expect(app.outbox.letters).toEqual([
      {
        realm: 'PORTAL',
        personId: user.id,
        siteId: site.id,
        to: { email: 'Uma@Example.com', name: 'Uma User' },
        branding: { siteName: `Site ${site.id}`, siteUrl: 'https://north.example', supportEmail: null, buttonColor: null },
        content: {
          kind: 'PASSWORD_RESET',
          link: expect.stringMatching(/^https:\/\/north\.example\/set-password#[\w-]{43}$/) as unknown,
          minutes: 30,
        },
      },
    ]);
    const token = app.outbox.lastToken(user.email);
    expect(await check(token)).toEqual({ link: { purpose: 'RESET', expiresAt: '2026-11-23T15:30:00.000Z' }, userErrors: [] });
    expect(await reset(token)).toEqual([]);
    expect([await logsIn(user.email, PASSWORD), await logsIn(user.email, NEW_PASSWORD)]).toEqual([false, true]);
    expect(app.outbox.kinds()).toEqual(['PASSWORD_RESET', 'PASSWORD_CHANGED']);
  });

  it('a platform user likewise, with the address of the admin front end', async () => {
    expect((await forgotOfStaff('sam@example.com')).userErrors).toEqual([]);
    expect(app.outbox.letters[0]).toMatchObject({
      realm: 'PLATFORM',
      personId: staff.id,
      siteId: null,
      to: { email: 'Sam@Example.com', name: 'Sam Staff' },
      content: { kind: 'PASSWORD_RESET', link: expect.stringMatching(/^https:\/\/admin\.example\/set-password#/) as unknown },
    });
    const token = app.outbox.lastToken(staff.email);
    const session = await app.admin.logIn(staff);
    expect(await reset(token, NEW_PASSWORD, app.admin)).toEqual([]);
    expect(await lives(app.admin, session)).toBe(false);
    expect((await app.admin.tryLogIn({ email: staff.email, password: PASSWORD })).session).toBeNull();
    expect((await app.admin.tryLogIn({ email: staff.email, password: NEW_PASSWORD })).session).not.toBeNull();
  });

  it('who has no password yet gets a link to choose the first one, and no letter that it changed', async () => {
    await app.story.change('UPDATE users SET password_hash = NULL WHERE id = ?', [user.id]);
    const token = await linkFor(user.email);
    expect(app.outbox.letters[0]?.content).toMatchObject({ kind: 'REGISTRATION', hours: 72 });
    app.clock.advanceSeconds(72 * 3_600 - 1);
    expect(await reset(token)).toEqual([]);
    expect(await logsIn(user.email, NEW_PASSWORD)).toBe(true);
    expect(app.outbox.kinds()).toEqual(['REGISTRATION']);
  });

  it('nothing tells whether there is such a user', async () => {
    const other = await app.story.makeSite({ siteKey: 'south' });
    const elsewhere = await app.story.makeUser({ site: other });
    const disabled = await app.story.makeUser({ site, disabled: true });
    const answers = [await forgot(user.email)];
    app.outbox.letters.length = 0;
    for (const email of ['nobody@example.com', '', elsewhere.email, disabled.email, staff.email, `${user.email}%`])
      answers.push(await forgot(email));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    const staffAnswers = [await forgotOfStaff(staff.email)];
    expect(app.outbox.kinds()).toEqual(['PASSWORD_RESET']);
    const disabledStaff = await app.story.makePlatformUser({ disabled: true });
    for (const email of ['nobody@example.com', user.email, disabledStaff.email]) staffAnswers.push(await forgotOfStaff(email));
    for (const answer of staffAnswers) expect(answer).toEqual(answers[0]);
    expect(app.outbox.letters).toHaveLength(1);
  });

  it('staff read what came of it', async () => {
    const disabled = await app.story.makeUser({ site, disabled: true });
    for (const email of [user.email, disabled.email, 'nobody@example.com']) await forgot(email);
    const entries = await app.container.database.rows(
      "SELECT actor_id AS actorId, actor_name AS actorName, subject_id AS subjectId, summary FROM audit_entries WHERE action = 'PASSWORD_FORGOT' ORDER BY id",
    );
    expect(entries).toEqual([
      { actorId: null, actorName: user.email, subjectId: user.id, summary: 'Forgot the password: a link was sent.' },
      { actorId: null, actorName: disabled.email, subjectId: disabled.id, summary: expect.stringContaining('switched off') as unknown },
      { actorId: null, actorName: 'nobody@example.com', subjectId: null, summary: expect.stringContaining('nobody has') as unknown },
    ]);
  });

  it.each(['nowhere', '', 'NORTH', 'nörth'])('there is no site "%s"', async (siteKey) => {
    expect((await forgot(user.email, siteKey)).userErrors).toEqual([
      { code: 'UNKNOWN_SITE', message: 'There is no such site.', field: 'siteKey' },
    ]);
    expect(app.outbox.letters).toEqual([]);
  });

  it('a disabled site is no site', async () => {
    await app.story.change('UPDATE sites SET disabled_at = ? WHERE id = ?', [new Date(), site.id]);
    expect((await forgot(user.email)).userErrors.map((error) => error.code)).toEqual(['UNKNOWN_SITE']);
  });

  it('where the letter cannot be posted nothing is done', async () => {
    const token = await linkFor(user.email);
    app.outbox.fail(new Error('no room'));
    const answer = await app.portal.ask(FORGOT, { input: { siteKey: 'north', email: user.email } });
    app.outbox.fail(undefined);
    expect(answer.errors.map((error) => error.extensions.code)).toEqual(['INTERNAL_SERVER_ERROR']);
    expect(await reset(token)).toEqual([]);
  });

  describe('the link', () => {
    it('works once', async () => {
      const token = await linkFor(user.email);
      expect([await reset(token), await reset(token, 'yet another long phrase')]).toEqual([[], ['LINK_DEAD']]);
      expect(await check(token)).toEqual(isDead);
      expect(await logsIn(user.email, NEW_PASSWORD)).toBe(true);
    });

    it('works once of twenty times at the same instant', async () => {
      const token = await linkFor(user.email);
      const passwords = Array.from({ length: 20 }, (_, index) => `${NEW_PASSWORD} no. ${index}`);
      const outcomes = await Promise.all(passwords.map((password) => reset(token, password)));
      const winners = passwords.filter((_, index) => outcomes[index]?.length === 0);
      expect(winners).toHaveLength(1);
      expect(outcomes.filter((codes) => codes.join() === 'LINK_DEAD')).toHaveLength(19);
      expect(await logsIn(user.email, winners[0] as string)).toBe(true);
      expect(app.outbox.kinds()).toEqual(['PASSWORD_RESET', 'PASSWORD_CHANGED']);
    });

    it('lives for 30 minutes', async () => {
      const token = await linkFor(user.email);
      app.clock.advanceSeconds(30 * 60 - 1);
      expect(await check(token)).toMatchObject({ userErrors: [] });
      app.clock.advanceSeconds(1);
      expect([await check(token), await reset(token)]).toEqual([isDead, ['LINK_DEAD']]);
      expect(await logsIn(user.email, PASSWORD)).toBe(true);
    });

    it('dies with a newer one', async () => {
      const [older, newer] = [await linkFor(user.email), await linkFor(user.email)];
      expect([await check(older), await reset(older), await reset(newer)]).toEqual([isDead, ['LINK_DEAD'], []]);
    });

    it('newer ones asked for at the same instant leave one that works', async () => {
      await Promise.all(Array.from({ length: 3 }, () => forgot(user.email)));
      const tokens = app.outbox.letters.map(({ content }) => ('link' in content ? (content.link.split('#')[1] as string) : ''));
      const checks = await Promise.all(tokens.map((token) => check(token) as Promise<{ link: unknown }>));
      expect(checks.filter(({ link }) => link !== null)).toHaveLength(1);
    });

    it.each([
      ['user', 'UPDATE users SET disabled_at = ?'],
      ['site', 'UPDATE sites SET disabled_at = ?'],
    ])('is dead while its %s is switched off', async (_what, sql) => {
      const token = await linkFor(user.email);
      await app.story.change(sql, [new Date()]);
      expect([await check(token), await reset(token)]).toEqual([isDead, ['LINK_DEAD']]);
      await app.story.change(sql, [null]);
      expect(await reset(token)).toEqual([]);
    });

    it('means nothing in the other realm', async () => {
      const token = await linkFor(user.email);
      await forgotOfStaff(staff.email);
      const ofStaff = app.outbox.lastToken(staff.email);
      expect([await check(token, app.admin), await reset(token, NEW_PASSWORD, app.admin)]).toEqual([isDead, ['LINK_DEAD']]);
      expect([await check(ofStaff), await reset(ofStaff)]).toEqual([isDead, ['LINK_DEAD']]);
      expect([await reset(token), await reset(ofStaff, NEW_PASSWORD, app.admin)]).toEqual([[], []]);
    });

    it.each(['', 'x', 'A'.repeat(43), 'A'.repeat(200), '\u0000', '😀'])('that is none (%j) is dead', async (token) => {
      expect([await check(token), await reset(token)]).toEqual([isDead, ['LINK_DEAD']]);
    });

    it('lives on after a password that is refused', async () => {
      const token = await linkFor(user.email);
      expect([await reset(token, 'short'), await reset(token, 'x'.repeat(129))]).toEqual([['PASSWORD_TOO_SHORT'], ['PASSWORD_TOO_LONG']]);
      const { passwordReset } = await app.portal.data<{ passwordReset: Payload }>(RESET, { input: { token, newPassword: '' } });
      expect(passwordReset.userErrors).toEqual([{ code: 'PASSWORD_TOO_SHORT', field: 'newPassword' }]);
      const longest = Array.from({ length: 128 }, (_, index) => String.fromCodePoint(0x1f300 + index)).join('');
      expect(await reset(token, longest)).toEqual([]);
    });
  });

  it('a link sent to an e-mail that is no longer the one of the user is dead; one sent before another name is not', async () => {
    const update = 'mutation ($input: UserUpdateInput!) { userUpdate(input: $input) { userErrors { code } } }';
    const token = await linkFor(user.email);
    const administrator = await app.admin.logIn(staff);
    const userId = globalId('User', user.id);
    await app.admin.data(update, { input: { userId, version: 1, lastName: 'Userton' } }, administrator);
    expect(await check(token)).toMatchObject({ userErrors: [] });
    await app.admin.data(update, { input: { userId, version: 2, email: 'corrected@example.com' } }, administrator);
    expect([await check(token), await reset(token)]).toEqual([isDead, ['LINK_DEAD']]);
  });

  it('a link is dead once the operator has set the password', async () => {
    await forgotOfStaff(staff.email);
    const operator = { realm: 'SYSTEM', id: null, name: 'x', requestId: null, address: null } as const;
    await app.container.platformUserService.setPassword(operator, staff.email, PASSWORD);
    expect(await reset(app.outbox.lastToken(staff.email), NEW_PASSWORD, app.admin)).toEqual(['LINK_DEAD']);
  });

  it('a reset ends all sessions of the user and of nobody else, and opens none', async () => {
    const other = await app.story.makeUser({ site });
    const own = [await app.portal.logIn(user), await app.portal.logIn(user)];
    const others = await app.portal.logIn(other);
    const staffs = await app.admin.logIn(staff);
    const viewAs = 'mutation ($input: ViewAsStartInput!) { viewAsStart(input: $input) { session { token } } }';
    const userId = globalId('User', user.id);
    const { viewAsStart } = await app.admin.data<{ viewAsStart: { session: { token: string } } }>(
      viewAs,
      { input: { userId, reason: 'to see what they see' } },
      staffs,
    );
    own.push(viewAsStart.session.token);
    for (const token of own) expect(await lives(app.portal, token)).toBe(true);
    expect(await reset(await linkFor(user.email))).toEqual([]);
    for (const token of own) expect(await lives(app.portal, token)).toBe(false);
    expect([await lives(app.portal, others), await lives(app.admin, staffs)]).toEqual([true, true]);
    expect(await app.container.database.rows('SELECT 1 FROM user_sessions WHERE user_id = ?', [user.id])).toEqual([]);
  });

  it('the token and the passwords are in no log, and nowhere in the database', async () => {
    const tokens = [await linkFor(user.email)];
    await forgotOfStaff(staff.email);
    tokens.push(app.outbox.lastToken(staff.email));
    await check(tokens[0] as string);
    await reset(tokens[0] as string, 'short');
    await app.portal.ask(`mutation { passwordReset(input: { token: "${tokens[0]}", newPassword: "${NEW_PASSWORD}" }) { nothing } }`);
    await reset(tokens[0] as string);
    const texts = [app.logText(), await dumpOf(app)];
    for (const text of texts) {
      expect(text.length).toBeGreaterThan(100);
      for (const secret of [...tokens, NEW_PASSWORD, PASSWORD]) expect(text).not.toContain(secret);
    }
    expect(texts[1]).toContain('Set a new password with a link from a letter.');
  });

  it('links past their time are cleared away, and no others', async () => {
    const token = await linkFor(user.email);
    await forgotOfStaff(staff.email);
    const { passwordLinkRows } = app.container;
    expect(await passwordLinkRows.removeExpired(app.clock.now(), 10)).toBe(0);
    app.clock.advanceMinutes(10);
    const kept = await linkFor(user.email);
    app.clock.advanceMinutes(20);
    expect(await passwordLinkRows.removeExpired(app.clock.now(), 10)).toBe(1);
    expect([await check(token), await reset(kept)]).toEqual([isDead, []]);
  });
});

describe('how long a forgotten password takes', () => {
  const FLOOR_MS = 80;
  let app: TestPortal;

  beforeAll(async () => (app = await startPortal({ evenAnswerMs: FLOOR_MS })));
  afterAll(() => app.close());

  it('is the same whether there is such a user or not, and at least the floor', async () => {
    const site = await app.story.makeSite({ siteKey: 'north' });
    const known = await app.story.makeUser({ site });
    const disabled = await app.story.makeUser({ site, disabled: true });
    for (const input of [
      { siteKey: 'north', email: known.email },
      { siteKey: 'north', email: disabled.email },
      { siteKey: 'north', email: 'nobody@example.com' },
      { siteKey: 'nowhere', email: known.email },
    ]) {
      const startedAt = performance.now();
      await app.portal.ask(FORGOT, { input });
      expect(performance.now() - startedAt).toBeGreaterThan(FLOOR_MS - 2);
    }
  });
});
