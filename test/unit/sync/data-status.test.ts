import { dataStatusOf, type DataStatus, type KindFreshness, type LinkedAccountSync } from '../../../src/domain/sync/data-status';
import type { CustomerSyncState } from '../../../src/domain/sync/customer-sync-queue';
import { kindsOf } from '../../support/sync-engine';
import { KindLateness } from '../../../src/domain/sync/kind-lateness';

const NOW = new Date('2026-11-23T15:00:00.000Z');
const RULES = { lateness: new KindLateness(45 * 60_000), timeZone: 'America/Chicago' };
const FRESH: KindFreshness = [
  { kind: 'accounts', readAt: NOW, isOn: true },
  { kind: 'contracts', readAt: new Date('2026-11-23T14:45:00.000Z'), isOn: true },
];

function statusOf(kinds: KindFreshness, accounts: readonly LinkedAccountSync[] = [], haltedAt: Date | null = null): DataStatus {
  return dataStatusOf({ kinds, haltedAt }, accounts, RULES, NOW);
}

function linked(state: CustomerSyncState | null, finishedAt = '2026-11-23 14:50:00.000'): LinkedAccountSync {
  const times = { requestedAt: finishedAt, startedAt: finishedAt, finishedAt, nextAttemptAt: finishedAt };
  const sync = state && { accountId: 1, state, reason: 'LINKED' as const, attempts: 1, error: null, ...times };
  return { userId: 1, accountId: 1, sync };
}

describe('how fresh what a user sees is', () => {
  it.each([
    ['nothing is linked', [], 'UP_TO_DATE', 0],
    ['no sync was ever asked for', [linked(null)], 'UP_TO_DATE', 1],
    ['all are done', [linked('DONE'), linked('DONE')], 'UP_TO_DATE', 2],
    ['one waits', [linked('DONE'), linked('QUEUED')], 'LOADING', 1],
    ['one runs', [linked('RUNNING')], 'LOADING', 0],
    ['one failed', [linked('DONE'), linked('FAILED')], 'DELAYED', 1],
    ['one failed and one waits', [linked('FAILED'), linked('QUEUED')], 'LOADING', 0],
    ['one failed before everything was read again', [linked('FAILED', '2026-11-23 14:44:59.999')], 'UP_TO_DATE', 1],
    ['one failed as the reading of the slowest kind began', [linked('FAILED', '2026-11-23 14:45:00.000')], 'DELAYED', 0],
  ] as const)('%s', (_name, accounts, state, accountsDone) => {
    const status = statusOf(FRESH, accounts);
    expect(status).toMatchObject({ state, accountsDone, accountsTotal: accounts.length, lastSyncedAt: FRESH[1]?.readAt });
    expect(status.message).toMatch(/^[A-Z].*\.$/);
  });

  it.each([
    ['at the limit', '2026-11-23T14:15:00.000Z', 'UP_TO_DATE'],
    ['beyond it', '2026-11-23T14:14:59.999Z', 'DELAYED'],
    ['never', null, 'DELAYED'],
  ])('one kind was read %s', (_name, readAt, state) => {
    const kinds: KindFreshness = [...FRESH, { kind: 'payments', readAt: readAt === null ? null : new Date(readAt), isOn: true }];
    const status = statusOf(kinds);
    expect([status.state, status.lastSyncedAt?.toISOString() ?? null]).toEqual([state, readAt]);
    expect(statusOf(kinds, [linked('RUNNING')]).state).toBe('LOADING');
  });

  it('a kind that is switched off makes nothing late and does not age what is shown', () => {
    const off = { kind: 'payments', readAt: null, isOn: false } as const;
    expect(statusOf([...FRESH, off], [linked('FAILED', '2026-11-23 14:44:59.999')])).toMatchObject({
      state: 'UP_TO_DATE',
      lastSyncedAt: FRESH[1]?.readAt,
    });
    expect(statusOf([...FRESH, { ...off, isOn: true }]).state).toBe('DELAYED');
  });

  it('a kind that is read once a day may be a day and three hours old, and does not age what is read more often', () => {
    for (const kind of kindsOf('DAILY')) {
      const read = (at: string) => statusOf([...FRESH, { kind, readAt: new Date(at), isOn: true }]);
      expect(read('2026-11-22T12:00:00.000Z')).toMatchObject({ state: 'UP_TO_DATE', lastSyncedAt: FRESH[1]?.readAt });
      expect(read('2026-11-22T11:59:59.999Z').state).toBe('DELAYED');
    }
  });

  it('a sync that stands still is said at once, with how old the data is in the time of the finance company', () => {
    const status = statusOf(FRESH, [linked('QUEUED')], NOW);
    expect(status.state).toBe('DELAYED');
    expect(status.message).toBe(
      "The finance company's system is being restored or checked, and updates are paused until that is done. What you see is as of 23 November 2026, 8:45 AM CST.",
    );
    expect(statusOf([{ kind: 'accounts', readAt: null, isOn: true }], [], NOW).message).toMatch(/until that is done\.$/);
  });
});
