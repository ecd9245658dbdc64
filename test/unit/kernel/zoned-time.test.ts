import { instantAt, nextDaily } from '../../../src/kernel/zoned-time';

const CHICAGO = 'America/Chicago';

describe('the instant of a local time', () => {
  it.each([
    ['2026-11-25', 4 * 60, CHICAGO, '2026-11-25T10:00:00.000Z'],
    ['2026-07-01', 4 * 60, CHICAGO, '2026-07-01T09:00:00.000Z'],
    // Clocks skip 02:00 to 03:00.
    ['2027-03-14', 4 * 60, CHICAGO, '2027-03-14T09:00:00.000Z'],
    ['2027-03-14', 2 * 60 + 30, CHICAGO, '2027-03-14T08:30:00.000Z'],
    ['2027-03-14', 60, CHICAGO, '2027-03-14T07:00:00.000Z'],
    // Clocks show 01:00 to 02:00 twice.
    ['2027-11-07', 4 * 60, CHICAGO, '2027-11-07T10:00:00.000Z'],
    ['2027-11-07', 60 + 30, CHICAGO, '2027-11-07T06:30:00.000Z'],
    ['2026-11-25', 0, 'Asia/Kolkata', '2026-11-24T18:30:00.000Z'],
    ['2026-04-05', 2 * 60 + 30, 'Australia/Lord_Howe', '2026-04-04T16:00:00.000Z'],
  ])('%s, %i minutes after midnight in %s, is %s', (date, minutes, zone, expected) => {
    expect(instantAt(date, minutes, zone).toISOString()).toBe(expected);
  });

  it('comes once for each local day of two years, whatever the clocks do', () => {
    for (const minutes of [0, 90, 150, 240]) {
      const days: string[] = [];
      let at = new Date('2026-12-31T12:00:00Z');
      while (days.length < 730) {
        at = nextDaily(at, minutes, CHICAGO);
        days.push(new Intl.DateTimeFormat('en-CA', { timeZone: CHICAGO }).format(at));
      }
      expect(new Set(days).size).toBe(730);
      expect(days.at(-1)).toBe('2028-12-30');
    }
  });
});
