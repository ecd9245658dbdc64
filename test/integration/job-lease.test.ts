import { LeaseLostError } from '../../src/domain/sync/leases';
import { JobRunner } from '../../src/jobs/job-runner';
import { systemClock } from '../../src/kernel/clock';
import { SYNC_KINDS } from '../../src/persistence/entities/sync.entity';
import { makeSyncService, silentLogger } from '../support/sync-engine';
import { SyncWorld } from '../support/sync-world';
import { openTestDatabase, type TestDatabase } from '../support/test-database';

let test: TestDatabase;
let world: SyncWorld;

beforeAll(async () => {
  test = await openTestDatabase();
  world = await SyncWorld.open(test.database);
});
afterAll(async () => {
  await world.close();
  await test.close();
});
beforeEach(() => test.truncate());

/** As if the holder had died half a minute ago. */
const expire = () => test.database.transaction((transaction) => transaction.query("UPDATE job_leases SET expires_at = '2020-01-01'"));

describe('the lease of a job', () => {
  it('is one holder’s at a time, and its fence grows with each holder', async () => {
    const { leases } = world;
    const first = await leases.acquire('sync', 'a', 30_000);
    expect(first).toMatchObject({ fence: 1 });
    expect(await leases.acquire('sync', 'b', 30_000)).toBeUndefined();
    expect(await leases.acquire('other', 'b', 30_000)).toMatchObject({ fence: 1 });
    if (!first) throw new Error('no lease');
    expect(await leases.renew(first, 30_000)).toBe(true);
    await leases.release(first);
    expect(await leases.acquire('sync', 'b', 30_000)).toMatchObject({ fence: 2 });
    expect(await leases.renew(first, 30_000)).toBe(false);
    await leases.release(first);
    expect(await leases.acquire('sync', 'c', 30_000)).toBeUndefined();
    await expire();
    expect(await leases.acquire('sync', 'c', 30_000)).toMatchObject({ fence: 3, holder: 'c' });
  });

  it('is given to one of many who ask at once', async () => {
    const asked = await Promise.all(Array.from({ length: 8 }, (_, index) => world.leases.acquire('sync', `holder ${index}`, 30_000)));
    expect(asked.filter((lease) => lease !== undefined)).toHaveLength(1);
  });

  it('lets each kind be pulled by one of two runners', async () => {
    await Promise.all([world.sync(), world.sync()]);
    for (const kind of SYNC_KINDS) expect([kind, await world.state.countRuns(kind)]).toEqual([kind, 1]);
  });

  it('refuses what a holder writes who was thought dead', async () => {
    const lost = await world.leases.acquire('sync contacts', 'slow', 30_000);
    if (!lost) throw new Error('no lease');
    let pages = 0;
    const onProgress = () => void (pages += 1);
    const system = world.system();
    const read = system.readChanges.bind(system);
    system.readChanges = async (kind, since, limit, signal) => {
      const page = await read(kind, since, limit, signal);
      if (since > 0) await expire().then(() => world.leases.acquire('sync contacts', 'next', 30_000));
      return page;
    };
    const service = makeSyncService(test.database, { system, pageSize: 5 });
    await expect(service.syncKind('contacts', { mode: 'INCREMENTAL', lease: lost, onProgress })).rejects.toBeInstanceOf(LeaseLostError);
    expect(pages).toBe(1);
    expect(await world.counts()).toMatchObject({ contacts: 5 });
  });

  it('is renewed while the job runs, and its loss aborts the job', async () => {
    const runner = new JobRunner({ leases: world.leases, logger: silentLogger, clock: systemClock, leaseTtlMs: 300, renewEveryMs: 50 });
    const job = runner.run('sync', async ({ signal }) => {
      const started = Date.now();
      while (Date.now() - started < 500) await new Promise((resolve) => setTimeout(resolve, 20));
      expect(signal.aborted).toBe(false);
      expect(await world.leases.acquire('sync', 'other', 300)).toBeUndefined();
      await test.database.transaction((transaction) => transaction.query("UPDATE job_leases SET holder = 'other', fence = fence + 1"));
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      signal.throwIfAborted();
    });
    await expect(job).rejects.toBeInstanceOf(LeaseLostError);
  });
});
