import type { Change, RecordOf, SyncKind } from '../../src/domain/sync/servicing-system';
import { SYNC_KINDS } from '../../src/persistence/entities/sync.entity';
import { JobLeaseRepository, type Lease } from '../../src/persistence/repositories/job-lease.repository';
import { SyncStateRepository } from '../../src/persistence/repositories/sync-state.repository';
import { SyncedBookRepository } from '../../src/persistence/repositories/synced-book.repository';
import { recordParsers } from '../../src/servicing/record-parser';
import { GOOD_RECORDS } from '../support/good-record';
import { openTestDatabase, type TestDatabase } from '../support/test-database';

type DailyKind = 'assets' | 'schedules' | 'principalAndInterest' | 'linesOfCredit';

const AT = new Date('2026-11-23T10:00:00.123Z');

let test: TestDatabase;
let book: SyncedBookRepository;
let lease: Lease;

beforeAll(async () => {
  test = await openTestDatabase();
  book = new SyncedBookRepository(test.database);
});
afterAll(() => test.close());
beforeEach(async () => {
  await test.truncate();
  const held = await new JobLeaseRepository(test.database).acquire('sync', 'the test', 600_000);
  if (!held) throw new Error('The lease is held by somebody else.');
  lease = held;
});

async function apply<Kind extends SyncKind>(kind: Kind, records: readonly RecordOf[Kind][], removed: readonly number[] = []) {
  const runId = await new SyncStateRepository(test.database).startRun(kind, 'INCREMENTAL', AT);
  const changes: Change<Kind>[] = [
    ...records.map((record, index) => ({ sequence: index + 1, id: record.id, record })),
    ...removed.map((id, index) => ({ sequence: records.length + index + 1, id, record: null })),
  ];
  const position = { of: 'CURSOR', epoch: 'e', sequence: 1, recordId: null } as const;
  return book.applyPage({ kind, lease, runId, changes, unreadable: [], position, progress: 1000, at: AT });
}

const good = <Kind extends DailyKind>(kind: Kind, change: object = {}): RecordOf[Kind] =>
  recordParsers[kind]({ ...GOOD_RECORDS[kind], ...change });
const rowsOf = (table: string) => test.database.rows<Record<string, unknown>>(`SELECT * FROM ${table} ORDER BY 1, 2`);

/** A schedule of so many rows, every one of them different. */
function schedule(id: number, rows: number, cents = 0): RecordOf['schedules'] {
  const row = (rowIndex: number) => ({
    rowIndex,
    dueOn: `2026-01-${String((rowIndex % 28) + 1).padStart(2, '0')}`,
    paymentCents: rowIndex,
    principalCents: rowIndex + 1,
    interestCents: -rowIndex,
    balanceCents: id * 1_000 + rowIndex + cents,
  });
  return { id, currencyCode: 'USD', rows: Array.from({ length: rows }, (_, rowIndex) => row(rowIndex)) };
}

describe('what is pulled once a day', () => {
  it('stands in the tables as it was told', async () => {
    await apply('assets', [good('assets'), good('assets', { AssetOid: 80_002, ContractOid: null, SerialNumber: null, ModelYear: null })]);
    await apply('schedules', [good('schedules')]);
    await apply('principalAndInterest', [good('principalAndInterest')]);
    await apply('linesOfCredit', [good('linesOfCredit', { ExpirationDate: '2027-12-31' })]);
    const common = { currency_code: 'USD', synced_at: '2026-11-23 10:00:00.123' };
    const asset = {
      id: 80_001,
      contract_id: 10_001,
      description: 'Crane',
      serial_number: 'SN-1',
      make: null,
      model: null,
      model_year: 2024,
      location_id: 5_001,
      cost_cents: 4_100_000,
      ...common,
    };
    expect(await rowsOf('assets')).toEqual([asset, { ...asset, id: 80_002, contract_id: null, serial_number: null, model_year: null }]);
    expect(await rowsOf('amortization_schedules')).toEqual([{ id: 10_001, ...common }]);
    const row = { contract_id: 10_001, row_index: 0, due_on: '2025-01-01', payment_cents: 0, principal_cents: 0, interest_cents: 0 };
    expect(await rowsOf('amortization_rows')).toEqual([
      { ...row, balance_cents: 4_000_000 },
      {
        ...row,
        row_index: 1,
        due_on: '2025-02-01',
        payment_cents: 123_450,
        principal_cents: 99_283,
        interest_cents: 24_167,
        balance_cents: 3_900_717,
      },
    ]);
    expect(await rowsOf('principal_and_interest')).toEqual([
      {
        id: 10_001,
        as_of: '2026-11-22',
        principal_paid_cents: 1_800_000,
        interest_paid_cents: 422_100,
        principal_remaining_cents: 2_200_000,
        interest_remaining_cents: 222_100,
        ...common,
      },
    ]);
    expect(await rowsOf('lines_of_credit')).toEqual([
      {
        id: 90_001,
        account_id: 1_001,
        line_of_credit_number: 'LOC-1',
        description: null,
        limit_cents: 10_000_000,
        outstanding_cents: 4_000_000,
        available_cents: 6_000_000,
        expires_on: '2027-12-31',
        ...common,
      },
    ]);
    expect(await rowsOf('line_of_credit_draws')).toEqual([
      { line_of_credit_id: 90_001, draw_number: 1, drawn_on: '2025-01-01', amount_cents: 4_000_000, contract_id: 10_001 },
      { line_of_credit_id: 90_001, draw_number: 2, drawn_on: '2025-03-01', amount_cents: 1, contract_id: null },
    ]);
  });

  it('has its rows and draws replaced: gone ones go, new ones come, those of others stay', async () => {
    await apply('schedules', [schedule(1, 5), schedule(2, 3), schedule(3, 2)]);
    await apply('schedules', [schedule(1, 2, 7), schedule(2, 4)]);
    const rows = await rowsOf('amortization_rows');
    expect(rows.map((row) => `${Number(row['contract_id'])}/${Number(row['row_index'])} ${Number(row['balance_cents'])}`)).toEqual([
      '1/0 1007',
      '1/1 1008',
      '2/0 2000',
      '2/1 2001',
      '2/2 2002',
      '2/3 2003',
      '3/0 3000',
      '3/1 3001',
    ]);
    const [first, second] = GOOD_RECORDS.linesOfCredit['Draws'] as object[];
    await apply('linesOfCredit', [good('linesOfCredit')]);
    await apply('linesOfCredit', [good('linesOfCredit', { Draws: [second, { ...first, DrawNumber: 3 }] })]);
    expect((await rowsOf('line_of_credit_draws')).map((row) => row['draw_number'])).toEqual([2, 3]);
    await apply('linesOfCredit', [good('linesOfCredit', { Draws: [] })]);
    expect(await rowsOf('line_of_credit_draws')).toEqual([]);
  });

  it('is removed parts and all', async () => {
    await apply('schedules', [schedule(1, 5), schedule(2, 3)]);
    await apply('linesOfCredit', [good('linesOfCredit')]);
    expect(await apply('schedules', [], [1])).toMatchObject({ recordsRemoved: 1 });
    expect(await apply('linesOfCredit', [], [90_001])).toMatchObject({ recordsRemoved: 1 });
    expect((await rowsOf('amortization_rows')).map((row) => row['contract_id'])).toEqual([2, 2, 2]);
    expect(await rowsOf('line_of_credit_draws')).toEqual([]);
  });

  it('is the same by LOAD as by INSERT, and over what is there already', async () => {
    const schedules = Array.from({ length: 250 }, (_, index) => schedule(index + 1, (index % 40) + 1));
    const statements: string[] = [];
    const stop = test.database.observe((sql) => statements.push(sql));
    const loads = () => statements.filter((sql) => sql.includes('LOAD DATA')).length;
    await apply('schedules', schedules);
    expect(loads()).toBe(2);
    expect(await test.database.transaction((transaction) => transaction.query('SELECT @@foreign_key_checks AS checked'))).toMatchObject([
      { checked: expect.stringMatching(/^1$/) as unknown },
    ]);
    const loaded = await rowsOf('amortization_rows');
    expect(loaded).toHaveLength(schedules.reduce((sum, { rows }) => sum + rows.length, 0));
    await apply('schedules', schedules);
    expect(await rowsOf('amortization_rows')).toEqual(loaded);
    await test.database.transaction((transaction) => transaction.query('DELETE FROM amortization_schedules'));
    for (const some of [schedules.slice(0, 150), schedules.slice(150)]) await apply('schedules', some);
    stop();
    expect(loads()).toBe(2);
    expect(await rowsOf('amortization_rows')).toEqual(loaded);
  });

  it('comes with a customer, too', async () => {
    const lists = () => Object.fromEntries(SYNC_KINDS.map((kind) => [kind, []])) as { [Kind in SyncKind]: never[] };
    const records = { ...lists(), schedules: [good('schedules')], linesOfCredit: [good('linesOfCredit')], assets: [good('assets')] };
    const customer = { epoch: 'e', latestSequence: 9, records, unreadable: lists(), fullRunId: 0, at: AT };
    expect(await book.applyCustomer(customer)).toBe('APPLIED');
    expect(await rowsOf('amortization_rows')).toHaveLength(2);
    expect(await rowsOf('line_of_credit_draws')).toHaveLength(2);
    expect(await rowsOf('assets')).toHaveLength(1);
  });
});
