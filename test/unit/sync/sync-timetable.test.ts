import { SyncTimetable } from '../../../src/domain/sync/sync-timetable';
import { TIMETABLE } from '../../support/sync-engine';

const timetableOf = (portal: string) => new SyncTimetable(TIMETABLE, portal);
const portals = Array.from({ length: 200 }, (_, index) => `https://portal-${index}.example`);

describe('the timetable', () => {
  it('has frequent kinds pulled once in each quarter of an hour, all kinds of a portal at the same second', () => {
    const timetable = timetableOf('https://portal.example');
    let at = new Date('2026-11-25T10:07:00Z');
    for (let slot = 1; slot <= 100; slot += 1) {
      const next = timetable.next('FREQUENT', at);
      expect(timetable.next('FREQUENT', new Date(at.getTime() + 1))).toEqual(next);
      const start = Date.UTC(2026, 10, 25, 10, 0) + slot * 15 * 60_000;
      expect(next.getTime()).toBeGreaterThanOrEqual(start);
      expect(next.getTime()).toBeLessThan(start + 60_000);
      at = next;
    }
  });

  it('spreads the daily starts of many portals over the quarter of an hour after 04:00', () => {
    const starts = portals.map((portal) => timetableOf(portal).next('DAILY', new Date('2026-11-25T12:00:00Z')).getTime());
    const four = Date.UTC(2026, 10, 26, 10, 0);
    expect(Math.min(...starts)).toBeGreaterThanOrEqual(four);
    expect(Math.max(...starts)).toBeLessThan(four + 15 * 60_000);
    for (const third of [0, 1, 2]) {
      const within = starts.filter((start) => Math.floor((start - four) / (5 * 60_000)) === third);
      expect(within.length).toBeGreaterThan(portals.length / 6);
    }
  });

  it('does not come back on the day whose start is past', () => {
    const next = timetableOf('x').next('DAILY', new Date('2026-11-25T10:01:00Z'));
    expect(next.toISOString().slice(0, 10)).toBe('2026-11-26');
  });

  it('tries again after pauses that grow, and never later than the next regular pull of a frequent kind', () => {
    const now = new Date('2026-11-25T10:01:00Z');
    const pauses = portals.map((portal) => timetableOf(portal).retry('DAILY', 1, now).getTime() - now.getTime());
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(15_000);
    expect(Math.max(...pauses)).toBeLessThan(45_000);
    const seventh = timetableOf('x').retry('DAILY', 7, now).getTime() - now.getTime();
    expect(seventh).toBeGreaterThanOrEqual(16 * 60_000);
    expect(timetableOf('x').retry('DAILY', 99, now).getTime() - now.getTime()).toBe(seventh);
    expect(timetableOf('x').retry('FREQUENT', 99, now)).toEqual(timetableOf('x').next('FREQUENT', now));
  });
});
