import type { CustomerSnapshot } from '../../src/domain/sync/servicing-system';
import { type AspireData, differences, SyncWorld } from '../support/sync-world';
import { openTestDatabase, type TestDatabase } from '../support/test-database';

let test: TestDatabase;
const worlds: SyncWorld[] = [];

beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());
afterEach(async () => {
  SyncWorld.extracts = undefined;
  for (const world of worlds.splice(0)) await world.close();
});

async function open(extracts: typeof SyncWorld.extracts): Promise<SyncWorld> {
  SyncWorld.extracts = extracts;
  const world = await SyncWorld.open(test.database);
  worlds.push(world);
  return world;
}

/** Two syncs with much between them, and what the copy is then. */
async function live(world: SyncWorld): Promise<Record<string, string[]>> {
  await test.truncate();
  await world.sync();
  await world.control('advance', { days: 40 });
  await world.remove('invoices', (await world.aspireRecord('invoices', 3))['InvoiceOid']);
  await world.remove('contracts', (await world.aspireRecord('contracts', 3))['ContractOid']);
  const contract = await world.aspireRecord('contracts', 5);
  const [role] = contract['Roles'] as AspireData[];
  await world.put('contracts', { ...contract, BillToLocationOid: null, Roles: [role] });
  expect((await world.sync()).outcome).toBe('SUCCEEDED');
  return world.dump();
}

function sorted(snapshot: CustomerSnapshot | undefined): object {
  const { records = {}, ...rest } = snapshot ?? {};
  const lists = Object.entries(records).map(([kind, list]) => [kind, [...(list as { id: number }[])].sort((a, b) => a.id - b.id)]);
  return { ...rest, records: Object.fromEntries(lists) as object };
}

describe.each([
  { format: 'NDJSON', gzip: true, recordsPerFile: 100 },
  { format: 'CSV', gzip: false, recordsPerFile: 100 },
] as const)('a book delivered as %j', (extracts) => {
  it('is the same copy as one read over HTTP, with the same customers and the same facts for enrolment', async () => {
    const [delivered, direct] = [await open(extracts), await open(undefined)];
    const [copy, other] = [await live(delivered), await live(direct)];
    expect(differences(copy, other)).toEqual([]);
    expect(copy['invoices']?.length).toBeGreaterThan(100);

    const [system, reference] = [delivered.system(), direct.system()];
    for (const position of [0, 4, 5, 9, 14]) {
      const contract = await direct.aspireRecord('contracts', position);
      const contractNumber = String(contract['ContractId']);
      const facts = await system.readEnrolmentFacts(` ${contractNumber.toLowerCase()} `);
      expect(facts).toEqual(await reference.readEnrolmentFacts(contractNumber));
      expect(facts?.contractId).toBe(contract['ContractOid']);
    }
    for (const row of copy['accounts'] ?? []) {
      const accountId = (JSON.parse(row) as { id: number }).id;
      const snapshot = await system.readCustomer(accountId);
      expect(sorted(snapshot)).toEqual(sorted(await reference.readCustomer(accountId)));
    }
    expect(await system.readEnrolmentFacts('no such contract')).toBeUndefined();
    expect(await system.readCustomer(987_654_321)).toBeUndefined();
  });
});
