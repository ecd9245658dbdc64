import { type Lease, LeaseLostError, type Leases } from '../../../src/domain/sync/leases';
import { JobRunner } from '../../../src/jobs/job-runner';
import { startSchedule } from '../../../src/jobs/scheduler';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const clock = { now: () => new Date(Date.now()) };

/** Leases in memory that do as they are told. */
class FakeLeases implements Leases {
  renewals = 0;
  released: Lease[] = [];
  isTaken = false;
  renew: () => Promise<boolean> = async () => true;

  acquire(job: string, holder: string): Promise<Lease | undefined> {
    return Promise.resolve(this.isTaken ? undefined : { job, holder, fence: 1 });
  }

  release(lease: Lease): Promise<void> {
    this.released.push(lease);
    return Promise.resolve();
  }
}

describe('a job runner', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const start = (leases: Leases, stop?: AbortSignal) => {
    const runner = new JobRunner({ leases, logger: silent, clock, leaseTtlMs: 30_000, renewEveryMs: 10_000 });
    return runner.run(
      'sync',
      ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
      stop,
    );
  };

  it('leaves a tick out while another has the lease', async () => {
    const leases = new FakeLeases();
    leases.isTaken = true;
    const runner = new JobRunner({ leases, logger: silent, clock });
    const work = jest.fn();
    expect(await runner.run('sync', work)).toEqual({ status: 'SKIPPED' });
    expect(work).not.toHaveBeenCalled();
  });

  it('gives the lease back after success and after failure', async () => {
    const leases = new FakeLeases();
    const runner = new JobRunner({ leases, logger: silent, clock });
    expect(await runner.run('sync', async () => 42)).toEqual({ status: 'DONE', result: 42 });
    await expect(runner.run('sync', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(leases.released).toHaveLength(2);
  });

  it('aborts at once when a renewal finds another holder', async () => {
    const leases = new FakeLeases();
    leases.renew = async () => (leases.renewals += 1) < 3;
    const job = expect(start(leases)).rejects.toBeInstanceOf(LeaseLostError);
    await jest.advanceTimersByTimeAsync(30_000);
    await job;
    expect(leases.renewals).toBe(3);
  });

  it('bears renewals that fail for less than the lease lives, and no longer', async () => {
    const leases = new FakeLeases();
    let isDown = true;
    leases.renew = async () => {
      leases.renewals += 1;
      if (isDown) throw new Error('database away');
      return true;
    };
    let isOver = false;
    const job = expect(start(leases).finally(() => (isOver = true))).rejects.toBeInstanceOf(LeaseLostError);
    await jest.advanceTimersByTimeAsync(20_000);
    isDown = false;
    await jest.advanceTimersByTimeAsync(10_000);
    isDown = true;
    await jest.advanceTimersByTimeAsync(20_000);
    expect(isOver).toBe(false);
    await jest.advanceTimersByTimeAsync(10_000);
    await job;
  });

  it('passes on that the process is to stop', async () => {
    const stop = new AbortController();
    const job = expect(start(new FakeLeases(), stop.signal)).rejects.toThrow('shutting down');
    await jest.advanceTimersByTimeAsync(1);
    stop.abort(new Error('shutting down'));
    await job;
  });
});

describe('a schedule', () => {
  it('ticks in its time zone, survives a failing job, and is still once destroyed', async () => {
    const errors: object[] = [];
    const job = { name: 'sync', schedule: '*/15 * * * *', timeZone: 'America/Chicago', run: () => Promise.reject(new Error('no')) };
    const schedule = await startSchedule([job], { ...silent, error: (details) => errors.push(details) });
    const [next] = schedule.nextRuns();
    expect(next?.name).toBe('sync');
    expect((next?.at?.getMinutes() ?? 1) % 15).toBe(0);
    await schedule.destroy();
    await expect(startSchedule([{ ...job, schedule: 'often' }], silent)).rejects.toThrow(
      '"often", the schedule of the job "sync", is not a cron expression.',
    );
  });
});
