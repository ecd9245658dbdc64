import { routingCheckDigit } from '../kernel/routing-number';
import { Random } from './random';

const PREFIXES = ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12', '21', '26', '31', '32'] as const;

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

function makeRoutingNumber(random: Random): string {
  const digits = `${random.pick(PREFIXES)}${String(random.below(1_000_000)).padStart(6, '0')}`;
  return `${digits}${routingCheckDigit(digits)}`;
}
