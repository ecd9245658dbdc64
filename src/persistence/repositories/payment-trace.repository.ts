import type { Database } from '../database';
import type { EftBatchEntity, PaymentHandOverEntity } from '../entities/payment-hand-over.entity';
import { isOneOf } from './sql';

/** Where a payment's hand-over stands, for staff; instants as text. Never with the bank account. */
export interface HandOverRow extends Pick<PaymentHandOverEntity, 'paymentId' | 'task' | 'attempts' | 'lastError'> {
  /** Whether ASPIRE may have heard of the payment. */
  wasSent: boolean;
  nextAttemptAt: string | null;
  taskSince: string;
  /** Until when somebody is at work on it; null where nobody is. */
  claimedUntil: string | null;
}

/** An EFT batch of ASPIRE's as last seen; instants as text. */
export interface EftBatchRow extends Omit<EftBatchEntity, 'postedAt' | 'seenAt'> {
  postedAt: string | null;
  seenAt: string;
}

const LATEST_BATCHES = 50;

/** What is known beside a payment's own row of why it stands where it does. Whoever shows it to a viewer must have found the payment with the viewer's scope. */
export class PaymentTraceRepository {
  constructor(private readonly database: Database) {}

  async listHandOvers(paymentIds: readonly number[]): Promise<HandOverRow[]> {
    const where = isOneOf('payment_id', paymentIds);
    const rows = await this.database.rows<Omit<HandOverRow, 'wasSent'> & { wasSent: 0 | 1 }>(
      `SELECT payment_id AS paymentId, task, was_sent AS wasSent, attempts, next_attempt_at AS nextAttemptAt, task_since AS taskSince,
         claimed_until AS claimedUntil, last_error AS lastError FROM payment_hand_overs WHERE ${where.text}`,
      where.values,
    );
    return rows.map((row) => ({ ...row, wasSent: row.wasSent === 1 }));
  }

  /** The batches that the payments are in, and the latest 50; latest first. */
  listBatches(paymentIds: readonly number[]): Promise<EftBatchRow[]> {
    const where = isOneOf('payment.id', paymentIds);
    return this.database.rows(
      `SELECT batch_number AS batchNumber, state, due_from AS dueFrom, due_to AS dueTo, posted_at AS postedAt, file_name AS fileName,
         effective_entry_on AS effectiveEntryOn, entry_count AS entryCount, amount_cents AS amountCents, seen_at AS seenAt
       FROM eft_batches batch
       WHERE batch_number IN (SELECT payment.batch_number FROM payments payment WHERE ${where.text} AND payment.batch_number IS NOT NULL)
          OR batch_number > (SELECT CAST(IFNULL(MAX(latest.batch_number), 0) AS SIGNED) - ? FROM eft_batches latest)
       ORDER BY batch_number DESC`,
      [...where.values, LATEST_BATCHES],
    );
  }
}
