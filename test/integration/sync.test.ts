import { SYNC_KINDS } from '../../src/persistence/entities/sync.entity';
import { loadRows } from '../../src/persistence/repositories/bulk-load';
import { syncedTable, tableOf } from '../../src/persistence/repositories/synced-table';
import { type AspireData, differences, SyncWorld } from '../support/sync-world';
import { openTestDatabase, type TestDatabase } from '../support/test-database';

let test: TestDatabase;
let world: SyncWorld;

beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  await test.truncate();
  world = await SyncWorld.open(test.database);
});
afterEach(() => world.close());

const linesOf = (invoiceId: unknown) =>
  test.database.rows<{ line_number: number; due_on: string; balance_cents: number }>(
    'SELECT line_number, due_on, balance_cents FROM invoice_lines WHERE invoice_id = ? ORDER BY line_number',
    [invoiceId as number],
  );

describe('a sync of the whole book', () => {
  it('brings everything, then only what changed', async () => {
    const progress: string[] = [];
    const first = await world.sync({ onProgress: ({ kind }) => progress.push(kind) });
    expect(first.kinds.map(({ kind, outcome, error }) => ({ kind, outcome, error }))).toEqual(
      SYNC_KINDS.map((kind) => ({ kind, outcome: 'SUCCEEDED', error: null })),
    );
    expect([...new Set(progress)]).toEqual([...SYNC_KINDS]);
    const counts = await world.counts();
    expect(counts).toMatchObject(Object.fromEntries(first.kinds.map(({ kind, recordsWritten }) => [tableOf(kind), recordsWritten])));
    expect(counts['invoices']).toBeGreaterThan(100);
    expect(counts['contract_roles']).toBeGreaterThan(30);
    expect(counts['invoice_lines']).toBeGreaterThan(counts['invoices'] ?? 0);
    expect(counts['amortization_rows']).toBeGreaterThan(10 * (counts['amortization_schedules'] ?? Infinity));

    const contract = await world.aspireRecord('contracts', 3);
    await world.put('contracts', { ...contract, Description: 'Crane, "used"\\\t\n\'?\' 🏗', PrivateLabel: '  North ' });
    const second = await world.sync();
    expect(second.kinds.filter(({ recordsWritten }) => recordsWritten > 0)).toMatchObject([{ kind: 'contracts', recordsWritten: 1 }]);
    const sql = 'SELECT description, private_label FROM contracts WHERE id = ?';
    expect(await test.database.rows(sql, [contract['ContractOid'] as number])).toEqual([
      { description: 'Crane, "used"\\\t\n\'?\' 🏗', private_label: 'North' },
    ]);
  });

  it('brings values over whole, loaded in bulk or written one statement at a time', async () => {
    const contract = await world.aspireRecord('contracts');
    const odd = { Description: 'tab\there \\N "q" \'s\' \\', Rate: '0.07250000', PaymentAmount: '-10.05', PrivateLabel: '' };
    await world.put('contracts', { ...contract, ...odd });
    await world.sync();
    const loaded = await world.dump();
    await world.sync({ mode: 'FULL' });
    expect(differences(await world.dump(), loaded)).toEqual([]);
    const [row] = await test.database.rows('SELECT * FROM contracts WHERE id = ?', [contract['ContractOid'] as number]);
    expect(row).toMatchObject({
      description: 'tab\there \\N "q" \'s\' \\',
      rate: '0.07250000',
      payment_amount_cents: -1005,
      private_label: null,
      commenced_on: contract['CommencementDate'],
      is_booked: contract['IsBooked'] === true ? 1 : 0,
    });
  });

  it('is the same after a second full pull, and after a pull of pages read before', async () => {
    await world.sync();
    const once = await world.dump();
    await world.sync({ mode: 'FULL' });
    expect(differences(await world.dump(), once)).toEqual([]);
    await test.database.transaction((transaction) => transaction.query('UPDATE sync_cursors SET sequence = 0'));
    await world.sync();
    expect(differences(await world.dump(), once)).toEqual([]);
  });

  it('removes what was deleted, parts and all', async () => {
    await world.sync();
    const invoice = await world.aspireRecord('invoices');
    const contract = await world.aspireRecord('contracts', 2);
    await world.remove('invoices', invoice['InvoiceOid']);
    await world.remove('contracts', contract['ContractOid']);
    const report = await world.sync();
    expect(report.kinds.filter(({ recordsRemoved }) => recordsRemoved > 0)).toMatchObject([
      { kind: 'contracts', recordsRemoved: 1 },
      { kind: 'invoices', recordsRemoved: 1 },
    ]);
    expect(await linesOf(invoice['InvoiceOid'])).toEqual([]);
    const roles = await test.database.rows('SELECT 1 FROM contract_roles WHERE contract_id = ?', [contract['ContractOid'] as number]);
    expect(roles).toEqual([]);
    const again = await world.sync({ mode: 'FULL' });
    expect(again.outcome).toBe('SUCCEEDED');
  });

  it('replaces parts: gone ones go, new ones come, the due date follows the invoice', async () => {
    await world.sync();
    const invoice = await world.aspireRecord('invoices');
    const [line] = invoice['Lines'] as AspireData[];
    const lines = [
      { ...line, LineNumber: 9, Balance: '1.23' },
      { ...line, LineNumber: 7, Balance: '0.00' },
    ];
    await world.put('invoices', { ...invoice, DueDate: '2027-02-28', Lines: lines });
    const contract = await world.aspireRecord('contracts', 1);
    const roles = [{ AccountOid: 99, ContractRoleType: 'GUARANTOR' }];
    await world.put('contracts', { ...contract, Roles: roles });
    await world.sync();
    expect(await linesOf(invoice['InvoiceOid'])).toEqual([
      { line_number: 7, due_on: '2027-02-28', balance_cents: 0 },
      { line_number: 9, due_on: '2027-02-28', balance_cents: 123 },
    ]);
    expect(
      await test.database.rows('SELECT account_id, role_type FROM contract_roles WHERE contract_id = ?', [
        contract['ContractOid'] as number,
      ]),
    ).toEqual([{ account_id: 99, role_type: 'GUARANTOR' }]);
  });

  it('writes the same by LOAD as by INSERT', async () => {
    const statements: string[] = [];
    const stop = test.database.observe((sql) => statements.push(sql.slice(0, 40)));
    const count = (start: string) => statements.filter((sql) => sql.startsWith(start)).length;
    await world.sync();
    expect(count('LOAD DATA')).toBe(0);
    const inserted = await world.dump();
    await test.truncate();
    const larger = await SyncWorld.open(test.database, { pageSize: 1_000 });
    await larger.sync();
    stop();
    expect(count('LOAD DATA')).toBeGreaterThanOrEqual(2);
    expect(differences(await larger.dump(), inserted)).toEqual([]);
    await larger.close();
  });

  it('does not take a LOAD that skipped rows for a good one', async () => {
    const row = {
      id: 1,
      accountId: 2,
      firstName: 'Ana\\',
      lastName: '\\N\t',
      title: null,
      emails: null,
      phone: '\n',
      syncedAt: '2026-01-01',
    };
    const rows = () => [{ own: row, shared: {} }];
    const load = () => test.database.transaction((transaction) => loadRows(transaction, syncedTable(transaction, 'contacts').wholes, rows));
    expect([await load(), await load()]).toEqual([true, false]);
    expect(await test.database.rows('SELECT first_name, last_name, title, phone FROM contacts')).toEqual([
      { first_name: 'Ana\\', last_name: '\\N\t', title: null, phone: '\n' },
    ]);
  });
});

describe('a sync of one customer', () => {
  it('brings the customer, and what is newer is never overwritten by what is older', async () => {
    const contract = await world.aspireRecord('contracts');
    const [role] = contract['Roles'] as AspireData[];
    const accountId = role?.['AccountOid'] as number;
    const report = await world.service().syncCustomer(accountId);
    expect(report.outcome).toBe('SUCCEEDED');
    const before = await world.counts();
    expect(before['contracts']).toBeGreaterThanOrEqual(1);
    expect(before['contracts']).toBeLessThan(30);
    await world.sync();

    // A snapshot read before a change that a sync has already brought.
    const system = world.system();
    const stale = await system.readCustomer(accountId);
    await world.put('contracts', { ...contract, Description: 'newer' });
    await world.sync();
    let reads = 0;
    const late = world.system();
    late.readCustomer = async (id) => ((reads += 1) === 1 ? stale : system.readCustomer(id));
    await world.service(late).syncCustomer(accountId);
    expect(reads).toBe(2);
    const [row] = await test.database.rows<{ description: string }>('SELECT description FROM contracts WHERE id = ?', [
      contract['ContractOid'] as number,
    ]);
    expect(row?.description).toBe('newer');
  });

  it('says when there is no such customer', async () => {
    expect(await world.service().syncCustomer(987_654_321)).toMatchObject({ outcome: 'NOT_FOUND' });
  });
});
