import { dataStatusOf, type KindFreshness, type LinkedAccountSync } from '../../../src/domain/sync/data-status';
import type { CustomerSyncState } from '../../../src/domain/sync/customer-sync-queue';

const NOW = new Date('2026-11-23T15:00:00.000Z');
const LATE_BEFORE = new Date('2026-11-23T14:15:00.000Z');
const FRESH: KindFreshness = [
  { kind: 'accounts', readAt: NOW },
  { kind: 'contracts', readAt: new Date('2026-11-23T14:45:00.000Z') },
];

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
    const status = dataStatusOf(FRESH, accounts, LATE_BEFORE);
    expect(status).toMatchObject({ state, accountsDone, accountsTotal: accounts.length, lastSyncedAt: FRESH[1]?.readAt });
    expect(status.message).toMatch(/^[A-Z].*\.$/);
  });

  it.each([
    ['at the limit', '2026-11-23T14:15:00.000Z', 'UP_TO_DATE'],
    ['beyond it', '2026-11-23T14:14:59.999Z', 'DELAYED'],
    ['never', null, 'DELAYED'],
  ])('one kind was read %s', (_name, readAt, state) => {
    const kinds: KindFreshness = [...FRESH, { kind: 'payments', readAt: readAt === null ? null : new Date(readAt) }];
    const status = dataStatusOf(kinds, [], LATE_BEFORE);
    expect([status.state, status.lastSyncedAt?.toISOString() ?? null]).toEqual([state, readAt]);
    expect(dataStatusOf(kinds, [linked('RUNNING')], LATE_BEFORE).state).toBe('LOADING');
  });
});
