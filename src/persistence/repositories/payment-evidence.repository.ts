import type { Database } from '../database';
import { isOneOf } from './sql';

/** Where the evidence of authorisations is forgotten. */
export class PaymentEvidenceRepository {
  constructor(private readonly database: Database) {}

  /**
   * Forgets text, address and agent of up to `limit` orders after `afterId` that were given before `before`, and whose payments all ended, or were
   * collected, before then. Answers the last one's id; undefined when there are none.
   */
  async forget(before: Date, afterId: number, limit: number): Promise<number | undefined> {
    return this.database.transaction(async (transaction) => {
      const isKept = `payment.status NOT IN ('CANCELED', 'PAID', 'RETURNED') OR payment.updated_at >= ?`;
      const rows = await transaction.query<{ id: number | string }[]>(
        `SELECT given.id FROM payment_orders given WHERE given.id > ? AND given.created_at < ?
           AND (given.authorization_text IS NOT NULL OR given.address IS NOT NULL OR given.user_agent IS NOT NULL)
           AND NOT EXISTS (SELECT 1 FROM payments payment WHERE payment.order_id = given.id AND (${isKept}))
           AND NOT EXISTS (SELECT 1 FROM payments payment WHERE payment.id = given.payment_id AND (${isKept}))
         ORDER BY given.id LIMIT ?`,
        [afterId, before, before, before, limit],
      );
      const ids = rows.map(({ id }) => Number(id));
      const where = isOneOf('id', ids);
      await transaction.query(
        `UPDATE payment_orders SET authorization_text = NULL, address = NULL, user_agent = NULL WHERE ${where.text}`,
        [...where.values],
      );
      return ids[ids.length - 1];
    });
  }
}
