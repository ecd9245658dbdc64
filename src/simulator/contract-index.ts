import { linesOf } from './invoice-line';
import type { AnyRecord, InvoiceRecord, Kind, PaymentRecord } from './record';

/** Which changed invoices and payments may concern a contract. Once noted, an oid stays until the index is cleared: readers look again. */
export class ContractIndex {
  private readonly oids = { invoices: new Map<number, Set<number>>(), payments: new Map<number, Set<number>>() };

  note(kind: Kind, oid: number, data: AnyRecord): void {
    if (kind === 'payments') this.add('payments', (data as PaymentRecord).ContractOid, oid);
    if (kind !== 'invoices') return;
    for (const { ContractOid } of linesOf(data as InvoiceRecord)) if (ContractOid !== null) this.add('invoices', ContractOid, oid);
  }

  of(kind: 'invoices' | 'payments', contractOid: number): Iterable<number> {
    return this.oids[kind].get(contractOid) ?? [];
  }

  clear(): void {
    this.oids.invoices.clear();
    this.oids.payments.clear();
  }

  private add(kind: 'invoices' | 'payments', contractOid: number, oid: number): void {
    const known = this.oids[kind].get(contractOid);
    if (known) known.add(oid);
    else this.oids[kind].set(contractOid, new Set([oid]));
  }
}
