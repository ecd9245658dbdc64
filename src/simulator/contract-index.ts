import type { AssetRecord } from './daily-record';
import { linesOf } from './invoice-line';
import type { AnyRecord, InvoiceRecord, Kind, PaymentRecord } from './record';

export type IndexedKind = 'invoices' | 'payments' | 'assets';

/** Which changed invoices, payments and assets may concern a contract. Once noted, an oid stays until the index is cleared: readers look again. */
export class ContractIndex {
  private readonly oids: Record<IndexedKind, Map<number, Set<number>>> = { invoices: new Map(), payments: new Map(), assets: new Map() };

  note(kind: Kind, oid: number, data: AnyRecord): void {
    if (kind === 'payments') this.add(kind, (data as PaymentRecord).ContractOid, oid);
    if (kind === 'assets') this.add(kind, (data as AssetRecord).ContractOid, oid);
    if (kind === 'invoices') for (const { ContractOid } of linesOf(data as InvoiceRecord)) this.add(kind, ContractOid, oid);
  }

  of(kind: IndexedKind, contractOid: number): Iterable<number> {
    return this.oids[kind].get(contractOid) ?? [];
  }

  clear(): void {
    for (const kind of Object.values(this.oids)) kind.clear();
  }

  private add(kind: IndexedKind, contractOid: number | null, oid: number): void {
    if (contractOid === null) return;
    const known = this.oids[kind].get(contractOid);
    if (known) known.add(oid);
    else this.oids[kind].set(contractOid, new Set([oid]));
  }
}
