import type { Database, SqlValue } from '../database';
import { isOneOf } from './sql';

/** A payment with which something is wrong. */
export interface CheckedPayment {
  paymentId: number;
  status: string;
  amountCents: number;
  currencyCode: string;
  dueOn: string;
}

/** A payment whose record ASPIRE is asked for. */
export interface RecordedPayment extends CheckedPayment {
  paymentKey: string;
  updatedAt: string;
}

/** A batch whose payments, as we have them, come to more than it holds. */
export interface ExceededBatch {
  batchNumber: number;
  ownCount: number;
  ownCents: number;
  entryCount: number;
  batchCents: number;
}

const COLUMNS = `payment.id AS paymentId, payment.status, payment.amount_cents AS amountCents, payment.currency_code AS currencyCode,
  payment.due_on AS dueOn`;
const IN_FLIGHT = "payment.status IN ('PENDING', 'SCHEDULED', 'PENDING_CANCEL')";

/** Finds payments that are not as they must be; each list at most `limit`, in the order of the payments. */
export class PaymentCheckRepository {
  constructor(private readonly database: Database) {}

  listScheduledWithoutRecord(limit: number): Promise<CheckedPayment[]> {
    return this.list("payment.status = 'SCHEDULED' AND payment.alternate_eft_id IS NULL", [], limit);
  }

  /** In flight, or collected after `paidSince`, with nothing that will be done about them. */
  listNothingNext(paidSince: Date, limit: number): Promise<CheckedPayment[]> {
    return this.list(
      `(${IN_FLIGHT} OR (payment.status = 'PAID' AND payment.updated_at >= ?)) AND NOT EXISTS (SELECT 1 FROM payment_hand_overs hand_over
         WHERE hand_over.payment_id = payment.id AND hand_over.next_attempt_at IS NOT NULL)`,
      [paidSince],
      limit,
    );
  }

  /** Not handed over, or not cancelled, since before `since`, with no open finding of these codes to say why. */
  listUnexplained(since: Date, codes: readonly string[], limit: number): Promise<CheckedPayment[]> {
    const explains = isOneOf('finding.code', codes);
    return this.list(
      `payment.status IN ('PENDING', 'PENDING_CANCEL') AND payment.updated_at < ? AND NOT EXISTS (SELECT 1 FROM payment_findings finding
         WHERE finding.payment_id = payment.id AND finding.is_open = 1 AND ${explains.text})`,
      [since, ...explains.values],
      limit,
    );
  }

  /** Scheduled, and due before that day. */
  listNotCollected(dueBefore: string, limit: number): Promise<CheckedPayment[]> {
    return this.list("payment.status = 'SCHEDULED' AND payment.due_on < ?", [dueBefore], limit);
  }

  /** Collected before `before` and after `since`, and not among the money received. */
  listNotReceived(since: Date, before: Date, limit: number): Promise<CheckedPayment[]> {
    return this.list(
      "payment.status = 'PAID' AND payment.updated_at >= ? AND payment.updated_at < ? AND payment.received_payment_id IS NULL",
      [since, before],
      limit,
    );
  }

  /** Payments after `afterId` that ASPIRE must have an open or collected record of: the scheduled ones, and those collected after `paidSince`. */
  listRecorded(paidSince: Date, afterId: number, limit: number): Promise<RecordedPayment[]> {
    return this.database.rows(
      `SELECT ${COLUMNS}, payment.payment_key AS paymentKey, payment.updated_at AS updatedAt FROM payments payment
       WHERE (payment.status = 'SCHEDULED' OR (payment.status = 'PAID' AND payment.updated_at >= ?)) AND payment.id > ? ORDER BY payment.id LIMIT ?`,
      [paidSince, afterId, limit],
    );
  }

  /** Those of the payments that have not changed since they were listed. */
  async listUnchanged(payments: readonly RecordedPayment[]): Promise<Set<number>> {
    const where = isOneOf(
      'id',
      payments.map(({ paymentId }) => paymentId),
    );
    const rows = await this.database.rows<{ id: number; updatedAt: string }>(
      `SELECT id, updated_at AS updatedAt FROM payments WHERE ${where.text}`,
      where.values,
    );
    const now = new Map(rows.map(({ id, updatedAt }) => [id, updatedAt]));
    return new Set(payments.filter(({ paymentId, updatedAt }) => now.get(paymentId) === updatedAt).map(({ paymentId }) => paymentId));
  }

  /** Batches posted after `since` that hold less than the payments we say they took: others may be in them as well. */
  listExceededBatches(since: Date, limit: number): Promise<ExceededBatch[]> {
    return this.database.rows(
      `SELECT batch.batch_number AS batchNumber, COUNT(*) AS ownCount, CAST(SUM(payment.amount_cents) AS SIGNED) AS ownCents,
         batch.entry_count AS entryCount, batch.amount_cents AS batchCents
       FROM eft_batches batch JOIN payments payment ON payment.batch_number = batch.batch_number
       WHERE batch.state = 'POSTED' AND batch.posted_at >= ? AND payment.status IN ('PAID', 'RETURNED') AND payment.updated_at >= ?
       GROUP BY batch.batch_number, batch.entry_count, batch.amount_cents
       HAVING ownCount > entryCount OR ownCents > batchCents ORDER BY batch.batch_number LIMIT ?`,
      [since, since, limit],
    );
  }

  private list(where: string, values: readonly SqlValue[], limit: number): Promise<CheckedPayment[]> {
    return this.database.rows(`SELECT ${COLUMNS} FROM payments payment WHERE ${where} ORDER BY payment.id LIMIT ?`, [...values, limit]);
  }
}
