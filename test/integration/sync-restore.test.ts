import { SYNC_KINDS } from '../../src/persistence/entities/sync.entity';
import { differences, SyncWorld } from '../support/sync-world';
import { openTestDatabase, type TestDatabase } from '../support/test-database';

let test: TestDatabase;
let world: SyncWorld;

beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  await test.truncate();
  world = await SyncWorld.open(test.database, { contracts: 40 });
  await world.sync();
});
afterEach(() => world.close());

/** What extracts have in another form: see extract-fault. */
const overHttp = SyncWorld.extracts ? it.skip : it;

describe('after a restore of the servicing database', () => {
  it('halts every kind and changes nothing, until a full resync that also removes what is gone', async () => {
    const clean = await world.dump();
    const contract = await world.aspireRecord('contracts');
    await world.control('events', { type: 'bill', ContractOid: contract['ContractOid'] });
    await world.sync();
    const billed = await world.dump();
    expect(billed['invoices']?.length).toBe((clean['invoices']?.length ?? 0) + 1);

    await world.control('restore', {});
    const halted = await world.sync();
    expect(halted.kinds.map(({ outcome }) => outcome)).toEqual(SYNC_KINDS.map(() => 'HALTED'));
    expect(halted.kinds[0]?.error).toMatch(/^The servicing database seems to have been restored .* A full resync is needed\.$/);
    expect(differences(await world.dump(), billed)).toEqual([]);
    const [role] = contract['Roles'] as { AccountOid: number }[];
    await expect(world.service().syncCustomer(role?.AccountOid ?? 0)).rejects.toThrow('restored from a backup');
    expect(differences(await world.dump(), billed)).toEqual([]);

    const full = await world.sync({ mode: 'FULL' });
    expect(full.kinds.map(({ outcome, recordsRemoved }) => `${outcome} ${recordsRemoved}`)).toEqual(
      SYNC_KINDS.map((kind) => `SUCCEEDED ${kind === 'invoices' ? 1 : 0}`),
    );
    expect(differences(await world.dump(), clean)).toEqual([]);
    expect((await world.sync()).outcome).toBe('SUCCEEDED');
  });

  it('notices a change sequence that went back within one epoch', async () => {
    await test.database.transaction((transaction) => transaction.query('UPDATE sync_cursors SET sequence = sequence + 100000'));
    const report = await world.sync();
    expect(report.outcome).toBe('HALTED');
    expect(report.kinds[0]?.error).toMatch(/its change sequence went back from \d+ to \d+/);
    const [account] = await test.database.rows<{ id: number }>('SELECT id FROM accounts LIMIT 1');
    await expect(world.service().syncCustomer(account?.id ?? 0)).rejects.toThrow(/its change sequence went back from \d+ to \d+/);
  });

  it('does not remove more than the set share of a kind unless told to', async () => {
    const full = await world.dump();
    await test.database.transaction((transaction) =>
      transaction.query(
        `INSERT INTO contacts (id, account_id, first_name, last_name, synced_at)
         SELECT id + 1000000, account_id, '', '', '2020-01-01' FROM received_payments LIMIT 200`,
      ),
    );
    const bloated = await world.dump();
    const refused = await world.sync({ mode: 'FULL' });
    expect(refused.kinds[1]).toMatchObject({ outcome: 'HALTED', recordsRemoved: 0 });
    expect(refused.kinds[1]?.error).toMatch(
      /^The sync of contacts would remove 200 of \d+ records, more than 20 %; none of them was removed/,
    );
    expect(differences(await world.dump(), bloated)).toEqual([]);
    const accepted = await world.sync({ mode: 'FULL', acceptMassRemoval: true });
    expect(accepted.kinds[1]?.recordsRemoved).toBe(200);
    expect(differences(await world.dump(), full)).toEqual([]);
  });

  // An extract's last page ends beyond the last change, where no record stands.
  overHttp('notices a restore that kept its epoch and has gone on since, by the record that bears the last sequence', async () => {
    await test.database.transaction((transaction) =>
      transaction.query("UPDATE sync_cursors SET record_id = record_id + 1 WHERE kind = 'contracts'"),
    );
    const before = await world.dump();
    const report = await world.sync();
    expect(report.kinds[3]).toMatchObject({ outcome: 'HALTED', recordsWritten: 0 });
    expect(report.kinds[3]?.error).toMatch(/change \d+ was one of record \d+ and is now one of record \d+/);
    expect(differences(await world.dump(), before)).toEqual([]);
    await world.sync({ mode: 'FULL' });
    expect((await world.sync()).outcome).toBe('SUCCEEDED');
  });

  it('stands still when known records vanish in bulk, and goes on once that was accepted', async () => {
    const invoices = await test.database.rows<{ id: number }>('SELECT id FROM invoices ORDER BY id LIMIT 150');
    for (const { id } of invoices) await world.remove('invoices', id);
    const before = await world.counts();
    const halted = await world.sync();
    expect(halted.kinds[5]).toMatchObject({ outcome: 'HALTED' });
    expect(halted.kinds[5]?.error).toMatch(/^The sync of invoices would remove 1(?:49|50) of \d+ records, more than 20 %/);
    // The pages before the one that went too far were applied: each of them was in order.
    expect((before['invoices'] ?? 0) - ((await world.counts())['invoices'] ?? 0)).toBeLessThanOrEqual(100);
    expect(await world.servicing.find()).toMatchObject({ haltReason: halted.kinds[5]?.error });
    expect((await world.sync({ kinds: ['invoices'], acceptMassRemoval: true })).outcome).toBe('SUCCEEDED');
    expect((await world.counts())['invoices']).toBe((before['invoices'] ?? 0) - 150);
    expect(await world.servicing.find()).toMatchObject({ haltedAt: null, haltReason: null });
  });

  overHttp.each(['emptyFeed', 'halfFeed'])('does not take an empty feed or half of one for the truth (%s)', async (mode) => {
    const before = await world.dump();
    await world.control('faults', { mode, kind: 'contracts' });
    const [report] = (await world.sync({ mode: 'FULL', kinds: ['contracts'] })).kinds;
    expect(report).toMatchObject({ outcome: 'HALTED', recordsRemoved: 0 });
    expect(report?.error).toMatch(/^The sync of contracts would remove \d+ of 40 records, more than 20 %; none of them was removed/);
    expect(differences(await world.dump(), before)).toEqual([]);
    await world.control('faults', { mode: 'none' });
    expect((await world.sync({ mode: 'FULL', kinds: ['contracts'] })).outcome).toBe('SUCCEEDED');
    expect(differences(await world.dump(), before)).toEqual([]);
    expect(await world.servicing.find()).toMatchObject({ haltedAt: null });
  });

  it('goes on by itself once the connector is the right one again', async () => {
    const wrong = world.system();
    const describe = wrong.describe.bind(wrong);
    wrong.describe = async (signal) => ({ ...(await describe(signal)), epoch: 'of another instance' });
    expect((await world.sync({ service: world.service(wrong) })).outcome).toBe('HALTED');
    expect((await world.servicing.find())?.haltedAt).toBeInstanceOf(Date);
    expect((await world.sync()).outcome).toBe('SUCCEEDED');
    expect(await world.servicing.find()).toMatchObject({ haltedAt: null });
  });

  it('goes on with a full resync that broke off, and removes only what none of its parts has met', async () => {
    const { system, stop } = world.cutOffAfter('invoices', 3);
    await test.database.transaction((transaction) => transaction.query("UPDATE invoices SET synced_at = '2020-01-01'"));
    const clean = await world.dump();
    await test.database.transaction((transaction) =>
      transaction.query(
        `INSERT INTO invoices SELECT id + 1000000, 'gone', account_id, invoice_type, invoiced_on, due_on, currency_code, synced_at
         FROM invoices LIMIT 5`,
      ),
    );
    expect((await world.sync({ mode: 'FULL', kinds: ['invoices'], service: world.service(system) })).outcome).toBe('FAILED');
    stop();
    const since: number[] = [];
    const watched = world.system();
    const read = watched.readChanges.bind(watched);
    watched.readChanges = (kind, from, limit, signal) => (since.push(from), read(kind, from, limit, signal));
    const report = await world.sync({ mode: 'FULL', kinds: ['invoices'], service: world.service(watched) });
    expect(report.kinds[0]).toMatchObject({ outcome: 'SUCCEEDED', recordsRemoved: 5 });
    expect(Math.min(...since)).toBeGreaterThan(0);
    expect(differences(await world.dump(), clean)).toEqual([]);
  });

  overHttp('reads a kind whole where the source does not keep what changed since the cursor', async () => {
    await test.database.transaction((transaction) =>
      transaction.query(
        "INSERT INTO contacts (id, account_id, first_name, last_name, synced_at) VALUES (999999, 1, 'Gone', 'Long', '2020-01-01')",
      ),
    );
    const system = world.system();
    const describe = system.describe.bind(system);
    system.describe = async () => {
      const described = await describe();
      return { ...described, wholeSince: { contacts: described.latestSequence } };
    };
    const report = await world.sync({ service: world.service(system) });
    expect(report.kinds.map(({ recordsRemoved }) => recordsRemoved).slice(0, 3)).toEqual([0, 1, 0]);
    expect((await world.state.latestRuns()).map(({ mode }) => mode).slice(0, 3)).toEqual(['INCREMENTAL', 'FULL', 'INCREMENTAL']);
    const again = await world.sync({ service: world.service(system) });
    expect(again.kinds[1]).toMatchObject({ outcome: 'SUCCEEDED', recordsWritten: 0 });
  });

  it('has nothing removed by a full resync that breaks off', async () => {
    await test.database.transaction((transaction) => transaction.query("UPDATE contracts SET synced_at = '2020-01-01' LIMIT 3"));
    const contracts = (await world.counts())['contracts'];
    await world.breakReading('contracts');
    expect((await world.sync({ mode: 'FULL' })).outcome).toBe('FAILED');
    expect((await world.counts())['contracts']).toBe(contracts);
  });
});
