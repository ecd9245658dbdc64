import { globalId } from '../support/ids';
import { PaymentStory } from '../support/payment-story';
import { startPortal, type TestPortal } from '../support/portal';

const DASHBOARD = `query Dashboard {
  viewer { firstName lastName email }
  contracts(first: 20) { edges { node {
    id contractNumber description scenario state nextDueOn paymentAmount { amount currencyCode } customer { id name }
    invoices(first: 12) { edges { node { id invoiceNumber dueOn state amount { amount } balance { amount } } } }
    receivedPayments(first: 6) { edges { node { id receivedOn status amount { amount } } } }
  } } pageInfo { hasNextPage endCursor } }
}`;

interface Dashboard {
  contracts: { edges: { node: { customer: object; invoices: { edges: unknown[] }; receivedPayments: { edges: unknown[] } } }[] };
}

/** How many statements each query costs, the session's own included. */
const PORTAL_COSTS: [query: string, statements: number][] = [
  ['{ viewer { email } }', 1],
  ['{ viewer { email site { name } } }', 2],
  ['{ viewer { email capabilities } }', 2],
  ['{ viewer { dataStatus { state message progress { accountsDone } kinds { syncedAt } } } }', 4],
  ['{ accounts { edges { node { name } } } }', 2],
  ['{ accounts { totalCount edges { node { name } } } }', 3],
  ['{ contracts { edges { node { contractNumber } } } }', 2],
  ['{ contracts { totalCount edges { node { contractNumber customer { name } } } } }', 4],
  ['{ contract(id: "$contract") { contractNumber } }', 2],
  [
    '{ contract(id: "$contract") { invoices { totalCount edges { node { lines { totalCount edges { node { contract { id } } } } } } } } }',
    6,
  ],
  ['{ invoices { edges { node { amount { amount } } } } }', 2],
  ['{ invoices { totalCount edges { node { lines { edges { node { contract { customer { name } } } } } } } } }', 6],
  ['{ invoice(id: "$invoice") { amount { amount } lines { edges { node { amount { amount } } } } } }', 3],
  ['{ receivedPayments { totalCount edges { node { contract { contractNumber } } } } }', 4],
  ['{ node(id: "$contract") { id } }', 2],
  ['{ node(id: "$invoice") { id } }', 2],
  ['{ node(id: "$line") { id } }', 3],
  ['{ node(id: "$payment") { id } }', 2],
  ['{ bankAccounts { name state explanation } }', 3],
  ['{ payments { totalCount edges { node { status } } } }', 4],
  ['{ payments { edges { node { history { status } bankAccount { lastFour } contract { id } receivedPayment { id } } } } }', 6],
  ['{ contracts { edges { node { payments { totalCount edges { node { history { status } } } } } } } }', 6],
  ['{ paymentPreview(input: {}) { totals { payable { amount } } } }', 3],
  ['{ paymentPreview(input: { contractIds: ["$contract"] }) { contracts { payable { amount } } } }', 3],
];

const ADMIN_COSTS: [query: string, statements: number][] = [
  ['{ viewer { email } }', 2],
  ['{ sites { edges { node { siteKey privateLabels } } } }', 2],
  ['{ users { totalCount edges { node { email site { name } linkedAccounts { name } } } } }', 6],
  ['{ users { edges { node { dataStatus { state accounts { state account { name } } } } } } }', 6],
  ['{ syncHealth { state message settings { verdict } kinds { lagSeconds setAsideCount running { secondsLeft } } } }', 9],
  ['{ syncRuns { totalCount edges { node { kind } } } }', 3],
  ['{ setAsideRecords { edges { node { recordKey } } } }', 2],
];

describe('SQL statements per request', () => {
  let app: TestPortal;
  let token: string;
  const ids: Record<string, string> = {};

  async function makeBook(contracts: number): Promise<void> {
    const { story } = app;
    const site = await story.makeSite();
    const account = await story.makeAccount();
    const customers = await Promise.all(Array.from({ length: 5 }, () => story.makeAccount()));
    const made = await story.makeContracts(
      Array.from({ length: contracts }, (_, index) => ({
        roles: [
          [account, 'GUARANTOR'],
          [customers[index % 5] as number, 'CUSTOMER'],
        ] as const,
      })),
    );
    const invoices = await story.makeInvoices(
      made.flatMap((contract) => Array.from({ length: 30 }, () => ({ lines: [{ contract }, { contract }] }))),
    );
    const receivedPayments = await story.makeReceivedPayments(
      made.flatMap((contractId) => Array.from({ length: 30 }, () => ({ contractId }))),
    );
    ids['$contract'] = globalId('Contract', made[0] as number);
    ids['$invoice'] = globalId('Invoice', invoices[0] as number);
    ids['$line'] = globalId('InvoiceLine', `${invoices[0]}.1`);
    ids['$payment'] = globalId('ReceivedPayment', receivedPayments[0] as number);
    const user = await story.makeUser({ site, accounts: [account] });
    const stories = new PaymentStory(app);
    const bankAccountId = await stories.makeBankAccount({ userId: user.id });
    for (const contractId of made) await stories.makePayment({ userId: user.id, siteId: site.id, contractId, bankAccountId });
    token = await app.portal.logIn(user);
  }

  const withIds = (query: string): string => query.replaceAll(/\$\w+/g, (name) => ids[name] ?? name);

  beforeAll(async () => (app = await startPortal()));
  afterAll(() => app.close());

  it.each([20, 60])('the dashboard costs 5 with %i contracts of 30 invoices and 30 payments received each', async (contracts) => {
    await app.truncate();
    await makeBook(contracts);
    let dashboard: Dashboard | undefined;
    const statements = await app.statementsOf(async () => (dashboard = await app.portal.data<Dashboard>(DASHBOARD, {}, token)));
    const edges = dashboard?.contracts.edges ?? [];
    expect(edges.map(({ node }) => [node.invoices.edges.length, node.receivedPayments.edges.length, node.customer])).toEqual(
      Array.from({ length: 20 }, () => [12, 6, expect.objectContaining({ id: expect.any(String) as unknown })]),
    );
    expect(statements).toHaveLength(5);
  });

  it('the dashboard costs at most 6 where the use of the session is noted, too', async () => {
    app.clock.advanceMinutes(2);
    expect(await app.statementsOf(() => app.portal.data(DASHBOARD, {}, token))).toHaveLength(6);
    expect(await app.statementsOf(() => app.portal.data(DASHBOARD, {}, token))).toHaveLength(5);
  });

  it.each(PORTAL_COSTS)('portal %s costs %i', async (query, count) => {
    const statements = await app.statementsOf(() => app.portal.data(withIds(query), {}, token));
    expect(statements).toHaveLength(count);
  });

  it('the same fields under many names cost what they cost once', async () => {
    const aliases = Array.from({ length: 10 }, (_, index) => `a${index}: invoices(first: 12) { edges { node { id } } }`).join(' ');
    expect(
      await app.statementsOf(() => app.portal.data(`{ contracts(first: 20) { edges { node { ${aliases} } } } }`, {}, token)),
    ).toHaveLength(3);
  });

  describe('admin', () => {
    let staff: string;
    beforeAll(async () => (staff = await app.admin.logIn(await app.story.makePlatformUser())));

    it.each(ADMIN_COSTS)('%s costs %i', async (query, count) => {
      expect(await app.statementsOf(() => app.admin.data(query, {}, staff))).toHaveLength(count);
    });
  });

  it('a request without a session costs none', async () => {
    expect(await app.statementsOf(() => app.portal.ask(DASHBOARD))).toEqual([]);
    expect(await app.statementsOf(() => app.portal.ask(DASHBOARD, {}, 'no token of ours'))).toEqual([]);
  });
});
