import type { Actor } from '../../kernel/actor';
import { done, refused, type Outcome, type Refusal } from '../../kernel/outcome';
import type { Database, Transaction } from '../../persistence/database';
import type { LockedPayment, PaymentLedgerRepository } from '../../persistence/repositories/payment-ledger.repository';
import type { PaymentRepository } from '../../persistence/repositories/payment.repository';
import type { AuditLog } from '../audit/audit-log';
import { paymentsAreOff, type PaymentSwitch } from '../bank-accounts/payment-switch';
import { OrderRefused, refuseIf, type OrderResult, type Payer } from './payment-order';
import type { PaymentOrderDesk } from './payment-order-desk';
import type { PaymentProgress } from './payment-progress';
import { isCancellable, type PaymentStatus } from './payment-states';
import { dayInWords, amountInWords } from './payment-words';

export interface CancelParts {
  database: Database;
  desk: PaymentOrderDesk;
  ledger: PaymentLedgerRepository;
  payments: Pick<PaymentRepository, 'findByIds'>;
  paymentSwitch: PaymentSwitch;
  progress: PaymentProgress;
  audit: AuditLog;
}

const NO_PAYMENT: Refusal = { code: 'PAYMENT_NOT_FOUND', message: 'There is no such payment.', field: 'paymentId' };
const NOT_YOURS: Refusal = {
  code: 'NOT_YOUR_PAYMENT',
  message: 'Somebody else submitted this payment: only they, or the finance company, can cancel it.',
  field: 'paymentId',
};

/** On their way to being cancelled, or there: to ask for it again is answered alike. */
const CANCELLED_ALREADY: readonly PaymentStatus[] = ['PENDING_CANCEL', 'CANCELED'];

/** Asks for payments to be cancelled. Whether that is in time is ASPIRE's to say: until then they are `PENDING_CANCEL`. */
export class PaymentCancelService {
  constructor(private readonly parts: CancelParts) {}

  /**
   * For the payer. Asked again, for a payment that is cancelled, it changes nothing and answers the same. Refused: everything about keys
   * (`PaymentOrderDesk`), `PAYMENTS_OFF`, `PAYMENT_NOT_FOUND` (of a contract that the payer does not see as well), `NOT_YOUR_PAYMENT`,
   * `TOO_LATE_TO_CANCEL`.
   */
  async cancelOwn(payer: Payer, paymentId: number, idempotencyKey: string): Promise<Outcome<OrderResult>> {
    const [areOn, visible] = await Promise.all([
      this.parts.paymentSwitch.areOnAt(payer.siteId),
      this.parts.payments.findByIds(payer.scope, [paymentId]),
    ]);
    const order = { operation: 'CANCEL', idempotencyKey, input: { paymentId } } as const;
    return this.parts.desk.take(payer, order, [], async (transaction) => {
      if (!areOn) throw new OrderRefused(paymentsAreOff.refusals);
      const payment = visible.length > 0 ? await this.parts.ledger.lock(transaction, paymentId) : undefined;
      if (!payment) throw new OrderRefused([NO_PAYMENT]);
      refuseIf(payment.userId === payer.userId ? undefined : NOT_YOURS);
      refuseIf(await this.cancel(transaction, payer.actor, payment));
      return { authorization: null, paymentId, carryOut: () => Promise.resolve([paymentId]) };
    });
  }

  /** For staff, whoever's it is and whether payments are on or off; the reason goes into the audit log. Refused: `PAYMENT_NOT_FOUND`, `TOO_LATE_TO_CANCEL`. */
  async cancelForStaff(actor: Actor, paymentId: number, reason: string): Promise<Outcome<{ paymentId: number }>> {
    return this.parts.database.transaction(async (transaction) => {
      const payment = await this.parts.ledger.lock(transaction, paymentId);
      if (!payment) return refused(NO_PAYMENT);
      const refusal = await this.cancel(transaction, actor, payment, reason);
      return refusal ? refused(refusal) : done({ paymentId });
    });
  }

  private async cancel(transaction: Transaction, actor: Actor, payment: LockedPayment, reason?: string): Promise<Refusal | undefined> {
    if (CANCELLED_ALREADY.includes(payment.status)) return undefined;
    if (!isCancellable(payment.status)) return tooLate(payment);
    const { id, amountCents, currencyCode, dueOn, status } = payment;
    const evidence = { ...(reason !== undefined && { reason }), address: actor.address, requestId: actor.requestId };
    await this.parts.progress.apply(transaction, payment, { signal: 'CANCEL_REQUESTED', evidence, actor });
    await this.parts.audit.record(transaction, actor, {
      action: 'PAYMENT_CANCEL',
      subjectType: 'PAYMENT',
      subjectId: id,
      summary: `Cancelled the payment of ${amountInWords(amountCents, currencyCode)} due on ${dueOn}.`,
      before: { status },
      after: { status: 'PENDING_CANCEL' },
      ...(reason !== undefined && { reason }),
    });
    return undefined;
  }
}

function tooLate({ amountCents, currencyCode, dueOn, status }: LockedPayment): Refusal {
  const what = `The payment of ${amountInWords(amountCents, currencyCode)} due on ${dayInWords(dueOn)}`;
  const why = status === 'RETURNED' ? 'was collected and returned by the bank' : 'has been collected';
  return { code: 'TOO_LATE_TO_CANCEL', message: `${what} ${why}: it cannot be cancelled any more.`, field: 'paymentId' };
}
