import { done, type Outcome } from '../../kernel/outcome';
import { Fault } from '../../kernel/fault';
import type { Clock } from '../../kernel/clock';
import type { Database, Transaction } from '../../persistence/database';
import type { PaymentOrderEntity } from '../../persistence/entities/payment.entity';
import type { PaymentLedgerRepository } from '../../persistence/repositories/payment-ledger.repository';
import type { Authorization } from './authorization';
import {
  digestOf,
  KEY_REUSED,
  OrderRefused,
  refusalOfKey,
  refuseIf,
  type OrderResult,
  type Payer,
  type PaymentOrder,
} from './payment-order';

const LONGEST_USER_AGENT = 500;

/** An order that may be carried out: what it rests on, and what it does once it is written down. */
export interface CheckedOrder {
  /** What was agreed to; null where nothing is authorised. */
  authorization: Authorization | null;
  /** What a cancellation is about. */
  paymentId: number | null;
  /** Tells the payments that came of it. */
  carryOut: (transaction: Transaction, orderId: number) => Promise<number[]>;
}

/** Takes orders about money so that each is carried out once, however often it comes and whatever is lost on the way. */
export class PaymentOrderDesk {
  constructor(
    private readonly database: Database,
    private readonly ledger: PaymentLedgerRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Within one transaction: takes turns with whoever writes about the same user and `contractIds` (that the payer sees), answers an order of before with its result,
   * and otherwise has the order checked, written down and carried out. A refused one leaves nothing behind, and its key may be used again.
   * Refused: `IDEMPOTENCY_KEY_MALFORMED`, `IDEMPOTENCY_KEY_REUSED`, and whatever `check` throws as `OrderRefused`.
   */
  async take(
    payer: Payer,
    order: PaymentOrder,
    contractIds: readonly number[],
    check: (transaction: Transaction) => Promise<CheckedOrder>,
  ): Promise<Outcome<OrderResult>> {
    try {
      refuseIf(refusalOfKey(order.idempotencyKey));
      const turns = [`user:${payer.userId}`, ...contractIds.map((id) => `contract:${id}`)];
      await this.ledger.prepareTurns(this.database, turns);
      return done(await this.database.transaction((transaction) => this.within(transaction, payer, order, turns, check)));
    } catch (error) {
      if (error instanceof OrderRefused) return { done: false, refusals: error.refusals };
      throw error;
    }
  }

  private async within(
    transaction: Transaction,
    payer: Payer,
    order: PaymentOrder,
    turns: readonly string[],
    check: (transaction: Transaction) => Promise<CheckedOrder>,
  ): Promise<OrderResult> {
    // Before anything is read: what a transaction reads is as old as its first read.
    await this.ledger.takeTurns(transaction, turns);
    const earlier = await this.ledger.findOrder(transaction, payer.userId, order.idempotencyKey);
    if (earlier) return this.replay(transaction, earlier, order);
    const checked = await check(transaction);
    const orderId = await this.ledger.saveNewOrder(transaction, this.recordOf(payer, order, checked));
    if (orderId === undefined) throw new Fault('CONFLICT', 'This order is being carried out. Please ask again.');
    return { paymentIds: await checked.carryOut(transaction, orderId), replayed: false };
  }

  private async replay(transaction: Transaction, earlier: PaymentOrderEntity, order: PaymentOrder): Promise<OrderResult> {
    refuseIf(earlier.inputDigest.equals(digestOf(order)) ? undefined : KEY_REUSED);
    const ofCancellation = earlier.paymentId === null ? undefined : [earlier.paymentId];
    return { paymentIds: ofCancellation ?? (await this.ledger.listIdsOf(transaction, earlier.id)), replayed: true };
  }

  private recordOf(payer: Payer, order: PaymentOrder, { authorization, paymentId }: CheckedOrder): Omit<PaymentOrderEntity, 'id' | 'user'> {
    const { userId, authentication, authenticatedAt, userAgent, actor } = payer;
    return {
      userId,
      idempotencyKey: order.idempotencyKey,
      operation: order.operation,
      inputDigest: digestOf(order),
      paymentId,
      authorizationText: authorization?.text ?? null,
      authorizationVersion: authorization?.version ?? null,
      authentication,
      authenticatedAt,
      address: actor.address,
      userAgent: userAgent?.slice(0, LONGEST_USER_AGENT) ?? null,
      requestId: actor.requestId,
      createdAt: this.clock.now(),
    };
  }
}
