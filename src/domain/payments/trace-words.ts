import type { LocalDate } from '../../kernel/local-date';
import { dayInWords } from './payment-words';

/** A UTC instant as the database writes it: `14:05 UTC`, with its day where that is not the day of `now`. */
export function momentInWords(sqlText: string, now: Date): string {
  const day = sqlText.slice(0, 10);
  const time = `${sqlText.slice(11, 16)} UTC`;
  return day === now.toISOString().slice(0, 10) ? time : `${dayInWords(day)}, ${time}`;
}

/** `once`, `twice`, `3 times`. */
export function timesInWords(count: number): string {
  return ['never', 'once', 'twice'][count] ?? `${count} times`;
}

/** Two ends of a range of days, or the one day that both are. */
export function daysInWords(from: LocalDate, to: LocalDate): string {
  return from === to ? dayInWords(from) : `${dayInWords(from)} to ${dayInWords(to)}`;
}
