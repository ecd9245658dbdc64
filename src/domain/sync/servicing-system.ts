import type { SyncKind } from '../../persistence/entities/sync.entity';
import type { Change, RecordOf, UnreadableRecord } from '../../persistence/repositories/synced-record';
import type { PaymentServicing } from '../payments/alternate-eft';

export type { SyncKind } from '../../persistence/entities/sync.entity';
export type {
  AccountRecord,
  AssetRecord,
  Change,
  ContactRecord,
  ContractRecord,
  ContractRoleRecord,
  InvoiceLineRecord,
  InvoiceRecord,
  LineOfCreditDrawRecord,
  LineOfCreditRecord,
  LocationRecord,
  PaymentRecord,
  PrincipalAndInterestRecord,
  RecordOf,
  ScheduleRecord,
  ScheduleRowRecord,
  UnreadableRecord,
} from '../../persistence/repositories/synced-record';
export { InstructionRefusedError } from '../payments/alternate-eft';
export type { BankAccountCorrection } from '../bank-accounts/bank-account-changes';
export type { AlternateEft, AlternateEftInstruction, EftBatch } from '../payments/alternate-eft';
export { recordLimits } from '../../persistence/repositories/record-limits';

/** What the servicing system says of itself. */
export interface ServicingSystemDescription {
  product: string;
  version: string;
  /** The oldest version this portal works with. */
  minimumVersion: string;
  isSupported: boolean;
  hosting: 'HOSTED' | 'ON_PREMISES';
  /** Names one unbroken life of its database: a restore begins another. */
  epoch: string;
  latestSequence: number;
  /** Kinds whose changes before that sequence are not kept: who has read less reads the whole kind again. */
  wholeSince?: Partial<Record<SyncKind, number>>;
}

/** Some changes of one kind, in ascending order of their sequence. */
export interface ChangePage<Kind extends SyncKind> {
  epoch: string;
  latestSequence: number;
  /** What to read from next. */
  nextSince: number;
  /** Whether anything lies beyond `nextSince` now. */
  more: boolean;
  changes: Change<Kind>[];
  unreadable: UnreadableRecord[];
}

/** Everything of one customer at one moment. */
export interface CustomerSnapshot {
  epoch: string;
  latestSequence: number;
  records: { [Kind in SyncKind]: RecordOf[Kind][] };
  unreadable: { [Kind in SyncKind]: UnreadableRecord[] };
}

export type BankAccountType = 'CHECKING' | 'SAVINGS';

/** A bank account as its owner states it. */
export interface BankAccountDetails {
  routingNumber: string;
  accountNumber: string;
  accountType: BankAccountType;
}

/** What self-enrolment is checked against. */
export interface EnrolmentFacts {
  contractId: number;
  isBooked: boolean;
  privateLabel: string | null;
  billingPostalCode: string | null;
  billingCountryCode: string | null;
  billToEmails: string[];
  customers: { accountId: number; emails: string[]; contactEmails: string[] }[];
}

/**
 * The system that owns the truth about contracts. Every call may be repeated without harm.
 * @throws Fault UPSTREAM_UNAVAILABLE from every call that gets no proper answer in time; `cause` tells an operator why.
 */
export interface ServicingSystem extends PaymentServicing {
  describe(signal?: AbortSignal): Promise<ServicingSystemDescription>;

  /** The changes of a kind after `since` (0 reads the whole kind), at most `limit`. A record it cannot read is in `unreadable`, never an error. */
  readChanges<Kind extends SyncKind>(kind: Kind, since: number, limit: number, signal?: AbortSignal): Promise<ChangePage<Kind>>;

  /** All of one customer, or undefined when there is no such account. */
  readCustomer(accountId: number, signal?: AbortSignal): Promise<CustomerSnapshot | undefined>;

  /** Whether the customer has this bank account on file. */
  findBankAccount(accountId: number, bankAccount: BankAccountDetails, signal?: AbortSignal): Promise<boolean>;

  /** Undefined when no contract bears this number. */
  readEnrolmentFacts(contractNumber: string, signal?: AbortSignal): Promise<EnrolmentFacts | undefined>;
}
