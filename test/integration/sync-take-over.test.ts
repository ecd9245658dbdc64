import { SyncRounds } from '../../src/jobs/sync-rounds';
import { startPortal, type TestPortal } from '../support/portal';

let app: TestPortal;

beforeAll(async () => {
  app = await startPortal();
});
afterAll(() => app.close());

describe('a worker that died', () => {
  it('keeps others from its kind for less than half a minute', async () => {
    const { runner, syncRounds, database } = app.container;
    const lease = await runner.run('sync accounts', async () => {
      const [row] = await database.rows<{ ms: number }>(
        "SELECT TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(3), expires_at) / 1000 AS ms FROM job_leases WHERE job = 'sync accounts'",
      );
      return Number(row?.ms);
    });
    if (lease.status !== 'DONE') throw new Error('Somebody else has it.');
    const { schedule } = new SyncRounds(syncRounds, new AbortController().signal);
    const lookEveryMs = Number(/^\*\/(\d+) \* \* \* \* \*$/.exec(schedule)?.[1]) * 1000;
    expect(lease.result).toBeGreaterThan(10_000);
    expect(lease.result + lookEveryMs).toBeLessThanOrEqual(30_000);
  });
});
