import type { Database } from '../database';
import type { SecCode } from '../entities/payment.entity';

/** How many debits of one standard entry class were sent and, where they were returned, for which reason. */
export interface DebitCount {
  secCode: SecCode;
  /** Null: not returned. */
  returnReasonCode: string | null;
  debits: number;
}

/** What is counted of payments that were sent to the bank. */
export class PaymentReturnRepository {
  constructor(private readonly database: Database) {}

  /** The debits posted from `since` on, by standard entry class and reason of return. A return without a reason counts under the reason ''. */
  countDebits(since: Date): Promise<DebitCount[]> {
    return this.database.rows(
      `SELECT sec_code AS secCode, IF(status = 'RETURNED', IFNULL(return_reason_code, ''), NULL) AS returnReasonCode, COUNT(*) AS debits
       FROM payments WHERE posted_at >= ? AND status IN ('PAID', 'RETURNED') GROUP BY 1, 2 ORDER BY 1, 2`,
      [since],
    );
  }
}
