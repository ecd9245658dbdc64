import { kindHealthOf, recordsPerSecondOf, type KindFindings } from '../../../src/domain/sync/kind-health';
import { KindLateness } from '../../../src/domain/sync/kind-lateness';
import type { SyncRunRow } from '../../../src/domain/sync/sync-reader';

const NOW = new Date('2026-11-23T15:00:00.000Z');
const LATENESS = new KindLateness(45 * 60_000);
const secondsAgo = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1000);

function run(more: Partial<SyncRunRow>): SyncRunRow {
  const counts = { recordsWritten: 90, recordsRemoved: 6, recordsSetAside: 4, progress: 250 };
  return {
    ...{ id: 7, kind: 'payments', mode: 'FULL', outcome: 'RUNNING', startedAt: secondsAgo(10), finishedAt: null, error: null },
    ...counts,
    ...more,
  };
}

function healthOf(more: Partial<KindFindings>, fullReadSince: Date | null = null) {
  const schedule = { kind: 'payments', isOn: true, dueAt: NOW, wantedMode: null, failures: 0, fullReadSince } as const;
  const none = { latest: [], good: [], setAside: [], standing: [schedule], heldLeases: new Set<string>() };
  return kindHealthOf('payments', { ...none, ...more }, LATENESS, NOW);
}

describe('how one kind stands', () => {
  it('tells how far a pull is, how fast, and how long it will take', () => {
    const { running } = healthOf({ latest: [run({})], heldLeases: new Set(['sync money']) });
    expect(running).toEqual({
      ...{ mode: 'FULL', startedAt: secondsAgo(10), records: 100, recordsPerSecond: 10 },
      ...{ progressPercent: 25, secondsLeft: 30 },
    });
  });

  it('tells nothing of the time left before the first page, and of one that goes on with what another has read', () => {
    const heldLeases = new Set(['sync money']);
    expect(healthOf({ latest: [run({ progress: null })], heldLeases }).running).toMatchObject({ progressPercent: 0, secondsLeft: null });
    const goesOn = healthOf({ latest: [run({})], heldLeases }, secondsAgo(600));
    expect(goesOn.running).toMatchObject({ progressPercent: 25, secondsLeft: null });
    expect(healthOf({ latest: [run({})], heldLeases }, secondsAgo(10)).running?.secondsLeft).toBe(30);
  });

  it('takes what a dead process left open for no pull', () => {
    expect(healthOf({ latest: [run({})] }).running).toBeNull();
    const laneMate = run({ id: 8, kind: 'invoices' });
    expect(healthOf({ latest: [run({}), laneMate], heldLeases: new Set(['sync money']) }).running).toBeNull();
    expect(healthOf({ latest: [run({ outcome: 'FAILED' })], heldLeases: new Set(['sync money']) }).running).toBeNull();
  });

  it('is late when it was not read for too long, but not while it is switched off', () => {
    const good = (seconds: number) => [run({ outcome: 'SUCCEEDED', startedAt: secondsAgo(seconds), finishedAt: NOW })];
    expect(healthOf({ good: good(2_700) })).toMatchObject({ isLate: false, lagSeconds: 2_700 });
    expect(healthOf({ good: good(2_701) })).toMatchObject({ isLate: true, lagSeconds: 2_701 });
    expect(healthOf({})).toMatchObject({ isLate: true, lagSeconds: null });
    const off = { kind: 'payments', isOn: false, dueAt: NOW, wantedMode: null, failures: 0, fullReadSince: null } as const;
    expect(healthOf({ standing: [off] })).toMatchObject({ isLate: false, dueAt: null });
    expect(healthOf({ standing: [{ ...off, wantedMode: 'FULL' }] })).toMatchObject({ dueAt: NOW, wantedMode: 'FULL' });
  });

  it('tells the rate of a pull that is over and took some time', () => {
    expect(recordsPerSecondOf(run({ finishedAt: NOW }))).toBe(10);
    expect(recordsPerSecondOf(run({ finishedAt: null }))).toBeNull();
    expect(recordsPerSecondOf(run({ startedAt: NOW, finishedAt: NOW }))).toBeNull();
  });
});
