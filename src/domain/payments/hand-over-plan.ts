import { addDays, localDateAt } from '../../kernel/local-date';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Pauses after the first, second … failed attempt; the last one repeats for ever. */
const PAUSES_MS = [30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR];
const JITTER = 0.2;
const SOON_DAYS = 3;
/** A batch for what was forgotten may be made some days late; later than that an hour's delay matters no more. */
const LATE_DAYS = 10;

/** A payer is told that a payment is handed over, or a cancellation confirmed, within this time (domain.md §4). */
export const PROMISE_MS = 15 * MINUTE;
/** After so long staff must do something about ASPIRE. */
export const OVERDUE_MS = DAY;
/** So many failed attempts one after the other take at least a day. */
export const OVERDUE_ATTEMPTS = 36;
/** Consumers' banks may send a debit back until the sixtieth day after settlement, which takes two banking days (domain.md §7). */
export const WATCH_PAID_DAYS = 65;
/** After a restore also what ended so many days ago may have come to life again: by then a watched payment has ended. */
export const RESTORE_REACH_MS = 70 * DAY;
/** Nothing in flight is ever put off for longer, jitter included. */
export const LONGEST_PAUSE_MS = 75 * MINUTE;

/** So many milliseconds after `now`, a fifth more or less: `random` in [0, 1) spreads what came together. */
function later(now: Date, pauseMs: number, random: number): Date {
  return new Date(now.getTime() + Math.round(pauseMs * (1 + JITTER * (2 * random - 1))));
}

/** When to try again after so many failed attempts, this one included. */
export function retryAt(now: Date, attempts: number, random: number): Date {
  return later(now, PAUSES_MS[Math.min(Math.max(attempts, 1), PAUSES_MS.length) - 1] ?? HOUR, random);
}

/** When to try again what ASPIRE has refused: people must do something first. */
export function refusedRetryAt(now: Date, random: number): Date {
  return later(now, HOUR, random);
}

/** Whether ASPIRE tells which EFT batches were posted; an older connector does not. */
export interface BatchNews {
  areTold: boolean;
}

/**
 * When to look again at a record that is open: every five minutes around its day, else every hour. A batch may reach far ahead: where nobody tells
 * of it, every five minutes as well, for a collected payment is to be known within fifteen.
 */
export function watchAt(now: Date, dueOn: string, timeZone: string, random: number, { areTold }: BatchNews = { areTold: true }): Date {
  const today = localDateAt(now, timeZone);
  const isNear = dueOn <= addDays(today, SOON_DAYS) && dueOn >= addDays(today, -LATE_DAYS);
  return later(now, isNear || (!areTold && dueOn > today) ? 5 * MINUTE : HOUR, random);
}

/** When to look again at a collected payment: each day while its bank may still send it back, then never. */
export function watchPaidAt(now: Date, paidAt: Date, random: number): Date | null {
  return now.getTime() - paidAt.getTime() < WATCH_PAID_DAYS * DAY ? later(now, DAY, random) : null;
}
