import { addDays, type LocalDate } from '../kernel/local-date';
import { formatCents } from '../kernel/money';
import { balanceAfterCents, paymentsDueBy } from './amortization';
import { contractOn, termsOfRecord } from './contract-record';
import { dayOf } from './day';
import { LEAD_DAYS } from './ledger-plan';
import { billCharges } from './invoice-record';
import { scheduledLines, type ChargeLine } from './ledger';
import type { LiveBook } from './live-book';
import { applyToOldest, centsOf, invoicesOn, pastDueCents, paymentsOn, reopenNewest, rolesOf, unappliedCents } from './open-balance';
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

/** Stores the contract as it stands today, past due included. Returns nothing to report where that is what the book has already. */
export function refreshContract(book: LiveBook, contract: ContractRecord): Change[] {
  const pastDue = pastDueCents(invoicesOn(book, contract.ContractOid), contract.ContractOid, book.today);
  const changed = contractOn(contract, dayOf(book.today), pastDue) ?? contract;
  return changed === book.get('contracts', contract.ContractOid) ? [] : [book.put('contracts', contract.ContractOid, changed)];
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
    [{ charge: { dueDay: dayOf(dueDate), scheduled: !own, lines }, contractOid: contract.ContractOid, assetOid: null }],
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

/** Records money received and takes it off the contract's open lines, oldest due first; says what was left over. */
export function postPayment(book: LiveBook, contract: ContractRecord, receipt: Receipt): { changes: Change[]; unappliedCents: number } {
  const { changed, leftCents } = applyToOldest(invoicesOn(book, contract.ContractOid), contract.ContractOid, receipt.amountCents);
  const PaymentOid = book.takeOid('payments');
  const payment: PaymentRecord = {
    PaymentOid,
    ContractOid: contract.ContractOid,
    AccountOid: receipt.accountOid,
    ReceivedDate: receipt.receivedOn,
    Amount: formatCents(receipt.amountCents),
    CurrencyCode: contract.CurrencyCode,
    PaymentMethod: receipt.method,
    Reference: receipt.reference,
    ReturnedDate: null,
    ReturnReasonCode: null,
  };
  const changes = [book.put('payments', PaymentOid, payment), ...putInvoices(book, changed), ...refreshContract(book, contract)];
  return { changes, unappliedCents: leftCents };
}

/** Marks a payment as returned and puts what it had paid back onto the contract's lines, newest due first; unapplied money goes first. */
export function returnPayment(book: LiveBook, payment: PaymentRecord, reason: string): Change[] {
  const oid = payment.ContractOid;
  const invoices = invoicesOn(book, oid);
  const unapplied = Math.max(0, unappliedCents(invoices, paymentsOn(book, oid), oid));
  const changes: Change[] = [
    book.put('payments', payment.PaymentOid, { ...payment, ReturnedDate: book.today, ReturnReasonCode: reason }),
    ...putInvoices(book, reopenNewest(invoices, oid, Math.max(0, centsOf(payment.Amount) - unapplied))),
  ];
  const contract = book.get('contracts', oid);
  return contract ? [...changes, ...refreshContract(book, contract)] : changes;
}
