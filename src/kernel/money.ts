const AMOUNT = /^(-?)(\d{1,13})(?:\.(\d{1,2}))?$/;

/** Integer cents as a decimal string with two decimals: `-1050` → `"-10.50"`. */
export function formatCents(cents: number): string {
  const digits = String(Math.abs(cents)).padStart(3, '0');
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** A decimal string of at most two decimals as integer cents; `undefined` when it is not one. Never goes through a float. */
export function parseCents(text: string): number | undefined {
  const match = AMOUNT.exec(text);
  if (!match) return undefined;
  const cents = Number(`${match[2]}${(match[3] ?? '').padEnd(2, '0')}`);
  return match[1] && cents !== 0 ? -cents : cents;
}
