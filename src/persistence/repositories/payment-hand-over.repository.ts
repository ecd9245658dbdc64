import type { Transaction } from '../database';
import { PaymentHandOverEntity, type HandOverTask } from '../entities/payment-hand-over.entity';

/** The outbox of payments: what is to be told to, or asked of, ASPIRE about each. */
export class PaymentHandOverRepository {
  /** Written with the payment: due at once. */
  async saveNew(transaction: Transaction, paymentId: number, sealedBankAccount: string, now: Date): Promise<void> {
    const due = { task: 'RECORD', nextAttemptAt: now, taskSince: now } as const;
    await transaction.insert(PaymentHandOverEntity, { paymentId, sealedBankAccount, ...due });
  }

  /** Locks a payment's row until the transaction ends; undefined when there is none. */
  async lock(transaction: Transaction, paymentId: number): Promise<PaymentHandOverEntity | undefined> {
    return (await transaction.findOne(PaymentHandOverEntity, { where: { paymentId }, lock: { mode: 'pessimistic_write' } })) ?? undefined;
  }

  /** Makes the task in hand due; what was tried before stays on record. */
  async saveDue(transaction: Transaction, paymentId: number, at: Date): Promise<void> {
    await transaction.update(PaymentHandOverEntity, { paymentId }, { nextAttemptAt: at });
  }

  /** Gives a payment another task from `at` on (null: none). Whoever is at work on the last one keeps its claim, and finds the task changed. */
  async saveTask(transaction: Transaction, paymentId: number, task: HandOverTask, at: Date | null, now: Date): Promise<void> {
    await transaction.update(
      PaymentHandOverEntity,
      { paymentId },
      { task, nextAttemptAt: at, taskSince: now, attempts: 0, lastError: null },
    );
  }
}
