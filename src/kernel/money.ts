const MOST_WHOLE_DIGITS = 13;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;

/** Integer cents as a decimal string with two decimals: `-1050` → `"-10.50"`. */
export function formatCents(cents: number): string {
  const digits = String(Math.abs(cents)).padStart(3, '0');
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/**
 * A decimal string of at most two decimals as integer cents; `undefined` when it is not one. Never goes through a float.
 * Digit by digit, because a sync reads some ten million amounts: a regular expression takes several times as long.
 */
export function parseCents(text: string): number | undefined {
  const start = text.charCodeAt(0) === MINUS ? 1 : 0;
  const end = text.length;
  let cents = 0;
  let at = start;
  for (; at < end; at += 1) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) break;
    cents = cents * 10 + digit;
  }
  if (at === start || at - start > MOST_WHOLE_DIGITS) return undefined;
  const decimals = at === end ? 0 : end - at - 1;
  if (at < end && (text.charCodeAt(at) !== POINT || decimals < 1 || decimals > 2)) return undefined;
  for (at += 1; at < end; at += 1) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) return undefined;
    cents = cents * 10 + digit;
  }
  if (decimals < 2) cents *= decimals === 0 ? 100 : 10;
  return start === 1 && cents !== 0 ? -cents : cents;
}
