import { dumpOf } from '../support/dump';
import { globalId } from '../support/ids';
import { startPortal, type ApiClient, type Person, type TestPortal } from '../support/portal';
import { PASSWORD } from '../support/story';

const CHANGE =
  'mutation ($input: PasswordChangeInput!) { passwordChange(input: $input) { session { token expiresAt } message userErrors { code field } } }';
const FORGOT = 'mutation ($input: PasswordForgotInput!) { passwordForgot(input: $input) { userErrors { code } } }';
const RESET = 'mutation ($input: PasswordResetInput!) { passwordReset(input: $input) { userErrors { code } } }';
const NEW_PASSWORD = 'an entirely different phrase';

interface Payload {
  session: { token: string; expiresAt: string } | null;
  message: string | null;
  userErrors: { code: string; field: string }[];
}

describe('changing the own password', () => {
  let app: TestPortal;
  let site: { id: number; siteKey: string };
  let user: Person;
  let staff: { id: number; email: string };

  beforeAll(async () => (app = await startPortal()));
  beforeEach(async () => {
    await app.truncate();
    app.outbox.letters.length = 0;
    site = await app.story.makeSite({ siteKey: 'north' });
    user = await app.story.makeUser({ site });
    staff = await app.story.makePlatformUser();
  });
  afterAll(() => app.close());

  const lives = async (token: string | undefined, api: ApiClient = app.portal): Promise<boolean> =>
    (await api.ask('{ viewer { email } }', {}, token)).errors.length === 0;
  async function change(token: string, newPassword: string, currentPassword = PASSWORD, api: ApiClient = app.portal): Promise<Payload> {
    return (await api.data<{ passwordChange: Payload }>(CHANGE, { input: { currentPassword, newPassword } }, token)).passwordChange;
  }
  const logsIn = async (password: string): Promise<boolean> =>
    (await app.portal.tryLogIn({ siteKey: 'north', email: user.email, password })).session !== null;
  const actions = async (): Promise<unknown[]> =>
    app.container.database.rows(
      "SELECT action, actor_id AS actorId, subject_type AS subjectType, subject_id AS subjectId FROM audit_entries WHERE action LIKE 'PASSWORD%' ORDER BY id",
    );

  it('gives the session a new token with the old end, and ends all others of the user', async () => {
    const [own, elsewhere] = [await app.portal.logIn(user), await app.portal.logIn(user)];
    const others = await app.portal.logIn(await app.story.makeUser({ site }));
    app.clock.advanceMinutes(5);
    const { session, message, userErrors } = await change(own, NEW_PASSWORD);
    expect([userErrors, message]).toEqual([[], expect.stringContaining('everywhere else')]);
    expect(session).toEqual({ token: expect.stringMatching(/^[\w-]{43}$/) as unknown, expiresAt: '2026-11-24T03:00:00.000Z' });
    expect([await lives(own), await lives(elsewhere), await lives(session?.token), await lives(others)]).toEqual([
      false,
      false,
      true,
      true,
    ]);
    expect([await logsIn(PASSWORD), await logsIn(NEW_PASSWORD)]).toEqual([false, true]);
    expect(app.outbox.letters).toMatchObject([{ personId: user.id, to: { email: user.email }, content: { kind: 'PASSWORD_CHANGED' } }]);
    expect(await actions()).toEqual([{ action: 'PASSWORD_CHANGE', actorId: user.id, subjectType: 'USER', subjectId: user.id }]);
  });

  it('works for platform users, and ends what staff look at with an older session', async () => {
    const [own, elsewhere] = [await app.admin.logIn(staff), await app.admin.logIn(staff)];
    const viewAs = 'mutation ($input: ViewAsStartInput!) { viewAsStart(input: $input) { session { token } } }';
    const input = { userId: globalId('User', user.id), reason: 'to see what they see' };
    const seen = await app.admin.data<{ viewAsStart: { session: { token: string } } }>(viewAs, { input }, elsewhere);
    const looking = seen.viewAsStart.session.token;
    expect(await lives(looking)).toBe(true);
    const { session } = await change(own, NEW_PASSWORD, PASSWORD, app.admin);
    expect(await Promise.all([own, elsewhere, session?.token].map((token) => lives(token, app.admin)))).toEqual([false, false, true]);
    expect(await lives(looking)).toBe(false);
    expect((await app.admin.tryLogIn({ email: staff.email, password: NEW_PASSWORD })).session).not.toBeNull();
  });

  it.each([
    ['a wrong current password', 'not my password at all', NEW_PASSWORD, 'WRONG_PASSWORD', 'currentPassword'],
    ['none', '', NEW_PASSWORD, 'WRONG_PASSWORD', 'currentPassword'],
    ['the same password', PASSWORD, PASSWORD, 'PASSWORD_UNCHANGED', 'newPassword'],
    ['a short one', PASSWORD, 'short', 'PASSWORD_TOO_SHORT', 'newPassword'],
    ['a long one', PASSWORD, 'x'.repeat(129), 'PASSWORD_TOO_LONG', 'newPassword'],
  ])('%s is refused and changes nothing', async (_what, current, next, code, field) => {
    const [own, elsewhere] = [await app.portal.logIn(user), await app.portal.logIn(user)];
    expect(await change(own, next, current)).toEqual({ session: null, message: null, userErrors: [{ code, field }] });
    expect([await lives(own), await lives(elsewhere), await logsIn(PASSWORD)]).toEqual([true, true, true]);
    expect(app.outbox.letters).toEqual([]);
    expect((await actions()).length).toBe(code === 'WRONG_PASSWORD' ? 1 : 0);
  });

  it('a wrong current password is written down', async () => {
    await change(await app.portal.logIn(user), NEW_PASSWORD, 'wrong');
    expect(await actions()).toEqual([{ action: 'PASSWORD_CHANGE_FAILED', actorId: user.id, subjectType: 'USER', subjectId: user.id }]);
  });

  it('kills a link that is under way', async () => {
    await app.portal.data(FORGOT, { input: { siteKey: 'north', email: user.email } });
    const token = app.outbox.lastToken(user.email);
    await change(await app.portal.logIn(user), NEW_PASSWORD);
    expect(await app.portal.data(RESET, { input: { token, newPassword: 'a third and long phrase' } })).toEqual({
      passwordReset: { userErrors: [{ code: 'LINK_DEAD' }] },
    });
    expect(await logsIn(NEW_PASSWORD)).toBe(true);
  });

  it('of ten changes at the same instant one succeeds', async () => {
    const own = await app.portal.logIn(user);
    const passwords = Array.from({ length: 10 }, (_, index) => `${NEW_PASSWORD} no. ${index}`);
    const answers = await Promise.all(
      passwords.map((newPassword) =>
        app.portal.ask<{ passwordChange: Payload | null }>(CHANGE, { input: { currentPassword: PASSWORD, newPassword } }, own),
      ),
    );
    const winners = answers.flatMap(({ data }, index) => (data?.passwordChange?.session ? [passwords[index] as string] : []));
    expect(winners).toHaveLength(1);
    expect(await logsIn(winners[0] as string)).toBe(true);
    expect(app.outbox.kinds()).toEqual(['PASSWORD_CHANGED']);
  });

  it('is for nobody who is not logged in, nor for staff who look as a customer', async () => {
    const input = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
    expect((await app.portal.ask(CHANGE, { input })).errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
    const viewAs = 'mutation ($input: ViewAsStartInput!) { viewAsStart(input: $input) { session { token } } }';
    const whom = { userId: globalId('User', user.id), reason: 'to see what they see' };
    const seen = await app.admin.data<{ viewAsStart: { session: { token: string } } }>(
      viewAs,
      { input: whom },
      await app.admin.logIn(staff),
    );
    const answer = await app.portal.ask(CHANGE, { input }, seen.viewAsStart.session.token);
    expect(answer.errors[0]?.extensions.code).toBe('FORBIDDEN');
    expect(await logsIn(PASSWORD)).toBe(true);
  });

  it('neither password nor the new token is in the log or the database', async () => {
    const wrong = 'a wrong password nobody has';
    const own = await app.portal.logIn(user);
    await change(own, NEW_PASSWORD, wrong);
    const { session } = await change(own, NEW_PASSWORD);
    for (const text of [app.logText(), await dumpOf(app)]) {
      for (const secret of [PASSWORD, NEW_PASSWORD, wrong, session?.token as string]) expect(text).not.toContain(secret);
    }
  });
});
