import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { SYNC_KINDS } from '../../src/persistence/entities/sync.entity';
import { differences, SIMULATOR_TOKEN, SyncWorld } from '../support/sync-world';
import { openTestDatabase, type TestDatabase } from '../support/test-database';

const PROJECT = join(__dirname, '../..');

let test: TestDatabase;
let world: SyncWorld;
let clean: Record<string, string[]>;

beforeAll(async () => {
  test = await openTestDatabase();
  world = await SyncWorld.open(test.database, { contracts: 300, pageSize: 1_000 });
  await world.sync();
  clean = await world.dump();
});
afterAll(async () => {
  await world.close();
  await test.close();
});
beforeEach(() => test.truncate());

/** Starts a worker and kills it after so many pages and a moment, so that it dies between pages or in the midst of writing one. */
async function killAfter(pages: number, momentMs: number, mode: string): Promise<boolean> {
  const script = join(PROJECT, 'test/support/sync-child.ts');
  const child = spawn(process.execPath, ['-r', '@swc-node/register', script, test.url, world.url, SIMULATOR_TOKEN, mode], {
    cwd: PROJECT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let seen = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const before = seen;
    seen += text.split('\n').length - 1;
    if (before < pages && seen >= pages) setTimeout(() => child.kill('SIGKILL'), momentMs);
  });
  const [, signal] = (await once(child, 'close')) as [number | null, string | null];
  return signal === 'SIGKILL';
}

/** Every invoice there is has all its lines, every contract all its roles, every schedule all its rows: no half a record. */
async function expectWhole() {
  const dump = await world.dump();
  const ofWhole = (table: string, column: string, ids: Set<unknown>) =>
    (clean[table] ?? []).filter((row) => ids.has((JSON.parse(row) as Record<string, unknown>)[column]));
  const idsIn = (table: string) => new Set((dump[table] ?? []).map((row) => (JSON.parse(row) as { id: number }).id));
  expect(dump['invoice_lines']).toEqual(ofWhole('invoice_lines', 'invoice_id', idsIn('invoices')));
  expect(dump['contract_roles']).toEqual(ofWhole('contract_roles', 'contract_id', idsIn('contracts')));
  expect(dump['amortization_rows']).toEqual(ofWhole('amortization_rows', 'contract_id', idsIn('amortization_schedules')));
  expect(dump['line_of_credit_draws']).toEqual(ofWhole('line_of_credit_draws', 'line_of_credit_id', idsIn('lines_of_credit')));
}

describe('a worker killed in the midst of a sync', () => {
  it.each([
    [1, 0],
    [5, 3],
    [9, 9],
    [14, 6],
  ])('leaves whole records, and the next one ends with what a clean sync gives (page %i + %i ms)', async (pages, momentMs) => {
    expect(await killAfter(pages, momentMs, 'INCREMENTAL')).toBe(true);
    await expectWhole();
    // In the midst: within a kind, or between two of them, where no run is open.
    const finished = (await world.state.latestRuns()).filter((run) => run.outcome === 'SUCCEEDED');
    expect(finished.length).toBeLessThan(SYNC_KINDS.length);
    expect((await world.sync()).outcome).toBe('SUCCEEDED');
    expect(differences(await world.dump(), clean)).toEqual([]);
    expect((await world.state.latestRuns()).map((run) => run.outcome)).toEqual(SYNC_KINDS.map(() => 'SUCCEEDED'));
  });

  it('loses nothing in a full pull', async () => {
    await world.sync();
    expect(await killAfter(7, 4, 'FULL')).toBe(true);
    expect(differences(await world.dump(), clean)).toEqual([]);
    expect((await world.sync()).outcome).toBe('SUCCEEDED');
    expect((await world.sync({ mode: 'FULL' })).outcome).toBe('SUCCEEDED');
    expect(differences(await world.dump(), clean)).toEqual([]);
  });
});
