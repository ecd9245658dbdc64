import { daysInMonth, type LocalDate } from '../kernel/local-date';

const DAY_MS = 86_400_000;
const dates = new Map<number, LocalDate>();
const firstDays = new Map<number, number>();

/** Days since 1970-01-01; the generator counts in these because adding and comparing them is cheap. */
export function dayOf(date: LocalDate): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}

/** The date of a day number. */
export function dateOf(day: number): LocalDate {
  let date = dates.get(day);
  if (date === undefined) {
    date = new Date(day * DAY_MS).toISOString().slice(0, 10);
    dates.set(day, date);
  }
  return date;
}

/** Months since year 0 of the month that a date lies in. */
export function monthOf(date: LocalDate): number {
  return Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;
}

/** The day number of a day in a month, or of that month's last day where it is shorter. */
export function dayInMonth(month: number, dayOfMonth: number): number {
  let first = firstDays.get(month);
  if (first === undefined) {
    first = Date.UTC(Math.floor(month / 12), month % 12, 1) / DAY_MS;
    firstDays.set(month, first);
  }
  if (dayOfMonth <= 28) return first + dayOfMonth - 1;
  return first + Math.min(dayOfMonth, daysInMonth(Math.floor(month / 12), (month % 12) + 1)) - 1;
}
