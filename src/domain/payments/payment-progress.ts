import type { Actor } from '../../kernel/actor';
import type { Clock } from '../../kernel/clock';
import type { Transaction } from '../../persistence/database';
import type { PaymentEventKind } from '../../persistence/entities/payment.entity';
import type { LockedPayment, PaymentFacts, PaymentLedgerRepository } from '../../persistence/repositories/payment-ledger.repository';
import { namedInHistory } from './payment-event';
import { PAYMENT_COURSES, type PaymentSignal, type PaymentStatus } from './payment-states';

export type { LockedPayment, PaymentFacts } from '../../persistence/repositories/payment-ledger.repository';

/** Something learnt about a payment, and how it is known. */
export interface PaymentNews {
  signal: PaymentSignal;
  /** What becomes known with it; kept with the payment. */
  facts?: PaymentFacts;
  /** For the trace: who said so and what exactly. Never a number of a bank account. */
  evidence: Record<string, unknown>;
  actor: Actor;
}

/** What follows from a payment's reaching a status: letters, bank accounts stopped, what is to be asked of ASPIRE next. */
export interface PaymentReactions {
  reached(transaction: Transaction, payment: LockedPayment, status: PaymentStatus, news: PaymentNews): Promise<void>;
  /** ASPIRE says what cannot be: the status stays, and staff are told. */
  contradicted(transaction: Transaction, payment: LockedPayment, news: PaymentNews): Promise<void>;
}

export type PaymentStep = 'MOVED' | 'SAME' | 'CONTRADICTION';

const EVENT_OF: Record<PaymentStatus, PaymentEventKind> = {
  PENDING: 'SUBMITTED',
  SCHEDULED: 'RECORDED',
  PENDING_CANCEL: 'CANCEL_REQUESTED',
  CANCELED: 'CANCELED',
  PAID: 'POSTED',
  RETURNED: 'RETURNED',
};

/** The one place where the status of a payment changes, whoever brings the news: payer, hand-over or sync. */
export class PaymentProgress {
  constructor(
    private readonly ledger: PaymentLedgerRepository,
    private readonly reactions: PaymentReactions,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes a locked payment as far as the news takes it, one legal step at a time, each with its event and what follows from it.
   * News already known, or that come after better ones, change nothing.
   */
  async apply(transaction: Transaction, payment: LockedPayment, news: PaymentNews): Promise<PaymentStep> {
    const course = PAYMENT_COURSES[payment.status][news.signal];
    if (course === 'CONTRADICTION') {
      await this.reactions.contradicted(transaction, payment, news);
      return 'CONTRADICTION';
    }
    const { facts = {} } = news;
    await this.ledger.saveFacts(transaction, payment.id, facts);
    let current: LockedPayment = { ...payment, ...facts };
    for (const status of course) {
      await this.ledger.saveStatus(transaction, payment.id, current.status, status, this.clock.now());
      current = { ...current, status };
      await this.tell(transaction, payment.id, EVENT_OF[status], status, news);
      await this.reactions.reached(transaction, current, status, news);
    }
    return course.length > 0 ? 'MOVED' : 'SAME';
  }

  /** Writes down a step that leaves the status as it is. */
  async note(
    transaction: Transaction,
    paymentId: number,
    kind: PaymentEventKind,
    told: Pick<PaymentNews, 'evidence' | 'actor'>,
  ): Promise<void> {
    await this.tell(transaction, paymentId, kind, null, told);
  }

  private async tell(
    transaction: Transaction,
    paymentId: number,
    kind: PaymentEventKind,
    statusAfter: PaymentStatus | null,
    { evidence, actor }: Pick<PaymentNews, 'evidence' | 'actor'>,
  ): Promise<void> {
    const at = this.clock.now();
    await this.ledger.saveEvent(transaction, { paymentId, at, kind, statusAfter, ...namedInHistory(actor), evidence });
  }
}
