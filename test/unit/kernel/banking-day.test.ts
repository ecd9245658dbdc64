import fc from 'fast-check';
import { addBankingDays, bankHolidaysOf, bankingDayOnOrAfter, isBankingDay, nextBankingDay } from '../../../src/kernel/banking-day';
import { addDays } from '../../../src/kernel/local-date';

/**
 * The weekdays on which the Federal Reserve is closed, from Federal Reserve Bank Services, "Holiday Schedules" (2025–2027), in the table's order: New Year's Day,
 * Martin Luther King, Presidents' Day, Memorial Day, Juneteenth, Independence Day, Labor Day, Columbus Day, Veterans Day, Thanksgiving, Christmas.
 * A holiday on a Saturday is left out, for the Friday before it stays open; for one on a Sunday stands the Monday after it.
 */
const CLOSED: Record<number, string[]> = {
  2025: [
    '2025-01-01',
    '2025-01-20',
    '2025-02-17',
    '2025-05-26',
    '2025-06-19',
    '2025-07-04',
    '2025-09-01',
    '2025-10-13',
    '2025-11-11',
    '2025-11-27',
    '2025-12-25',
  ],
  // Independence Day, July 4, is a Saturday.
  2026: [
    '2026-01-01',
    '2026-01-19',
    '2026-02-16',
    '2026-05-25',
    '2026-06-19',
    '2026-09-07',
    '2026-10-12',
    '2026-11-11',
    '2026-11-26',
    '2026-12-25',
  ],
  // Juneteenth and Christmas are Saturdays, July 4 is a Sunday.
  2027: ['2027-01-01', '2027-01-18', '2027-02-15', '2027-05-31', '2027-07-05', '2027-09-06', '2027-10-11', '2027-11-11', '2027-11-25'],
};

const day = fc.integer({ min: 0, max: 3652 }).map((days) => addDays('2022-01-01', days));

describe('the banking days of the Federal Reserve', () => {
  it.each([
    [2025, 11],
    [2026, 10],
    [2027, 9],
  ])('of %i are as published: %i weekdays closed', (year, count) => {
    const published = CLOSED[year] ?? [];
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
