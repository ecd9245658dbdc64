import type { LetterContent } from './letter';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Pauses after the first, second … failed attempt; the last one repeats. */
const PAUSES_MS = [30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR];
const JITTER = 0.2;

/** A mail that could not be delivered for so long is given up. */
const GIVE_UP_AFTER_MS = 24 * HOUR;

/** Somebody who waits for a code has asked for another by then. */
const LOG_IN_CODE_USEFUL_MS = 15 * MINUTE;

/** When the next attempt is due after so many failed ones; `random` in [0, 1) spreads what failed together. */
export function nextAttemptAt(now: Date, attempts: number, random: number): Date {
  const pause = PAUSES_MS[Math.min(Math.max(attempts, 1), PAUSES_MS.length) - 1] ?? HOUR;
  return new Date(now.getTime() + Math.round(pause * (1 + JITTER * (2 * random - 1))));
}

/** Until when a mail queued now is tried. */
export function giveUpAt(now: Date): Date {
  return new Date(now.getTime() + GIVE_UP_AFTER_MS);
}

/** Until when it helps anybody to get the letter; null for ever. */
export function usefulUntil(now: Date, content: LetterContent): Date | null {
  const after = (ms: number): Date => new Date(now.getTime() + ms);
  switch (content.kind) {
    case 'LOG_IN_CODE':
      return after(LOG_IN_CODE_USEFUL_MS);
    case 'PASSWORD_RESET':
      return after(content.minutes * MINUTE);
    case 'REGISTRATION':
      return after(content.hours * HOUR);
    case 'PASSWORD_CHANGED':
    case 'FACTOR_CHANGED':
    case 'BANK_ACCOUNT_CHANGED':
    case 'PAYMENT_SUBMITTED':
    case 'PAYMENT_CANCELED':
    case 'PAYMENT_RETURNED':
    case 'SYNC_HALTED':
      return null;
  }
}
