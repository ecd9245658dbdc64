import type { LocalDate } from '../../kernel/local-date';
import type { Outcome, Refusal } from '../../kernel/outcome';
import { explanationOf, isUsable } from '../bank-accounts/bank-account-state';
import type { BankAccountRow } from '../../persistence/repositories/bank-account.repository';
import { NO_BANK_ACCOUNT } from '../bank-accounts/bank-account-finder';
import { PAYABLE_CURRENCY, type Payable } from './payable-reader';
import { bankHolidaysBetween, collectedOn } from './payment-day';
import { refusalOfAmount, refusalOfContract, refusalOfSize, type AskedPayment, type PaymentTerms } from './payment-rules';
import { dayInWords, amountInWords } from './payment-words';

/** What a payer should know before submitting. */
export const PAYMENT_WARNINGS = {
  CONTRACT_CLOSED: 'The contract is closed; what is still open on it can be paid.',
  UNDER_WAY: 'A payment on the contract is under way; it is taken off what can be paid.',
  CURRENCY_NOT_SUPPORTED: 'The contract is in a currency that cannot be paid here.',
  BANK_HOLIDAY_NEAR: 'A bank holiday puts the payment off.',
  AMOUNT_NOT_POSSIBLE: 'The amount given cannot be paid.',
  AMOUNT_OVER_OPEN_CHARGES: 'The amount is more than what is left to pay.',
  AMOUNT_OVER_LIMIT: 'The amount is more than one payment may be.',
  DATE_NOT_SELECTABLE: 'The day given cannot be chosen; the earliest one is shown instead.',
  BANK_ACCOUNT_NOT_USABLE: 'The bank account given cannot be paid from.',
} as const;
export type PaymentWarningCode = keyof typeof PAYMENT_WARNINGS;

/** A warning in words. */
export interface PaymentWarning {
  code: PaymentWarningCode;
  message: string;
  /** The contract it is about; null for none in particular. */
  contractId: number | null;
}

/** What warnings are made from. */
export interface PreviewFacts {
  terms: PaymentTerms;
  contracts: readonly Payable[];
  today: LocalDate;
  dueOn: LocalDate;
  dayRefusal: Refusal | undefined;
  amount: Outcome<number> | undefined;
  /** Null for one that the viewer does not have; undefined where none was given. */
  bankAccount: BankAccountRow | null | undefined;
  isQuickPay: boolean;
}

/** Everything that the payer should know, what is about single contracts last. */
export function warningsOf(facts: PreviewFacts): PaymentWarning[] {
  const { terms, contracts, dayRefusal, amount, bankAccount } = facts;
  const warnings: PaymentWarning[] = holidayWarnings(facts);
  const warn = (code: PaymentWarningCode, message: string, contractId: number | null = null): void =>
    void warnings.push({ code, message, contractId });
  if (dayRefusal) warn('DATE_NOT_SELECTABLE', dayRefusal.message);
  if (bankAccount === null) warn('BANK_ACCOUNT_NOT_USABLE', NO_BANK_ACCOUNT.message);
  else if (bankAccount && !isUsable(bankAccount)) warn('BANK_ACCOUNT_NOT_USABLE', explanationOf(bankAccount));
  if (amount?.done === false) for (const { message } of amount.refusals) warn('AMOUNT_NOT_POSSIBLE', message);
  for (const payable of contracts) {
    warnings.push(...contractWarnings(payable));
    const amountCents = facts.isQuickPay ? payable.payableCents : amount?.done ? amount.value : 0;
    warnings.push(...amountWarnings({ payable, amountCents }, terms));
  }
  return warnings;
}

function contractWarnings(payable: Payable): PaymentWarning[] {
  const { contractId, contractNumber, isClosed, openCents, underWayCents, currencyCode } = payable;
  const warnings: PaymentWarning[] = [];
  const refusal = refusalOfContract(payable);
  if (refusal) warnings.push({ code: refusal.code as PaymentWarningCode, message: refusal.message, contractId });
  else if (isClosed) {
    const message = `Contract ${contractNumber} is closed; ${amountInWords(openCents, currencyCode)} is still open on it.`;
    warnings.push({ code: 'CONTRACT_CLOSED', message, contractId });
  }
  if (underWayCents > 0) {
    const message = `${amountInWords(underWayCents, currencyCode)} is already on its way to contract ${contractNumber}.`;
    warnings.push({ code: 'UNDER_WAY', message, contractId });
  }
  return warnings;
}

function amountWarnings(asked: AskedPayment, terms: PaymentTerms): PaymentWarning[] {
  const { contractId, currencyCode } = asked.payable;
  if (currencyCode !== PAYABLE_CURRENCY || asked.amountCents === 0) return [];
  const [over, tooMuch] = [refusalOfAmount(asked, terms), refusalOfSize(asked, terms)];
  return [
    ...(over ? [{ code: 'AMOUNT_OVER_OPEN_CHARGES' as const, message: over.message, contractId }] : []),
    ...(tooMuch ? [{ code: 'AMOUNT_OVER_LIMIT' as const, message: tooMuch.message, contractId }] : []),
  ];
}

/** Only holidays that stand between today and the bank's being asked. */
function holidayWarnings({ today, dueOn }: PreviewFacts): PaymentWarning[] {
  const collected = collectedOn(dueOn);
  return bankHolidaysBetween(today, collected).map(({ on, name }) => ({
    code: 'BANK_HOLIDAY_NEAR',
    message: `Banks are closed on ${dayInWords(on)} (${name}): your bank is asked for the money on ${dayInWords(collected)} at the earliest.`,
    contractId: null,
  }));
}
