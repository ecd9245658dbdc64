import type { Transaction } from '../database';

/** Who made a payment, and what for, as letters name them. */
export interface PaymentParty {
  userId: number;
  siteId: number;
  email: string;
  name: string;
  /** Null where the contract has vanished. */
  contractNumber: string | null;
}

interface PartyRow extends Omit<PaymentParty, 'userId' | 'siteId'> {
  userId: number | string;
  siteId: number | string;
}

/** The people behind payments. */
export class PaymentPartyRepository {
  /** Undefined for an unknown payment. */
  async find(transaction: Transaction, paymentId: number): Promise<PaymentParty | undefined> {
    const [row] = await transaction.query<PartyRow[]>(
      `SELECT user.id AS userId, user.site_id AS siteId, user.email, CONCAT(user.first_name, ' ', user.last_name) AS name,
         contract.contract_number AS contractNumber
       FROM payments payment JOIN users user ON user.id = payment.user_id LEFT JOIN contracts contract ON contract.id = payment.contract_id
       WHERE payment.id = ?`,
      [paymentId],
    );
    return row && { ...row, userId: Number(row.userId), siteId: Number(row.siteId) };
  }
}
