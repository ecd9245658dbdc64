import type { Database } from '../database';

/** Payments on their way from bank accounts that nothing may be drawn from any more. */
export class PaymentStoppedRepository {
  constructor(private readonly database: Database) {}

  /** Those that can still be cancelled, first to last. */
  async list(limit: number): Promise<number[]> {
    const rows = await this.database.rows<{ id: number }>(
      `SELECT payment.id FROM payments payment JOIN bank_accounts account ON account.id = payment.bank_account_id
       WHERE payment.status IN ('PENDING', 'SCHEDULED') AND account.stopped_at IS NOT NULL ORDER BY payment.id LIMIT ?`,
      [limit],
    );
    return rows.map(({ id }) => id);
  }
}
