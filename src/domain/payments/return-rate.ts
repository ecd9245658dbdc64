import type { ReturnCategory } from '../../nacha/return-code';
import { returnCodeOf } from '../../nacha/return-code-table';
import type { DebitCount } from '../../persistence/repositories/payment-return.repository';

/** What the rules of the ACH network limit: two groups of reasons, and all returns together. */
export type ReturnRateCategory = 'UNAUTHORIZED' | 'ADMINISTRATIVE' | 'OVERALL';

/** Hundredths of a percent (Nacha Operating Rules, Article Two, “ODFI Return Rate Reporting”). */
const LIMITS: Readonly<Record<ReturnRateCategory, number>> = { UNAUTHORIZED: 50, ADMINISTRATIVE: 300, OVERALL: 1500 };

/** How many of some debits were returned. Percentages as decimal text. */
export interface ReturnRate {
  category: ReturnRateCategory;
  returns: number;
  /** Rounded half up to four decimals; "0.0000" where nothing was sent. */
  percent: string;
  limitPercent: string;
  /** Of the exact rate, not the rounded one. */
  isOverLimit: boolean;
}

/** The rates of some debits, one of each category. */
export function returnRatesOf(counts: readonly DebitCount[]): { debits: number; rates: ReturnRate[] } {
  const debits = sumOf(counts);
  const returned = counts.filter(({ returnReasonCode }) => returnReasonCode !== null);
  const rates = (Object.keys(LIMITS) as ReturnRateCategory[]).map((category) => {
    const returns = sumOf(returned.filter((count) => category === 'OVERALL' || categoryOf(count) === category));
    const limit = LIMITS[category];
    const isOverLimit = returns * 10_000 > limit * debits;
    return { category, returns, percent: percentOf(returns, debits), limitPercent: decimal(BigInt(limit), 2), isOverLimit };
  });
  return { debits, rates };
}

function sumOf(counts: readonly DebitCount[]): number {
  return counts.reduce((total, { debits }) => total + debits, 0);
}

function categoryOf({ returnReasonCode }: DebitCount): ReturnCategory {
  return (returnReasonCode === null ? undefined : returnCodeOf(returnReasonCode)?.category) ?? 'OTHER';
}

const DECIMALS = 4;

/** Whole numbers all the way: half of the divisor is added before the division, which rounds half up. */
function percentOf(part: number, whole: number): string {
  if (whole === 0) return decimal(0n, DECIMALS);
  const scale = 100n * 10n ** BigInt(DECIMALS);
  return decimal((2n * BigInt(part) * scale + BigInt(whole)) / (2n * BigInt(whole)), DECIMALS);
}

function decimal(units: bigint, decimals: number): string {
  const digits = String(units).padStart(decimals + 1, '0');
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
