import { addDays, type LocalDate } from '../kernel/local-date';
import { formatCents } from '../kernel/money';
import { balanceAfterCents, paymentsDueBy } from './amortization';
import { billedAssetOid } from './contract-asset';
import { contractOn, termsOfRecord } from './contract-record';
import { dayOf } from './day';
import { LEAD_DAYS } from './ledger-plan';
import { billCharges } from './invoice-record';
import { scheduledLines, type ChargeLine } from './ledger';
import type { LiveBook } from './live-book';
import {
  applyToOpen,
  centsOf,
  invoicesOn,
  pastDueCents,
  paymentsOn,
  reopenApplied,
  reopenNewest,
  rolesOf,
  unappliedCents,
} from './open-balance';
import type { Change } from './overlay';
import type { ContractRecord, InvoiceRecord, PaymentMethod, PaymentRecord } from './record';

/** Money that came in on a contract. */
export interface Receipt {
  amountCents: number;
  accountOid: number;
  receivedOn: LocalDate;
  method: PaymentMethod;
  reference: string | null;
}

/**
 * Stores the contract, its calculated values brought up to today unless the job that does so is switched off. Returns nothing to report where that is
 * what the book has already.
 */
export function refreshContract(book: LiveBook, contract: ContractRecord): Change[] {
  const changed = book.settings.calculatesContractValues ? calculated(book, contract) : contract;
  return changed === book.get('contracts', contract.ContractOid) ? [] : [book.put('contracts', contract.ContractOid, changed)];
}

/** The contract with its remaining payments, balance, next due date and past due as of today; itself where they are so. */
export function calculated(book: LiveBook, contract: ContractRecord): ContractRecord {
  const pastDue = pastDueCents(invoicesOn(book, contract.ContractOid), contract.ContractOid, book.today);
  return contractOn(contract, dayOf(book.today), pastDue) ?? contract;
}

function putInvoices(book: LiveBook, invoices: InvoiceRecord[]): Change[] {
  return invoices.map((invoice) => book.put('invoices', invoice.InvoiceOid, invoice));
}

/** The account billed for a contract. */
export function customerOf(contract: ContractRecord): number | undefined {
  return rolesOf(contract).find((role) => role.ContractRoleType === 'CUSTOMER')?.AccountOid;
}

/** Bills a contract: its scheduled payment for the due date or, with `own`, one charge of its own. */
export function billContract(book: LiveBook, contract: ContractRecord, accountOid: number, dueDate: LocalDate, own?: ChargeLine): Change[] {
  const lines = own ? [own] : scheduledCharge(book, contract, dueDate);
  const [invoice] = billCharges(
    [
      {
        charge: { dueDay: dayOf(dueDate), scheduled: !own, lines },
        contractOid: contract.ContractOid,
        assetOid: billedAssetOid(book, contract),
      },
    ],
    { combined: false, accountOid, nextOid: () => book.takeOid('invoices'), currencyCode: contract.CurrencyCode },
  );
  if (!invoice) return [];
  return [...putInvoices(book, [invoice]), ...refreshContract(book, contract)];
}

/** The lines that the contract's terms charge on a due date. */
export function scheduledCharge(book: LiveBook, contract: ContractRecord, dueDate: LocalDate): ChargeLine[] {
  const terms = termsOfRecord(contract);
  if (!terms) return [{ code: 'Rent', amountCents: centsOf(contract.PaymentAmount), balanceCents: centsOf(contract.PaymentAmount) }];
  const index = Math.max(0, paymentsDueBy(terms, dayOf(dueDate)) - 1);
  return scheduledLines(terms, index, balanceAfterCents(terms, index), book.base.taxMillionths(contract.ContractOid));
}

/** The default due date of a bill: lead days from today. */
export function usualDueDate(book: LiveBook): LocalDate {
  return addDays(book.today, LEAD_DAYS);
}

/** Records money received and applies it to the contract's open lines by the lender's method; says what was left over. */
export function postPayment(
  book: LiveBook,
  contract: ContractRecord,
  receipt: Receipt,
): { payment: Change<'payments'>; changes: Change[]; unappliedCents: number } {
  const oid = contract.ContractOid;
  const { changed, applied, unappliedCents } = applyToOpen(invoicesOn(book, oid), oid, receipt.amountCents, book.settings.cashApplication);
  const PaymentOid = book.takeOid('payments');
  const payment = book.put('payments', PaymentOid, {
    PaymentOid,
    ContractOid: oid,
    AccountOid: receipt.accountOid,
    ReceivedDate: receipt.receivedOn,
    Amount: formatCents(receipt.amountCents),
    CurrencyCode: contract.CurrencyCode,
    PaymentMethod: receipt.method,
    Reference: receipt.reference,
    ReturnedDate: null,
    ReturnReasonCode: null,
  });
  const changes = [payment, ...putInvoices(book, changed), ...refreshContract(book, contract)];
  book.applications.add(PaymentOid, book.latestSequence, applied);
  return { payment, changes, unappliedCents };
}

/**
 * Marks a payment as returned and opens again what it was applied to. Where that is not known (payments of the base book) or a line is not paid any
 * more, money that belongs to no payment's posting is given up first, then the newest lines are opened.
 */
export function returnPayment(book: LiveBook, payment: PaymentRecord, reason: string): Change[] {
  const oid = payment.ContractOid;
  const applied = book.applications.get(payment.PaymentOid);
  const exact = reopenApplied(invoicesOn(book, oid), oid, applied ?? []);
  const missing = applied ? exact.missingCents : centsOf(payment.Amount);
  const others = missing === 0 ? [] : reopenNewest(exact.invoices, oid, Math.max(0, missing - looseCents(book, oid)));
  const invoices = new Map([...exact.changed, ...others].map((invoice) => [invoice.InvoiceOid, invoice]));
  const changes: Change[] = [
    book.put('payments', payment.PaymentOid, { ...payment, ReturnedDate: book.today, ReturnReasonCode: reason }),
    ...putInvoices(book, [...invoices.values()]),
  ];
  const contract = book.get('contracts', oid);
  return contract ? [...changes, ...refreshContract(book, contract)] : changes;
}

/** Unapplied money that no posting left over: from records put or deleted by hand. */
function looseCents(book: LiveBook, contractOid: number): number {
  const payments = paymentsOn(book, contractOid);
  let cents = unappliedCents(invoicesOn(book, contractOid), payments, contractOid);
  for (const payment of payments) {
    const applied = payment.ReturnedDate === null ? book.applications.get(payment.PaymentOid) : undefined;
    if (applied) cents -= centsOf(payment.Amount) - applied.reduce((sum, one) => sum + one.cents, 0);
  }
  return Math.max(0, cents);
}
