import type { Transaction } from '../database';
import { PaymentHandOverEntity, type HandOverTask } from '../entities/payment-hand-over.entity';

const ROWS_AT_ONCE = 500;

/** The outbox of payments: what is to be told to, or asked of, ASPIRE about each. */
export class PaymentHandOverRepository {
  /** Written with the payments of one order: due at once. */
  async saveNew(transaction: Transaction, paymentIds: readonly number[], sealedBankAccount: string, now: Date): Promise<void> {
    const due = { sealedBankAccount, task: 'RECORD', nextAttemptAt: now, taskSince: now } as const;
    for (let from = 0; from < paymentIds.length; from += ROWS_AT_ONCE) {
      const rows = paymentIds.slice(from, from + ROWS_AT_ONCE).map((paymentId) => ({ paymentId, ...due }));
      await transaction.insert(PaymentHandOverEntity, rows);
    }
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
