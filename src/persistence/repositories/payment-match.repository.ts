import type { Database } from '../database';

/** A payment of ours and the money received that it became. */
export interface PaymentMatch {
  paymentId: number;
  receivedPaymentId: number;
  receivedOn: string;
  returnedOn: string | null;
  returnReasonCode: string | null;
}

/** What payments may be matched, of a table `payment`: those that money can still come in for, and the collected ones that can still come back. */
const OPEN_ENDED = `(payment.status IN ('PENDING', 'SCHEDULED', 'PENDING_CANCEL')
  OR (payment.status IN ('CANCELED', 'PAID') AND payment.updated_at >= ?))`;

/** Finds payments in the money received: from our payments, by index, never through the book. */
export class PaymentMatchRepository {
  constructor(private readonly database: Database) {}

  /** Payments after `afterId` whose money received tells something new, at most `limit`. `since`: how long ago one may have been collected. */
  listNew(since: Date, afterId: number, limit: number): Promise<PaymentMatch[]> {
    // The conversion is of the constant side, so that the index on the reference is used.
    return this.database.rows(
      `SELECT STRAIGHT_JOIN payment.id AS paymentId, received.id AS receivedPaymentId, received.received_on AS receivedOn,
         received.returned_on AS returnedOn, received.return_reason_code AS returnReasonCode
       FROM payments payment JOIN received_payments received
         ON received.reference = CONVERT(payment.payment_key USING utf8mb4) COLLATE utf8mb4_unicode_ci
       WHERE ${OPEN_ENDED} AND payment.id > ?
         AND (payment.received_payment_id IS NULL OR payment.received_payment_id < received.id OR received.returned_on IS NOT NULL)
       ORDER BY payment.id LIMIT ?`,
      [since, afterId, limit],
    );
  }

  /** Collected payments after `afterId` whose money received is no longer in the book: ASPIRE was restored. */
  async listVanished(since: Date, afterId: number, limit: number): Promise<number[]> {
    const rows = await this.database.rows<{ paymentId: number }>(
      `SELECT payment.id AS paymentId FROM payments payment LEFT JOIN received_payments received ON received.id = payment.received_payment_id
       WHERE payment.status = 'PAID' AND payment.updated_at >= ? AND payment.received_payment_id IS NOT NULL AND received.id IS NULL
         AND payment.id > ? ORDER BY payment.id LIMIT ?`,
      [since, afterId, limit],
    );
    return rows.map(({ paymentId }) => paymentId);
  }
}
