import type { LocalDate } from '../kernel/local-date';
import type { FileMoment } from './eft-file';
import { HttpFailure } from './http-failure';

/** A payment that a batch could not take, and why. */
export interface LeftOut {
  paymentId: string;
  reason: string;
}

/** A file as it goes to the bank or comes from it. */
export interface BankFile {
  FileName: string;
  text: string;
}

/** Where a batch stands: what it holds, what it left out, and, once posted, when and with what file (none where nothing was left to collect). */
export type BatchStep = { paymentIds: readonly string[]; leftOut: readonly LeftOut[] } & (
  { state: 'REVIEW' | 'DISCARDED' } | { state: 'POSTED'; moment: FileMoment; file: BankFile | undefined }
);

interface Stored {
  from: LocalDate;
  to: LocalDate;
  steps: [BatchStep & { sequence: number }, ...(BatchStep & { sequence: number })[]];
}

/** An EFT batch as it is now. */
export type EftBatch = BatchStep & { BatchNumber: number; from: LocalDate; to: LocalDate };

const LAST_TRACE = 9_999_999;

/** The EFT batches by number, and the files in which banks answer: returns and corrections. Numbers, traces and file names are never given again, not even after a restore. */
export class EftBatchStore {
  private readonly stored = new Map<number, Stored>();
  private readonly holders = new Map<string, number>();
  private answers: (BankFile & { sequence: number })[] = [];
  private nextBatch = 1;
  private nextTrace = 1;
  private nextAnswer = 1;

  /** Opens a batch in review that holds the payments from now on. */
  open(range: { from: LocalDate; to: LocalDate }, held: Pick<BatchStep, 'paymentIds' | 'leftOut'>, sequence: number): EftBatch {
    const BatchNumber = this.nextBatch++;
    this.stored.set(BatchNumber, { ...range, steps: [{ ...held, state: 'REVIEW', sequence }] });
    this.hold();
    return this.get(BatchNumber);
  }

  /** Posts or discards a batch, which then holds nothing any more. */
  close(BatchNumber: number, step: BatchStep, sequence: number): EftBatch {
    this.find(BatchNumber).steps.push({ ...step, sequence });
    this.hold();
    return this.get(BatchNumber);
  }

  get(BatchNumber: number): EftBatch {
    const { from, to, steps } = this.find(BatchNumber);
    return { ...(steps[steps.length - 1] ?? steps[0]), BatchNumber, from, to };
  }

  list(): EftBatch[] {
    return [...this.stored.keys()].map((number) => this.get(number));
  }

  /** The batch in review that holds a payment. */
  holderOf(paymentId: string): number | undefined {
    return this.holders.get(paymentId);
  }

  /** So many trace numbers that follow each other. */
  takeTraces(count: number): number {
    if (this.nextTrace + count - 1 > LAST_TRACE) this.nextTrace = 1;
    this.nextTrace += count;
    return this.nextTrace - count;
  }

  takeAnswerNumber(): number {
    return this.nextAnswer++;
  }

  addAnswer(file: BankFile, sequence: number): void {
    this.answers.push({ ...file, sequence });
  }

  /** Every file sent and received, in that order. */
  files(): BankFile[] {
    const sent = this.list().flatMap((batch) => (batch.state === 'POSTED' && batch.file ? [batch.file] : []));
    return [...sent, ...this.answers.map(({ FileName, text }) => ({ FileName, text }))];
  }

  /** Takes back what happened after a sequence; without one, everything. */
  restore(toSequence = -1): void {
    for (const [number, batch] of this.stored) {
      const [first, ...later] = batch.steps;
      if (first.sequence > toSequence) this.stored.delete(number);
      else batch.steps = [first, ...later.filter(({ sequence }) => sequence <= toSequence)];
    }
    this.answers = this.answers.filter(({ sequence }) => sequence <= toSequence);
    this.hold();
  }

  private find(BatchNumber: number): Stored {
    const batch = this.stored.get(BatchNumber);
    if (!batch) throw new HttpFailure('NOT_FOUND', 'There is no such EFT batch.');
    return batch;
  }

  private hold(): void {
    this.holders.clear();
    for (const batch of this.list()) {
      if (batch.state === 'REVIEW') for (const paymentId of batch.paymentIds) this.holders.set(paymentId, batch.BatchNumber);
    }
  }
}
