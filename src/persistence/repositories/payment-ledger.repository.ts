import { MoreThan, Not } from 'typeorm';
import { chunksOf } from '../../kernel/chunks';
import { Fault } from '../../kernel/fault';
import type { Database, Transaction } from '../database';
import {
  PaymentEntity,
  PaymentEventEntity,
  PaymentOrderEntity,
  type PaymentEventKind,
  type PaymentStatus,
} from '../entities/payment.entity';
import { generatedId, insertUnlessDuplicate } from './sql';

/** An order to be kept. */
export type NewPaymentOrder = Omit<PaymentOrderEntity, 'id' | 'user'>;

/** A payment to be kept. */
export type NewPayment = Pick<
  PaymentEntity,
  | 'paymentKey'
  | 'orderId'
  | 'userId'
  | 'siteId'
  | 'contractId'
  | 'bankAccountId'
  | 'bankAccountFingerprint'
  | 'amountCents'
  | 'currencyCode'
  | 'dueOn'
  | 'secCode'
  | 'status'
  | 'createdAt'
  | 'updatedAt'
>;

/** What becomes known of a payment on its way; what is left out stays. */
export type PaymentFacts = Partial<
  Pick<
    PaymentEntity,
    'alternateEftId' | 'batchNumber' | 'postedAt' | 'traceNumber' | 'fileName' | 'receivedPaymentId' | 'returnedOn' | 'returnReasonCode'
  >
>;

export type NewPaymentEvent = Omit<PaymentEventEntity, 'id' | 'payment'>;

/** A payment under lock. */
export type LockedPayment = Omit<PaymentEntity, 'order' | 'bankAccount'>;

/** A payment as far as repeated ones and a day's limit are told by it. */
export type RecentPayment = Pick<PaymentEntity, 'id' | 'contractId' | 'bankAccountId' | 'amountCents' | 'createdAt'>;

const ROWS_AT_ONCE = 500;

/** What is written of payments and the orders they came with. Nothing here is ever deleted. */
export class PaymentLedgerRepository {
  /**
   * Makes the rows of turns that nobody has taken before, to be called ahead of the transaction that takes them: a row that came with an order which
   * is then refused would vanish again, and of those who wait for it all but one end in a deadlock.
   */
  async prepareTurns(database: Database, keys: readonly string[]): Promise<void> {
    const known = await database.rows<{ lockKey: string }>('SELECT lock_key AS lockKey FROM payment_locks WHERE lock_key IN (?)', [keys]);
    const made = new Set(known.map(({ lockKey }) => lockKey));
    const lacking = keys.filter((key) => !made.has(key)).sort();
    for (const part of chunksOf(lacking, ROWS_AT_ONCE)) {
      const rows = part.map(() => '(?, 0)').join(', ');
      await database.transaction((transaction) =>
        transaction.query(`INSERT IGNORE INTO payment_locks (lock_key, turns) VALUES ${rows}`, part),
      );
    }
  }

  /**
   * Takes a turn for each key, in the order of the keys; held until the transaction ends. It is written, not merely locked: on a cluster a lock
   * holds on one node only, and of two that write the same row one starts anew.
   */
  async takeTurns(transaction: Transaction, keys: readonly string[]): Promise<void> {
    const inOrder = [...new Set(keys)].sort();
    for (const part of chunksOf(inOrder, ROWS_AT_ONCE)) {
      const rows = part.map(() => '(?, 1)').join(', ');
      await transaction.query(`INSERT INTO payment_locks (lock_key, turns) VALUES ${rows} ON DUPLICATE KEY UPDATE turns = turns + 1`, part);
    }
  }

  /** Undefined when the user has given an order under that key before. */
  async saveNewOrder(transaction: Transaction, order: NewPaymentOrder): Promise<number | undefined> {
    const inserted = await insertUnlessDuplicate(() => transaction.insert(PaymentOrderEntity, order));
    return inserted && generatedId(inserted);
  }

  async findOrder(transaction: Transaction, userId: number, idempotencyKey: string): Promise<PaymentOrderEntity | undefined> {
    return (await transaction.findOneBy(PaymentOrderEntity, { userId, idempotencyKey })) ?? undefined;
  }

  /** The payments of one order; tells their ids in the order given. */
  async saveNew(transaction: Transaction, orderId: number, payments: readonly NewPayment[]): Promise<number[]> {
    for (const part of chunksOf(payments, ROWS_AT_ONCE)) await transaction.insert(PaymentEntity, part);
    const saved = await transaction.find(PaymentEntity, { select: { id: true, paymentKey: true }, where: { orderId } });
    const idOf = new Map(saved.map(({ id, paymentKey }) => [paymentKey, id]));
    return payments.map(({ paymentKey }) => idOf.get(paymentKey) as number);
  }

  /** The ids of an order's payments, first to last. */
  async listIdsOf(transaction: Transaction, orderId: number): Promise<number[]> {
    const saved = await transaction.find(PaymentEntity, { select: { id: true }, where: { orderId }, order: { id: 'ASC' } });
    return saved.map(({ id }) => id);
  }

  /** What a user has submitted after that instant, cancelled payments aside; newest first. */
  listRecent(transaction: Transaction, userId: number, after: Date): Promise<RecentPayment[]> {
    return transaction.find(PaymentEntity, {
      select: { id: true, contractId: true, bankAccountId: true, amountCents: true, createdAt: true },
      where: { userId, createdAt: MoreThan(after), status: Not<PaymentStatus>('CANCELED') },
      order: { id: 'DESC' },
    });
  }

  /** Locks a payment until the transaction ends; undefined for an unknown one. */
  async lock(transaction: Transaction, id: number): Promise<LockedPayment | undefined> {
    return (await transaction.findOne(PaymentEntity, { where: { id }, lock: { mode: 'pessimistic_write' } })) ?? undefined;
  }

  /** @throws Fault CONFLICT when the payment has another status by now: on a cluster a lock held elsewhere does not show. */
  async saveStatus(transaction: Transaction, id: number, from: PaymentStatus, to: PaymentStatus, updatedAt: Date): Promise<void> {
    const { affected } = await transaction.update(PaymentEntity, { id, status: from }, { status: to, updatedAt });
    if (affected !== 1) throw new Fault('CONFLICT', 'The payment was changed meanwhile. Please try again.');
  }

  async saveFacts(transaction: Transaction, id: number, facts: PaymentFacts): Promise<void> {
    if (Object.keys(facts).length > 0) await transaction.update(PaymentEntity, { id }, facts);
  }

  async saveEvent(transaction: Transaction, ...events: readonly NewPaymentEvent[]): Promise<void> {
    for (const part of chunksOf(events, ROWS_AT_ONCE)) await transaction.insert(PaymentEventEntity, part as never);
  }

  /** Whether such an event is in the payment's history. */
  async hasEvent(transaction: Transaction, paymentId: number, kind: PaymentEventKind): Promise<boolean> {
    return (await transaction.countBy(PaymentEventEntity, { paymentId, kind })) > 0;
  }
}
