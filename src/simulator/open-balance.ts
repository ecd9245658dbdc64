import { formatCents, parseCents } from '../kernel/money';
import type { LocalDate } from '../kernel/local-date';
import { applyCash, priorityOf, type Application, type CashApplicationMethod, type OpenCharge } from './cash-application';
import { isObject, linesOf } from './invoice-line';
import type { LiveBook } from './live-book';
import type { ContractRecord, ContractRole, InvoiceLine, InvoiceRecord, PaymentRecord } from './record';

/** The roles of a contract; none where somebody put an unreadable one. */
export function rolesOf(contract: ContractRecord): ContractRole[] {
  return Array.isArray(contract.Roles) ? contract.Roles.filter(isObject) : [];
}

/** A decimal string as cents; what cannot be read counts as nothing. */
export function centsOf(text: unknown): number {
  return typeof text === 'string' ? (parseCents(text) ?? 0) : 0;
}

/** The invoices with a line on the contract, the oldest due first. */
export function invoicesOn(book: LiveBook, contractOid: number): InvoiceRecord[] {
  const found = book.on('invoices', contractOid, (invoice) => linesOf(invoice).some((line) => line.ContractOid === contractOid));
  return found.sort((a, b) => (a.DueDate < b.DueDate ? -1 : a.DueDate > b.DueDate ? 1 : a.InvoiceOid - b.InvoiceOid));
}

/** The payments received on the contract. */
export function paymentsOn(book: LiveBook, contractOid: number): PaymentRecord[] {
  return book.on('payments', contractOid, (payment) => payment.ContractOid === contractOid);
}

/** What is open on the contract and was due before a day. */
export function pastDueCents(invoices: InvoiceRecord[], contractOid: number, today: LocalDate): number {
  let cents = 0;
  for (const invoice of invoices) {
    if (invoice.DueDate >= today) continue;
    for (const line of linesOf(invoice)) if (line.ContractOid === contractOid) cents += centsOf(line.Balance);
  }
  return cents;
}

/** Takes an amount off the contract's open lines by the lender's method. Returns the invoices changed, what each line took and what was left over. */
export function applyToOpen(
  invoices: InvoiceRecord[],
  contractOid: number,
  amountCents: number,
  method: CashApplicationMethod,
): { changed: InvoiceRecord[]; applied: Application[]; unappliedCents: number } {
  const charges = invoices.flatMap((invoice) => openCharges(invoice, contractOid));
  const { applied, unappliedCents } = applyCash(charges, amountCents, method);
  const taken = new Map(applied.map((one) => [keyOf(one.invoiceOid, one.lineNumber), one.cents]));
  const changed = adjust(invoices, contractOid, (line, invoice) => -(taken.get(keyOf(invoice.InvoiceOid, line.LineNumber)) ?? 0));
  return { changed, applied, unappliedCents };
}

function openCharges(invoice: InvoiceRecord, contractOid: number): OpenCharge[] {
  return linesOf(invoice)
    .filter((line) => line.ContractOid === contractOid)
    .map((line) => ({
      invoiceOid: invoice.InvoiceOid,
      lineNumber: line.LineNumber,
      dueOn: invoice.DueDate,
      priority: priorityOf(line.TransactionCode),
      balanceCents: centsOf(line.Balance),
    }));
}

function keyOf(invoiceOid: number, lineNumber: number): string {
  return `${invoiceOid} ${lineNumber}`;
}

/** Puts back onto the contract's lines what a payment was applied to, as far as they still show it as paid; says how much could not be. */
export function reopenApplied(
  invoices: InvoiceRecord[],
  contractOid: number,
  applied: readonly Application[],
): { invoices: InvoiceRecord[]; changed: InvoiceRecord[]; missingCents: number } {
  const paid = new Map(applied.map((one) => [keyOf(one.invoiceOid, one.lineNumber), one.cents]));
  let missingCents = applied.reduce((sum, { cents }) => sum + cents, 0);
  const changed = adjust(invoices, contractOid, (line, invoice) => {
    const reopened = Math.min(paid.get(keyOf(invoice.InvoiceOid, line.LineNumber)) ?? 0, paidCents(line));
    missingCents -= reopened;
    return reopened;
  });
  const latest = new Map(changed.map((invoice) => [invoice.InvoiceOid, invoice]));
  return { invoices: invoices.map((invoice) => latest.get(invoice.InvoiceOid) ?? invoice), changed, missingCents };
}

function paidCents(line: InvoiceLine): number {
  return Math.max(0, centsOf(line.Amount) - centsOf(line.Balance));
}

/** Puts an amount back onto the contract's paid lines, the newest due first. */
export function reopenNewest(invoices: InvoiceRecord[], contractOid: number, amountCents: number): InvoiceRecord[] {
  let left = amountCents;
  return adjust([...invoices].reverse(), contractOid, (line) => {
    const reopened = Math.min(left, paidCents(line));
    left -= reopened;
    return reopened;
  });
}

function adjust(
  invoices: InvoiceRecord[],
  contractOid: number,
  by: (line: InvoiceLine, invoice: InvoiceRecord) => number,
): InvoiceRecord[] {
  const changed: InvoiceRecord[] = [];
  for (const invoice of invoices) {
    let touched = false;
    const lines = linesOf(invoice).map((line) => {
      const cents = line.ContractOid === contractOid ? by(line, invoice) : 0;
      touched ||= cents !== 0;
      return cents === 0 ? line : { ...line, Balance: formatCents(centsOf(line.Balance) + cents) };
    });
    if (touched) changed.push({ ...invoice, Lines: lines });
  }
  return changed;
}

/** What was paid on the contract and not returned, less what its lines show as paid: money not applied to anything. */
export function unappliedCents(invoices: InvoiceRecord[], payments: PaymentRecord[], contractOid: number): number {
  let cents = 0;
  for (const payment of payments) if (payment.ReturnedDate === null) cents += centsOf(payment.Amount);
  for (const invoice of invoices) {
    for (const line of linesOf(invoice)) if (line.ContractOid === contractOid) cents -= centsOf(line.Amount) - centsOf(line.Balance);
  }
  return cents;
}
