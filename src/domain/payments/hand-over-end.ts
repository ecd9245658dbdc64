import type { Clock } from '../../kernel/clock';
import type { Database, Transaction } from '../../persistence/database';
import type { PaymentHandOverEntity } from '../../persistence/entities/payment-hand-over.entity';
import type { ClaimedHandOver, PaymentHandOverRepository } from '../../persistence/repositories/payment-hand-over.repository';
import type { PaymentLedgerRepository } from '../../persistence/repositories/payment-ledger.repository';
import type { BankAccountChanges } from '../bank-accounts/bank-account-changes';
import type { AlternateEft } from './alternate-eft';
import type { HandOverAnswer } from './hand-over-call';
import { type BatchNews, OVERDUE_ATTEMPTS, OVERDUE_MS, refusedRetryAt, retryAt, watchAt, watchPaidAt } from './hand-over-plan';
import { SOLVED_BY_RECORD } from './payment-finding-codes';
import type { PaymentFindings } from './payment-finding.service';
import type { LockedPayment, PaymentNews, PaymentProgress, PaymentStep } from './payment-progress';
import { PAYMENT_COURSES } from './payment-states';
import { amountInWords } from './payment-words';
import { ASPIRE, evidenceOf, isCollectedAgain, newsOf } from './record-news';

/** What the end of an attempt works with. */
export interface HandOverEndParts {
  database: Database;
  handOvers: PaymentHandOverRepository;
  ledger: PaymentLedgerRepository;
  progress: PaymentProgress;
  findings: PaymentFindings;
  corrections: Pick<BankAccountChanges, 'correct'>;
  batchNews: BatchNews;
  clock: Clock;
  timeZone: string;
  /** In [0, 1); default Math.random. */
  random?: () => number;
}

/** How an attempt ended. `LOST`: another worker has taken over, and nothing was written. `RELEASED`: given back untried. */
export type HandOverOutcome = PaymentStep | 'MISSING' | 'REFUSED' | 'POSTPONED' | 'LOST' | 'RELEASED';

/** An attempt at its end, with payment and row under lock. */
interface Ended {
  claim: ClaimedHandOver;
  payment: LockedPayment;
  row: PaymentHandOverEntity;
  /** Whether the task is still the one that was worked on: a payer may have cancelled meanwhile, or a restore was noticed. */
  isSameTask: boolean;
}

const GONE = 'It is in a file that went to the bank, but ASPIRE has no record of it any more: see that the money is posted there by hand.';
const STILL_OPEN = 'ASPIRE answered the cancellation with an open record.';

/** Writes down what came of an attempt: the news of the payment, and what is to be done next; in one transaction, and only while the claim is ours. */
export class HandOverEnd {
  constructor(private readonly parts: HandOverEndParts) {}

  /** `leftOutBy`: the batch that, before ASPIRE was asked, was known to be posted and should have taken the payment. */
  async write(claim: ClaimedHandOver, answer: HandOverAnswer, leftOutBy?: number): Promise<HandOverOutcome> {
    const { database, handOvers, ledger } = this.parts;
    return database.transaction(async (transaction) => {
      const payment = await ledger.lock(transaction, claim.paymentId);
      const row = await handOvers.lock(transaction, claim.paymentId);
      if (!payment || row?.claimToken !== claim.claimToken) return 'LOST';
      const isSameTask = row.task === claim.task && row.nextAttemptAt?.getTime() === claim.nextAttemptAt?.getTime();
      const outcome = await this.settle(transaction, { claim, payment, row, isSameTask }, answer, leftOutBy);
      await handOvers.saveReleased(transaction, claim);
      return outcome;
    });
  }

  private settle(transaction: Transaction, ended: Ended, answer: HandOverAnswer, leftOutBy?: number): Promise<HandOverOutcome> {
    switch (answer.kind) {
      case 'RECORD':
        return this.takeRecord(transaction, ended, answer.record, leftOutBy);
      case 'NONE':
        return this.takeNone(transaction, ended);
      case 'NEVER':
        return this.takeNever(transaction, ended, answer.reason);
      case 'REFUSED':
        return this.refused(transaction, ended, answer);
      case 'UNREACHABLE':
        return this.postponed(transaction, ended, answer.reason);
      case 'BROKEN_OFF':
        return Promise.resolve('RELEASED');
    }
  }

  private async takeRecord(transaction: Transaction, ended: Ended, record: AlternateEft, leftOutBy?: number): Promise<HandOverOutcome> {
    const { progress, findings } = this.parts;
    const { claim, payment } = ended;
    const wasToBeCanceled = claim.task === 'CANCEL' || claim.status === 'PENDING_CANCEL';
    if (wasToBeCanceled && record.state === 'OPEN') return this.postponed(transaction, ended, STILL_OPEN);
    const news = newsOf(record);
    if (isOvertaken(claim, payment, news)) return this.lookAgain(transaction, payment);
    if (isCollectedAgain(payment, record)) return this.collectedAgain(transaction, ended, record);
    const step = await progress.apply(transaction, payment, news);
    if (step !== 'CONTRADICTION') await this.noteDetails(transaction, payment, record, leftOutBy);
    if (claim.task === 'RECORD') await findings.resolve(transaction, payment.id, SOLVED_BY_RECORD);
    if (claim.attempts > 0) await findings.resolve(transaction, payment.id, ['WATCH_OVERDUE']);
    if (step === 'SAME') await this.resolveContradiction(transaction, payment);
    await this.planNext(transaction, ended, step, record.state === 'OPEN');
    return step;
  }

  /** What is known of the first posting stays: the second one is in the finding. */
  private async collectedAgain(transaction: Transaction, ended: Ended, record: AlternateEft): Promise<HandOverOutcome> {
    const { id, amountCents, currencyCode, batchNumber, traceNumber } = ended.payment;
    const [first, second] = [`${batchNumber} (trace number ${traceNumber})`, `${record.batchNumber} (trace number ${record.traceNumber})`];
    const amount = amountInWords(amountCents, currencyCode);
    const message = `${amount} were in EFT batch ${first}, and ASPIRE now says in ${second}. See at the bank whether the payer must get the money back.`;
    await this.parts.findings.raise(transaction, { code: 'COLLECTED_AGAIN', paymentId: id, message });
    await this.planNext(transaction, ended, 'SAME', false);
    return 'CONTRADICTION';
  }

  /** ASPIRE has no record: it was restored, or the request never arrived. */
  private async takeNone(transaction: Transaction, ended: Ended): Promise<HandOverOutcome> {
    const { progress, findings, handOvers, clock } = this.parts;
    const { claim, payment, isSameTask } = ended;
    const now = clock.now();
    if (payment.status === 'PAID' && claim.status !== 'PAID') return this.lookAgain(transaction, payment);
    if (payment.status === 'PENDING' || payment.status === 'SCHEDULED') {
      const { alternateEftId } = payment;
      const told = { evidence: alternateEftId === null ? {} : { alternateEftId }, actor: ASPIRE };
      if (payment.status === 'SCHEDULED') await progress.note(transaction, payment.id, 'RESTORED', told);
      await handOvers.saveTask(transaction, payment.id, 'RECORD', now, now);
      return 'MISSING';
    }
    if (payment.status === 'PAID')
      await findings.raise(transaction, { code: 'OPEN_AGAIN_AFTER_PAID', paymentId: payment.id, message: GONE });
    if (payment.status === 'CANCELED') await findings.resolve(transaction, payment.id, ['OPEN_AGAIN_AFTER_CANCEL']);
    if (isSameTask) await this.planNext(transaction, ended, 'SAME', false);
    return 'MISSING';
  }

  private async takeNever(transaction: Transaction, ended: Ended, reason: string): Promise<HandOverOutcome> {
    const news = { signal: 'RECORD_CANCELED', evidence: { reason }, actor: ASPIRE } as const;
    const step = await this.parts.progress.apply(transaction, ended.payment, news);
    await this.planNext(transaction, ended, step, false);
    return step;
  }

  private async refused(
    transaction: Transaction,
    { claim, payment, isSameTask }: Ended,
    { code, reason }: Extract<HandOverAnswer, { kind: 'REFUSED' }>,
  ): Promise<HandOverOutcome> {
    const { findings, handOvers, clock, random = Math.random } = this.parts;
    if (isSameTask) {
      await findings.raise(transaction, { code, paymentId: payment.id, message: reason });
      await this.noteFailure(transaction, claim, reason);
    }
    await handOvers.savePostponed(transaction, claim, refusedRetryAt(clock.now(), random()), reason);
    return 'REFUSED';
  }

  private async postponed(transaction: Transaction, { claim, payment, isSameTask }: Ended, reason: string): Promise<HandOverOutcome> {
    const { findings, handOvers, clock, random = Math.random } = this.parts;
    const now = clock.now();
    const attempts = claim.attempts + 1;
    if (isSameTask) {
      await this.noteFailure(transaction, claim, reason);
      const code = claim.task === 'WATCH' ? 'WATCH_OVERDUE' : claim.task === 'CANCEL' ? 'CANCEL_OVERDUE' : 'HAND_OVER_OVERDUE';
      const isOverdue = claim.task === 'WATCH' ? attempts >= OVERDUE_ATTEMPTS : now.getTime() - claim.taskSince.getTime() >= OVERDUE_MS;
      if (isOverdue)
        await findings.raise(transaction, { code, paymentId: payment.id, message: `${attempts} attempts. The last one: ${reason}` });
    }
    await handOvers.savePostponed(transaction, claim, retryAt(now, attempts, random()), reason);
    return 'POSTPONED';
  }

  /** Once for each task; how often it failed since is in the outbox. */
  private async noteFailure(transaction: Transaction, { paymentId, task, attempts }: ClaimedHandOver, reason: string): Promise<void> {
    if (attempts > 0 || task === 'WATCH') return;
    await this.parts.progress.note(transaction, paymentId, 'HAND_OVER_FAILED', { evidence: { task, reason }, actor: ASPIRE });
  }

  private async noteDetails(transaction: Transaction, payment: LockedPayment, record: AlternateEft, leftOutBy?: number): Promise<void> {
    const { progress, findings, ledger, corrections } = this.parts;
    const { state, batchNumber, correction } = record;
    if (state === 'OPEN' && batchNumber !== null && batchNumber !== payment.batchNumber)
      await progress.note(transaction, payment.id, 'IN_REVIEW', { evidence: evidenceOf(record), actor: ASPIRE });
    if (state === 'OPEN' && batchNumber === null && leftOutBy !== undefined && payment.status === 'SCHEDULED') {
      const message = `EFT batch ${leftOutBy} took what was due on ${payment.dueOn}, but not this payment. ASPIRE says why in that batch.`;
      const isNew = await findings.raise(transaction, { code: 'LEFT_OUT_OF_BATCH', paymentId: payment.id, message });
      if (isNew) await progress.note(transaction, payment.id, 'LEFT_OUT', { evidence: { batchNumber: leftOutBy }, actor: ASPIRE });
    }
    if (correction === null || (await ledger.hasEvent(transaction, payment.id, 'CORRECTED'))) return;
    await corrections.correct(transaction, payment.bankAccountId, correction);
    const { code, receivedOn } = correction;
    await progress.note(transaction, payment.id, 'CORRECTED', { evidence: { code, receivedOn }, actor: ASPIRE });
  }

  private async lookAgain(transaction: Transaction, { id }: LockedPayment): Promise<HandOverOutcome> {
    await this.parts.handOvers.saveNext(transaction, id, this.parts.clock.now());
    return 'SAME';
  }

  private async resolveContradiction(transaction: Transaction, { id, status }: LockedPayment): Promise<void> {
    const { findings } = this.parts;
    if (status === 'PAID') await findings.resolve(transaction, id, ['OPEN_AGAIN_AFTER_PAID']);
    if (status === 'CANCELED') await findings.resolve(transaction, id, ['OPEN_AGAIN_AFTER_CANCEL', 'COLLECTED_AFTER_CANCEL']);
  }

  /** A step that was taken has said itself what comes next. What was asked for meanwhile stays due. */
  private async planNext(transaction: Transaction, ended: Ended, step: PaymentStep, isOpen: boolean): Promise<void> {
    const { handOvers, clock } = this.parts;
    const { claim, payment, row, isSameTask } = ended;
    const now = clock.now();
    if (!isSameTask && row.task === claim.task) return handOvers.saveNext(transaction, payment.id, now);
    if (step === 'MOVED' || !isSameTask) return;
    if (step === 'CONTRADICTION' && isOpen) return handOvers.saveTask(transaction, payment.id, 'CANCEL', now, now);
    const next = this.nextLook(payment, now);
    if (claim.task === 'WATCH') await handOvers.saveNext(transaction, payment.id, next);
    else await handOvers.saveTask(transaction, payment.id, payment.status === 'PENDING_CANCEL' ? 'CANCEL' : 'WATCH', next, now);
  }

  private nextLook({ status, dueOn, updatedAt }: LockedPayment, now: Date): Date | null {
    const { batchNews, timeZone, random = Math.random } = this.parts;
    if (status === 'CANCELED' || status === 'RETURNED') return null;
    if (status === 'PAID') return watchPaidAt(now, updatedAt, random());
    return status === 'PENDING_CANCEL' ? now : watchAt(now, dueOn, timeZone, random(), batchNews);
  }
}

/** The sync was faster: an answer from before it contradicts nothing. */
function isOvertaken(claim: ClaimedHandOver, payment: LockedPayment, { signal }: PaymentNews): boolean {
  return payment.status !== claim.status && PAYMENT_COURSES[payment.status][signal] === 'CONTRADICTION';
}
