import { sessionCleanupJob } from '../../src/jobs/session-cleanup.job';
import type { SessionChange } from '../../src/domain/identity/session.service';
import type { NewSession, SessionStart } from '../../src/domain/identity/session-token';
import { FOR_ANYONE } from '../support/for-anyone';
import { globalId } from '../support/ids';
import { startPortal, type Answer, type Person, type TestPortal } from '../support/portal';
import { argumentsFor, introspect, operationOf, rootFields } from '../support/schema-walk';

/** What anybody may do, and what a session may do that must first enrol an authenticator app. */
const WHILE_ENROLLING = [...FOR_ANYONE, 'viewer', 'secondFactors', 'stepUpBegin', 'authenticatorAppBegin', 'authenticatorAppConfirm'];

const HOW: SessionStart = {
  authentication: 'PASSWORD',
  transport: 'BEARER',
  restriction: 'NONE',
  origin: { requestId: null, address: null },
  userAgent: undefined,
};

describe.each(['portal', 'admin'] as const)('sessions of the %s API that are less or become more', (name) => {
  let app: TestPortal;
  let person: { id: number; email: string };

  beforeAll(async () => (app = await startPortal()));
  afterAll(() => app.close());
  beforeEach(async () => {
    await app.truncate();
    const { story } = app;
    person = name === 'portal' ? await story.makeUser({ site: await story.makeSite() }) : await story.makePlatformUser();
  });

  const sessions = () => (name === 'portal' ? app.container.userSessions : app.container.platformSessions);
  const codesOf = (answer: Answer): string[] => answer.errors.map(({ extensions }) => extensions.code);
  const ask = async (token: string): Promise<string[]> => codesOf(await app[name].ask('{ viewer { email } }', {}, token));

  function open(how: Partial<SessionStart> = {}): Promise<NewSession> {
    return app.container.database.transaction((transaction) => sessions().open(transaction, person, { ...HOW, ...how }));
  }

  async function viewerOf({ token, transport }: NewSession) {
    const viewer = await sessions().findViewer(token, transport);
    if (!viewer) throw new Error('The session is not in force.');
    return viewer;
  }

  async function rotate(session: NewSession, change?: SessionChange): Promise<NewSession> {
    const { tokenHash } = (await viewerOf(session)).session;
    return app.container.database.transaction((transaction) => sessions().rotate(transaction, tokenHash, change));
  }

  it('a session that must enrol an app is good for nothing else: MFA_REQUIRED', async () => {
    const { token } = await open({ restriction: 'ENROL_APP' });
    const roots = rootFields(await introspect(app[name]));
    expect(roots.length).toBeGreaterThan(WHILE_ENROLLING.length);
    for (const root of roots.filter(({ field }) => field.name !== 'logOut')) {
      const answer = await app[name].ask(operationOf(root, 2), argumentsFor(root), token);
      const [{ name: field }, codes] = [root.field, codesOf(answer)];
      if (WHILE_ENROLLING.includes(field)) expect([field, codes]).not.toEqual([field, expect.arrayContaining(['MFA_REQUIRED'])]);
      else expect([field, codes]).toEqual([field, ['MFA_REQUIRED']]);
    }
    expect((await app[name].ask('mutation { sessionsRevokeOthers { endedCount } }', {}, token)).errors[0]?.message).toContain(
      'authenticator app',
    );
    expect(codesOf(await app[name].ask('mutation { logOut { userErrors { code } } }', {}, token))).toEqual([]);
    expect(await ask(token)).toEqual(['UNAUTHENTICATED']);
  });

  it('a challenge is no session: MFA_REQUIRED, without a look into the database', async () => {
    const roots = rootFields(await introspect(app[name])).filter(({ field }) => !FOR_ANYONE.includes(field.name));
    for (const token of [`challenge_${'A'.repeat(43)}`, `challenge_${'A'.repeat(33)}`, 'challenge_']) {
      for (const root of roots) {
        const statements = await app.statementsOf(async () => {
          const answer = await app[name].ask(operationOf(root, 2), argumentsFor(root), token);
          expect([root.field.name, codesOf(answer)]).toEqual([root.field.name, ['MFA_REQUIRED']]);
        });
        expect(statements).toEqual([]);
      }
    }
    expect(await ask(`Challenge_${'A'.repeat(43)}`)).toEqual(['UNAUTHENTICATED']);
  });

  it('a new token takes the place of the old one, which is dead; the session stays the same', async () => {
    const old = await open({ restriction: 'ENROL_APP' });
    const before = await viewerOf(old);
    app.clock.advanceMinutes(20);
    const at = app.clock.now();
    const renewed = await rotate(old, { authentication: 'AUTHENTICATOR_APP', restriction: 'NONE', steppedUpAt: at });
    expect(await ask(old.token)).toEqual(['UNAUTHENTICATED']);
    expect(await ask(renewed.token)).toEqual([]);
    expect(renewed).toEqual({ ...old, token: expect.stringMatching(/^[\w-]{43}$/) as unknown, lifetimeSeconds: 42_000 });
    const { session } = await viewerOf(renewed);
    const same = { id: before.session.id, transport: 'BEARER' };
    expect(session).toMatchObject({ ...same, authentication: 'AUTHENTICATOR_APP', restriction: 'NONE', steppedUpAt: at });
    const again = await rotate(renewed);
    expect((await viewerOf(again)).session).toMatchObject({ ...same, authentication: 'AUTHENTICATOR_APP', steppedUpAt: at });
    expect([await ask(renewed.token), await ask(again.token)]).toEqual([['UNAUTHENTICATED'], []]);
  });

  it('of those that rotate one session at once, one gets a new token and the others are logged out', async () => {
    const { tokenHash } = (await viewerOf(await open())).session;
    const rotations = await Promise.allSettled(
      [1, 2, 3].map(() => app.container.database.transaction((transaction) => sessions().rotate(transaction, tokenHash))),
    );
    expect(rotations.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    const failures = rotations.flatMap((result) => (result.status === 'rejected' ? [(result.reason as { code: string }).code] : []));
    expect(failures).toEqual(['UNAUTHENTICATED', 'UNAUTHENTICATED']);
  });

  it('a rotation that is rolled back leaves the old token alive', async () => {
    const session = await open();
    const { tokenHash } = (await viewerOf(session)).session;
    const broken = app.container.database.transaction(async (transaction) => {
      await sessions().rotate(transaction, tokenHash);
      throw new Error('something else failed');
    });
    await expect(broken).rejects.toThrow('something else failed');
    expect(await ask(session.token)).toEqual([]);
  });

  it('revokeAll ends every one, or all but one', async () => {
    const [one, two, three] = [await open(), await open({ transport: 'COOKIE' }), await open()];
    const kept = (await viewerOf(one)).session.tokenHash;
    const { database } = app.container;
    expect(await database.transaction((transaction) => sessions().revokeAll(transaction, person.id, kept))).toBe(2);
    expect([await ask(one.token), await ask(three.token), await sessions().findViewer(two.token, 'COOKIE')]).toEqual([
      [],
      ['UNAUTHENTICATED'],
      undefined,
    ]);
    expect(await database.transaction((transaction) => sessions().revokeAll(transaction, person.id))).toBe(1);
    expect(await ask(one.token)).toEqual(['UNAUTHENTICATED']);
  });

  it('no row holds a token', async () => {
    const tokens = [await open(), await open({ transport: 'COOKIE' })];
    tokens.push(await rotate(tokens[0] as NewSession));
    const rows = await app.container.database.rows<Record<string, unknown>>(
      `SELECT * FROM ${name === 'portal' ? 'user' : 'platform'}_sessions`,
    );
    expect(rows).toHaveLength(2);
    const text = rows
      .flatMap((row) => Object.values(row))
      .map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : String(value)));
    for (const { token } of tokens) {
      expect(text.join('\n')).not.toContain(token);
      expect(text.join('\n')).not.toContain(Buffer.from(token, 'base64url').toString('latin1'));
    }
  });

  it('what expired more than a day ago is cleared away, more than one statement’s worth, and nothing else', async () => {
    const table = name === 'portal' ? 'user' : 'platform';
    await app.story.change(
      `INSERT INTO ${table}_sessions (token_hash, ${table === 'user' ? '' : 'platform_'}user_id, created_at, last_used_at, expires_at)
       WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 50)
       SELECT UNHEX(SHA2(CONCAT(a.i, '-', b.i), 256)), ?, ?, ?, ? FROM n a JOIN n b`,
      [person.id, app.clock.now(), app.clock.now(), app.clock.now()],
    );
    const count = async () => (await app.container.database.rows(`SELECT id FROM ${table}_sessions`)).length;
    const running = await open();
    app.clock.advanceMinutes(24 * 60);
    await sessionCleanupJob(app.container.sessionCleanup).run();
    expect(await count()).toBe(2_501);
    app.clock.advanceSeconds(1);
    await sessionCleanupJob(app.container.sessionCleanup).run();
    expect(await count()).toBe(1);
    expect(running.token).toHaveLength(43);
  });
});

describe('view-as sessions', () => {
  it('outlive a new token of the log-in they hang on, and end with it', async () => {
    const app = await startPortal();
    try {
      const user: Person = await app.story.makeUser({ site: await app.story.makeSite() });
      const staff = await app.admin.logIn(await app.story.makePlatformUser());
      const start = 'mutation ($input: ViewAsStartInput!) { viewAsStart(input: $input) { session { token } } }';
      const input = { userId: globalId('User', user.id), reason: 'ticket 4711: list is empty' };
      const { viewAsStart } = await app.admin.data<{ viewAsStart: { session: { token: string } } }>(start, { input }, staff);
      const look = async () => (await app.portal.ask('{ viewer { email } }', {}, viewAsStart.session.token)).errors.length;
      const { platformSessions, database } = app.container;
      const viewer = await platformSessions.findViewer(staff, 'BEARER');
      const renewed = await database.transaction((transaction) =>
        platformSessions.rotate(transaction, viewer?.session.tokenHash as Buffer),
      );
      expect(await look()).toBe(0);
      await app.admin.data('mutation { logOut { userErrors { code } } }', {}, renewed.token);
      expect(await look()).toBe(1);
    } finally {
      await app.close();
    }
  });
});
