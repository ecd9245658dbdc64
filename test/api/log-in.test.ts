import { hash } from '@node-rs/argon2';
import { dumpOf } from '../support/dump';
import { startPortal, type ApiClient, type Person, type TestPortal } from '../support/portal';
import { PASSWORD } from '../support/story';

const VIEWER = '{ viewer { email } }';
const LOG_OUT = 'mutation { logOut { userErrors { code } } }';
const REFUSED = { session: null, userErrors: [{ code: 'WRONG_CREDENTIALS', message: 'E-mail or password is wrong.', field: null }] };

describe.each([true, false])('logging in and out (compiled execution: %s)', (compiledExecution) => {
  let app: TestPortal;
  let user: Person;
  let staff: { email: string };
  let site: { id: number; siteKey: string };

  beforeAll(async () => (app = await startPortal({ compiledExecution })));
  beforeEach(async () => {
    await app.truncate();
    site = await app.story.makeSite({ siteKey: 'north' });
    user = await app.story.makeUser({ site, email: 'Uma.User@Example.com' });
    staff = await app.story.makePlatformUser({ email: 'Sam@Example.com' });
  });
  afterAll(() => app.close());

  async function codes(api: ApiClient, token?: string): Promise<string[]> {
    return (await api.ask(VIEWER, {}, token)).errors.map((error) => error.extensions.code);
  }

  it('the right password opens a session of twelve hours, whatever the case of the e-mail', async () => {
    for (const email of [user.email, 'uma.user@example.com', 'UMA.USER@EXAMPLE.COM', ' uma.user@example.com ']) {
      const { session, userErrors } = await app.portal.tryLogIn({ siteKey: 'north', email, password: PASSWORD });
      expect(userErrors).toEqual([]);
      expect(session).toEqual({ token: expect.stringMatching(/^[\w-]{43}$/) as unknown, expiresAt: '2026-11-24T03:00:00.000Z' });
      expect(await app.portal.data(VIEWER, {}, session?.token)).toEqual({ viewer: { email: user.email } });
    }
    const { session } = await app.admin.tryLogIn({ email: 'SAM@example.COM', password: PASSWORD });
    expect(await app.admin.data(VIEWER, {}, session?.token)).toEqual({ viewer: { email: staff.email } });
  });

  it('every other pair gets one and the same answer on the portal', async () => {
    const other = await app.story.makeSite({ siteKey: 'south' });
    const elsewhere = await app.story.makeUser({ site: other });
    const disabled = await app.story.makeUser({ site, disabled: true });
    const pending = await app.story.makeUser({ site });
    await app.story.change('UPDATE users SET password_hash = NULL WHERE id = ?', [pending.id]);
    const tries: [email: string, password: string][] = [
      [user.email, `${PASSWORD}r`],
      [user.email, ''],
      [user.email, PASSWORD.toUpperCase()],
      ['nobody@example.com', PASSWORD],
      ['', PASSWORD],
      [elsewhere.email, PASSWORD],
      [disabled.email, PASSWORD],
      [pending.email, PASSWORD],
      [staff.email, PASSWORD],
      ['uma.user@example.com%', PASSWORD],
    ];
    for (const [email, password] of tries) {
      expect([email, await app.portal.tryLogIn({ siteKey: 'north', email, password })]).toEqual([email, REFUSED]);
    }
  });

  it('every other pair gets one and the same answer on the admin API', async () => {
    const disabled = await app.story.makePlatformUser({ disabled: true });
    for (const [email, password] of [
      [staff.email, 'wrong'],
      ['nobody@example.com', PASSWORD],
      [disabled.email, PASSWORD],
      [user.email, PASSWORD],
    ]) {
      expect([email, await app.admin.tryLogIn({ email, password })]).toEqual([email, REFUSED]);
    }
  });

  it.each(['nowhere', '', 'NORTH', 'nörth', "north' --"])('there is no site "%s"', async (siteKey) => {
    const { session, userErrors } = await app.portal.tryLogIn({ siteKey, email: user.email, password: PASSWORD });
    expect([session, userErrors.map((error) => [error.code, error.field])]).toEqual([null, [['UNKNOWN_SITE', 'siteKey']]]);
  });

  it('a disabled site is no site', async () => {
    await app.story.change('UPDATE sites SET disabled_at = ? WHERE id = ?', [new Date(), site.id]);
    const { userErrors } = await app.portal.tryLogIn({ siteKey: 'north', email: user.email, password: PASSWORD });
    expect(userErrors.map((error) => error.code)).toEqual(['UNKNOWN_SITE']);
  });

  it('a session ends after 30 minutes without a request', async () => {
    for (const [api, who] of [
      [app.portal, user],
      [app.admin, staff],
    ] as const) {
      const token = await api.logIn(who);
      for (let requests = 0; requests < 3; requests += 1) {
        app.clock.advanceMinutes(29);
        expect(await codes(api, token)).toEqual([]);
      }
      app.clock.advanceMinutes(31);
      expect(await codes(api, token)).toEqual(['UNAUTHENTICATED']);
      expect(await codes(api, token)).toEqual(['UNAUTHENTICATED']);
    }
  });

  it('a session ends after twelve hours, however busy', async () => {
    for (const [api, who] of [
      [app.portal, user],
      [app.admin, staff],
    ] as const) {
      const token = await api.logIn(who);
      for (let minutes = 20; minutes < 12 * 60; minutes += 20) {
        app.clock.advanceMinutes(20);
        expect([minutes, await codes(api, token)]).toEqual([minutes, []]);
      }
      app.clock.advanceSeconds(20 * 60 - 1);
      expect(await codes(api, token)).toEqual([]);
      app.clock.advanceSeconds(1);
      expect(await codes(api, token)).toEqual(['UNAUTHENTICATED']);
    }
  });

  it('a token is dead once logged out, others live on', async () => {
    for (const [api, who] of [
      [app.portal, user],
      [app.admin, staff],
    ] as const) {
      const [token, other] = [await api.logIn(who), await api.logIn(who)];
      expect(await api.data(LOG_OUT, {}, token)).toEqual({ logOut: { userErrors: [] } });
      expect([await codes(api, token), await codes(api, other)]).toEqual([['UNAUTHENTICATED'], []]);
      expect(await api.data(LOG_OUT, {}, token)).toEqual({ logOut: { userErrors: [] } });
      expect(await api.data(LOG_OUT)).toEqual({ logOut: { userErrors: [] } });
    }
  });

  it('a token of one realm cannot be used on the other, not even to end the session', async () => {
    const [userToken, staffToken] = [await app.portal.logIn(user), await app.admin.logIn(staff)];
    expect([await codes(app.portal, staffToken), await codes(app.admin, userToken)]).toEqual([['UNAUTHENTICATED'], ['UNAUTHENTICATED']]);
    await app.portal.data(LOG_OUT, {}, staffToken);
    await app.admin.data(LOG_OUT, {}, userToken);
    expect([await codes(app.portal, userToken), await codes(app.admin, staffToken)]).toEqual([[], []]);
  });

  it('logging in is told to whoever looks at the user', async () => {
    await app.portal.logIn(user);
    const token = await app.admin.logIn(staff);
    const { users } = await app.admin.data<{ users: unknown }>('{ users { edges { node { email lastLoggedInAt } } } }', {}, token);
    expect(users).toEqual({ edges: [{ node: { email: user.email, lastLoggedInAt: app.clock.now().toISOString() } }] });
  });

  it('hashes a right password anew when it was hashed with less work, and a wrong one never', async () => {
    const weak = await hash(PASSWORD, { memoryCost: 8_192, timeCost: 1, parallelism: 1 });
    await app.story.change('UPDATE users SET password_hash = ? WHERE id = ?', [weak, user.id]);
    const stored = async () =>
      (await app.container.database.rows<{ h: string }>('SELECT password_hash AS h FROM users WHERE id = ?', [user.id]))[0]?.h;
    await app.portal.tryLogIn({ siteKey: 'north', email: user.email, password: 'wrong horse battery staple' });
    expect(await stored()).toBe(weak);
    await app.portal.logIn(user);
    expect(await stored()).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    await app.portal.logIn(user);
  });

  it('neither tokens nor passwords are in the log, nor in the database', async () => {
    const wrong = 'a wrong password nobody has';
    const tokens = [await app.portal.logIn(user), await app.admin.logIn(staff)];
    await app.portal.tryLogIn({ siteKey: 'north', email: user.email, password: wrong });
    await app.admin.tryLogIn({ email: staff.email, password: wrong });
    const literal = `mutation { logIn(input: { siteKey: "north", email: "x", password: "${wrong}" }) { outcome { __typename } } }`;
    await app.portal.ask(literal);
    await app.portal.ask(`${literal} }`);
    await app.portal.ask(VIEWER, { password: wrong }, tokens[0]);
    await app.admin.ask(VIEWER, {}, tokens[1]);
    const everywhere = [app.logText(), await dumpOf(app)];
    for (const text of everywhere) {
      expect(text.length).toBeGreaterThan(100);
      for (const secret of [...tokens, PASSWORD, wrong]) expect(text).not.toContain(secret);
    }
  });
});
