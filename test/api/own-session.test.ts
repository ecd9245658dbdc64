import request from 'supertest';
import { globalId } from '../support/ids';
import { startPortal, type Answer, type ApiClient, type TestPortal } from '../support/portal';

const SESSIONS = '{ viewer { sessions { id createdAt lastUsedAt expiresAt address userAgent authentication isCurrent csrfToken } } }';
const REVOKE = 'mutation ($input: SessionRevokeInput!) { sessionRevoke(input: $input) { userErrors { code } } }';
const REVOKE_ALL = 'mutation { sessionsRevokeAll { endedCount userErrors { code } } }';
const REVOKE_OTHERS = 'mutation { sessionsRevokeOthers { endedCount userErrors { code } } }';

interface Listed {
  viewer: { sessions: { id: string; isCurrent: boolean; userAgent: string | null }[] };
}

describe.each(['portal', 'admin'] as const)('own sessions on the %s API', (name) => {
  let app: TestPortal;
  let api: ApiClient;
  let me: { id: number; email: string; siteKey?: string };
  let other: { id: number; email: string; siteKey?: string };

  beforeAll(async () => {
    app = await startPortal();
    api = app[name];
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    await app.truncate();
    const { story } = app;
    const site = await story.makeSite();
    const make = () => (name === 'portal' ? story.makeUser({ site }) : story.makePlatformUser({ role: 'CUSTOMER_CARE' }));
    [me, other] = [await make(), await make()];
  });

  const codesOf = (answer: Answer): string[] => answer.errors.map(({ extensions }) => extensions.code);
  const aliveWith = async (token: string): Promise<boolean> => codesOf(await api.ask('{ viewer { email } }', {}, token)).length === 0;
  const listWith = async (token: string): Promise<Listed['viewer']['sessions']> =>
    (await api.data<Listed>(SESSIONS, {}, token)).viewer.sessions;
  const idOf = async (token: string): Promise<string> => (await listWith(token)).find(({ isCurrent }) => isCurrent)?.id ?? '';

  async function actions(): Promise<object[]> {
    const { database } = app.container;
    return database.rows(
      "SELECT action, realm, actor_id AS actorId, subject_id AS subjectId, summary FROM audit_entries WHERE action = 'SESSION_REVOKE' ORDER BY id",
    );
  }

  it('lists what runs, latest first: since when, from where, with what, and which is this one', async () => {
    const first = await api.logIn(me);
    app.clock.advanceMinutes(1);
    const path = name === 'portal' ? '/graphql' : '/admin/graphql';
    const input = `{ email: "${me.email}", password: "correct horse battery staple"${me.siteKey === undefined ? '' : `, siteKey: "${me.siteKey}"`} }`;
    const query = `mutation { logIn(input: ${input}) { userErrors { code } } }`;
    await request(app.url)
      .post(path)
      .set('user-agent', `Browser/1 ${'x'.repeat(300)}`)
      .send({ query });
    await api.logIn(other);
    const now = app.clock.now().getTime();
    const at = (minutes: number): string => new Date(now + minutes * 60_000).toISOString();
    const facts = { address: '127.0.0.1', authentication: 'PASSWORD', csrfToken: null, id: expect.any(String) as unknown };
    expect(await listWith(first)).toEqual([
      { ...facts, createdAt: at(0), lastUsedAt: at(0), expiresAt: at(720), userAgent: `Browser/1 ${'x'.repeat(190)}`, isCurrent: false },
      { ...facts, createdAt: at(-1), lastUsedAt: at(-1), expiresAt: at(719), userAgent: null, isCurrent: true },
    ]);
    app.clock.advanceMinutes(28);
    expect(await aliveWith(first)).toBe(true);
    app.clock.advanceMinutes(2);
    expect(await listWith(first)).toHaveLength(1);
  });

  it('costs one statement more than the viewer', async () => {
    const token = await api.logIn(me);
    const cost = async (query: string): Promise<number> => (await app.statementsOf(() => api.data(query, {}, token))).length;
    expect(await cost(SESSIONS)).toBe((await cost('{ viewer { email } }')) + 1);
  });

  it('ends one, at once, and writes it down', async () => {
    const [token, doomed, third] = [await api.logIn(me), await api.logIn(me), await api.logIn(me)];
    const input = { sessionId: await idOf(doomed) };
    expect(await api.data(REVOKE, { input }, token)).toEqual({ sessionRevoke: { userErrors: [] } });
    expect([await aliveWith(token), await aliveWith(doomed), await aliveWith(third)]).toEqual([true, false, true]);
    expect(codesOf(await api.ask(REVOKE, { input }, token))).toEqual(['NOT_FOUND']);
    const who = { realm: name === 'portal' ? 'PORTAL' : 'PLATFORM', actorId: me.id, subjectId: me.id };
    expect(await actions()).toEqual([{ action: 'SESSION_REVOKE', ...who, summary: 'Ended a session of their own.' }]);
    await api.data(REVOKE, { input: { sessionId: await idOf(token) } }, token);
    expect(await aliveWith(token)).toBe(false);
  });

  it('ends all others', async () => {
    const [token, ...doomed] = [await api.logIn(me), await api.logIn(me), await api.logIn(me)];
    const theirs = await api.logIn(other);
    expect(await api.data(REVOKE_OTHERS, {}, token)).toEqual({ sessionsRevokeOthers: { endedCount: 2, userErrors: [] } });
    expect(await Promise.all([token, theirs, ...doomed].map(aliveWith))).toEqual([true, true, false, false]);
    expect(await actions()).toMatchObject([{ actorId: me.id, summary: 'Ended 2 sessions of their own.' }]);
  });

  it('ends all, the one it is asked with among them, and nobody else’s', async () => {
    const [token, ...doomed] = [await api.logIn(me), await api.logIn(me), await api.logIn(me)];
    const theirs = await api.logIn(other);
    expect(await api.data(REVOKE_ALL, {}, token)).toEqual({ sessionsRevokeAll: { endedCount: 3, userErrors: [] } });
    expect(await Promise.all([token, theirs, ...doomed].map(aliveWith))).toEqual([false, true, false, false]);
    const who = { realm: name === 'portal' ? 'PORTAL' : 'PLATFORM', actorId: me.id, subjectId: me.id };
    expect(await actions()).toEqual([{ action: 'SESSION_REVOKE', ...who, summary: 'Ended 3 sessions of their own.' }]);
    expect(codesOf(await api.ask(REVOKE_ALL, {}, token))).toEqual(['UNAUTHENTICATED']);
    expect(await aliveWith(await api.logIn(me))).toBe(true);
  });

  it("answers to another's session as to none, and leaves it alone", async () => {
    const [token, theirs] = [await api.logIn(me), await api.logIn(other)];
    const sessionIds = [
      await idOf(theirs),
      globalId('OwnSession', 999_999),
      globalId('User', me.id),
      globalId('OwnSession', Number.MAX_SAFE_INTEGER),
    ];
    const answers = await Promise.all(sessionIds.map((sessionId) => api.ask(REVOKE, { input: { sessionId } }, token)));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(codesOf(answers[0] as Answer)).toEqual(['NOT_FOUND']);
    expect(codesOf(await api.ask(REVOKE, { input: { sessionId: 'x' } }, token))).toEqual(['BAD_USER_INPUT']);
    expect(await aliveWith(theirs)).toBe(true);
    expect(await actions()).toEqual([]);
  });
});

describe('sessions and staff', () => {
  let app: TestPortal;
  beforeAll(async () => (app = await startPortal()));
  beforeEach(() => app.truncate());
  afterAll(() => app.close());

  const START = 'mutation ($input: ViewAsStartInput!) { viewAsStart(input: $input) { session { token } } }';

  it('who look as a user are neither listed to the user nor ended with the other sessions', async () => {
    const user = await app.story.makeUser({ site: await app.story.makeSite() });
    const staff = await app.admin.logIn(await app.story.makePlatformUser());
    const [own] = [await app.portal.logIn(user)];
    const input = { userId: globalId('User', user.id), reason: 'ticket 4711: list is empty' };
    const { viewAsStart } = await app.admin.data<{ viewAsStart: { session: { token: string } } }>(START, { input }, staff);
    const { token } = viewAsStart.session;
    expect((await app.portal.data<Listed>(SESSIONS, {}, own)).viewer.sessions).toHaveLength(1);
    expect(await app.portal.data(REVOKE_OTHERS, {}, own)).toMatchObject({ sessionsRevokeOthers: { endedCount: 0 } });
    const [viewAs] = await app.container.database.rows<{ id: number }>('SELECT id FROM user_sessions WHERE staff_token_hash IS NOT NULL');
    const revoke = await app.portal.ask(REVOKE, { input: { sessionId: globalId('OwnSession', viewAs?.id ?? 0) } }, own);
    expect(revoke.errors.map(({ extensions }) => extensions.code)).toEqual(['NOT_FOUND']);
    // What the user sees, seen with the user's eyes: the user's session, which is not the onlooker's.
    expect((await app.portal.data<Listed>(SESSIONS, {}, token)).viewer.sessions).toMatchObject([{ isCurrent: false }]);
  });

  it('who look as a user go on looking when the user ends all sessions, and stop when they end all of their own', async () => {
    const user = await app.story.makeUser({ site: await app.story.makeSite() });
    const staff = await app.admin.logIn(await app.story.makePlatformUser());
    const input = { userId: globalId('User', user.id), reason: 'ticket 4711: list is empty' };
    const { viewAsStart } = await app.admin.data<{ viewAsStart: { session: { token: string } } }>(START, { input }, staff);
    const look = async () => (await app.portal.ask('{ viewer { email } }', {}, viewAsStart.session.token)).errors.length === 0;
    const revoked = await app.portal.data(REVOKE_ALL, {}, await app.portal.logIn(user));
    expect([revoked, await look()]).toEqual([{ sessionsRevokeAll: { endedCount: 1, userErrors: [] } }, true]);
    await app.admin.data(REVOKE_ALL, {}, staff);
    expect(await look()).toBe(false);
  });

  it('are told from where and how a user is logged in', async () => {
    const user = await app.story.makeUser({ site: await app.story.makeSite() });
    const staff = await app.admin.logIn(await app.story.makePlatformUser({ role: 'CUSTOMER_CARE' }));
    await app.portal.logIn(user);
    const input = { userId: globalId('User', user.id), reason: 'ticket 4711: list is empty' };
    await app.admin.data(START, { input }, staff);
    const query = 'query ($id: ID!) { user(id: $id) { sessions { isViewAs address userAgent authentication } } }';
    const facts = { address: '127.0.0.1', userAgent: null, authentication: 'PASSWORD' };
    expect(await app.admin.data(query, { id: globalId('User', user.id) }, staff)).toEqual({
      user: {
        sessions: [
          { isViewAs: true, ...facts },
          { isViewAs: false, ...facts },
        ],
      },
    });
  });

  it('see their own, not their colleagues’', async () => {
    const token = await app.admin.logIn(await app.story.makePlatformUser({ email: 'a@example.com' }));
    await app.admin.logIn(await app.story.makePlatformUser({ email: 'b@example.com' }));
    const query = '{ platformUsers { edges { node { sessions { isCurrent } } } } }';
    expect(await app.admin.data(query, {}, token)).toEqual({
      platformUsers: { edges: [{ node: { sessions: [{ isCurrent: true }] } }, { node: { sessions: null } }] },
    });
  });
});
