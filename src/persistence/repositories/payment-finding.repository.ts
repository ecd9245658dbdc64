import type { Transaction } from '../database';
import { PaymentFindingEntity } from '../entities/payment-hand-over.entity';
import { affectedBy, insertUnlessDuplicate } from './sql';

/** What is found. */
export type NewPaymentFinding = Pick<PaymentFindingEntity, 'code' | 'subject' | 'paymentId' | 'message'>;

/** A finding under lock. */
export type LockedPaymentFinding = PaymentFindingEntity;

const LONGEST_MESSAGE = 500;

/** What staff must look at. Of each code and subject at most one finding is open. */
export class PaymentFindingRepository {
  /** Opens a finding, or says of the open one that it still holds. True when it was opened. */
  async saveOpen(transaction: Transaction, finding: NewPaymentFinding, at: Date): Promise<boolean> {
    const message = finding.message.slice(0, LONGEST_MESSAGE);
    if (await this.saveSeen(transaction, { ...finding, message }, at)) return false;
    const times = { firstSeenAt: at, lastSeenAt: at, resolvedAt: null, closedBy: null, closeReason: null };
    const inserted = await insertUnlessDuplicate(() =>
      transaction.insert(PaymentFindingEntity, { ...finding, message, ...times, isOpen: true }),
    );
    return inserted !== undefined;
  }

  /** Closes the open findings of these codes about a subject. */
  async saveResolved(transaction: Transaction, subject: string, codes: readonly string[], at: Date): Promise<void> {
    await transaction.query(
      'UPDATE payment_findings SET is_open = NULL, resolved_at = ? WHERE code IN (?) AND subject = ? AND is_open = 1',
      [at, codes, subject],
    );
  }

  /** Closes the open findings of a code about any other subject. */
  async saveOthersResolved(transaction: Transaction, code: string, subjects: readonly string[], at: Date): Promise<void> {
    const others = subjects.length === 0 ? '' : 'AND subject NOT IN (?)';
    await transaction.query(`UPDATE payment_findings SET is_open = NULL, resolved_at = ? WHERE code = ? AND is_open = 1 ${others}`, [
      at,
      code,
      ...(subjects.length === 0 ? [] : [subjects]),
    ]);
  }

  /** Locks a finding until the transaction ends; undefined for an unknown one. */
  async lock(transaction: Transaction, id: number): Promise<LockedPaymentFinding | undefined> {
    return (await transaction.findOne(PaymentFindingEntity, { where: { id }, lock: { mode: 'pessimistic_write' } })) ?? undefined;
  }

  /** Closes a finding by hand. */
  async saveClosed(
    transaction: Transaction,
    id: number,
    closed: Pick<PaymentFindingEntity, 'closedBy' | 'closeReason'>,
    at: Date,
  ): Promise<void> {
    await transaction.update(PaymentFindingEntity, { id }, { ...closed, isOpen: null, resolvedAt: at });
  }

  private async saveSeen(transaction: Transaction, { code, subject, message }: NewPaymentFinding, at: Date): Promise<boolean> {
    const seen = await affectedBy(
      transaction,
      'UPDATE payment_findings SET message = ?, last_seen_at = ? WHERE code = ? AND subject = ? AND is_open = 1',
      [message, at, code, subject],
    );
    return seen > 0;
  }
}
