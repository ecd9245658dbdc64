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
    expect(halted.kinds.map(({ outcome }) => outcome)).toEqual(Array(6).fill('HALTED'));
    expect(halted.kinds[0]?.error).toMatch(/^The servicing database seems to have been restored .* A full resync is needed\.$/);
    expect(differences(await world.dump(), billed)).toEqual([]);
    const [role] = contract['Roles'] as { AccountOid: number }[];
    await expect(world.service().syncCustomer(role?.AccountOid ?? 0)).rejects.toThrow('restored from a backup');
    expect(differences(await world.dump(), billed)).toEqual([]);

    const full = await world.sync({ mode: 'FULL' });
    expect(full.kinds.map(({ outcome, recordsRemoved }) => `${outcome} ${recordsRemoved}`)).toEqual([
      'SUCCEEDED 0',
      'SUCCEEDED 0',
      'SUCCEEDED 0',
      'SUCCEEDED 0',
      'SUCCEEDED 0',
      'SUCCEEDED 1',
    ]);
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

  it('does not remove more than half of a kind unless told to', async () => {
    const full = await world.dump();
    await test.database.transaction((transaction) =>
      transaction.query(
        `INSERT INTO contacts (id, account_id, first_name, last_name, synced_at)
         SELECT id + 1000000, account_id, '', '', '2020-01-01' FROM received_payments LIMIT 200`,
      ),
    );
    const bloated = await world.dump();
    const refused = await world.sync({ mode: 'FULL' });
    expect(refused.kinds[1]).toMatchObject({ outcome: 'FAILED', recordsRemoved: 0 });
    expect(refused.kinds[1]?.error).toMatch(
      /^The full resync of contacts would remove 200 of \d+ records, more than half; none was removed/,
    );
    expect(differences(await world.dump(), bloated)).toEqual([]);
    const accepted = await world.sync({ mode: 'FULL', acceptMassRemoval: true });
    expect(accepted.kinds[1]?.recordsRemoved).toBe(200);
    expect(differences(await world.dump(), full)).toEqual([]);
  });

  it('has nothing removed by a full resync that breaks off', async () => {
    await test.database.transaction((transaction) => transaction.query("UPDATE contracts SET synced_at = '2020-01-01' LIMIT 3"));
    const contracts = (await world.counts())['contracts'];
    await world.breakReading('contracts');
    expect((await world.sync({ mode: 'FULL' })).outcome).toBe('FAILED');
    expect((await world.counts())['contracts']).toBe(contracts);
  });
});
