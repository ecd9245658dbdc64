import type { Refusal } from '../../kernel/outcome';
import type { PaymentTerms } from '../../persistence/repositories/payment-terms.repository';
import type { RecentPayment } from '../../persistence/repositories/payment-ledger.repository';
import { PAYABLE_CURRENCY, type Payable } from './payable-reader';
import { MAXIMUM_PAYMENT_CENTS } from './payment-amount';
import { amountInWords } from './payment-words';

export type { PaymentTerms } from '../../persistence/repositories/payment-terms.repository';

/** So far back a like payment counts as a duplicate, and payments count towards a day's limit. */
export const RECENTLY_MS = 24 * 60 * 60 * 1_000;

/** One payment as it is asked for. */
export interface AskedPayment {
  payable: Payable;
  amountCents: number;
}

/** The first rule that holds, if any does. */
export function firstOf(...rules: readonly (() => Refusal | undefined)[]): Refusal | undefined {
  for (const rule of rules) {
    const refusal = rule();
    if (refusal) return refusal;
  }
  return undefined;
}

/** `CURRENCY_NOT_SUPPORTED` or `CONTRACT_CLOSED`: nothing can be paid on such a contract, whatever the amount. */
export function refusalOfContract({ contractNumber, currencyCode, isClosed, openCents }: Payable): Refusal | undefined {
  const field = 'contractId';
  if (currencyCode !== PAYABLE_CURRENCY) {
    const message = `Contract ${contractNumber} is in ${currencyCode}: only US dollars can be paid here.`;
    return { code: 'CURRENCY_NOT_SUPPORTED', message, field };
  }
  if (!isClosed || openCents > 0) return undefined;
  return { code: 'CONTRACT_CLOSED', message: `Contract ${contractNumber} is closed and has no open charges.`, field };
}

/** `NOTHING_OPEN` or `AMOUNT_OVER_OPEN_CHARGES`. A site may allow to pay ahead, though never on a closed contract. */
export function refusalOfAmount({ payable, amountCents }: AskedPayment, terms: PaymentTerms): Refusal | undefined {
  const { contractNumber, isClosed, payableCents, underWayCents } = payable;
  if (amountCents <= payableCents || (terms.allowsPrepayment && !isClosed)) return undefined;
  const underWay = underWayCents > 0 ? ` ${amountInWords(underWayCents, PAYABLE_CURRENCY)} is already on its way.` : '';
  if (payableCents === 0) {
    return { code: 'NOTHING_OPEN', message: `Nothing is left to pay on contract ${contractNumber}.${underWay}`, field: 'contractId' };
  }
  const left = `${amountInWords(payableCents, PAYABLE_CURRENCY)} is left to pay on contract ${contractNumber}, less than`;
  const message = `${left} ${amountInWords(amountCents, PAYABLE_CURRENCY)}.${underWay}`;
  return { code: 'AMOUNT_OVER_OPEN_CHARGES', message, field: 'amount' };
}

/** `AMOUNT_OVER_LIMIT` or `AMOUNT_TOO_LARGE`: more than one payment may be. */
export function refusalOfSize({ payable, amountCents }: AskedPayment, terms: PaymentTerms): Refusal | undefined {
  const asked = `${amountInWords(amountCents, PAYABLE_CURRENCY)} on contract ${payable.contractNumber} is too much`;
  const { maximumPaymentCents: limit } = terms;
  if (limit !== null && amountCents > limit) {
    const message = `${asked}: a payment here is at most ${amountInWords(limit, PAYABLE_CURRENCY)}.`;
    return { code: 'AMOUNT_OVER_LIMIT', message, field: 'amount' };
  }
  if (amountCents <= MAXIMUM_PAYMENT_CENTS) return undefined;
  return {
    code: 'AMOUNT_TOO_LARGE',
    message: `${asked}: a payment is at most ${amountInWords(MAXIMUM_PAYMENT_CENTS, 'USD')}.`,
    field: 'amount',
  };
}

/** `DAY_LIMIT_REACHED`: with what the user has submitted within 24 hours, cancelled payments aside, it would be more than the site allows. */
export function refusalOfDayLimit(amountCents: number, recent: readonly RecentPayment[], terms: PaymentTerms): Refusal | undefined {
  const { maximumDayCents: limit } = terms;
  const submitted = recent.reduce((sum, payment) => sum + payment.amountCents, 0);
  if (limit === null || submitted + amountCents <= limit) return undefined;
  const left = amountInWords(Math.max(0, limit - submitted), PAYABLE_CURRENCY);
  const most = amountInWords(limit, PAYABLE_CURRENCY);
  const message = `Within 24 hours you can pay ${most} here; ${left} of it is left, less than ${amountInWords(amountCents, PAYABLE_CURRENCY)}.`;
  return { code: 'DAY_LIMIT_REACHED', message, field: 'amount' };
}

/** `LIKELY_DUPLICATE`: the same contract, amount and bank account as a payment submitted within 24 hours, cancelled ones aside. */
export function refusalOfDuplicate(
  asked: readonly AskedPayment[],
  bankAccountId: number,
  recent: readonly RecentPayment[],
): Refusal | undefined {
  const keyOf = (contractId: number, cents: number): string => `${contractId}:${cents}`;
  const same = recent.filter((payment) => payment.bankAccountId === bankAccountId);
  const submitted = new Set(same.map(({ contractId, amountCents }) => keyOf(contractId, amountCents)));
  const repeated = asked.find(({ payable, amountCents }) => submitted.has(keyOf(payable.contractId, amountCents)));
  if (!repeated) return undefined;
  const what = `${amountInWords(repeated.amountCents, PAYABLE_CURRENCY)} on contract ${repeated.payable.contractNumber}`;
  const message = `You submitted a payment of ${what} from this bank account within the last 24 hours. Confirm if you want to pay it again.`;
  return { code: 'LIKELY_DUPLICATE', message, field: 'confirmDuplicate' };
}
