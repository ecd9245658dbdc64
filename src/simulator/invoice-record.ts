import { formatCents } from '../kernel/money';
import { dateOf } from './day';
import type { Charge, ChargeLine } from './ledger';
import { LEAD_DAYS } from './ledger-plan';
import type { InvoiceLine, InvoiceRecord } from './record';

/** A charge with what it is on: a contract, or (null) the billed account. */
export interface BilledCharge {
  charge: Charge;
  contractOid: number | null;
  assetOid: number | null;
}

/** Whom and how to bill. */
export interface Billing {
  combined: boolean;
  accountOid: number;
  nextOid: () => number;
  currencyCode: string;
}

/** Makes invoices: one for each charge, or, combined, one for each due day. */
export function billCharges(billed: BilledCharge[], billing: Billing): InvoiceRecord[] {
  const groups = billing.combined ? groupByDueDay(billed) : billed.map((one) => [one]);
  return groups.map((group) => makeInvoice(group, billing, billing.nextOid()));
}

function groupByDueDay(billed: BilledCharge[]): BilledCharge[][] {
  const groups = new Map<number, BilledCharge[]>();
  for (const one of billed) {
    const group = groups.get(one.charge.dueDay);
    if (group) group.push(one);
    else groups.set(one.charge.dueDay, [one]);
  }
  return [...groups.keys()].sort((a, b) => a - b).map((day) => groups.get(day) ?? []);
}

function makeInvoice(group: BilledCharge[], billing: Billing, oid: number): InvoiceRecord {
  const dueDay = group[0]?.charge.dueDay ?? 0;
  const lines: InvoiceLine[] = [];
  let scheduled = false;
  for (const { charge, contractOid, assetOid } of group) {
    scheduled ||= charge.scheduled;
    const accountOid = contractOid === null ? billing.accountOid : null;
    for (const line of charge.lines) lines.push(makeLine(line, lines.length + 1, contractOid, accountOid, assetOid));
  }
  return {
    InvoiceOid: oid,
    InvoiceNumber: `INV${String(oid).padStart(8, '0')}`,
    AccountOid: billing.accountOid,
    InvoiceType: scheduled ? 'SCHEDULED' : 'MISCELLANEOUS',
    InvoiceDate: dateOf(dueDay - LEAD_DAYS),
    DueDate: dateOf(dueDay),
    CurrencyCode: billing.currencyCode,
    Lines: lines,
  };
}

function makeLine(
  line: ChargeLine,
  LineNumber: number,
  ContractOid: number | null,
  AccountOid: number | null,
  AssetOid: number | null,
): InvoiceLine {
  return {
    LineNumber,
    ContractOid,
    AccountOid,
    AssetOid,
    TransactionCode: line.code,
    Description: null,
    Amount: formatCents(line.amountCents),
    Balance: formatCents(line.balanceCents),
  };
}
