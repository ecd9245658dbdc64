import type { LocalDate } from '../kernel/local-date';

/** The servicing system's ways to spread money received over open charges. */
export const CASH_APPLICATION_METHODS = [
  'BALANCE_FORWARD',
  'BALANCE_FORWARD_PRO_RATED',
  'PRIORITY_POST',
  'PRIORITY_POST_OLDEST_DUE_BY',
] as const;
export type CashApplicationMethod = (typeof CASH_APPLICATION_METHODS)[number];

/** A charge that wants money; `priority` 1 comes first. */
export interface OpenCharge {
  invoiceOid: number;
  lineNumber: number;
  dueOn: LocalDate;
  priority: number;
  balanceCents: number;
}

/** What of a payment one charge took. */
export interface Application {
  invoiceOid: number;
  lineNumber: number;
  cents: number;
}

const PRIORITIES: Record<string, number> = {
  Rent: 1,
  Interest: 1,
  Principal: 2,
  'Balloon Payment': 2,
  Payoff: 2,
  'Sales Tax': 3,
  'Property Tax': 4,
  'Service Fee': 5,
  'Annual Service Fee': 5,
  'Late Charge': 6,
};
const LAST_PRIORITY = 9;

/** The lender's order of transaction codes: rent and interest, principal, taxes, fees, late charges, then any other. */
export function priorityOf(transactionCode: string): number {
  return Object.hasOwn(PRIORITIES, transactionCode) ? (PRIORITIES[transactionCode] ?? LAST_PRIORITY) : LAST_PRIORITY;
}

/**
 * Spreads an amount over open charges; what no charge takes is unapplied. No charge takes more than its balance; one without a positive balance takes
 * nothing. The order of the charges given does not matter.
 * - `BALANCE_FORWARD`: the oldest invoice first, its charges by priority.
 * - `BALANCE_FORWARD_PRO_RATED`: the oldest invoice first; the one for which the money does not suffice is paid in proportion to its balances.
 * - `PRIORITY_POST`: everything of priority 1 from the oldest to the newest, then of 2 …
 * - `PRIORITY_POST_OLDEST_DUE_BY`: the oldest of each priority in the order of priorities, then the next oldest of each …
 */
export function applyCash(
  charges: readonly OpenCharge[],
  amountCents: number,
  method: CashApplicationMethod,
): { applied: Application[]; unappliedCents: number } {
  const open = charges.filter((charge) => charge.balanceCents > 0).sort(byAge);
  let left = Math.max(0, amountCents);
  const applied: Application[] = [];
  const take = ({ invoiceOid, lineNumber }: OpenCharge, cents: number): void => {
    left -= cents;
    if (cents > 0) applied.push({ invoiceOid, lineNumber, cents });
  };
  if (method === 'BALANCE_FORWARD_PRO_RATED') {
    for (const invoice of groupByInvoice(open)) {
      const shares = proRate(invoice, left);
      invoice.forEach((charge, place) => take(charge, shares[place] ?? 0));
    }
  } else {
    for (const charge of inOrder(open, method)) take(charge, Math.min(left, charge.balanceCents));
  }
  return { applied, unappliedCents: amountCents - applied.reduce((sum, { cents }) => sum + cents, 0) };
}

function byAge(a: OpenCharge, b: OpenCharge): number {
  const older = a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : a.invoiceOid - b.invoiceOid;
  return older || a.priority - b.priority || a.lineNumber - b.lineNumber;
}

/** Sorting is stable: charges of one invoice and priority stay in the order of their lines. */
function inOrder(byAgeAlready: OpenCharge[], method: Exclude<CashApplicationMethod, 'BALANCE_FORWARD_PRO_RATED'>): OpenCharge[] {
  if (method === 'BALANCE_FORWARD') return byAgeAlready;
  if (method === 'PRIORITY_POST') return [...byAgeAlready].sort((a, b) => a.priority - b.priority);
  const invoicesSeen = new Map<number, Set<number>>();
  const rounds = new Map<OpenCharge, number>();
  for (const charge of byAgeAlready) {
    const seen = invoicesSeen.get(charge.priority) ?? new Set();
    invoicesSeen.set(charge.priority, seen.add(charge.invoiceOid));
    rounds.set(charge, seen.size);
  }
  return [...byAgeAlready].sort((a, b) => (rounds.get(a) ?? 0) - (rounds.get(b) ?? 0) || a.priority - b.priority);
}

function groupByInvoice(byAgeAlready: OpenCharge[]): OpenCharge[][] {
  const groups: OpenCharge[][] = [];
  for (const charge of byAgeAlready) {
    const last = groups[groups.length - 1];
    if (last?.[0]?.invoiceOid === charge.invoiceOid) last.push(charge);
    else groups.push([charge]);
  }
  return groups;
}

/** Parts in proportion to the balances, which sum up exactly: the cents lost to rounding down go to the largest remainders. */
function proRate(charges: OpenCharge[], amountCents: number): number[] {
  const total = charges.reduce((sum, charge) => sum + charge.balanceCents, 0);
  if (amountCents >= total) return charges.map((charge) => charge.balanceCents);
  const products = charges.map((charge) => BigInt(amountCents) * BigInt(charge.balanceCents));
  const shares = products.map((product) => Number(product / BigInt(total)));
  const remainders = products.map((product, place) => ({ place, remainder: Number(product % BigInt(total)) }));
  remainders.sort((a, b) => b.remainder - a.remainder);
  let missing = amountCents - shares.reduce((sum, share) => sum + share, 0);
  for (const { place } of remainders) if (missing-- > 0) shares[place] = (shares[place] ?? 0) + 1;
  return shares;
}
