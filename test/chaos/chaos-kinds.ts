import type { BookRecord } from './simulated-book';

/** What chaos does to records of a kind. */
interface KindOfChaos {
  /** The field with the record's own oid. */
  oid: string;
  /** The record with something harmless about it changed. */
  touch(data: BookRecord, mark: string): BookRecord;
  /** Field by field, what no reader of the protocol can make sense of. */
  garbage: Readonly<Record<string, unknown>>;
}

const text =
  (field: string) =>
  (data: BookRecord, mark: string): BookRecord => ({ ...data, [field]: mark });

const KINDS: Readonly<Record<string, KindOfChaos>> = {
  accounts: { oid: 'AccountOid', touch: text('PhoneNumber'), garbage: { EntityType: 'ROBOT', AccountId: '' } },
  contacts: { oid: 'ContactOid', touch: text('Title'), garbage: { LastName: null } },
  locations: { oid: 'LocationOid', touch: text('Name'), garbage: { PostalCode: 60_614, CountryCode: 'usa' } },
  contracts: { oid: 'ContractOid', touch: text('Description'), garbage: { PaymentAmount: '12,x', MaturityDate: '2026-02-30' } },
  payments: { oid: 'PaymentOid', touch: text('Reference'), garbage: { Amount: '12,x', PaymentMethod: 'BARTER' } },
  invoices: { oid: 'InvoiceOid', touch: text('InvoiceNumber'), garbage: { InvoiceType: 'GUESS', DueDate: 'soon', Lines: [] } },
  assets: { oid: 'AssetOid', touch: text('Description'), garbage: { Cost: '12,x', SerialNumber: 17 } },
  schedules: { oid: 'ContractOid', touch: (data) => ({ ...data }), garbage: { Rows: [], CurrencyCode: 'dollar' } },
  principalAndInterest: { oid: 'ContractOid', touch: (data) => ({ ...data, InterestPaid: '0.01' }), garbage: { PrincipalPaid: '12,x' } },
  linesOfCredit: { oid: 'LineOfCreditOid', touch: text('Description'), garbage: { CreditLimit: '12,x', Draws: 'none' } },
};

/** What chaos does to a kind. @throws Error for a kind that it was not told about. */
export function chaosOf(kind: string): KindOfChaos {
  const chaos = KINDS[kind];
  if (!chaos) throw new Error(`Chaos knows nothing of the kind "${kind}": add it to chaos-kinds.ts.`);
  return chaos;
}

/** Whether chaos has made this record unreadable and nobody has repaired it yet. */
export function isGarbled(kind: string, data: BookRecord): boolean {
  return Object.entries(chaosOf(kind).garbage).some(([field, garbage]) => JSON.stringify(data[field]) === JSON.stringify(garbage));
}

/** The record with one field made unreadable. */
export function garbled(kind: string, data: BookRecord, which: number): BookRecord {
  const fields = Object.keys(chaosOf(kind).garbage);
  const field = fields[which % fields.length] ?? '';
  return { ...data, [field]: chaosOf(kind).garbage[field] };
}
