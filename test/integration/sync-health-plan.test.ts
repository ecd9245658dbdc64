import { ServicingCircuits } from '../../src/domain/sync/servicing-circuits';
import { KindLateness } from '../../src/domain/sync/kind-lateness';
import { SYNC_KINDS } from '../../src/domain/sync/sync-reader';
import { SyncHealthReader } from '../../src/domain/sync/sync-health.service';
import { systemClock } from '../../src/kernel/clock';
import { Database } from '../../src/persistence/database';
import { ServicingCircuitRepository } from '../../src/persistence/repositories/servicing-circuit.repository';
import { ServicingHintRepository } from '../../src/persistence/repositories/servicing-hint.repository';
import { ServicingStateRepository } from '../../src/persistence/repositories/servicing-state.repository';
import { JobLeaseRepository } from '../../src/persistence/repositories/job-lease.repository';
import { SyncStandingRepository } from '../../src/persistence/repositories/sync-standing.repository';
import { SyncStateRepository } from '../../src/persistence/repositories/sync-state.repository';
import { openTestDatabase, type TestDatabase } from '../support/test-database';

const DIGIT = `(SELECT 0 AS d${[1, 2, 3, 4, 5, 6, 7, 8, 9].map((digit) => ` UNION ALL SELECT ${digit}`).join('')})`;
/** 1 … 10 000. */
const NUMBERS = `(SELECT 1 + a.d + 10 * b.d + 100 * c.d + 1000 * e.d AS n FROM ${DIGIT} a JOIN ${DIGIT} b JOIN ${DIGIT} c JOIN ${DIGIT} e) numbers`;

/** 10 000 contracts, 10 000 runs of customers and 100 of each kind, of which the last dozen failed. */
const BOOK = [
  `INSERT INTO contracts (id, contract_number, description, finance_product, scenario, interest_method, is_booked, is_terminated, currency_code,
     commenced_on, matures_on, term, payment_frequency, payment_timing, payment_amount_cents, amount_financed_cents, equipment_cost_cents,
     residual_cents, rate, remaining_payments, remaining_balance_cents, past_due_cents, synced_at)
   SELECT n, CONCAT('C-', n), 'Loader', 'Loan', 'LOAN', 'STANDARD', 1, 0, 'USD', '2025-01-01', '2028-01-01', 36, 'MONTHLY', 'ADVANCE', 1, 1, 1, 0, 0.07,
     12, 1, 0, NOW(3) FROM ${NUMBERS}`,
  `INSERT INTO sync_runs (kind, mode, outcome, started_at) SELECT 'accounts', 'CUSTOMER', 'SUCCEEDED', NOW(3) FROM ${NUMBERS}`,
  ...SYNC_KINDS.flatMap((kind) => [
    `INSERT INTO sync_runs (kind, mode, outcome, started_at)
     SELECT '${kind}', 'INCREMENTAL', IF(n > 88, 'FAILED', 'SUCCEEDED'), NOW(3) FROM ${NUMBERS} WHERE n <= 100`,
    `INSERT INTO sync_schedules (kind, due_at) VALUES ('${kind}', NOW(3))`,
  ]),
  'ANALYZE TABLE contracts, sync_runs, sync_schedules',
];

describe('what it costs to tell how the sync stands, among 10 000 contracts', () => {
  let test: TestDatabase;
  let database: Database;
  let reader: SyncHealthReader;
  let standing: SyncStandingRepository;

  beforeAll(async () => {
    test = await openTestDatabase({ poolSize: 1 });
    // One connection: its counters are all that is read.
    database = new Database({ url: test.url, poolSize: 1, queryTimeoutMs: 60_000 });
    for (const sql of BOOK) await database.rows(sql);
    standing = new SyncStandingRepository(database);
    reader = new SyncHealthReader({
      state: new SyncStateRepository(database),
      standing,
      leases: new JobLeaseRepository(database),
      servicing: new ServicingStateRepository(database),
      hints: new ServicingHintRepository(database),
      circuits: new ServicingCircuits(new ServicingCircuitRepository(database), systemClock),
      lateness: new KindLateness(2_700_000),
      clock: systemClock,
    });
  });
  afterAll(async () => {
    await database.close();
    await test.close();
  });

  /** Rows that the server touches for that. */
  async function rowsTouched(work: () => Promise<unknown>): Promise<number> {
    await database.rows('FLUSH STATUS');
    await work();
    const counters = await database.rows<{ Value: string }>("SHOW SESSION STATUS LIKE 'Handler_read%'");
    return counters.reduce((sum, { Value }) => sum + Number(Value), 0);
  }

  it('the health report touches a few rows for each kind', async () => {
    expect((await reader.read()).kinds).toHaveLength(SYNC_KINDS.length);
    expect(await rowsTouched(() => reader.read())).toBeLessThan(600);
  });

  it('what every user asks touches one row for each kind', async () => {
    expect((await standing.find()).kinds).toHaveLength(SYNC_KINDS.length);
    expect(await rowsTouched(() => standing.find())).toBeLessThan(50);
  });

  it('records set aside are counted to 10 000 of a kind, in the smaller index', async () => {
    await database.rows(
      `INSERT INTO set_aside_records (kind, record_key, reason, payload, set_aside_at)
       SELECT 'invoices', n, 'x', REPEAT('y', 500), NOW(3) FROM ${NUMBERS}`,
    );
    await database.rows(
      `INSERT INTO set_aside_records (kind, record_key, reason, payload, set_aside_at)
       SELECT 'invoices', CONCAT('b', n), 'x', REPEAT('y', 500), NOW(3) FROM ${NUMBERS} WHERE n <= 2000`,
    );
    const state = new SyncStateRepository(database);
    expect(await state.countSetAside()).toEqual([{ kind: 'invoices', total: 10_000 }]);
    expect(await rowsTouched(() => state.countSetAside())).toBeLessThan(25_000);
  });
});
