import fc from 'fast-check';
import { globalId } from '../support/ids';
import { walk, type WalkedList } from '../support/paging';
import { PaymentStory } from '../support/payment-story';
import { startPortal, type TestPortal } from '../support/portal';

const DAYS = ['2026-01-15', '2026-01-15', '2026-02-28', '2026-03-01'];
const KINDS = ['accounts', 'contracts', 'payments'] as const;

/** A row as the test knows it; `key` is what the list must be sorted by, in order. */
type Row = { id: string; key: readonly (string | number | null)[] };

function compare(left: Row, right: Row): number {
  for (const [index, value] of left.key.entries()) {
    const other = right.key[index] ?? null;
    if (value === other) continue;
    if (value === null || other === null) return value === null ? -1 : 1;
    return value < other ? -1 : 1;
  }
  return 0;
}

/** Every list there is: how it is asked for, and its rows in ascending order. */
interface Expected {
  list: WalkedList;
  rows: Row[];
  descending?: boolean;
  forwardsOnly?: boolean;
}

describe('walking a list shows each row once and in order, whatever the size of the pages', () => {
  let app: TestPortal;
  const lists: Record<string, Expected> = {};

  beforeAll(async () => {
    app = await startPortal();
    await addUserLists(app, lists);
    await addPaymentLists(app, lists);
    await addStaffLists(app, lists);
  });
  afterAll(() => app.close());

  it.each([
    ...['CONTRACT_NUMBER', 'COMMENCED_ON', 'MATURES_ON', 'NEXT_DUE_ON'].flatMap((field) => [
      `contracts ${field} ASC`,
      `contracts ${field} DESC`,
    ]),
    ...[
      'invoices ASC',
      'invoices DESC',
      'invoices of a contract',
      'lines',
      'receivedPayments ASC',
      'receivedPayments DESC',
      'receivedPayments of a contract',
      'payments ASC',
      'payments DESC',
      'payments of a contract',
      'accounts',
    ],
    ...['users', 'sites', 'syncRuns', 'setAsideRecords', 'linkableAccounts'],
    ...['CREATED_AT', 'UPDATED_AT'].flatMap((field) => [`payments ${field} ASC`, `payments ${field} DESC`]),
    ...['payments', 'payments of a status', 'payments of a user', 'paymentFindings'],
  ])('%s', async (name) => {
    const { list, rows, descending = false, forwardsOnly = false } = lists[name] as Expected;
    const ascending = [...rows].sort(compare).map((row) => row.id);
    const expected = descending ? ascending.reverse() : ascending;
    const sizes = fc.integer({ min: 1, max: rows.length + 2 });
    await fc.assert(
      fc.asyncProperty(sizes, fc.boolean(), async (size, backward) => {
        const { nodes, totals } = await walk<object>(list, size, backward && !forwardsOnly);
        expect(nodes.map(wordsOf)).toEqual(expected);
        expect([...totals]).toEqual([rows.length]);
      }),
      {
        numRuns: 8,
        examples: [
          [1, true],
          [rows.length, false],
          [rows.length, true],
        ],
      },
    );
  });

  it('setAsideRecords says that it goes forwards only', async () => {
    const { api, token } = (lists['setAsideRecords'] as Expected).list;
    const answer = await api.ask('{ setAsideRecords(last: 2) { edges { cursor } } }', {}, token);
    expect(answer.errors.map((error) => error.extensions.code)).toEqual(['BAD_USER_INPUT']);
  });
});

/** What a node says, without the names of its fields. */
function wordsOf(node: object): string {
  return Object.values(node)
    .map((value: unknown) => (typeof value === 'object' && value !== null ? wordsOf(value) : String(value)))
    .join(' ');
}

async function addUserLists(app: TestPortal, lists: Record<string, Expected>): Promise<void> {
  const { story } = app;
  const site = await story.makeSite();
  const names = ['Alpha', 'alpha', 'ALPHA', 'Beta', 'Ärger', 'Zulu', 'Zulu'];
  const accounts: number[] = [];
  for (const name of names) accounts.push(await story.makeAccount({ name }));
  const owner = accounts[0] as number;
  const dates = Array.from({ length: 13 }, (_, index) => DAYS[index % DAYS.length] as string);
  const contracts = await story.makeContracts(
    dates.map((day, index) => ({
      roles: [[owner, 'CUSTOMER']] as const,
      contractNumber: `N-${Math.floor(index / 3)}`,
      commencedOn: day,
      maturesOn: day,
      nextDueOn: index % 3 === 0 ? null : day,
    })),
  );
  const contract = contracts[4] as number;
  const lines = Array.from({ length: 9 }, () => ({ contract }));
  const invoices = await story.makeInvoices(
    dates.map((dueOn, index) => ({ dueOn, lines: index === 0 ? lines : [{ contract }, { contract }] })),
  );
  const receivedPayments = await story.makeReceivedPayments(dates.map((receivedOn) => ({ contractId: contract, receivedOn })));
  const user = await story.makeUser({ site, accounts });
  const token = await app.portal.logIn(user);

  const add = (name: string, path: string[], rows: Row[], descending = false): void => {
    lists[name] = { list: { api: app.portal, token, path }, rows, descending };
  };
  const byKey = (type: string, ids: number[], value: (index: number) => string | null): Row[] =>
    ids.map((id, index) => ({ id: globalId(type, id), key: [value(index), id] }));
  const day = (index: number): string => dates[index] as string;
  const sorts: Record<string, (index: number) => string | null> = {
    CONTRACT_NUMBER: (index) => `N-${Math.floor(index / 3)}`,
    COMMENCED_ON: day,
    MATURES_ON: day,
    NEXT_DUE_ON: (index) => (index % 3 === 0 ? null : day(index)),
  };
  for (const direction of ['ASC', 'DESC']) {
    const descending = direction === 'DESC';
    for (const [field, value] of Object.entries(sorts)) {
      const rows = byKey('Contract', contracts, value);
      add(`contracts ${field} ${direction}`, [`contracts(orderBy: { field: ${field}, direction: ${direction} })`], rows, descending);
    }
    add(`invoices ${direction}`, [`invoices(orderBy: { direction: ${direction} })`], byKey('Invoice', invoices, day), descending);
    add(
      `receivedPayments ${direction}`,
      [`receivedPayments(orderBy: { direction: ${direction} })`],
      byKey('ReceivedPayment', receivedPayments, day),
      descending,
    );
  }
  const one = `contract(id: "${globalId('Contract', contract)}")`;
  add('invoices of a contract', [one, 'invoices'], byKey('Invoice', invoices, day), true);
  add('receivedPayments of a contract', [one, 'receivedPayments'], byKey('ReceivedPayment', receivedPayments, day), true);
  const stories = new PaymentStory(app);
  const bankAccountId = await stories.makeBankAccount({ userId: user.id });
  const payments: number[] = [];
  for (const date of dates) {
    const createdAt = new Date(`${date}T12:00:00.500Z`);
    const payer = { userId: user.id, siteId: site.id, bankAccountId };
    payments.push((await stories.makePayment({ ...payer, contractId: contract, createdAt })).id);
  }
  for (const direction of ['ASC', 'DESC'])
    add(`payments ${direction}`, [`payments(orderBy: { direction: ${direction} })`], byKey('Payment', payments, day), direction === 'DESC');
  add('payments of a contract', [one, 'payments'], byKey('Payment', payments, day), true);
  const invoice = invoices[0] as number;
  add(
    'lines',
    [`invoice(id: "${globalId('Invoice', invoice)}")`, 'lines'],
    lines.map((_, index) => ({ id: globalId('InvoiceLine', `${invoice}.${index + 1}`), key: [index] })),
  );
  // The database's alphabet: neither case nor accents count.
  const alphabet = ['alpha', 'alpha', 'alpha', 'beta', 'arger', 'zulu', 'zulu'];
  const named = byKey('Account', accounts, (index) => alphabet[index] as string);
  add('accounts', ['accounts'], named);
  for (const account of accounts.slice(1)) await story.makeContract({ roles: [[account, 'GUARANTOR']], label: 'ELSEWHERE' });
  const other = await story.makeSite({ labels: ['ELSEWHERE'], takesUnlabelled: true });
  lists['linkableAccounts'] = {
    list: { api: app.admin, token: '', path: [`linkableAccounts(siteId: "${globalId('Site', other.id)}")`], select: 'account { id }' },
    rows: named,
  };
}

async function addStaffLists(app: TestPortal, lists: Record<string, Expected>): Promise<void> {
  const { story } = app;
  const token = await app.admin.logIn(await story.makePlatformUser());
  const sites = [
    await story.makeSite({ siteKey: 'b-site' }),
    await story.makeSite({ siteKey: 'a-site' }),
    await story.makeSite({ siteKey: 'a' }),
  ];
  const [first, second] = sites as [(typeof sites)[0], (typeof sites)[0]];
  const people = [
    [first, 'Zoe@example.com'],
    [second, 'zoe@example.com'],
    [second, 'Abe@Example.com'],
    [first, 'abe@example.com'],
  ] as const;
  for (const [site, email] of people) await story.makeUser({ site, email });
  const everybody = await app.container.database.rows<{ id: number; emailKey: string }>('SELECT id, email_key AS emailKey FROM users');
  const everywhere = await app.container.database.rows<{ id: number; siteKey: string }>('SELECT id, site_key AS siteKey FROM sites');
  const add = (name: string, rows: Row[], select = 'id'): Expected =>
    (lists[name] = { list: { api: app.admin, token, path: [name], select }, rows });
  add(
    'users',
    everybody.map((row) => ({ id: globalId('User', row.id), key: [row.emailKey, row.id] })),
  );
  add(
    'sites',
    everywhere.map((row) => ({ id: globalId('Site', row.id), key: [row.siteKey, row.id] })),
  );
  const runs: Row[] = [];
  for (let index = 0; index < 11; index += 1) {
    const id = story.nextId();
    const values = [id, KINDS[index % 3] as string, app.clock.now()];
    await story.change("INSERT INTO sync_runs (id, kind, mode, outcome, started_at) VALUES (?, ?, 'FULL', 'FAILED', ?)", values);
    runs.push({ id: globalId('SyncRun', id), key: [id] });
    const record = [KINDS[index % 3] as string, `key ${index % 2}:${index}`, app.clock.now()];
    await story.change(
      "INSERT INTO set_aside_records (kind, record_key, reason, payload, set_aside_at) VALUES (?, ?, 'x', '{}', ?)",
      record,
    );
  }
  add('syncRuns', runs).descending = true;
  const asides = Array.from({ length: 11 }, (_, index): Row => {
    const key = [KINDS[index % 3] as string, `key ${index % 2}:${index}`];
    return { id: `${key[0]?.toUpperCase()} ${key[1]}`, key };
  });
  add('setAsideRecords', asides, 'kind recordKey').forwardsOnly = true;
  Object.assign((lists['linkableAccounts'] as Expected).list, { token });
}

/** Payments made at few instants, changed at others; every third is another user's, every second one paid. */
async function addPaymentLists(app: TestPortal, lists: Record<string, Expected>): Promise<void> {
  const { story } = app;
  const payments = new PaymentStory(app);
  const token = await app.admin.logIn(await story.makePlatformUser());
  const site = await story.makeSite();
  const users = [await story.makeUser({ site }), await story.makeUser({ site })] as const;
  for (let index = 0; index < 13; index += 1) {
    const [createdAt, updatedAt] = [DAYS[index % 4] as string, DAYS[(index + 3) % 4] as string];
    const [isPaid, isMine] = [index % 2 === 0, index % 3 > 0];
    const userId = users[isMine ? 0 : 1].id;
    const instants = { createdAt: new Date(createdAt), updatedAt: new Date(updatedAt) };
    const { id } = await payments.makePayment({ userId, siteId: site.id, contractId: 7, status: isPaid ? 'PAID' : 'PENDING', ...instants });
    const finding = [`payment:${id}`, id, app.clock.now(), app.clock.now()];
    await story.change(
      "INSERT INTO payment_findings (code, subject, payment_id, message, first_seen_at, last_seen_at, is_open) VALUES ('X', ?, ?, 'x', ?, ?, 1)",
      finding,
    );
  }
  const findings = await app.container.database.rows<{ id: number }>('SELECT id FROM payment_findings');
  // Staff see everybody's payments, those of the user's lists as well.
  const made = await app.container.database.rows<{ id: number; createdAt: string; updatedAt: string; isPaid: 0 | 1; isMine: 0 | 1 }>(
    "SELECT id, created_at AS createdAt, updated_at AS updatedAt, status = 'PAID' AS isPaid, user_id = ? AS isMine FROM payments",
    [users[0].id],
  );
  const add = (name: string, path: string[], rows: Row[], descending = true): void => {
    lists[name] = { list: { api: app.admin, token, path }, rows, descending };
  };
  const sorted = (by: 'createdAt' | 'updatedAt', which = made): Row[] =>
    which.map((row) => ({ id: globalId('Payment', row.id), key: [row[by], row.id] }));
  for (const direction of ['ASC', 'DESC']) {
    for (const [field, by] of [['CREATED_AT', 'createdAt'] as const, ['UPDATED_AT', 'updatedAt'] as const]) {
      const path = [`payments(orderBy: { field: ${field}, direction: ${direction} })`];
      add(`payments ${field} ${direction}`, path, sorted(by), direction === 'DESC');
    }
  }
  const paid = made.filter(({ isPaid }) => isPaid);
  const mine = made.filter(({ isMine }) => isMine);
  add('payments', ['payments'], sorted('createdAt'));
  add('payments of a status', ['payments(filter: { statuses: [PAID] })'], sorted('createdAt', paid));
  add('payments of a user', [`user(id: "${globalId('User', users[0].id)}")`, 'payments'], sorted('createdAt', mine));
  const found = findings.map(({ id }): Row => ({ id: globalId('PaymentFinding', id), key: [id] }));
  add('paymentFindings', ['paymentFindings'], found);
}
