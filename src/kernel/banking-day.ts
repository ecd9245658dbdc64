import { addDays, daysInMonth, type LocalDate } from './local-date';

/** A day on which the Federal Reserve Banks stand still although it is no weekend. */
export interface BankHoliday {
  on: LocalDate;
  name: string;
}

const SUNDAY = 0;
const MONDAY = 1;
const THURSDAY = 4;
const SATURDAY = 6;
const LAST = -1;

/**
 * The weekdays of a year on which the Federal Reserve is closed, in order. A holiday on a Saturday leaves the Friday before it open; one on a
 * Sunday closes the Monday after it (Federal Reserve Bank Services, "Holiday Schedules"). The list of holidays is that of 2022 and after.
 */
export function bankHolidaysOf(year: number): BankHoliday[] {
  const holidays: BankHoliday[] = [
    { on: fixed(year, 1, 1), name: 'New Year’s Day' },
    { on: nth(year, 1, MONDAY, 3), name: 'Birthday of Martin Luther King, Jr.' },
    { on: nth(year, 2, MONDAY, 3), name: 'Washington’s Birthday' },
    { on: nth(year, 5, MONDAY, LAST), name: 'Memorial Day' },
    { on: fixed(year, 6, 19), name: 'Juneteenth National Independence Day' },
    { on: fixed(year, 7, 4), name: 'Independence Day' },
    { on: nth(year, 9, MONDAY, 1), name: 'Labor Day' },
    { on: nth(year, 10, MONDAY, 2), name: 'Columbus Day' },
    { on: fixed(year, 11, 11), name: 'Veterans Day' },
    { on: nth(year, 11, THURSDAY, 4), name: 'Thanksgiving Day' },
    { on: fixed(year, 12, 25), name: 'Christmas Day' },
  ];
  return holidays.filter((holiday) => weekdayOf(holiday.on) !== SATURDAY);
}

/** Whether the Federal Reserve settles ACH payments on that day. */
export function isBankingDay(date: LocalDate): boolean {
  const weekday = weekdayOf(date);
  if (weekday === SATURDAY || weekday === SUNDAY) return false;
  return !bankHolidaysOf(Number(date.slice(0, 4))).some((holiday) => holiday.on === date);
}

/** The first banking day after `date`. */
export function nextBankingDay(date: LocalDate): LocalDate {
  return bankingDayOnOrAfter(addDays(date, 1));
}

/** `date` itself where it is a banking day, else the first one after it. */
export function bankingDayOnOrAfter(date: LocalDate): LocalDate {
  let day = date;
  while (!isBankingDay(day)) day = addDays(day, 1);
  return day;
}

/** The banking day `count` banking days after (or, negative, before) `date`; for 0, the banking day on or after it. */
export function addBankingDays(date: LocalDate, count: number): LocalDate {
  if (count === 0) return bankingDayOnOrAfter(date);
  const step = count < 0 ? -1 : 1;
  let day = date;
  for (let left = Math.abs(count); left > 0; left--) {
    do day = addDays(day, step);
    while (!isBankingDay(day));
  }
  return day;
}

function weekdayOf(date: LocalDate): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay();
}

function dateOf(year: number, month: number, day: number): LocalDate {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function fixed(year: number, month: number, day: number): LocalDate {
  const date = dateOf(year, month, day);
  return weekdayOf(date) === SUNDAY ? addDays(date, 1) : date;
}

/** The `which`th (1–5) such weekday of a month, or its last one. */
function nth(year: number, month: number, weekday: number, which: number): LocalDate {
  if (which === LAST) {
    const end = dateOf(year, month, daysInMonth(year, month));
    return addDays(end, -((weekdayOf(end) - weekday + 7) % 7));
  }
  const first = dateOf(year, month, 1);
  return addDays(first, ((weekday - weekdayOf(first) + 7) % 7) + (which - 1) * 7);
}
