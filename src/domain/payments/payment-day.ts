import {
  addBankingDays,
  bankHolidaysOf,
  bankingDayOnOrAfter,
  isBankingDay,
  nextBankingDay,
  type BankHoliday,
} from '../../kernel/banking-day';
import { addDays, type LocalDate } from '../../kernel/local-date';
import type { Refusal } from '../../kernel/outcome';
import { dayInWords } from './payment-words';

/** How far ahead a payment may be dated (domain.md §4). */
const DAYS_AHEAD = 30;

/** The banking days that a payment submitted today may be due on, earliest first. */
export function selectableDays(today: LocalDate): LocalDate[] {
  return Array.from({ length: DAYS_AHEAD + 1 }, (_, days) => addDays(today, days)).filter(isBankingDay);
}

/** The first of them. */
export function earliestDay(today: LocalDate): LocalDate {
  return bankingDayOnOrAfter(today);
}

/**
 * Why a payment submitted today cannot be due on that day: `DATE_PAST`, `DATE_TOO_FAR`, or `DATE_NOT_BANKING_DAY` with the next day that can be
 * chosen; undefined when it can.
 */
export function refusalOfDay(day: LocalDate, today: LocalDate): Refusal | undefined {
  const field = 'dueOn';
  const last = addDays(today, DAYS_AHEAD);
  if (day < today)
    return { code: 'DATE_PAST', message: `${dayInWords(day)} has passed: the earliest day is ${dayInWords(earliestDay(today))}.`, field };
  if (day > last)
    return {
      code: 'DATE_TOO_FAR',
      message: `${dayInWords(day)} is too far ahead: ${dayInWords(last)} is the last day that can be chosen.`,
      field,
    };
  if (isBankingDay(day)) return undefined;
  const next = bankingDayOnOrAfter(day);
  const instead =
    next <= last
      ? `the next banking day is ${dayInWords(next)}`
      : `the last day that can be chosen is ${dayInWords(addBankingDays(day, -1))}`;
  return { code: 'DATE_NOT_BANKING_DAY', message: `Banks are closed on ${dayInWords(day)}: ${instead}.`, field };
}

/** The day on which the bank is asked for the money at the earliest: a batch made on the due day takes effect on the next banking day. */
export function collectedOn(dueOn: LocalDate): LocalDate {
  return nextBankingDay(dueOn);
}

/** The weekdays from one day to another on which banks are closed. */
export function bankHolidaysBetween(from: LocalDate, to: LocalDate): BankHoliday[] {
  const years = new Set([Number(from.slice(0, 4)), Number(to.slice(0, 4))]);
  return [...years].flatMap(bankHolidaysOf).filter(({ on }) => on >= from && on <= to);
}
