import type { PageRequest } from '../../src/kernel/page';
import { Database, type SqlValue } from '../../src/persistence/database';
import { PaymentReturnRepository } from '../../src/persistence/repositories/payment-return.repository';
import {
  StaffPaymentRepository,
  type PaymentSort,
  type StaffPaymentFilter,
} from '../../src/persistence/repositories/staff-payment.repository';
import { openTestDatabase, type TestDatabase } from '../support/test-database';

const PAYMENTS = 6_000;
const PAGE: PageRequest = { limit: 20, backward: false, from: undefined };
const INSTANT = `DATE_ADD('2025-01-01', INTERVAL n HOUR)`;
const STATUS = `ELT(1 + n MOD 20, 'PENDING', 'SCHEDULED', 'CANCELED', 'RETURNED', 'PENDING_CANCEL')`;

/** Payments 1 … 6 000, one an hour, of 300 users on 600 contracts of three sites; most of them are paid. */
const BOOK = [
  `INSERT INTO sites (id, site_key, name, url, takes_unlabelled, created_at) VALUES (1, 'a', 'A', 'https://a.example', 1, NOW(3))`,
  `INSERT INTO users (id, site_id, email, email_key, first_name, last_name, created_at)
   SELECT seq, 1, CONCAT(seq, '@example.com'), CONCAT(seq, '@example.com'), 'U', 'U', NOW(3) FROM numbers WHERE seq <= 300`,
  `INSERT INTO bank_accounts (id, user_id, name, holder_name, holder_type, account_type, sealed_numbers, fingerprint, last_four, check_result, created_at)
   VALUES (1, 1, 'A', 'A', 'PERSON', 'CHECKING', 'x', REPEAT('x', 32), '1234', 'NOT_ASKED', NOW(3))`,
  `INSERT INTO payment_orders (id, user_id, idempotency_key, operation, input_digest, created_at) VALUES (1, 1, 'k', 'SUBMIT', REPEAT('x', 32), NOW(3))`,
  `INSERT INTO contracts (id, contract_number, description, finance_product, scenario, interest_method, is_booked, is_terminated, currency_code,
     commenced_on, matures_on, term, payment_frequency, payment_timing, payment_amount_cents, amount_financed_cents, equipment_cost_cents,
     residual_cents, rate, remaining_payments, remaining_balance_cents, past_due_cents, synced_at)
   SELECT seq, CONCAT('C-', seq), 'Loader', 'Loan', 'LOAN', 'STANDARD', 1, 0, 'USD', '2025-01-01', '2028-01-01', 36, 'MONTHLY', 'ADVANCE', 1, 1, 1, 0, 0.07,
     12, 1, 0, NOW(3) FROM numbers WHERE seq <= 600`,
  `INSERT INTO payments (id, payment_key, order_id, user_id, site_id, contract_id, bank_account_id, bank_account_fingerprint, amount_cents, currency_code, due_on, sec_code, status,
     created_at, updated_at, posted_at)
   SELECT n, CONCAT('key-', n), 1, 1 + n MOD 300, 1 + n MOD 3, 1 + n MOD 600, 1, REPEAT('x', 32), 100 * n, 'USD', '2025-01-01', 'WEB', IFNULL(${STATUS}, 'PAID'),
     ${INSTANT}, DATE_ADD(${INSTANT}, INTERVAL n * 7919 MOD 1000 MINUTE), ${INSTANT} FROM (SELECT seq AS n FROM numbers) numbered`,
  'ANALYZE TABLE payments, contracts',
];

interface Step {
  table: string | null;
  type: string;
  key: string | null;
  Extra: string | null;
}

describe('what lists of payments cost among 6 000', () => {
  let test: TestDatabase;
  let database: Database;

  beforeAll(async () => {
    test = await openTestDatabase({ poolSize: 1 });
    database = new Database({ url: test.url, poolSize: 1 });
    await database.rows('CREATE TEMPORARY TABLE numbers (seq int PRIMARY KEY)');
    await database.rows('INSERT INTO numbers VALUES (1)');
    for (let filled = 1; filled < PAYMENTS; filled *= 2)
      await database.rows('INSERT INTO numbers SELECT seq + ? FROM (SELECT seq FROM numbers) known WHERE seq + ? <= ?', [
        filled,
        filled,
        PAYMENTS,
      ]);
    for (const statement of BOOK) await database.rows(statement);
  }, 60_000);
  afterAll(async () => {
    await database.close();
    await test.close();
  });

  const explaining = (): Database =>
    ({ rows: (sql: string, values: readonly SqlValue[]) => database.rows(`EXPLAIN ${sql}`, values) }) as unknown as Database;

  async function planOf(filter: StaffPaymentFilter, sort: PaymentSort, descending: boolean, page = PAGE): Promise<Step[]> {
    return (await new StaffPaymentRepository(explaining()).list(filter, sort, descending, page)) as unknown as Step[];
  }

  /** The rows of tables and indexes that the server read. */
  async function rowsRead(work: () => Promise<unknown>): Promise<number> {
    const readSoFar = async (): Promise<number> => {
      const counters = await database.rows<{ Value: string }>("SHOW SESSION STATUS WHERE Variable_name LIKE 'Handler\\_read%'");
      return counters.reduce((total, { Value }) => total + Number(Value), 0);
    };
    const before = await readSoFar();
    await work();
    return (await readSoFar()) - before;
  }

  const somewhere = { limit: 20, backward: false, from: { value: '2025-04-01 00:00:00.000', id: 2_160 } };

  it.each([
    ['CREATED_AT', true, 'payments_by_creation'],
    ['CREATED_AT', false, 'payments_by_creation'],
    ['UPDATED_AT', true, 'payments_by_update'],
    ['UPDATED_AT', false, 'payments_by_update'],
  ] as const)(
    'by %s (descending: %s) the first page and one far in go along an index, and read a page',
    async (sort, descending, index) => {
      for (const page of [PAGE, somewhere]) {
        const [step, ...others] = await planOf({}, sort, descending, page);
        expect(others.filter(({ type }) => type === 'ALL')).toEqual([]);
        expect([step?.table, step?.key]).toEqual(['payment', index]);
        expect(step?.Extra ?? '').not.toContain('filesort');
        const repository = new StaffPaymentRepository(database);
        expect(await rowsRead(() => repository.list({}, sort, descending, page))).toBeLessThan(60);
      }
    },
  );

  it.each<[string, StaffPaymentFilter, number]>([
    ['a user', { userId: 7 }, 20],
    ['a contract number', { contractNumber: 'C-7' }, 10],
    ['an instant', { createdFrom: new Date('2025-03-01T00:00:00Z'), createdBefore: new Date('2025-03-02T00:00:00Z') }, 24],
    ['a site', { siteId: 2 }, 2_000],
    ['a rare status', { statuses: ['RETURNED'] }, 300],
  ])('of %s no more is read than what matches, some pages at most', async (_name, filter, matching) => {
    const repository = new StaffPaymentRepository(database);
    for (const sort of ['CREATED_AT', 'UPDATED_AT'] as const) {
      const read = await rowsRead(async () => expect(await repository.list(filter, sort, true, PAGE)).toHaveLength(Math.min(matching, 21)));
      expect(read).toBeLessThan(Math.max(6 * matching, 1_200));
    }
  });

  it('return rates read what was posted within the days', async () => {
    const since = new Date('2025-09-01T00:00:00Z');
    const [step] = (await new PaymentReturnRepository(explaining()).countDebits(since)) as unknown as Step[];
    expect(step?.key).toBe('payments_by_posting');
  });
});
