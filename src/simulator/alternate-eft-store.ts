import type { LocalDate } from '../kernel/local-date';
import { isRoutingNumber } from '../kernel/routing-number';
import { readSubmission, type Submission } from './alternate-eft-submission';
import { EftBatchStore } from './eft-batch-store';
import type { EftCorrection } from './eft-correction';
import { traceOf } from './eft-file';
import { HttpFailure } from './http-failure';
import type { LiveBook } from './live-book';

type State = 'OPEN' | 'CANCELED' | 'PROCESSED';

/** How a batch collected the payment: its file, its entry there, and the payment posted in the book. */
export interface Collection {
  BatchNumber: number;
  PostedAt: string;
  FileName: string;
  traceSequence: number;
  PaymentOid: number;
}

interface Stored {
  AlternateEftOid: number;
  submission: Submission;
  /** Each state with the book's sequence at the time, so that a restore can take it back. */
  states: { state: State; sequence: number; collection?: Collection }[];
  /** What the bank has put right since, with the sequence at the time. */
  correction?: { correction: EftCorrection; sequence: number };
}

/** An Alternate EFT record as answered: never with the bank account, but for what the bank has corrected. */
export interface AlternateEftRecord {
  AlternateEftOid: number;
  paymentId: string;
  Payments: 0 | 1;
  PaymentsProcessed: 0 | 1;
  state: State;
  ContractOid: number;
  Amount: string;
  CurrencyCode: string;
  DueDate: LocalDate;
  SecCode: 'WEB' | 'CCD';
  BatchNumber: number | null;
  PostedAt: string | null;
  TraceNumber: string | null;
  FileName: string | null;
  ReturnedDate: LocalDate | null;
  ReturnReasonCode: string | null;
  Correction: EftCorrection | null;
}

/**
 * The Alternate EFT records by the portal's payment id, with the batches that collect them. Every method runs to its end without a pause, so parallel
 * calls cannot interleave.
 */
export class AlternateEftStore {
  readonly batches = new EftBatchStore();
  private readonly stored = new Map<string, Stored>();
  private nextOid = 90_001;

  constructor(private readonly book: LiveBook) {}

  /** Creates the record, or answers the one there is; other content under the same id is a conflict. */
  put(paymentId: string, body: unknown): { created: boolean; record: AlternateEftRecord } {
    const submission = readSubmission(body);
    const known = this.stored.get(paymentId);
    if (known) {
      if (JSON.stringify(known.submission) !== JSON.stringify(submission)) {
        throw new HttpFailure('CONFLICT', 'That paymentId exists with other content.');
      }
      return { created: false, record: this.toRecord(paymentId, known) };
    }
    this.check(submission);
    const states = [{ state: 'OPEN' as const, sequence: this.book.latestSequence }];
    const created = { AlternateEftOid: this.nextOid++, submission, states };
    this.stored.set(paymentId, created);
    return { created: true, record: this.toRecord(paymentId, created) };
  }

  get(paymentId: string): AlternateEftRecord {
    return this.toRecord(paymentId, this.find(paymentId));
  }

  /** Every record, in the order in which they came. */
  list(): AlternateEftRecord[] {
    return [...this.stored].map(([paymentId, stored]) => this.toRecord(paymentId, stored));
  }

  /** The open records due within two dates, both included, that no batch in review holds. */
  listDue(from: LocalDate, to: LocalDate): string[] {
    const due: string[] = [];
    for (const [paymentId, stored] of this.stored) {
      const { DueDate } = stored.submission;
      if (stateOf(stored) !== 'OPEN' || DueDate < from || DueDate > to) continue;
      if (this.batches.holderOf(paymentId) === undefined) due.push(paymentId);
    }
    return due;
  }

  /** What was asked for, whole, and how it was collected, if it was. */
  details(paymentId: string): { AlternateEftOid: number; submission: Submission; collection: Collection | undefined } {
    const { AlternateEftOid, submission, states } = this.find(paymentId);
    return { AlternateEftOid, submission, collection: states[states.length - 1]?.collection };
  }

  /** Cancels an open record, also one that a batch in review holds; one already cancelled or processed stays what it is. */
  cancel(paymentId: string): AlternateEftRecord {
    const stored = this.find(paymentId);
    if (stateOf(stored) === 'OPEN') stored.states.push({ state: 'CANCELED', sequence: this.book.latestSequence });
    return this.toRecord(paymentId, stored);
  }

  /** Marks an open record as collected; `sequence` is that of its payment: a restore to before it opens the record again. */
  process(paymentId: string, collection: Collection, sequence: number): void {
    const stored = this.find(paymentId);
    if (stateOf(stored) !== 'OPEN') throw new HttpFailure('CONFLICT', 'That record is not open.');
    stored.states.push({ state: 'PROCESSED', sequence, collection });
  }

  /** Notes what the bank has put right. */
  correct(paymentId: string, correction: EftCorrection): void {
    this.find(paymentId).correction = { correction, sequence: this.book.latestSequence };
  }

  get size(): number {
    return this.stored.size;
  }

  /** Takes back what happened after a sequence; without one, everything. */
  restore(toSequence?: number): void {
    for (const [paymentId, stored] of this.stored) {
      stored.states = stored.states.filter((entry) => toSequence !== undefined && entry.sequence <= toSequence);
      if (stored.correction && (toSequence === undefined || stored.correction.sequence > toSequence)) delete stored.correction;
      if (stored.states.length === 0) this.stored.delete(paymentId);
    }
    this.batches.restore(toSequence);
  }

  private find(paymentId: string): Stored {
    const stored = this.stored.get(paymentId);
    if (!stored) throw new HttpFailure('NOT_FOUND', 'There is no such Alternate EFT record.');
    return stored;
  }

  private check(submission: Submission): void {
    const contract = this.book.get('contracts', submission.ContractOid);
    if (!contract) throw new HttpFailure('UNPROCESSABLE', 'There is no such contract.');
    if (!contract.IsBooked) throw new HttpFailure('UNPROCESSABLE', 'The contract is not booked.');
    if (contract.CurrencyCode !== submission.CurrencyCode) throw new HttpFailure('UNPROCESSABLE', 'The contract is in another currency.');
    if (!isRoutingNumber(submission.RoutingNumber)) throw new HttpFailure('UNPROCESSABLE', 'The routing number is not valid.');
  }

  private toRecord(paymentId: string, stored: Stored): AlternateEftRecord {
    const { ContractOid, Amount, CurrencyCode, DueDate, SecCode } = stored.submission;
    const state = stateOf(stored);
    const open = state === 'OPEN';
    const collection = stored.states[stored.states.length - 1]?.collection;
    const payment = collection && this.book.get('payments', collection.PaymentOid);
    return {
      AlternateEftOid: stored.AlternateEftOid,
      paymentId,
      Payments: open ? 1 : 0,
      PaymentsProcessed: open ? 0 : 1,
      state,
      ...{ ContractOid, Amount, CurrencyCode, DueDate, SecCode },
      BatchNumber: collection?.BatchNumber ?? (open ? this.batches.holderOf(paymentId) : undefined) ?? null,
      PostedAt: collection?.PostedAt ?? null,
      TraceNumber: collection ? traceOf(collection) : null,
      FileName: collection?.FileName ?? null,
      ReturnedDate: payment?.ReturnedDate ?? null,
      ReturnReasonCode: payment?.ReturnReasonCode ?? null,
      Correction: stored.correction?.correction ?? null,
    };
  }
}

function stateOf(stored: Stored): State {
  return stored.states[stored.states.length - 1]?.state ?? 'OPEN';
}
