import fc from 'fast-check';
import { addDays, addMonths, daysInMonth, isLocalDate, localDateAt } from '../../../src/kernel/local-date';

const day = fc
  .date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2199-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

describe('days without a zone', () => {
  it.each(['2024-02-29', '2000-02-29', '2026-12-31', '0001-01-01', '9999-12-31'])('%s exists', (text) => {
    expect(isLocalDate(text)).toBe(true);
  });

  it.each(['2026-02-29', '1900-02-29', '2100-02-29', '2026-04-31', '2026-13-01', '2026-00-01', '2026-01-00', '2026-1-1', '26-01-01'])(
    '%s does not',
    (text) => {
      expect(isLocalDate(text)).toBe(false);
    },
  );

  it.each([
    '',
    '2026-01-01T00:00:00Z',
    ' 2026-01-01',
    '2026-01-01\n',
    '+2026-01-01',
    '２026-01-01',
    '2026-01-0１',
    '20x6-01-01',
    '2026/01/01',
    '2026-01-011',
  ])('"%s" is no day at all', (text) => {
    expect(isLocalDate(text)).toBe(false);
  });

  it('knows leap years', () => {
    expect([1900, 2000, 2023, 2024, 2100, 2400].map((year) => daysInMonth(year, 2))).toEqual([28, 29, 28, 29, 28, 29]);
    expect([1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((month) => daysInMonth(2026, month))).toEqual([
      31, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31,
    ]);
  });

  it.each([
    ['2024-02-28', 1, '2024-02-29'],
    ['2026-02-28', 1, '2026-03-01'],
    ['2026-12-31', 1, '2027-01-01'],
    ['2026-03-01', -1, '2026-02-28'],
    ['2026-03-08', 365, '2027-03-08'],
  ])('%s and %i days is %s', (from, days, to) => {
    expect(addDays(from, days)).toBe(to);
  });

  it.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2026-01-31', -2, '2025-11-30'],
    ['2026-12-15', 1, '2027-01-15'],
    ['2026-01-15', -1, '2025-12-15'],
    ['2026-05-31', 0, '2026-05-31'],
  ])('%s and %i months is %s', (from, months, to) => {
    expect(addMonths(from, months)).toBe(to);
  });

  it('there and back again is where one was', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -40_000, max: 40_000 }), (date, days) => {
        const there = addDays(date, days);
        expect([isLocalDate(there), addDays(there, -days)]).toEqual([true, date]);
        if (days > 0) expect(there > date).toBe(true);
      }),
    );
  });

  it('months keep the day, or end with the month', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -600, max: 600 }), (date, months) => {
        const there = addMonths(date, months);
        expect(isLocalDate(there)).toBe(true);
        const [year = 0, month = 0, dayOfMonth = 0] = there.split('-').map(Number);
        expect(dayOfMonth).toBe(Math.min(Number(date.slice(8)), daysInMonth(year, month)));
        const index = (text: string): number => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7));
        expect(index(there) - index(date)).toBe(months);
      }),
    );
  });

  it('the day depends on where one stands', () => {
    const instant = new Date('2026-11-23T05:30:00Z');
    expect(localDateAt(instant, 'UTC')).toBe('2026-11-23');
    expect(localDateAt(instant, 'America/Chicago')).toBe('2026-11-22');
    expect(localDateAt(instant, 'Pacific/Auckland')).toBe('2026-11-23');
    // Clocks go back on 1 November: the same hour twice, one day.
    expect(localDateAt(new Date('2026-11-01T06:30:00Z'), 'America/Chicago')).toBe('2026-11-01');
    expect(localDateAt(new Date('2026-11-01T07:30:00Z'), 'America/Chicago')).toBe('2026-11-01');
  });
});
