import type { Database } from '../database';
import { isOneOf } from './sql';

/** A payment whose payer was promised more by now. */
export interface LatePayment {
  paymentId: number;
  status: 'PENDING' | 'PENDING_CANCEL';
  amountCents: number;
  currencyCode: string;
  lastError: string | null;
}

/** Payments that wait for longer than promised. */
export class PaymentLateRepository {
  constructor(private readonly database: Database) {}

  /** Those waiting since before `since`, the longest first, about which none of these findings is open. */
  list(since: Date, codes: readonly string[], limit: number): Promise<LatePayment[]> {
    const named = isOneOf('finding.code', codes);
    return this.database.rows(
      `SELECT payment.id AS paymentId, payment.status, payment.amount_cents AS amountCents, payment.currency_code AS currencyCode,
         hand_over.last_error AS lastError
       FROM payments payment LEFT JOIN payment_hand_overs hand_over ON hand_over.payment_id = payment.id
       WHERE payment.status IN ('PENDING', 'PENDING_CANCEL') AND payment.updated_at < ? AND NOT EXISTS (
         SELECT 1 FROM payment_findings finding WHERE finding.payment_id = payment.id AND finding.is_open = 1 AND ${named.text})
       ORDER BY payment.updated_at, payment.id LIMIT ?`,
      [since, ...named.values, limit],
    );
  }
}
