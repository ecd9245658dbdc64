import { formatCents, parseCents } from '../kernel/money';
import type { LocalDate } from '../kernel/local-date';
import type { LiveBook } from './live-book';
import type { ContractRecord, ContractRole, InvoiceLine, InvoiceRecord, PaymentRecord } from './record';

/** The lines of an invoice; none where somebody put an unreadable one. */
export function linesOf(invoice: InvoiceRecord): InvoiceLine[] {
  return Array.isArray(invoice.Lines) ? invoice.Lines.filter(isObject) : [];
}

/** The roles of a contract; none where somebody put an unreadable one. */
export function rolesOf(contract: ContractRecord): ContractRole[] {
  return Array.isArray(contract.Roles) ? contract.Roles.filter(isObject) : [];
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** A decimal string as cents; what cannot be read counts as nothing. */
export function centsOf(text: unknown): number {
  return typeof text === 'string' ? (parseCents(text) ?? 0) : 0;
}

/** The invoices with a line on the contract, the oldest due first. */
export function invoicesOn(book: LiveBook, contractOid: number): InvoiceRecord[] {
  const home = book.base.customerOf('contracts', contractOid);
  const found = book.near('invoices', [home], (invoice) => linesOf(invoice).some((line) => line.ContractOid === contractOid));
  return found.sort((a, b) => (a.DueDate < b.DueDate ? -1 : a.DueDate > b.DueDate ? 1 : a.InvoiceOid - b.InvoiceOid));
}

/** The payments received on the contract. */
export function paymentsOn(book: LiveBook, contractOid: number): PaymentRecord[] {
  return book.near('payments', [book.base.customerOf('contracts', contractOid)], (payment) => payment.ContractOid === contractOid);
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

/** Takes an amount off the contract's open lines, the oldest due first. Returns the invoices changed and what was left over. */
export function applyToOldest(
  invoices: InvoiceRecord[],
  contractOid: number,
  amountCents: number,
): { changed: InvoiceRecord[]; leftCents: number } {
  let left = amountCents;
  const changed = adjust(invoices, contractOid, (line) => {
    const paid = Math.min(left, Math.max(0, centsOf(line.Balance)));
    left -= paid;
    return -paid;
  });
  return { changed, leftCents: left };
}

/** Puts an amount back onto the contract's paid lines, the newest due first. */
export function reopenNewest(invoices: InvoiceRecord[], contractOid: number, amountCents: number): InvoiceRecord[] {
  let left = amountCents;
  return adjust([...invoices].reverse(), contractOid, (line) => {
    const reopened = Math.min(left, Math.max(0, centsOf(line.Amount) - centsOf(line.Balance)));
    left -= reopened;
    return reopened;
  });
}

function adjust(invoices: InvoiceRecord[], contractOid: number, by: (line: InvoiceLine) => number): InvoiceRecord[] {
  const changed: InvoiceRecord[] = [];
  for (const invoice of invoices) {
    let touched = false;
    const lines = linesOf(invoice).map((line) => {
      const cents = line.ContractOid === contractOid ? by(line) : 0;
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
