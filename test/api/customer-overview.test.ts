import { globalId } from '../support/ids';
import { startPortal, type Nodes, type Person, type TestPortal } from '../support/portal';

const SEEN = `contracts { totalCount edges { node { contractNumber customer { name }
    invoices { totalCount edges { node { invoiceNumber balance { amount } } } } receivedPayments { totalCount edges { node { id } } } } } }
  invoices { totalCount edges { node { invoiceNumber amount { amount }
    lines { totalCount edges { node { amount { amount } contract { contractNumber customer { name } } } } } } } }
  receivedPayments { totalCount edges { node { amount { amount } contract { contractNumber } } } }`;
const USER = `query ($id: ID!) { user(id: $id) { ${SEEN} } }`;
const SESSIONS = 'query ($id: ID!) { user(id: $id) { sessions { createdAt lastUsedAt expiresAt isViewAs staffEmail viewReason } } }';
const TRAIL = `query ($id: ID!) { user(id: $id) { auditEntries(first: 2) { totalCount pageInfo { hasNextPage endCursor }
  edges { cursor node { action actorName realm actorId subjectId reason } } } } }`;

describe('the overview of a customer', () => {
  let app: TestPortal;
  let lessee: Person;
  let guarantor: Person;
  let staff: string;
  let staffEmail: string;

  beforeAll(async () => {
    app = await startPortal();
    const { story } = app;
    const site = await story.makeSite();
    const [customer, other, surety] = [await story.makeAccount(), await story.makeAccount(), await story.makeAccount()];
    const shared = await story.makeContract({
      roles: [
        [customer, 'CUSTOMER'],
        [surety, 'GUARANTOR'],
      ],
    });
    const own = await story.makeContract({ roles: [[customer, 'CUSTOMER']] });
    const foreign = await story.makeContract({ roles: [[other, 'CUSTOMER']] });
    await story.makeInvoice({
      lines: [
        { contract: shared, amountCents: 100 },
        { contract: own, amountCents: 2_000 },
        { contract: foreign, amountCents: 30_000 },
        { account: customer, amountCents: 400_000 },
      ],
    });
    await story.makeReceivedPayments([{ contractId: shared }, { contractId: own }, { contractId: foreign }]);
    lessee = await story.makeUser({ site, accounts: [customer] });
    guarantor = await story.makeUser({ site, accounts: [surety] });
    const care = await story.makePlatformUser({ role: 'CUSTOMER_CARE' });
    staffEmail = care.email;
    staff = await app.admin.logIn(care);
  });
  afterAll(() => app.close());

  const idOf = (person: Person) => ({ id: globalId('User', person.id) });

  it('shows contracts, invoices and payments received exactly as each user sees them, down to the links', async () => {
    for (const person of [lessee, guarantor]) {
      const own = await app.portal.data(`{ ${SEEN} }`, {}, await app.portal.logIn(person));
      const { user } = await app.admin.data<{ user: object }>(USER, idOf(person), staff);
      expect(user).toEqual(own);
    }
  });

  it('keeps the eyes of several users apart within one request', async () => {
    const both = `query ($a: ID!, $b: ID!) { a: user(id: $a) { ${SEEN} } b: user(id: $b) { ${SEEN} } }`;
    const answer = await app.admin.data<{ a: object; b: object }>(both, { a: idOf(lessee).id, b: idOf(guarantor).id }, staff);
    for (const [alias, person] of [
      ['a', lessee],
      ['b', guarantor],
    ] as const) {
      expect(answer[alias]).toEqual(await app.portal.data(`{ ${SEEN} }`, {}, await app.portal.logIn(person)));
    }
    expect(JSON.stringify(answer.a)).not.toEqual(JSON.stringify(answer.b));
  });

  it('costs as many statements as the portal, and two for whose eyes they are', async () => {
    const token = await app.portal.logIn(lessee);
    const own = await app.statementsOf(() => app.portal.data(`{ ${SEEN} }`, {}, token));
    const staffs = await app.statementsOf(() => app.admin.data(USER, idOf(lessee), staff));
    expect(staffs).toHaveLength(own.length + 2);
  });

  it('an unlinked account counts at the next request', async () => {
    const query = 'query ($id: ID!) { user(id: $id) { contracts { totalCount } } }';
    const before = await app.admin.data(query, idOf(guarantor), staff);
    expect(before).toEqual({ user: { contracts: { totalCount: 1 } } });
    const [link] = await app.container.users.listLinks([guarantor.id]);
    await app.story.change('DELETE FROM user_accounts WHERE user_id = ?', [guarantor.id]);
    expect(await app.admin.data(query, idOf(guarantor), staff)).toEqual({ user: { contracts: { totalCount: 0 } } });
    await app.story.change('INSERT INTO user_accounts (user_id, account_id, linked_at) VALUES (?, ?, NOW(3))', [
      guarantor.id,
      link?.accountId as number,
    ]);
  });

  it('none of it is on the portal', async () => {
    const token = await app.portal.logIn(lessee);
    for (const field of ['contracts { totalCount }', 'sessions { staffEmail }', 'auditEntries { totalCount }']) {
      expect((await app.portal.ask(`{ viewer { ${field} } }`, {}, token)).errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
    }
  });

  it('lists sessions, view-as ones marked, and staff end them', async () => {
    const end = 'mutation ($input: UserSessionsEndInput!) { userSessionsEnd(input: $input) { endedCount userErrors { code } } }';
    await app.admin.data(end, { input: { userId: idOf(lessee).id } }, staff);
    const token = await app.portal.logIn(lessee);
    app.clock.advanceMinutes(1);
    const reason = 'Looks into ticket 4711';
    const start = 'mutation ($input: ViewAsStartInput!) { viewAsStart(input: $input) { session { token } } }';
    await app.admin.data(start, { input: { userId: idOf(lessee).id, reason } }, staff);
    const { user } = await app.admin.data<{ user: { sessions: object[] } }>(SESSIONS, idOf(lessee), staff);
    expect(user.sessions).toEqual([
      expect.objectContaining({ isViewAs: true, staffEmail, viewReason: reason }),
      expect.objectContaining({ isViewAs: false, staffEmail: null, viewReason: null }),
    ]);
    expect(await app.admin.data(end, { input: { userId: idOf(lessee).id } }, staff)).toEqual({
      userSessionsEnd: { endedCount: 2, userErrors: [] },
    });
    expect((await app.portal.ask('{ viewer { email } }', {}, token)).errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect(await app.admin.data(SESSIONS, idOf(lessee), staff)).toEqual({ user: { sessions: [] } });
  });

  it('shows the audit trail, page by page', async () => {
    const { user } = await app.admin.data<{ user: { auditEntries: Nodes<object> } }>(TRAIL, idOf(lessee), staff);
    const [latest] = user.auditEntries.edges;
    expect(latest?.node).toMatchObject({
      action: 'USER_SESSIONS_END',
      actorName: staffEmail,
      realm: 'PLATFORM',
      subjectId: idOf(lessee).id,
    });
    expect(user.auditEntries.totalCount).toBeGreaterThan(2);
    expect(user.auditEntries.pageInfo.hasNextPage).toBe(true);
  });
});
