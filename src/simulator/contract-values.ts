import type { LocalDate } from '../kernel/local-date';
import { calculatePrincipalAndInterest } from './contract-detail';
import { contractOn } from './contract-record';
import { dayOf } from './day';
import { linesOf } from './invoice-line';
import type { LiveBook } from './live-book';
import { centsOf } from './open-balance';
import type { Change } from './overlay';
import type { ContractRecord, InvoiceRecord } from './record';

/** Above this many contracts the nightly work over the whole book takes too long and is left out. */
export const LARGEST_WORKED_BOOK = 20_000;

/** The job *Calculate Contract Values*: brings remaining payments, balance, next due date, past due, principal and interest of the given contracts to a day. */
export function calculateValues(book: LiveBook, contracts: ContractRecord[], today: LocalDate): Change[] {
  const pastDue = new Map<number, number>();
  for (const [, invoice] of book.all('invoices')) addPastDue(invoice, today, pastDue);
  return contracts.flatMap((contract) => {
    const changed = contractOn(contract, dayOf(today), pastDue.get(contract.ContractOid) ?? 0);
    const values = changed ? [book.put('contracts', contract.ContractOid, changed)] : [];
    return [...values, ...calculatePrincipalAndInterest(book, contract, today)];
  });
}

function addPastDue(invoice: InvoiceRecord, today: string, pastDue: Map<number, number>): void {
  if (invoice.DueDate >= today) return;
  for (const line of linesOf(invoice)) {
    if (line.ContractOid !== null) pastDue.set(line.ContractOid, (pastDue.get(line.ContractOid) ?? 0) + centsOf(line.Balance));
  }
}
