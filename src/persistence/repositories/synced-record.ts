import type { AccountEntity } from '../entities/account.entity';
import type { AmortizationRowEntity, AmortizationScheduleEntity } from '../entities/amortization-schedule.entity';
import type { AssetEntity } from '../entities/asset.entity';
import type { ContactEntity } from '../entities/contact.entity';
import type { ContractEntity, ContractRoleEntity } from '../entities/contract.entity';
import type { InvoiceEntity, InvoiceLineEntity } from '../entities/invoice.entity';
import type { LineOfCreditDrawEntity, LineOfCreditEntity } from '../entities/line-of-credit.entity';
import type { LocationEntity } from '../entities/location.entity';
import type { PrincipalAndInterestEntity } from '../entities/principal-and-interest.entity';
import type { ReceivedPaymentEntity } from '../entities/received-payment.entity';
import type { SyncKind } from '../entities/sync.entity';

export type AccountRecord = Omit<AccountEntity, 'syncedAt'>;
export type ContactRecord = Omit<ContactEntity, 'syncedAt'>;
export type LocationRecord = Omit<LocationEntity, 'syncedAt'>;
export type PaymentRecord = Omit<ReceivedPaymentEntity, 'syncedAt'>;
export type AssetRecord = Omit<AssetEntity, 'syncedAt'>;
export type PrincipalAndInterestRecord = Omit<PrincipalAndInterestEntity, 'syncedAt'>;

export type ContractRoleRecord = Pick<ContractRoleEntity, 'accountId' | 'roleType'>;
export type ContractRecord = Omit<ContractEntity, 'syncedAt'> & { roles: ContractRoleRecord[] };

export type InvoiceLineRecord = Omit<InvoiceLineEntity, 'invoice' | 'invoiceId' | 'dueOn'>;
export type InvoiceRecord = Omit<InvoiceEntity, 'syncedAt'> & { lines: InvoiceLineRecord[] };

export type ScheduleRowRecord = Omit<AmortizationRowEntity, 'schedule' | 'contractId'>;
/** Its id is the contract's. */
export type ScheduleRecord = Omit<AmortizationScheduleEntity, 'syncedAt'> & { rows: ScheduleRowRecord[] };

export type LineOfCreditDrawRecord = Omit<LineOfCreditDrawEntity, 'lineOfCredit' | 'lineOfCreditId'>;
export type LineOfCreditRecord = Omit<LineOfCreditEntity, 'syncedAt'> & { draws: LineOfCreditDrawRecord[] };

/** What one thing of each kind looks like on its way from the servicing system into our copy; parts travel with their whole. */
export interface RecordOf {
  accounts: AccountRecord;
  contacts: ContactRecord;
  locations: LocationRecord;
  contracts: ContractRecord;
  invoices: InvoiceRecord;
  payments: PaymentRecord;
  assets: AssetRecord;
  schedules: ScheduleRecord;
  principalAndInterest: PrincipalAndInterestRecord;
  linesOfCredit: LineOfCreditRecord;
}

/** The latest change of one thing. `record` is null when the thing was deleted. */
export interface Change<Kind extends SyncKind> {
  sequence: number;
  id: number;
  record: RecordOf[Kind] | null;
}

/** A record that could not be read, to be set aside. */
export interface UnreadableRecord {
  /** The thing's id as text, or `sequence:…` where not even that was readable. */
  key: string;
  /** Null when it came in a customer's snapshot. */
  sequence: number | null;
  /** In plain words, naming the field: `Lines[2].Amount: "12,x" is not an amount`. */
  reason: string;
  payload: string;
}
