import { SYNC_KINDS } from '../../src/persistence/entities/sync.entity';
import { syncHere, type Screen } from '../../src/sync-command';
import { makeSyncRounds } from '../support/sync-engine';
import { SyncWorld } from '../support/sync-world';
import { openTestDatabase, type TestDatabase } from '../support/test-database';

let test: TestDatabase;
let world: SyncWorld;

beforeAll(async () => {
  test = await openTestDatabase();
  world = await SyncWorld.open(test.database, { contracts: 60, pageSize: 100 });
});
beforeEach(() => test.truncate());
afterAll(async () => {
  await world.close();
  await test.close();
});

class Paper implements Screen {
  text = '';
  constructor(readonly isTTY: boolean) {}

  write(text: string): void {
    this.text += text;
  }
}

const container = () => ({ syncRounds: makeSyncRounds(test.database, world.service(), { kindsAtOnce: 3 }) });

describe('portal sync', () => {
  it('shows kind, records, rate and time left on a terminal, a line for each kind', async () => {
    const terminal = new Paper(true);
    expect(await syncHere(container(), { mode: 'FULL' }, terminal)).toBe(true);
    expect(terminal.text).toMatch(/invoices {13}\s+100 records\s+\d+\/s\s+\d+ %, \d+ s left\n/);
    const last = terminal.text.split('\x1b[J').at(-1) ?? '';
    expect(last).toMatch(/^accounts {13}SUCCEEDED, \d+ written, 0 removed, 0 set aside\n/);
    expect(last).toMatch(/\nSUCCEEDED after \d+\.\d s\.\n$/);
  });

  it('writes JSON lines where nobody looks', async () => {
    const file = new Paper(false);
    await world.control('faults', { mode: 'error', kind: 'contacts' });
    expect(await syncHere(container(), { mode: 'INCREMENTAL' }, file)).toBe(false);
    await world.control('faults', { mode: 'none' });
    const events = file.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events).toContainEqual(
      expect.objectContaining({
        kind: 'invoices',
        records: 100,
        recordsPerSecond: expect.any(Number) as number,
        secondsLeft: expect.any(Number) as number,
      }),
    );
    expect(events).toContainEqual(
      expect.objectContaining({ kind: 'contacts', outcome: 'FAILED', error: expect.stringContaining('500') as string }),
    );
    expect(events.at(-1)).toEqual({ outcome: 'FAILED', seconds: expect.any(Number) as number });
  });

  it('waits for what another process pulls', async () => {
    const reports = await Promise.all([1, 2].map(() => syncHere(container(), { mode: 'FULL' }, new Paper(false))));
    expect(reports).toEqual([true, true]);
    expect((await world.state.latestRuns()).map((run) => run.outcome)).toEqual(SYNC_KINDS.map(() => 'SUCCEEDED'));
  });
});
