import type { BankAccountCorrection } from '../bank-accounts/bank-account-changes';

/** One payment to be drawn from a bank account. */
export interface AlternateEftInstruction {
  contractId: number;
  amountCents: number;
  currencyCode: string;
  dueOn: string;
  secCode: 'WEB' | 'CCD';
  routingNumber: string;
  accountNumber: string;
  accountType: 'CHECKING' | 'SAVINGS';
  accountHolderName: string;
}

/**
 * An alternate EFT record. Both a cancelled and a processed one have no payment left and one processed: `state` tells them apart.
 * How it was collected is null where it was not (yet), and where the connector is too old to tell.
 */
export interface AlternateEft {
  id: number;
  paymentId: string;
  amountCents: number;
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
  correction: BankAccountCorrection | null;
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

/** The servicing system will not take this payment instruction as things stand: its record was not made. */
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
 * The servicing system as far as payments need it. Every call may be repeated without harm.
 * @throws Fault UPSTREAM_UNAVAILABLE from every call that gets no proper answer in time; `cause` tells an operator why.
 */
export interface PaymentServicing {
  /** `epoch` names one unbroken life of its database: a restore begins another. */
  describe(signal?: AbortSignal): Promise<{ epoch: string }>;

  /**
   * Makes the record unless it exists.
   * @throws Fault CONFLICT when the payment's record exists with other content; InstructionRefusedError when it is not taken.
   */
  putAlternateEft(paymentId: string, instruction: AlternateEftInstruction, signal?: AbortSignal): Promise<AlternateEft>;

  /** Cancels it unless it was processed; undefined when there is none. */
  cancelAlternateEft(paymentId: string, signal?: AbortSignal): Promise<AlternateEft | undefined>;

  findAlternateEft(paymentId: string, signal?: AbortSignal): Promise<AlternateEft | undefined>;

  /** The latest EFT batches, newest first, at most 50; undefined when the connector is too old to tell. */
  listEftBatches(signal?: AbortSignal): Promise<EftBatch[] | undefined>;
}
