import { ViewerScope } from '../../src/kernel/viewer-scope';
import { Database, type SqlValue } from '../../src/persistence/database';
import { AccountRepository } from '../../src/persistence/repositories/account.repository';
import { ContractReachRepository } from '../../src/persistence/repositories/contract-reach.repository';
import { ContractRepository, type ContractOrderField } from '../../src/persistence/repositories/contract.repository';
import { DetachedLinkRepository } from '../../src/persistence/repositories/detached-link.repository';
import { DetachedPaymentRepository } from '../../src/persistence/repositories/detached-payment.repository';
import { ExplanationRepository } from '../../src/persistence/repositories/explanation.repository';
import { InvoiceRepository } from '../../src/persistence/repositories/invoice.repository';
import { OpenChargeRepository } from '../../src/persistence/repositories/open-charge.repository';
import { PaymentRepository } from '../../src/persistence/repositories/payment.repository';
import { openTestDatabase, type TestDatabase } from '../support/test-database';

const CONTRACTS = 20_000;
const ACCOUNTS = 2_000;
const GUARANTOR = 900_001;
const GUARANTEED = 5_000;
const PAGE = { limit: 20, backward: false, from: undefined };
const ACTIVE = { state: 'ACTIVE' } as const;
const BY_NUMBER = { field: 'CONTRACT_NUMBER' as ContractOrderField, descending: false };

const DIGIT =
  '(SELECT 0 d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)';
/** 0 … 99 999 as column `n`. */
const NUMBERS = `(SELECT a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d AS n FROM ${DIGIT} a, ${DIGIT} b, ${DIGIT} c, ${DIGIT} e, ${DIGIT} f) numbers`;

/** Accounts 1 … 2 000 with ten contracts each, one of these of another label, one terminated; one guarantor of 5 000. */
const BOOK = [
  `INSERT INTO accounts (id, account_number, name, entity_type, synced_at)
   SELECT n, CONCAT('A', n), CONCAT(ELT(1 + n MOD 5, 'Harbor', 'Prairie', 'Summit', 'Delta', 'Cedar'), ' ', n, ' Paving LLC'), 'COMPANY', NOW(3)
   FROM ${NUMBERS} WHERE n BETWEEN 1 AND ${ACCOUNTS}`,
  `INSERT INTO contracts (id, contract_number, description, finance_product, scenario, interest_method, is_booked, booked_on, is_terminated,
     private_label, currency_code, commenced_on, matures_on, term, payment_frequency, payment_timing, payment_amount_cents, amount_financed_cents,
     equipment_cost_cents, residual_cents, rate, remaining_payments, remaining_balance_cents, next_due_on, past_due_cents, synced_at)
   SELECT n, CONCAT('C-', 1000000 + (n * 7919) MOD 1000003), 'Loader', 'Loan', 'LOAN', 'STANDARD', 1, '2025-01-01', n DIV ${ACCOUNTS} = 3, IF(n DIV ${ACCOUNTS} = 5, 'SILVER', 'GOLD'),
     'USD', '2025-01-01', '2028-01-01', 36, 'MONTHLY', 'ADVANCE', 1, 1, 1, 0, 0.07, 12, 1, DATE_ADD('2026-12-01', INTERVAL n MOD 90 DAY), 0, NOW(3)
   FROM ${NUMBERS} WHERE n BETWEEN 1 AND ${CONTRACTS}`,
  `INSERT INTO contract_roles (contract_id, account_id, role_type) SELECT n, 1 + n MOD ${ACCOUNTS}, 'CUSTOMER' FROM ${NUMBERS} WHERE n BETWEEN 1 AND ${CONTRACTS}`,
  `INSERT INTO contract_roles (contract_id, account_id, role_type) SELECT 4 * n, ${GUARANTOR}, 'GUARANTOR' FROM ${NUMBERS} WHERE n BETWEEN 1 AND ${GUARANTEED}`,
  `INSERT INTO invoices (id, invoice_number, account_id, invoice_type, invoiced_on, due_on, currency_code, synced_at)
   SELECT n, CONCAT('I', n), 1, 'SCHEDULED', '2026-11-01', '2026-12-01', 'USD', NOW(3) FROM ${NUMBERS} WHERE n BETWEEN 1 AND ${CONTRACTS}`,
  `INSERT INTO invoice_lines (invoice_id, line_number, contract_id, due_on, transaction_code, amount_cents, balance_cents)
   SELECT n, line.d + 1, n, '2026-12-01', 'Rent', 1000, IF(line.d = 0, 1000, 0) FROM ${NUMBERS}, ${DIGIT} line WHERE n BETWEEN 1 AND ${CONTRACTS} AND line.d < 3`,
  'SET foreign_key_checks = 0',
  `INSERT INTO payments (payment_key, order_id, user_id, site_id, contract_id, bank_account_id, bank_account_fingerprint, amount_cents, currency_code, due_on, sec_code, status,
     created_at, updated_at) SELECT UUID(), 1, 1, 1, n, 1, REPEAT('x', 32), 100, 'USD', '2026-11-24', 'WEB', 'SCHEDULED', NOW(3), NOW(3) FROM ${NUMBERS} WHERE n BETWEEN 1 AND ${CONTRACTS}`,
  'SET foreign_key_checks = 1',
  'ANALYZE TABLE accounts, contracts, contract_roles, invoices, invoice_lines, payments',
];

describe('what access costs in a book of 20 000 contracts', () => {
  let test: TestDatabase;
  /** One connection: its counters are the statement's. */
  let database: Database;
  let contracts: ContractRepository;

  beforeAll(async () => {
    test = await openTestDatabase({ poolSize: 1 });
    database = new Database({ url: test.url, poolSize: 1 });
    for (const statement of BOOK) await database.rows(statement);
    contracts = new ContractRepository(database);
  }, 60_000);
  afterAll(async () => {
    await database.close();
    await test.close();
  });

  const few = new ViewerScope([11, 12, 13], ['GOLD'], false);
  const many = new ViewerScope([GUARANTOR], ['GOLD'], true);

  /** The rows of tables and indexes that `work` made the server read. */
  async function rowsRead<Result>(work: () => Promise<Result>): Promise<{ result: Result; read: number }> {
    const readSoFar = async (): Promise<number> => {
      const counters = await database.rows<{ Variable_name: string; Value: string }>(
        "SHOW SESSION STATUS WHERE Variable_name RLIKE '^(Rows_read|Handler_read)'",
      );
      // MariaDB counts rows of tables apart; MySQL only together with those of temporary ones.
      const own = counters.filter((counter) => counter.Variable_name === 'Rows_read');
      return (own.length > 0 ? own : counters).reduce((total, counter) => total + Number(counter.Value), 0);
    };
    const before = await readSoFar();
    const result = await work();
    return { result, read: (await readSoFar()) - before };
  }

  /** The median time of some runs, in milliseconds. */
  async function timeOf(work: () => Promise<unknown>): Promise<number> {
    const times: number[] = [];
    for (let run = 0; run < 9; run += 1) {
      const start = performance.now();
      await work();
      times.push(performance.now() - start);
    }
    return times.sort((a, b) => a - b)[4] as number;
  }

  it.each(['CONTRACT_NUMBER', 'NEXT_DUE_ON'] as const)('a user of three accounts reads its own rows only, by %s', async (field) => {
    const { result, read } = await rowsRead(() => contracts.list(few, ACTIVE, { field, descending: false }, PAGE));
    expect(result).toHaveLength(21);
    expect(read).toBeGreaterThan(result.length);
    expect(read).toBeLessThanOrEqual(10 * result.length);
  });

  it('so it does counting, reading one by id, searching, and the closed ones', async () => {
    const { result: total, read } = await rowsRead(() => contracts.count(few, ACTIVE));
    expect(total).toBeGreaterThan(20);
    expect(read).toBeLessThanOrEqual(10 * total);
    const one = await rowsRead(() => contracts.findByIds(few, [10]));
    expect(one.result).toHaveLength(1);
    expect(one.read).toBeLessThanOrEqual(20);
    const closed = await rowsRead(() => contracts.list(few, { state: 'CLOSED' }, BY_NUMBER, PAGE));
    expect(closed.read).toBeLessThanOrEqual(10 * 30);
    expect((await rowsRead(() => contracts.list(few, { ...ACTIVE, search: 'C-1' }, BY_NUMBER, PAGE))).read).toBeLessThanOrEqual(10 * 30);
  });

  it('no table is scanned for it: the plan goes from the accounts’ roles to the contracts, by index', async () => {
    const explaining = { rows: (sql: string, values: readonly SqlValue[]) => database.rows(`EXPLAIN ${sql}`, values) };
    const steps = (await new ContractRepository(explaining as unknown as Database).list(few, ACTIVE, BY_NUMBER, PAGE)) as unknown[];
    const plan = steps as { table: string | null; type: string; key: string | null }[];
    expect(plan.filter((step) => step.type === 'ALL' && !step.table?.startsWith('<')).map((step) => step.table)).toEqual([]);
    expect(plan.map((step) => step.key)).toContain('contract_roles_by_account');
  });

  it('a guarantor of 5 000 contracts gets the first page in the same order of time', async () => {
    const list = (scope: ViewerScope) => () => contracts.list(scope, ACTIVE, BY_NUMBER, PAGE);
    const { result, read } = await rowsRead(list(many));
    expect(result).toHaveLength(21);
    expect(read).toBeLessThanOrEqual(3 * GUARANTEED);
    const [small, big] = [await timeOf(list(few)), await timeOf(list(many))];
    process.stderr.write(`first page: ${small.toFixed(1)} ms of 30 contracts, ${big.toFixed(1)} ms of 5 000; ${read} rows read\n`);
    // Ten times the other, or what noise makes of a few milliseconds.
    expect(big).toBeLessThan(Math.max(10 * small, 50));
  });

  it('what there is to pay is read of the own contracts only, and of one named of that one', async () => {
    const charges = new OpenChargeRepository(database);
    const all = await rowsRead(() => charges.list(few, undefined));
    expect(all.result.length).toBeGreaterThan(20);
    expect(all.result[0]?.invoices).toEqual([expect.objectContaining({ balanceCents: 1_000 })]);
    expect(all.read).toBeLessThanOrEqual(20 * all.result.length);
    const ids = all.result.map(({ contractId }) => contractId);
    expect(all.result.map(({ underWayCents, underWayPayments }) => [underWayCents, underWayPayments])).toEqual(ids.map(() => [100, 1]));
    const one = await rowsRead(() => charges.list(few, [ids[0] as number]));
    expect(one.result).toHaveLength(1);
    expect(one.read).toBeLessThanOrEqual(40);
    const payments = new PaymentRepository(database);
    const listed = await rowsRead(() => payments.list(few, {}, true, PAGE));
    expect(listed.result).toHaveLength(21);
    expect(listed.read).toBeLessThanOrEqual(20 * ids.length);
  });

  it.each([
    ['a user of three accounts', few],
    ['a guarantor of 5 000 contracts', many],
  ])('what each contract of a page has is read of these contracts only: %s', async (_who, scope) => {
    const ids = (await contracts.list(scope, ACTIVE, BY_NUMBER, PAGE)).map(({ id }) => id);
    // Of another customer, and not guaranteed.
    const hidden = 12_013;
    const invoices = await rowsRead(() => new InvoiceRepository(database).listByContracts(scope, [...ids, hidden], true, PAGE));
    expect([...invoices.result.keys()].sort()).toEqual([...ids].sort());
    expect(invoices.read).toBeLessThanOrEqual(20 * ids.length);
    const payments = await rowsRead(() => new PaymentRepository(database).listByContracts(scope, [...ids, hidden], true, PAGE));
    expect([...payments.result.keys()].sort()).toEqual([...ids].sort());
    expect(payments.read).toBeLessThanOrEqual(20 * ids.length);
  });

  it('explaining one contract, its reach, and finding accounts read little too', async () => {
    const facts = new ExplanationRepository(database);
    const accounts = new AccountRepository(database);
    const [row] = await contracts.list(few, ACTIVE, BY_NUMBER, PAGE);
    const verdicts = await rowsRead(() => facts.listVerdicts(many, row?.contractNumber ?? ''));
    expect([verdicts.result.length, verdicts.result[0]?.labelIsTaken]).toEqual([1, true]);
    expect(verdicts.read).toBeLessThanOrEqual(100);
    expect((await rowsRead(() => new ContractReachRepository(database).listPairs(row?.id ?? 0))).read).toBeLessThanOrEqual(100);
    const site = { privateLabels: ['GOLD'], takesUnlabelled: true };
    for (const search of ['pav 1999', 'A1999', row?.contractNumber]) {
      const found = await rowsRead(() => accounts.listLinkable(site, search, PAGE));
      expect(found.result.length).toBeGreaterThan(0);
      expect(found.read).toBeLessThanOrEqual(1_000);
    }
    const all = await rowsRead(() => accounts.listLinkable(site, undefined, PAGE));
    expect(all.read).toBeLessThanOrEqual(1_000);
  });

  describe('what lost its account or contract', () => {
    /** 400 links to 100 accounts and 30 to accounts that are gone; 20 payments on each of 200 contracts and 30 on five that are gone. */
    const LEFT_BEHIND = [
      'SET foreign_key_checks = 0',
      `INSERT INTO user_accounts (user_id, account_id, linked_at) SELECT n, 1 + n MOD 100, NOW(3) FROM ${NUMBERS} WHERE n BETWEEN 1 AND 400`,
      `INSERT INTO user_accounts (user_id, account_id, linked_at) SELECT n, 800000 + n MOD 3, NOW(3) FROM ${NUMBERS} WHERE n BETWEEN 1 AND 30`,
      'DELETE FROM payments',
      ...[
        ['1 + n MOD 200', 4_000],
        ['700000 + n MOD 5', 30],
      ].map(
        ([contract, count]) => `INSERT INTO payments (payment_key, order_id, user_id, site_id, contract_id, bank_account_id,
          bank_account_fingerprint, amount_cents, currency_code, due_on, sec_code, status, created_at, updated_at)
          SELECT UUID(), 1, 1, 1, ${contract}, 1, REPEAT('x', 32), 100, 'USD', '2026-11-24', 'WEB', 'PAID', NOW(3), NOW(3)
          FROM ${NUMBERS} WHERE n BETWEEN 1 AND ${count}`,
      ),
      'SET foreign_key_checks = 1',
      'ANALYZE TABLE payments, user_accounts',
    ];
    beforeAll(async () => {
      for (const statement of LEFT_BEHIND) await database.rows(statement);
    });

    it('is found with a step or two for each link and for each contract paid on, not with the book', async () => {
      const links = await rowsRead(() => new DetachedLinkRepository(database).list(PAGE));
      expect([links.result.length, links.result[0]?.accountId]).toEqual([21, 800_000]);
      expect(links.read).toBeLessThanOrEqual(3 * 430);
      const allLinks = await rowsRead(() => new DetachedLinkRepository(database).count());
      expect(allLinks.result).toBe(30);
      expect(allLinks.read).toBeLessThanOrEqual(3 * 430);
      const payments = await rowsRead(() => new DetachedPaymentRepository(database).list(PAGE));
      expect([payments.result.length, payments.result[0]?.contractId]).toEqual([21, 700_000]);
      expect(payments.read).toBeLessThanOrEqual(6 * 205);
      const allPayments = await rowsRead(() => new DetachedPaymentRepository(database).count());
      expect(allPayments.result).toBe(30);
      expect(allPayments.read).toBeLessThanOrEqual(6 * 205);
    });

    it('a later page begins where the one before ended', async () => {
      const links = new DetachedLinkRepository(database);
      const [last] = (await links.list({ ...PAGE, limit: 19 })).slice(-1);
      const from = { value: last?.accountId ?? 0, id: last?.userId ?? 0 };
      const rest = await rowsRead(() => links.list({ ...PAGE, from }));
      expect(rest.result).toHaveLength(10);
      expect(rest.read).toBeLessThanOrEqual(5 * 30);
      const payments = new DetachedPaymentRepository(database);
      const [latest] = (await payments.list({ ...PAGE, limit: 19 })).slice(-1);
      const after = { value: latest?.contractId ?? 0, id: latest?.id ?? 0 };
      const later = await rowsRead(() => payments.list({ ...PAGE, from: after }));
      expect(later.result).toHaveLength(10);
      expect(later.read).toBeLessThanOrEqual(6 * 30);
    });

    it('no table is scanned for it', async () => {
      const explaining = {
        rows: (sql: string, values: readonly SqlValue[]) => database.rows(`EXPLAIN ${sql}`, values),
      } as unknown as Database;
      const plans = [await new DetachedLinkRepository(explaining).list(PAGE), await new DetachedPaymentRepository(explaining).list(PAGE)];
      const steps = plans.flat() as unknown as { table: string | null; type: string; key: string | null }[];
      expect(steps.filter((step) => step.type === 'ALL' && !step.table?.startsWith('<')).map((step) => step.table)).toEqual([]);
      expect(steps.map((step) => step.key)).toEqual(expect.arrayContaining(['user_accounts_by_account', 'payments_by_contract']));
    });
  });
});
