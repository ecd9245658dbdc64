import fc from 'fast-check';
import { bankHolidaysBetween, collectedOn, earliestDay, refusalOfDay, selectableDays } from '../../../src/domain/payments/payment-day';
import { isBankingDay } from '../../../src/kernel/banking-day';
import { addDays } from '../../../src/kernel/local-date';

const anyDay = fc.integer({ min: 0, max: 3_650 }).map((days) => addDays('2024-01-01', days));

describe('the day of a payment', () => {
  it('can be chosen exactly when it is offered', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -5, max: 40 }), (today, ahead) => {
        const day = addDays(today, ahead);
        expect(refusalOfDay(day, today) === undefined).toBe(selectableDays(today).includes(day));
      }),
    );
  });

  it('is left out for the first that is offered, and collected on a later banking day', () => {
    fc.assert(
      fc.property(anyDay, (today) => {
        expect(earliestDay(today)).toBe(selectableDays(today)[0]);
        for (const day of selectableDays(today)) expect([isBankingDay(collectedOn(day)), collectedOn(day) > day]).toEqual([true, true]);
      }),
    );
  });

  it('is refused with the next one, or the last one where that is too far', () => {
    expect(refusalOfDay('2026-11-28', '2026-11-23')?.message).toBe(
      'Banks are closed on 28 November 2026: the next banking day is 30 November 2026.',
    );
    expect(refusalOfDay('2026-12-26', '2026-11-26')?.message).toBe(
      'Banks are closed on 26 December 2026: the last day that can be chosen is 24 December 2026.',
    );
  });

  it('has holidays around it over the turn of a year', () => {
    expect(bankHolidaysBetween('2026-12-24', '2027-01-05').map(({ on }) => on)).toEqual(['2026-12-25', '2027-01-01']);
  });
});
