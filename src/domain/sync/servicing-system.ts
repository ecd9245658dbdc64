import type { SyncKind } from '../../persistence/entities/sync.entity';
import type { Change, RecordOf, UnreadableRecord } from '../../persistence/repositories/synced-record';

export type { SyncKind } from '../../persistence/entities/sync.entity';
export type {
  AccountRecord,
  Change,
  ContactRecord,
  ContractRecord,
  ContractRoleRecord,
  InvoiceLineRecord,
  InvoiceRecord,
  LocationRecord,
  PaymentRecord,
  RecordOf,
  UnreadableRecord,
} from '../../persistence/repositories/synced-record';
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

/** One payment to be drawn from a bank account. */
export interface AlternateEftInstruction extends BankAccountDetails {
  contractId: number;
  amountCents: number;
  currencyCode: string;
  dueOn: string;
  secCode: 'WEB' | 'CCD';
  accountHolderName: string;
}

/** A notification of change: what the payer's bank says is right, null where it says nothing. Source: Nacha Operating Rules, Appendix Five. */
export interface AlternateEftCorrection {
  /** `C01`, `C02` … */
  code: string;
  receivedOn: string;
  routingNumber: string | null;
  accountNumber: string | null;
  accountType: BankAccountType | null;
  accountHolderName: string | null;
}

/**
 * An alternate EFT record. Both a cancelled and a processed one have no payment left and one processed: `state` tells them apart.
 * How it was collected is null where it was not (yet), and where the connector is too old to tell.
 */
export interface AlternateEft {
  id: number;
  paymentId: string;
  payments: number;
  paymentsProcessed: number;
  state: 'OPEN' | 'CANCELED' | 'PROCESSED';
  /** The EFT batch that has taken it or, without `postedAt`, holds it in review. */
  batchNumber: number | null;
  /** When that batch was posted, RFC 3339 in UTC: only then has it taken the payment. */
  postedAt: string | null;
  /** Of its entry in the NACHA file, 15 digits. */
  traceNumber: string | null;
  /** Of the NACHA file. */
  fileName: string | null;
  returnedOn: string | null;
  /** `R01`, `R02` … */
  returnReasonCode: string | null;
  correction: AlternateEftCorrection | null;
}

/** An EFT batch of the servicing system. */
export interface EftBatch {
  number: number;
  state: 'REVIEW' | 'POSTED' | 'DISCARDED';
  /** It takes what falls due from this day … */
  dueFrom: string;
  /** … to this one, both included. */
  dueTo: string;
  /** RFC 3339 in UTC. */
  postedAt: string | null;
  fileName: string | null;
  /** The banking day on which the file asks for the money. */
  effectiveEntryOn: string | null;
  count: number;
  amountCents: number;
}

/** The servicing system will never take this payment instruction: repeating it is useless. */
export class InstructionRefusedError extends Error {
  constructor(
    /** Why, in its own words, for staff; never with an account number in it. */
    readonly reason: string,
  ) {
    super(`The servicing system refused the payment instruction: ${reason}`);
    this.name = 'InstructionRefusedError';
  }
}

/**
 * The system that owns the truth about contracts. Every call may be repeated without harm.
 * @throws Fault UPSTREAM_UNAVAILABLE from every call that gets no proper answer in time; `cause` tells an operator why.
 */
export interface ServicingSystem {
  describe(signal?: AbortSignal): Promise<ServicingSystemDescription>;

  /** The changes of a kind after `since` (0 reads the whole kind), at most `limit`. A record it cannot read is in `unreadable`, never an error. */
  readChanges<Kind extends SyncKind>(kind: Kind, since: number, limit: number, signal?: AbortSignal): Promise<ChangePage<Kind>>;

  /** All of one customer, or undefined when there is no such account. */
  readCustomer(accountId: number, signal?: AbortSignal): Promise<CustomerSnapshot | undefined>;

  /** Whether the customer has this bank account on file. */
  findBankAccount(accountId: number, bankAccount: BankAccountDetails): Promise<boolean>;

  /** Undefined when no contract bears this number. */
  readEnrolmentFacts(contractNumber: string): Promise<EnrolmentFacts | undefined>;

  /**
   * Makes the record unless it exists.
   * @throws Fault CONFLICT when the payment's record exists with other content; InstructionRefusedError when it will never be taken.
   */
  putAlternateEft(paymentId: string, instruction: AlternateEftInstruction, signal?: AbortSignal): Promise<AlternateEft>;

  /** Cancels it unless it was processed; undefined when there is none. */
  cancelAlternateEft(paymentId: string, signal?: AbortSignal): Promise<AlternateEft | undefined>;

  findAlternateEft(paymentId: string, signal?: AbortSignal): Promise<AlternateEft | undefined>;

  /** The latest EFT batches, newest first, at most 50; undefined when the connector is too old to tell. */
  listEftBatches(signal?: AbortSignal): Promise<EftBatch[] | undefined>;
}
