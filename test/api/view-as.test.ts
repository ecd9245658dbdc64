import request from 'supertest';
import { globalId } from '../support/ids';
import { startPortal, type AnswerError, type Person, type TestPortal } from '../support/portal';
import { argumentsFor, introspect, operationOf, rootFields } from '../support/schema-walk';

const START = `mutation ($input: ViewAsStartInput!) {
  viewAsStart(input: $input) { session { token expiresAt } userErrors { code field } } }`;
const END = 'mutation ($input: ViewAsEndInput!) { viewAsEnd(input: $input) { endedCount } }';
const REASON = 'Ticket 4711: contract not showing';
const CONTRACTS = '{ viewer { email } contracts { edges { node { contractNumber } } } }';

interface Started {
  viewAsStart: { session: { token: string; expiresAt: string } | null; userErrors: { code: string; field: string | null }[] };
}

interface Seen {
  header: string | undefined;
  body: { data?: Record<string, unknown> | null; errors?: AnswerError[]; extensions?: { viewingAs?: Record<string, string> } };
}

describe('viewing as a customer', () => {
  let app: TestPortal;
  let site: { id: number; siteKey: string };
  let user: Person;
  let staff: { id: number; email: string };
  let staffToken: string;

  beforeAll(async () => (app = await startPortal()));
  afterAll(() => app.close());
  beforeEach(async () => {
    await app.truncate();
    site = await app.story.makeSite();
    const account = await app.story.makeAccount();
    await app.story.makeContract({ contractNumber: 'MINE', roles: [[account, 'CUSTOMER']] });
    await app.story.makeContract({ contractNumber: 'OTHER', roles: [[await app.story.makeAccount(), 'CUSTOMER']] });
    user = await app.story.makeUser({ site, accounts: [account] });
    staff = await app.story.makePlatformUser({ role: 'CUSTOMER_CARE' });
    staffToken = await app.admin.logIn(staff);
  });

  async function tryStart(reason = REASON, of: Person = user): Promise<Started['viewAsStart']> {
    const input = { userId: globalId('User', of.id), reason };
    return (await app.admin.data<Started>(START, { input }, staffToken)).viewAsStart;
  }

  async function start(): Promise<string> {
    const { session } = await tryStart();
    if (!session) throw new Error('No view-as session was opened.');
    return session.token;
  }

  async function see(query: string, token: string, variables: object = {}): Promise<Seen> {
    const answer = await request(app.url).post('/graphql').set('authorization', `Bearer ${token}`).send({ query, variables });
    return { header: answer.headers['x-viewing-as'], body: answer.body as Seen['body'] };
  }

  const codesOf = ({ body }: Seen): string[] => [...new Set((body.errors ?? []).map((error) => error.extensions.code))];

  it('CUSTOMER_CARE sees what the user sees, and each answer says so', async () => {
    const { header, body } = await see(CONTRACTS, await start());
    expect(body.data).toEqual({ viewer: { email: user.email }, contracts: { edges: [{ node: { contractNumber: 'MINE' } }] } });
    const until = new Date(app.clock.now().getTime() + 15 * 60_000).toISOString();
    expect(body.extensions).toEqual({ viewingAs: { staff: staff.email, user: user.email, reason: REASON, until } });
    expect(header).toBe(`staff=${staff.email}; user=${user.email}; until=${until}`);
  });

  it('errors say so as well, and the own session of the user never does', async () => {
    const token = await start();
    for (const query of ['{ nothing }', '{', '{ contract(id: "x") { id } }', 'mutation { logOut { userErrors { code } } }']) {
      const seen = await see(query, token);
      expect([query, seen.body.extensions?.viewingAs?.['staff'], seen.header]).toEqual([query, staff.email, expect.any(String)]);
    }
    const own = await see(CONTRACTS, await app.portal.logIn(user));
    expect([own.header, own.body.extensions]).toEqual([undefined, undefined]);
  });

  it('every mutation of the portal but logOut is FORBIDDEN, by whatever name', async () => {
    const token = await start();
    const mutations = rootFields(await introspect(app.portal)).filter(({ kind, field }) => kind === 'mutation' && field.name !== 'logOut');
    expect(mutations.length).toBeGreaterThan(0);
    for (const root of mutations) {
      const seen = await see(operationOf(root, 2), token, argumentsFor(root));
      expect([root.field.name, codesOf(seen)]).toEqual([root.field.name, ['FORBIDDEN']]);
      expect(seen.body.errors?.[0]?.message).toBe('You are viewing as a customer: read only.');
    }
    const logIn = 'logIn(input: { siteKey: "x", email: "x", password: "x" }) { userErrors { code } }';
    expect(codesOf(await see(`mutation { viewer: ${logIn} }`, token))).toEqual(['FORBIDDEN']);
    expect(
      codesOf(await see(`mutation { ...Hidden } fragment Hidden on Mutation { ... on Mutation { logOut: ${logIn} } }`, token)),
    ).toEqual(['FORBIDDEN']);
    expect(codesOf(await see(`mutation { logOut { userErrors { code } } after: ${logIn} }`, token))).toEqual(['FORBIDDEN']);
  });

  it('leaves the last log-in and the own sessions of the user alone', async () => {
    const own = await app.portal.logIn(user);
    const facts =
      'SELECT last_logged_in_at AS at FROM users UNION ALL SELECT last_used_at FROM user_sessions WHERE staff_token_hash IS NULL';
    const before = await app.container.database.rows(facts);
    app.clock.advanceMinutes(5);
    const token = await start();
    await see(CONTRACTS, token);
    app.clock.advanceMinutes(5);
    await see(CONTRACTS, token);
    expect(await app.container.database.rows(facts)).toEqual(before);
    app.clock.advanceMinutes(21);
    expect(codesOf(await see(CONTRACTS, own))).toEqual(['UNAUTHENTICATED']);
  });

  it('ends after 15 minutes, however much it is used', async () => {
    const token = await start();
    for (let minute = 0; minute < 14; minute += 1) {
      app.clock.advanceMinutes(1);
      expect(codesOf(await see(CONTRACTS, token))).toEqual([]);
    }
    app.clock.advanceMinutes(1);
    expect(codesOf(await see(CONTRACTS, token))).toEqual(['UNAUTHENTICATED']);
  });

  it.each<[string, (token: string) => Promise<unknown>]>([
    ['viewAsEnd', () => app.admin.data(END, { input: {} }, staffToken)],
    ['viewAsEnd of this user', () => app.admin.data(END, { input: { userId: globalId('User', user.id) } }, staffToken)],
    ['the log-out of the onlooker', () => app.admin.data('mutation { logOut { userErrors { code } } }', {}, staffToken)],
    ['logOut on the portal', (token) => see('mutation { logOut { userErrors { code } } }', token)],
    [
      'switching the onlooker off',
      () => app.story.change('UPDATE platform_users SET disabled_at = ? WHERE id = ?', [new Date(), staff.id]),
    ],
    ['another role of the onlooker', () => app.story.change("UPDATE platform_users SET role = 'ADMINISTRATOR' WHERE id = ?", [staff.id])],
    ['switching the user off', () => app.story.change('UPDATE users SET disabled_at = ? WHERE id = ?', [new Date(), user.id])],
    ['switching the site off', () => app.story.change('UPDATE sites SET disabled_at = ? WHERE id = ?', [new Date(), site.id])],
  ])('is over after %s', async (_what, act) => {
    const token = await start();
    expect(codesOf(await see(CONTRACTS, token))).toEqual([]);
    await act(token);
    expect(codesOf(await see(CONTRACTS, token))).toEqual(['UNAUTHENTICATED']);
  });

  it('two at once are apart: ending one leaves the other, and nobody ends those of a colleague', async () => {
    const other = await app.story.makeUser({ site });
    const [mine, theirs] = await Promise.all([start(), tryStart(REASON, other)]);
    const colleague = await app.admin.logIn(await app.story.makePlatformUser());
    expect(await app.admin.data(END, { input: {} }, colleague)).toEqual({ viewAsEnd: { endedCount: 0 } });
    await app.admin.data(END, { input: { userId: globalId('User', other.id) } }, staffToken);
    expect(codesOf(await see(CONTRACTS, theirs.session?.token as string))).toEqual(['UNAUTHENTICATED']);
    expect(codesOf(await see(CONTRACTS, mine))).toEqual([]);
  });

  it('its token is nothing on the admin API', async () => {
    expect((await app.admin.ask('{ viewer { email } }', {}, await start())).errors.map(({ extensions }) => extensions.code)).toEqual([
      'UNAUTHENTICATED',
    ]);
  });

  it('is refused without a reason, for a user or a site that is switched off, and for nobody', async () => {
    expect((await tryStart('   because   ')).userErrors).toEqual([{ code: 'REASON_TOO_SHORT', field: 'reason' }]);
    const disabled = await app.story.makeUser({ site, disabled: true });
    expect(await tryStart(REASON, disabled)).toEqual({ session: null, userErrors: [{ code: 'USER_DISABLED', field: 'userId' }] });
    await app.story.change('UPDATE sites SET disabled_at = ? WHERE id = ?', [new Date(), site.id]);
    expect((await tryStart()).userErrors).toEqual([{ code: 'SITE_DISABLED', field: 'userId' }]);
    const unknown = await app.admin.ask(START, { input: { userId: globalId('User', 999_999), reason: REASON } }, staffToken);
    expect(unknown.errors.map(({ extensions }) => extensions.code)).toEqual(['NOT_FOUND']);
  });

  it('costs one statement for the session, as any other', async () => {
    const token = await start();
    expect(await app.statementsOf(() => see('{ viewer { email } }', token))).toHaveLength(1);
  });

  it('is written down: who, as whom, why, and the end; never as something the user did', async () => {
    await see('mutation { logOut { userErrors { code } } }', await start());
    const entries = await app.container.auditEntries.list(
      { subjectType: 'USER', subjectId: user.id },
      { limit: 10, backward: false, from: undefined },
    );
    expect(entries.map(({ action, realm, actorId, reason }) => [action, realm, actorId, reason])).toEqual([
      ['VIEW_AS_END', 'PLATFORM', staff.id, null],
      ['VIEW_AS_START', 'PLATFORM', staff.id, REASON],
    ]);
  });
});
