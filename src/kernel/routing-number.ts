const WEIGHTS = [3, 7, 1];
/** ABA Routing Number Policy: 00 the government, 01–12 the Reserve districts, 21–32 thrifts, 61–72 electronic only, 80 traveller's cheques. */
const FIRST_TWO_DIGITS = [
  [0, 12],
  [21, 32],
  [61, 72],
  [80, 80],
] as const;

/**
 * Whether nine digits can be a bank's routing number: first two digits that are in use, and the ABA check digit
 * 3(d1+d4+d7) + 7(d2+d5+d8) + (d3+d6+d9) ≡ 0 mod 10. Says nothing about whether such a bank exists.
 */
export function isRoutingNumber(text: string): boolean {
  if (!/^\d{9}$/.test(text) || text === '000000000') return false;
  const start = Number(text.slice(0, 2));
  return FIRST_TWO_DIGITS.some(([from, to]) => start >= from && start <= to) && weightedSum(text) % 10 === 0;
}

/** The ninth digit that belongs to the first eight of a routing number. */
export function routingCheckDigit(eightDigits: string): string {
  return String((10 - (weightedSum(eightDigits.slice(0, 8)) % 10)) % 10);
}

function weightedSum(digits: string): number {
  let sum = 0;
  for (let place = 0; place < digits.length; place++) sum += Number(digits[place]) * (WEIGHTS[place % 3] ?? 0);
  return sum;
}
