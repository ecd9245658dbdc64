import { Fault } from '../../kernel/fault';
import type { Transaction } from '../database';
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

const TURN = 'INSERT INTO payment_locks (lock_key, turns) VALUES (?, 1) ON DUPLICATE KEY UPDATE turns = turns + 1';

/** What is written of payments and the orders they came with. Nothing here is ever deleted. */
export class PaymentLedgerRepository {
  /**
   * Takes a turn for each key, in the order of the keys; held until the transaction ends. It is written, not merely locked: on a cluster a lock
   * holds on one node only, and of two that write the same row one starts anew.
   */
  async takeTurns(transaction: Transaction, keys: readonly string[]): Promise<void> {
    for (const key of [...new Set(keys)].sort()) await transaction.query(TURN, [key]);
  }

  /** Undefined when the user has given an order under that key before. */
  async saveNewOrder(transaction: Transaction, order: NewPaymentOrder): Promise<number | undefined> {
    const inserted = await insertUnlessDuplicate(() => transaction.insert(PaymentOrderEntity, order));
    return inserted && generatedId(inserted);
  }

  async findOrder(transaction: Transaction, userId: number, idempotencyKey: string): Promise<PaymentOrderEntity | undefined> {
    return (await transaction.findOneBy(PaymentOrderEntity, { userId, idempotencyKey })) ?? undefined;
  }

  async saveNew(transaction: Transaction, payment: NewPayment): Promise<number> {
    return generatedId(await transaction.insert(PaymentEntity, payment));
  }

  /** Locks a payment until the transaction ends; undefined for an unknown one. */
  async lock(transaction: Transaction, id: number): Promise<LockedPayment | undefined> {
    const payment = await transaction.findOne(PaymentEntity, { where: { id }, lock: { mode: 'pessimistic_write' } });
    // TypeORM hands generated keys out as text.
    return payment ? { ...payment, id: Number(payment.id) } : undefined;
  }

  /** @throws Fault CONFLICT when the payment has another status by now: on a cluster a lock held elsewhere does not show. */
  async saveStatus(transaction: Transaction, id: number, from: PaymentStatus, to: PaymentStatus, updatedAt: Date): Promise<void> {
    const { affected } = await transaction.update(PaymentEntity, { id, status: from }, { status: to, updatedAt });
    if (affected !== 1) throw new Fault('CONFLICT', 'The payment was changed meanwhile. Please try again.');
  }

  async saveFacts(transaction: Transaction, id: number, facts: PaymentFacts): Promise<void> {
    if (Object.keys(facts).length > 0) await transaction.update(PaymentEntity, { id }, facts);
  }

  async saveEvent(transaction: Transaction, event: NewPaymentEvent): Promise<void> {
    await transaction.insert(PaymentEventEntity, event as never);
  }

  /** Whether such an event is in the payment's history. */
  async hasEvent(transaction: Transaction, paymentId: number, kind: PaymentEventKind): Promise<boolean> {
    return (await transaction.countBy(PaymentEventEntity, { paymentId, kind })) > 0;
  }
}
