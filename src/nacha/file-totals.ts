import { BLOCKING_FACTOR } from './layout';
import type { Totals } from './nacha-file';
import { transactionCodeOf } from './transaction-code';

const HASH_MODULUS = 10_000_000_000;

/** The sums that batch and file control have in common. */
export const TOTALS = [
  'entryAddendaCount',
  'entryHash',
  'totalDebitCents',
  'totalCreditCents',
] as const satisfies readonly (keyof Totals)[];

/** What an entry adds to the sums. */
interface Summand {
  transactionCode: string;
  routingNumber: string;
  amountCents: number;
  addenda: readonly unknown[];
}

/**
 * The sums of a batch's entries: entries and addenda counted, the receiving banks' eight-digit numbers added up and cut to ten digits, debits and
 * credits apart (Appendix Three, "Entry Hash", "Entry/Addenda Count"). Sums stay exact far beyond what their columns can hold.
 */
export function totalsOf(entries: readonly Summand[]): Totals {
  const totals: Totals = { entryAddendaCount: 0, entryHash: 0, totalDebitCents: 0, totalCreditCents: 0 };
  for (const { transactionCode, routingNumber, amountCents, addenda } of entries) {
    totals.entryAddendaCount += 1 + addenda.length;
    totals.entryHash = (totals.entryHash + (Number(routingNumber.slice(0, 8)) || 0)) % HASH_MODULUS;
    const direction = transactionCodeOf(transactionCode)?.direction;
    if (direction === 'DEBIT') totals.totalDebitCents += amountCents;
    if (direction === 'CREDIT') totals.totalCreditCents += amountCents;
  }
  return totals;
}

/** The sums of a file from those of its batches. */
export function sumTotals(batches: readonly Totals[]): Totals {
  const totals: Totals = { entryAddendaCount: 0, entryHash: 0, totalDebitCents: 0, totalCreditCents: 0 };
  for (const batch of batches) {
    totals.entryAddendaCount += batch.entryAddendaCount;
    totals.entryHash = (totals.entryHash + batch.entryHash) % HASH_MODULUS;
    totals.totalDebitCents += batch.totalDebitCents;
    totals.totalCreditCents += batch.totalCreditCents;
  }
  return totals;
}

/** The number of blocks of ten that so many records fill, the last one padded. */
export function blocksOf(records: number): number {
  return Math.ceil(records / BLOCKING_FACTOR);
}

/** The service class that fits the entries: `225` debits only, `220` credits only, `200` both. */
export function serviceClassOf(entries: readonly { transactionCode: string }[]): string {
  const directions = new Set(entries.map((entry) => transactionCodeOf(entry.transactionCode)?.direction));
  if (directions.has('CREDIT')) return directions.has('DEBIT') ? '200' : '220';
  return '225';
}
