import fc from 'fast-check';
import { addBankingDays, bankHolidaysOf, bankingDayOnOrAfter, isBankingDay, nextBankingDay } from '../../../src/kernel/banking-day';
import { addDays } from '../../../src/kernel/local-date';

/** Federal Reserve Bank Services, "Holiday Schedules" (2025–2027). A star: a Saturday, the Friday before stays open; two: a Sunday, the Monday after is closed. */
const FED_TABLE = `
  New Year's Day                January 1     January 1     January 1
  Martin Luther King, Jr.       January 20    January 19    January 18
  Presidents' Day               February 17   February 16   February 15
  Memorial Day                  May 26        May 25        May 31
  Juneteenth                    June 19       June 19       June 19*
  Independence Day              July 4        July 4*       July 4**
  Labor Day                     September 1   September 7   September 6
  Columbus Day                  October 13    October 12    October 11
  Veterans Day                  November 11   November 11   November 11
  Thanksgiving Day              November 27   November 26   November 25
  Christmas Day                 December 25   December 25   December 25*`;

const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** The weekdays closed by the table in the year of that column. */
function closedBy(year: number): string[] {
  const days: string[] = [];
  for (const row of FED_TABLE.trim().split('\n')) {
    const cell = [...row.matchAll(/(\w+) (\d+)(\**)(?= {2}|$)/g)][year - 2025];
    const [, month = '', day = '', stars] = cell ?? [];
    const date = `${year}-${String(MONTHS.indexOf(month) + 1).padStart(2, '0')}-${day.padStart(2, '0')}`;
    if (stars === '') days.push(date);
    if (stars === '**') days.push(addDays(date, 1));
  }
  return days;
}

const day = fc.integer({ min: 0, max: 3652 }).map((days) => addDays('2022-01-01', days));

describe('the banking days of the Federal Reserve', () => {
  it.each([
    [2025, 11],
    [2026, 10],
    [2027, 9],
  ])('of %i are as published: %i weekdays closed', (year, count) => {
    const published = closedBy(year);
    expect(published).toHaveLength(count);
    const closed: string[] = [];
    for (let date = `${year}-01-01`; date <= `${year}-12-31`; date = addDays(date, 1)) {
      const isWeekend = [0, 6].includes(new Date(`${date}T12:00:00Z`).getUTCDay());
      if (isWeekend) expect(isBankingDay(date)).toBe(false);
      else if (!isBankingDay(date)) closed.push(date);
    }
    expect(closed).toEqual(published);
    expect(bankHolidaysOf(year).map((holiday) => holiday.on)).toEqual(published);
  });

  it.each([
    ['2026-07-03', true],
    ['2026-07-06', true],
    ['2027-07-05', false],
    ['2027-06-18', true],
    ['2027-12-24', true],
    ['2023-01-02', false],
    ['2022-12-26', false],
  ])('a holiday on a Saturday leaves the Friday open, one on a Sunday closes the Monday: %s %s', (date, isOpen) => {
    expect(isBankingDay(date)).toBe(isOpen);
  });

  it.each([
    ['2026-11-24', '2026-11-25', '2026-11-24'],
    ['2026-11-25', '2026-11-27', '2026-11-25'],
    ['2026-11-26', '2026-11-27', '2026-11-27'],
    ['2026-11-27', '2026-11-30', '2026-11-27'],
    ['2025-12-31', '2026-01-02', '2025-12-31'],
    ['2027-07-03', '2027-07-06', '2027-07-06'],
  ])('after %s comes %s; on or after it, %s', (date, next, onOrAfter) => {
    expect(nextBankingDay(date)).toBe(next);
    expect(bankingDayOnOrAfter(date)).toBe(onOrAfter);
  });

  it.each([
    ['2026-11-25', 2, '2026-11-30'],
    ['2026-11-30', -2, '2026-11-25'],
    ['2026-11-28', 1, '2026-11-30'],
    ['2026-11-28', 0, '2026-11-30'],
    ['2026-11-28', -1, '2026-11-27'],
    ['2025-12-24', 5, '2026-01-02'],
  ])('%s and %i banking days is %s', (date, count, result) => {
    expect(addBankingDays(date, count)).toBe(result);
  });

  it('counts the banking days between, none other', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 30 }), (date, count) => {
        const end = addBankingDays(date, count);
        let passed = 0;
        for (let at = addDays(date, 1); at <= end; at = addDays(at, 1)) passed += isBankingDay(at) ? 1 : 0;
        expect(passed).toBe(count);
        expect(isBankingDay(end)).toBe(true);
        if (isBankingDay(date)) expect(addBankingDays(end, -count)).toBe(date);
      }),
    );
  });
});
