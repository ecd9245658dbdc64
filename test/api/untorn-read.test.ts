import type { SqlValue } from '../../src/persistence/database';
import { globalId } from '../support/ids';
import { PaymentStory } from '../support/payment-story';
import { startPortal, type Nodes, type TestPortal } from '../support/portal';

interface Money {
  amount: string;
}

interface Invoice {
  amount: Money;
  balance: Money;
  lines: Nodes<{ amount: Money; balance: Money; contract: { id: string } | null }>;
}

const INVOICE = 'amount { amount } balance { amount } lines { edges { node { amount { amount } balance { amount } contract { id } } } }';
const INVOICES = `{ invoices { edges { node { ${INVOICE} } } } }`;
const UNDER_CONTRACTS = `{ contracts { edges { node { invoices { edges { node { ${INVOICE} } } } } } } }`;

describe.each([true, false])('no reader sees a torn copy (compiled execution: %s)', (compiledExecution) => {
  let app: TestPortal;
  let siteId: number;
  let userId: number;
  let account: number;
  let token: string;
  let contracts: number[];
  let invoice: number;

  beforeAll(async () => (app = await startPortal({ compiledExecution })));
  afterAll(() => app.close());
  beforeEach(async () => {
    await app.truncate();
    const { story } = app;
    const site = await story.makeSite();
    account = await story.makeAccount();
    const customers = [await story.makeAccount(), await story.makeAccount()];
    contracts = await story.makeContracts(
      customers.map((customer) => ({
        roles: [
          [account, 'GUARANTOR'],
          [customer, 'CUSTOMER'],
        ] as const,
      })),
    );
    const [contract, other] = contracts as [number, number];
    invoice = await story.makeInvoice({ lines: [{ contract }, { contract: other }, { account }] });
    const user = await story.makeUser({ site, accounts: [account] });
    [siteId, userId] = [site.id, user.id];
    token = await app.portal.logIn(user);
  });
  afterEach(() => jest.restoreAllMocks());

  /** Commits `change` before the first statement that matches and after all before it, and only once; tells which statements there were in all. */
  function changeBefore(statement: RegExp, change: string, values: readonly (string | number)[]): { statements: string[] } {
    const { database } = app.container;
    const rows = database.rows.bind(database);
    const seen: string[] = [];
    const earlier: Promise<unknown>[] = [];
    let isDone = false;
    jest.spyOn(database, 'rows').mockImplementation(async <Row>(sql: string, given?: readonly SqlValue[]): Promise<Row[]> => {
      seen.push(sql);
      if (!isDone && statement.test(sql)) {
        isDone = true;
        await Promise.allSettled(earlier);
        await app.story.change(change, values);
      }
      const answer = rows<Row>(sql, given);
      earlier.push(answer);
      return answer;
    });
    return { statements: seen };
  }

  async function counted(): Promise<[reread: number, shown: number]> {
    // Alone: other metrics read the database when they are asked for.
    const metric = await app.container.registry.getSingleMetric('portal_torn_reads_total')?.get();
    const valueOf = (outcome: string) => metric?.values.find(({ labels }) => labels['outcome'] === outcome)?.value ?? 0;
    return [valueOf('reread'), valueOf('shown')];
  }

  async function since<Result>(work: () => Promise<Result>): Promise<{ result: Result; reread: number; shown: number }> {
    const [reread, shown] = await counted();
    const result = await work();
    const [rereadNow, shownNow] = await counted();
    return { result, reread: rereadNow - reread, shown: shownNow - shown };
  }

  const ask = <Data>(query: string): Promise<Data> => app.portal.data<Data>(query, {}, token);

  it('an invoice that changes between its totals and its lines is read once more, of one moment', async () => {
    const { statements } = changeBefore(
      /line\.line_number AS lineNumber/,
      'UPDATE invoice_lines SET amount_cents = 77, balance_cents = 7',
      [],
    );
    const { result, reread, shown } = await since(() => ask<{ invoices: Nodes<Invoice> }>(INVOICES));
    const { amount, balance, lines } = result.invoices.edges[0]?.node as Invoice;
    expect([amount.amount, balance.amount]).toEqual(['2.31', '0.21']);
    expect(lines.edges.map(({ node }) => node.amount.amount)).toEqual(['0.77', '0.77', '0.77']);
    expect([reread, shown]).toEqual([1, 0]);
    // Who asks, then totals, lines and contracts, twice.
    expect(statements).toHaveLength(7);
  });

  it('an invoice that moves to another contract does not stay on the list of the first', async () => {
    const [contract, other] = contracts as [number, number];
    changeBefore(/line\.line_number AS lineNumber/, 'UPDATE invoice_lines SET contract_id = ? WHERE contract_id = ?', [other, contract]);
    const { result, reread, shown } = await since(() => ask<{ contracts: Nodes<{ invoices: Nodes<Invoice> }> }>(UNDER_CONTRACTS));
    expect(result.contracts.edges.map(({ node }) => node.invoices.edges.length)).toEqual([0, 1]);
    expect([reread, shown]).toEqual([1, 0]);
  });

  it.each([
    ['lines and their contract', INVOICES, /AS customerAccountId FROM contracts/],
    ['a contract and its invoices', UNDER_CONTRACTS, /FROM contracts own/],
    [
      'a contract and the money received',
      '{ contracts { edges { node { receivedPayments { totalCount } } } } }',
      /received_payments payment/,
    ],
    [
      'a contract and its payments',
      '{ contracts { edges { node { payments { edges { node { id } } } } } } }',
      /LEFT JOIN payments payment/,
    ],
    [
      'money received and its contract',
      '{ receivedPayments { edges { node { contract { id } } } } }',
      /AS customerAccountId FROM contracts/,
    ],
    ['a payment and its contract', '{ payments { edges { node { contract { id } } } } }', /AS customerAccountId FROM contracts/],
    [
      'what there is to pay and its contract',
      '{ paymentPreview(input: {}) { contracts { contract { id } } } }',
      /AS customerAccountId FROM/,
    ],
    ['a contract and its customer', '{ contracts { edges { node { customer { id } } } } }', /FROM accounts a/],
  ])('%s: a contract that goes in between is not there at all', async (_what, query, statement) => {
    const [contract, other] = contracts as [number, number];
    await app.story.makeReceivedPayments([{ contractId: contract }, { contractId: other }]);
    for (const contractId of contracts) await new PaymentStory(app).makePayment({ userId, siteId, contractId, amountCents: 100 });
    const withOneContract = await ask(query);
    changeBefore(statement, 'DELETE FROM contracts WHERE id = ?', [other]);
    const { result, reread, shown } = await since(() => ask(query));
    expect([reread, shown]).toEqual([1, 0]);
    jest.restoreAllMocks();
    expect(result).toEqual(await ask(query));
    expect(result).not.toEqual(withOneContract);
  });

  it('an invoice that goes between itself and its lines is not there at all', async () => {
    changeBefore(/line\.line_number AS lineNumber/, 'DELETE FROM invoices WHERE id = ?', [invoice]);
    const query = `{ invoice(id: "${globalId('Invoice', invoice)}") { ${INVOICE} } }`;
    const { result, ...outcomes } = await since(() => ask<{ invoice: Invoice | null }>(query));
    expect([result.invoice, outcomes]).toEqual([null, { reread: 1, shown: 0 }]);
  });

  it('nor is a line that goes between itself and its invoice', async () => {
    const query = `{ node(id: "${globalId('InvoiceLine', `${invoice}.1`)}") { id } }`;
    expect(await ask<{ node: object | null }>(query)).not.toEqual({ node: null });
    changeBefore(/line\.line_number AS lineNumber/, 'DELETE FROM invoices WHERE id = ?', [invoice]);
    const { result, ...outcomes } = await since(() => ask<{ node: object | null }>(query));
    expect([result.node, outcomes]).toEqual([null, { reread: 1, shown: 0 }]);
  });

  it("a payment's status is the last one of its history", async () => {
    const [contractId] = contracts as [number];
    const { id } = await new PaymentStory(app).makePayment({ userId, siteId, contractId });
    const moved =
      "UPDATE payments, payment_events SET status = 'SCHEDULED', status_after = 'SCHEDULED' WHERE payment_id = payments.id AND payments.id = ?";
    changeBefore(/FROM payment_events/, moved, [id]);
    type Data = { payments: Nodes<{ status: string; history: { status: string }[] }> };
    const { result, reread, shown } = await since(() => ask<Data>('{ payments { edges { node { status history { status } } } } }'));
    expect(result.payments.edges[0]?.node).toEqual({ status: 'SCHEDULED', history: [{ status: 'SCHEDULED' }] });
    expect([reread, shown]).toEqual([1, 0]);
  });

  it('what there is to pay is read in one statement with what is on its way', async () => {
    const [contractId] = contracts as [number];
    await new PaymentStory(app).makePayment({ userId, siteId, contractId, amountCents: 2_500 });
    type Data = { paymentPreview: { totals: { openCharges: Money; underWay: Money; payable: Money }[] } };
    const query = '{ paymentPreview(input: {}) { totals { openCharges { amount } underWay { amount } payable { amount } } } }';
    const statements = await app.statementsOf(async () => {
      const { paymentPreview } = await ask<Data>(query);
      const [openCharges, underWay, payable] = ['200.00', '25.00', '175.00'].map((amount) => ({ amount }));
      expect(paymentPreview.totals).toEqual([{ openCharges, underWay, payable }]);
    });
    expect(statements.filter((sql) => /FROM payments|JOIN payments/.test(sql))).toHaveLength(1);
  });

  it('a customer who is not in the copy costs one more statement, and nothing is read again', async () => {
    await app.story.change('DELETE FROM accounts', []);
    const { reread, shown } = await since(async () => {
      const statements = await app.statementsOf(() => ask('{ contracts { edges { node { customer { id } } } } }'));
      expect(statements).toHaveLength(4);
    });
    expect([reread, shown]).toEqual([0, 0]);
  });

  it("staff who look with a user's eyes are shown nothing torn either", async () => {
    const staff = await app.admin.logIn(await app.story.makePlatformUser());
    changeBefore(/line\.line_number AS lineNumber/, 'UPDATE invoice_lines SET amount_cents = 77', []);
    const query = `{ user(id: "${globalId('User', userId)}") { invoices { edges { node { ${INVOICE} } } } } }`;
    const { result, reread, shown } = await since(() => app.admin.data<{ user: { invoices: Nodes<Invoice> } }>(query, {}, staff));
    expect(result.user.invoices.edges[0]?.node.amount).toEqual({ amount: '2.31' });
    expect([reread, shown]).toEqual([1, 0]);
  });

  it('a mutation is never run again: what is torn in its payload is shown, logged and counted', async () => {
    const [contractId] = contracts as [number];
    const { id } = await new PaymentStory(app).makePayment({ userId, siteId, contractId });
    changeBefore(/AS customerAccountId FROM contracts/, 'DELETE FROM contracts WHERE id = ?', [contractId]);
    const query =
      'mutation ($input: PaymentCancelInput!) { paymentCancel(input: $input) { payment { status contract { id } } userErrors { code } } }';
    const input = { paymentId: globalId('Payment', id), idempotencyKey: 'once' };
    const { result, reread, shown } = await since(() => app.portal.data<{ paymentCancel: unknown }>(query, { input }, token));
    expect(result.paymentCancel).toEqual({ payment: { status: 'PENDING_CANCEL', contract: null }, userErrors: [] });
    expect([reread, shown]).toEqual([0, 1]);
    expect(app.log()).toContainEqual(
      expect.objectContaining({ outcome: 'shown', what: ['a contract and what is on it'], requestId: expect.any(String) as unknown }),
    );
    const steps = await app.container.database.rows('SELECT 1 FROM payment_events WHERE payment_id = ? AND kind = ?', [
      id,
      'CANCEL_REQUESTED',
    ]);
    expect(steps).toHaveLength(1);
  });

  it('a query that is written down in the audit log is not run again', async () => {
    const staff = await app.admin.logIn(await app.story.makePlatformUser());
    changeBefore(/line\.line_number AS lineNumber/, 'UPDATE invoice_lines SET amount_cents = 77', []);
    const query = `{ usersExport(siteId: "${globalId('Site', siteId)}") { rowCount } user(id: "${globalId('User', userId)}") { invoices { edges { node { ${INVOICE} } } } } }`;
    const { reread, shown } = await since(() => app.admin.data(query, {}, staff));
    expect([reread, shown]).toEqual([0, 1]);
    expect(await app.container.database.rows("SELECT 1 FROM audit_entries WHERE action = 'USERS_EXPORT'")).toHaveLength(1);
  });

  it('while an invoice changes without a pause, its totals are those of its lines, whoever reads', async () => {
    let isOver = false;
    let commits = 0;
    const write = async (): Promise<void> => {
      for (; !isOver; commits += 1) {
        await app.container.database.transaction(async (transaction) => {
          await transaction.query('DELETE FROM invoice_lines WHERE line_number = 4');
          await transaction.query('UPDATE invoice_lines SET amount_cents = ?, balance_cents = ?', [100 + (commits % 50), commits % 50]);
          if (commits % 2 === 0)
            await transaction.query(
              `INSERT INTO invoice_lines (invoice_id, line_number, contract_id, account_id, due_on, transaction_code, amount_cents, balance_cents)
               VALUES (?, 4, NULL, ?, '2026-12-01', 'Late Charge', 900, 900)`,
              [invoice, account],
            );
        });
      }
    };
    const centsOf = ({ amount }: Money): number => Math.round(Number(amount) * 100);
    const sumOf = (read: Invoice, which: 'amount' | 'balance') => read.lines.edges.reduce((sum, { node }) => sum + centsOf(node[which]), 0);
    const mismatches: Invoice[] = [];
    const read = async (): Promise<void> => {
      for (let turn = 0; turn < 25; turn += 1) {
        const { invoices } = await ask<{ invoices: Nodes<Invoice> }>(INVOICES);
        const under = (await ask<{ contracts: Nodes<{ invoices: Nodes<Invoice> }> }>(UNDER_CONTRACTS)).contracts.edges;
        for (const { node } of [...invoices.edges, ...under.flatMap((edge) => edge.node.invoices.edges)])
          if (centsOf(node.amount) !== sumOf(node, 'amount') || centsOf(node.balance) !== sumOf(node, 'balance')) mismatches.push(node);
      }
    };
    const { reread, shown } = await since(async () => {
      const writing = write();
      await Promise.all([read(), read(), read()]).finally(() => (isOver = true));
      await writing;
    });
    expect(mismatches).toEqual([]);
    expect(shown).toBe(0);
    expect(commits).toBeGreaterThan(20);
    // Else nothing was put to the test.
    expect(reread).toBeGreaterThan(0);
  }, 60_000);
});
