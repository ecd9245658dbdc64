import { OVERDUE_ATTEMPTS, refusedRetryAt, retryAt, watchAt, watchPaidAt } from '../../../src/domain/payments/hand-over-plan';

const NOW = new Date('2026-11-23T15:00:00Z');
const ZONE = 'America/Chicago';
const secondsTo = (at: Date | null): number => ((at?.getTime() ?? NaN) - NOW.getTime()) / 1_000;

describe('the plan of the hand-over', () => {
  it('tries again after growing pauses, a fifth more or less', () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7, 8, 100].map((attempts) => secondsTo(retryAt(NOW, attempts, 0.5)));
    expect(pauses).toEqual([30, 60, 120, 300, 900, 1_800, 3_600, 3_600, 3_600]);
    expect([secondsTo(retryAt(NOW, 2, 0)), secondsTo(retryAt(NOW, 2, 1))]).toEqual([48, 72]);
    expect(secondsTo(refusedRetryAt(NOW, 0.5))).toBe(3_600);
  });

  it('counts as overdue no earlier than a day, however short the pauses fall out', () => {
    let seconds = 0;
    for (let attempts = 1; attempts < OVERDUE_ATTEMPTS; attempts += 1) seconds += secondsTo(retryAt(NOW, attempts, 0));
    expect(seconds).toBeGreaterThanOrEqual(23 * 3_600);
    expect(seconds).toBeLessThanOrEqual(26 * 3_600);
  });

  it.each([
    ['2026-11-23', 300],
    ['2026-11-26', 300],
    ['2026-11-27', 3_600],
    ['2026-11-13', 300],
    ['2026-11-12', 3_600],
  ])('looks at what is due on %s after %i seconds', (dueOn, seconds) => {
    expect(secondsTo(watchAt(NOW, dueOn, ZONE, 0.5))).toBe(seconds);
  });

  it('looks every five minutes at what is to come where nobody tells of batches', () => {
    const untold = { areTold: false };
    expect(secondsTo(watchAt(NOW, '2026-12-20', ZONE, 0.5, untold))).toBe(300);
    expect(secondsTo(watchAt(NOW, '2026-11-01', ZONE, 0.5, untold))).toBe(3_600);
  });

  it('goes by the day of the finance company', () => {
    const lateInChicago = new Date('2026-11-24T05:00:00Z');
    expect(watchAt(lateInChicago, '2026-11-27', ZONE, 0.5).getTime() - lateInChicago.getTime()).toBe(3_600_000);
    expect(watchAt(lateInChicago, '2026-11-27', 'UTC', 0.5).getTime() - lateInChicago.getTime()).toBe(300_000);
  });

  it('looks at what is paid each day for 65 days', () => {
    expect(secondsTo(watchPaidAt(NOW, NOW, 0.5))).toBe(86_400);
    const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * 86_400_000);
    expect(secondsTo(watchPaidAt(NOW, daysAgo(64.9), 0.5))).toBe(86_400);
    expect(watchPaidAt(NOW, daysAgo(65), 0.5)).toBeNull();
  });
});
