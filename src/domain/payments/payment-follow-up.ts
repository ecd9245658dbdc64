import type { Clock } from '../../kernel/clock';
import { returnCodeOf } from '../../nacha/return-code-table';
import type { Transaction } from '../../persistence/database';
import type { PaymentHandOverRepository } from '../../persistence/repositories/payment-hand-over.repository';
import type { BankAccountChanges } from '../bank-accounts/bank-account-changes';
import { watchAt, watchPaidAt, type BatchNews } from './hand-over-plan';
import { SOLVED_BY_OUTCOME, SOLVED_BY_RECORD, type PaymentFindingCode } from './payment-finding-codes';
import type { PaymentFindings } from './payment-finding.service';
import type { PaymentLetters } from './payment-letters';
import type { LockedPayment, PaymentNews, PaymentReactions } from './payment-progress';
import type { PaymentSignal, PaymentStatus } from './payment-states';
import { amountInWords } from './payment-words';

/** What follows from a payment's steps works with. */
export interface PaymentFollowUpParts {
  handOvers: PaymentHandOverRepository;
  findings: PaymentFindings;
  letters: PaymentLetters;
  bankAccounts: Pick<BankAccountChanges, 'stop'>;
  batchNews: BatchNews;
  clock: Clock;
  /** IANA; the finance company's days. */
  timeZone: string;
  /** In [0, 1); default Math.random. */
  random?: () => number;
}

const NO_REASON = 'Your bank gave no reason that we know.';

/** Letters, stopped bank accounts, findings, and what is to be asked of ASPIRE next: all in the transaction of the step they follow from. */
export class PaymentFollowUp implements PaymentReactions {
  constructor(private readonly parts: PaymentFollowUpParts) {}

  async reached(transaction: Transaction, payment: LockedPayment, status: PaymentStatus): Promise<void> {
    const { handOvers, findings, letters, batchNews, clock, timeZone, random = Math.random } = this.parts;
    const { id } = payment;
    const now = clock.now();
    switch (status) {
      case 'PENDING':
        return;
      case 'SCHEDULED':
        await findings.resolve(transaction, id, SOLVED_BY_RECORD);
        return handOvers.saveTask(transaction, id, 'WATCH', watchAt(now, payment.dueOn, timeZone, random(), batchNews), now);
      case 'PENDING_CANCEL':
        await findings.resolve(transaction, id, SOLVED_BY_RECORD);
        return handOvers.saveTask(transaction, id, 'CANCEL', now, now);
      case 'CANCELED':
        await letters.tellCanceled(transaction, payment);
        return this.end(transaction, id, null);
      case 'PAID':
        // Known from the sync alone, it is asked at once in which batch and file.
        return this.end(transaction, id, payment.traceNumber === null ? now : watchPaidAt(now, now, random()));
      case 'RETURNED':
        await this.sentBack(transaction, payment);
        return this.end(transaction, id, null);
    }
  }

  async contradicted(transaction: Transaction, payment: LockedPayment, { signal }: PaymentNews): Promise<void> {
    const code = contradictionOf(payment.status, signal);
    const amount = amountInWords(payment.amountCents, payment.currencyCode);
    await this.parts.findings.raise(transaction, { code, paymentId: payment.id, message: `${amount}: ${WORDS[code]} ${SAID[signal]}` });
  }

  /** No record can need the bank account any more; on `watchAt` ASPIRE is asked again. */
  private async end(transaction: Transaction, paymentId: number, at: Date | null): Promise<void> {
    const { handOvers, findings, clock } = this.parts;
    await handOvers.forgetBankAccount(transaction, paymentId);
    await handOvers.saveTask(transaction, paymentId, 'WATCH', at, clock.now());
    await findings.resolve(transaction, paymentId, SOLVED_BY_OUTCOME);
  }

  private async sentBack(transaction: Transaction, payment: LockedPayment): Promise<void> {
    const { findings, letters, bankAccounts } = this.parts;
    const { id, returnReasonCode: code } = payment;
    const reason = code === null ? undefined : returnCodeOf(code);
    const alerts = reason?.effect === 'STOPS_AND_ALERTS';
    const stops = alerts || reason?.effect === 'STOPS_ACCOUNT';
    const isStopped = stops && code !== null && (await bankAccounts.stop(transaction, payment, code));
    await letters.tellReturned(transaction, payment, reason?.forPayer ?? NO_REASON, isStopped);
    if (!alerts) return;
    const message = `${amountInWords(payment.amountCents, payment.currencyCode)} came back by ${code}: ${reason?.forStaff ?? ''}`;
    await findings.raise(transaction, { code: 'DISPUTED', paymentId: id, message });
  }
}

type Contradiction = Extract<
  PaymentFindingCode,
  'OPEN_AGAIN_AFTER_PAID' | 'OPEN_AGAIN_AFTER_CANCEL' | 'COLLECTED_AFTER_CANCEL' | 'CHANGED_AFTER_RETURN'
>;

const WORDS: Record<Contradiction, string> = {
  OPEN_AGAIN_AFTER_PAID:
    'it is in a file that went to the bank, but its posting is lost in ASPIRE. See that it is not collected again, and post the money by hand.',
  OPEN_AGAIN_AFTER_CANCEL: 'ASPIRE had confirmed its cancellation, and has its record open again. It is cancelled there once more.',
  COLLECTED_AFTER_CANCEL: 'ASPIRE had confirmed its cancellation, and has collected it. The payer must get the money back.',
  CHANGED_AFTER_RETURN: 'the bank had returned it, and ASPIRE no longer has it as collected. See that it is not collected again.',
};

const SAID: Record<PaymentSignal, string> = {
  RECORDED: 'ASPIRE says that its record is open.',
  CANCEL_REQUESTED: 'The payer wants it cancelled.',
  RECORD_CANCELED: 'ASPIRE says that its record is cancelled.',
  POSTED: 'ASPIRE says that a batch has taken it.',
  RETURNED: 'ASPIRE says that the bank has returned it.',
};

function contradictionOf(status: PaymentStatus, signal: PaymentSignal): Contradiction {
  if (status === 'PAID') return 'OPEN_AGAIN_AFTER_PAID';
  if (status === 'RETURNED') return 'CHANGED_AFTER_RETURN';
  return signal === 'RECORDED' ? 'OPEN_AGAIN_AFTER_CANCEL' : 'COLLECTED_AFTER_CANCEL';
}
