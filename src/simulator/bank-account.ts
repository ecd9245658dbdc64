import { Random } from './random';

const PREFIXES = ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12', '21', '26', '31', '32'] as const;
const WEIGHTS = [3, 7, 1];

export const ACCOUNT_TYPES = ['CHECKING', 'SAVINGS'] as const;

/** A bank account known to the servicing system. */
export interface BankAccount {
  RoutingNumber: string;
  AccountNumber: string;
  AccountType: (typeof ACCOUNT_TYPES)[number];
}

/** The one or two bank accounts of an account; the same for the same seed. Prepared customers use seed 0 whatever the book's. */
export function bankAccountsOf(seed: number, accountOid: number): BankAccount[] {
  const random = new Random(seed, accountOid, 9);
  return Array.from({ length: random.between(1, 2) }, () => ({
    RoutingNumber: makeRoutingNumber(random),
    AccountNumber: String(random.between(100_000_000, 2_000_000_000)),
    AccountType: random.chance(80) ? 'CHECKING' : 'SAVINGS',
  }));
}

/** Whether nine digits carry the right ABA check digit: 3(d1+d4+d7) + 7(d2+d5+d8) + (d3+d6+d9) ≡ 0 mod 10. */
export function isRoutingNumber(text: string): boolean {
  return /^\d{9}$/.test(text) && weightedSum(text) % 10 === 0;
}

function makeRoutingNumber(random: Random): string {
  const digits = `${random.pick(PREFIXES)}${String(random.below(1_000_000)).padStart(6, '0')}`;
  return `${digits}${(10 - (weightedSum(digits) % 10)) % 10}`;
}

function weightedSum(digits: string): number {
  let sum = 0;
  for (let place = 0; place < digits.length; place++) sum += Number(digits[place]) * (WEIGHTS[place % 3] ?? 0);
  return sum;
}
