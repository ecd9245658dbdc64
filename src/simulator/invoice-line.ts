import type { InvoiceLine, InvoiceRecord } from './record';

/** The lines of an invoice; none where somebody put an unreadable one. */
export function linesOf(invoice: InvoiceRecord): InvoiceLine[] {
  return Array.isArray(invoice.Lines) ? invoice.Lines.filter(isObject) : [];
}

/** Whether a part of a record that somebody put can be looked into. */
export function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
