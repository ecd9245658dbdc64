import type { LocalDate } from '../kernel/local-date';
import { parseCents } from '../kernel/money';
import { returnCodeOf } from '../nacha/return-code-table';
import type { AlternateEftStore } from './alternate-eft-store';
import { customerOf, postPayment, returnPayment } from './contract-change';
import type { BankFile, EftBatch, LeftOut } from './eft-batch-store';
import { type Debit, type FileMoment, unwritable, writeAnswerFile, writeEftFile } from './eft-file';
import { correctedDataOf, type EftCorrection } from './eft-correction';
import { HttpFailure } from './http-failure';
import type { LiveBook } from './live-book';
import type { Change } from './overlay';
import type { PaymentRecord } from './record';

/** What posting did. */
export interface Posting {
  batch: EftBatch;
  changes: Change[];
  unappliedCents: number;
}

/** EFT generation and what comes back from the bank. Each method is one step: refused, it has changed nothing. */
export class EftRun {
  constructor(
    private readonly book: LiveBook,
    private readonly records: AlternateEftStore,
    private readonly now: () => Date,
  ) {}

  /** Takes the open records due within the range, held by no batch, into one in review; no batch where there are none. */
  generate(from: LocalDate, to: LocalDate): { batch: EftBatch | null; leftOut: readonly LeftOut[] } {
    if (to < from) throw new HttpFailure('BAD_REQUEST', '"to" must not be before "from".');
    const { taken, leftOut } = this.sort(this.records.listDue(from, to));
    if (taken.length === 0) return { batch: null, leftOut };
    return { batch: this.records.batches.open({ from, to }, { paymentIds: taken, leftOut }, this.book.latestSequence), leftOut };
  }

  /**
   * Posts a batch in review: writes its file, marks its records processed and posts their payments. Records cancelled in the meantime, or whose contract
   * takes no payment any more, are left out. A posted batch stays as it is.
   */
  post(batchNumber: number): Posting {
    const { batches } = this.records;
    const batch = batches.get(batchNumber);
    if (batch.state === 'POSTED') return { batch, changes: [], unappliedCents: 0 };
    if (batch.state === 'DISCARDED') throw new HttpFailure('CONFLICT', 'That batch was discarded.');
    const { taken, leftOut } = this.sort(batch.paymentIds);
    const debits = this.numbered(taken);
    const moment = this.moment(batchNumber);
    const file = debits.length === 0 ? undefined : { FileName: fileName('EFT', moment), text: writeEftFile(debits, moment) };
    const changes: Change[] = [];
    let unappliedCents = 0;
    for (const debit of debits) {
      const posted = this.collect(debit, batchNumber, moment, file?.FileName ?? '');
      for (const change of posted.changes) changes.push(change);
      unappliedCents += posted.unappliedCents;
    }
    const step = { state: 'POSTED', paymentIds: debits.map(({ paymentId }) => paymentId), leftOut, moment, file } as const;
    return { batch: batches.close(batchNumber, step, this.book.latestSequence), changes, unappliedCents };
  }

  /** Gives the records of a batch in review back to the next generation. A discarded batch stays as it is. */
  discard(batchNumber: number): EftBatch {
    const { batches } = this.records;
    const batch = batches.get(batchNumber);
    if (batch.state === 'POSTED') throw new HttpFailure('CONFLICT', 'That batch is posted.');
    if (batch.state === 'DISCARDED') return batch;
    return batches.close(batchNumber, { state: 'DISCARDED', paymentIds: [], leftOut: [] }, this.book.latestSequence);
  }

  /** Generates and posts a batch of one record. */
  postAlone(paymentId: string): Posting {
    const { state, DueDate } = this.records.get(paymentId);
    if (state !== 'OPEN') throw new HttpFailure('CONFLICT', 'That record is not open.');
    if (this.records.batches.holderOf(paymentId) !== undefined) throw new HttpFailure('CONFLICT', 'A batch in review holds that record.');
    const reason = this.obstacle(paymentId);
    if (reason !== undefined) throw new HttpFailure('UNPROCESSABLE', reason);
    const held = { paymentIds: [paymentId], leftOut: [] };
    return this.post(this.records.batches.open({ from: DueDate, to: DueDate }, held, this.book.latestSequence).BatchNumber);
  }

  /** The payer's bank sends a collected payment back: writes its return file and reverses the posting. */
  sendBack(paymentId: string, code: string): { file: BankFile; changes: Change[] } {
    if (!returnCodeOf(code)) throw new HttpFailure('BAD_REQUEST', '"reasonCode" must be a return reason code.');
    const { payment, debit, sent } = this.collected(paymentId);
    const { batches } = this.records;
    const moment = this.moment(batches.takeAnswerNumber());
    const text = writeAnswerFile(debit, sent, { type: '99', code }, moment);
    const file = { FileName: fileName('RETURN', moment), text };
    const changes = returnPayment(this.book, payment, code);
    batches.addAnswer(file, this.book.latestSequence);
    return { file, changes };
  }

  /** The payer's bank has taken a payment and says what to correct before the next: writes its notification of change and notes it on the record. */
  correct(paymentId: string, correction: EftCorrection): BankFile {
    const { debit, sent } = this.collected(paymentId);
    if (this.records.get(paymentId).Correction) throw new HttpFailure('CONFLICT', 'That payment was corrected already.');
    const { batches } = this.records;
    const moment = this.moment(batches.takeAnswerNumber());
    const answer = { type: '98', code: correction.ChangeCode, correctedData: correctedDataOf(correction) } as const;
    const file = { FileName: fileName('CORRECTION', moment), text: writeAnswerFile(debit, sent, answer, moment) };
    this.records.correct(paymentId, correction);
    batches.addAnswer(file, this.book.latestSequence);
    return file;
  }

  /** What a posted batch has collected for a record and the bank has not sent back, and when its file went out. */
  private collected(paymentId: string): { payment: PaymentRecord; debit: Debit; sent: FileMoment } {
    const { AlternateEftOid, submission, collection } = this.records.details(paymentId);
    if (!collection) throw new HttpFailure('CONFLICT', 'No posted batch has taken that record.');
    const payment = this.book.get('payments', collection.PaymentOid);
    if (!payment) throw new HttpFailure('NOT_FOUND', 'The payment of that record has been deleted.');
    if (payment.ReturnedDate !== null) throw new HttpFailure('CONFLICT', 'That payment was returned already.');
    const batch = this.records.batches.get(collection.BatchNumber);
    if (batch.state !== 'POSTED') throw new HttpFailure('CONFLICT', 'The batch of that record is not posted.');
    return { payment, debit: { AlternateEftOid, submission, traceSequence: collection.traceSequence }, sent: batch.moment };
  }

  private sort(paymentIds: readonly string[]): { taken: string[]; leftOut: LeftOut[] } {
    const taken: string[] = [];
    const leftOut: LeftOut[] = [];
    for (const paymentId of paymentIds) {
      const reason = this.obstacle(paymentId);
      if (reason === undefined) taken.push(paymentId);
      else leftOut.push({ paymentId, reason });
    }
    return { taken, leftOut };
  }

  /** Why a record cannot be collected now. */
  private obstacle(paymentId: string): string | undefined {
    const { state } = this.records.get(paymentId);
    if (state === 'CANCELED') return 'It was cancelled.';
    if (state === 'PROCESSED') return 'It was collected already.';
    const { AlternateEftOid, submission } = this.records.details(paymentId);
    const contract = this.book.get('contracts', submission.ContractOid);
    if (!contract) return 'There is no such contract.';
    if (!contract.IsBooked) return 'The contract is not booked.';
    if (customerOf(contract) === undefined) return 'The contract has no CUSTOMER.';
    return unwritable({ AlternateEftOid, submission, traceSequence: 1 }, this.moment(1));
  }

  /** The records as debits in the order of the file, class by class, with the trace numbers they will have. */
  private numbered(paymentIds: readonly string[]): (Debit & { paymentId: string })[] {
    const details = paymentIds.map((paymentId) => ({ paymentId, ...this.records.details(paymentId) }));
    const inFile = [...details.filter(isClass('WEB')), ...details.filter(isClass('CCD'))];
    const first = this.records.batches.takeTraces(inFile.length);
    return inFile.map(({ paymentId, AlternateEftOid, submission }, place) => ({
      paymentId,
      AlternateEftOid,
      submission,
      traceSequence: first + place,
    }));
  }

  private collect(
    { paymentId, submission, traceSequence }: Debit & { paymentId: string },
    BatchNumber: number,
    moment: FileMoment,
    FileName: string,
  ): { changes: Change[]; unappliedCents: number } {
    const contract = this.book.get('contracts', submission.ContractOid);
    const accountOid = contract && customerOf(contract);
    if (!contract || accountOid === undefined) throw new Error('What cannot be collected was to be left out.');
    const { payment, ...posted } = postPayment(this.book, contract, {
      amountCents: parseCents(submission.Amount) ?? 0,
      accountOid,
      receivedOn: this.book.today,
      method: 'EFT',
      reference: paymentId,
    });
    const collection = { BatchNumber, PostedAt: moment.now.toISOString(), FileName, traceSequence, PaymentOid: payment.oid };
    this.records.process(paymentId, collection, payment.sequence);
    return posted;
  }

  private moment(number: number): FileMoment {
    return { today: this.book.today, now: this.now(), number };
  }
}

function isClass(secCode: 'WEB' | 'CCD'): (of: Pick<Debit, 'submission'>) => boolean {
  return ({ submission }) => submission.SecCode === secCode;
}

function fileName(kind: 'EFT' | 'RETURN' | 'CORRECTION', { today, number }: FileMoment): string {
  return `${kind}-${today}-${String(number).padStart(6, '0')}.ach`;
}
