import type { Actor } from '../../kernel/actor';
import type { Clock } from '../../kernel/clock';
import { notFound } from '../../kernel/fault';
import { done, refused, type Outcome } from '../../kernel/outcome';
import type { Database } from '../../persistence/database';
import type { PaymentHandOverRepository } from '../../persistence/repositories/payment-hand-over.repository';
import type { PaymentLedgerRepository } from '../../persistence/repositories/payment-ledger.repository';
import type { AuditLog } from '../audit/audit-log';
import { FINAL_STATUSES } from './payment-states';

interface HandOverRetryParts {
  database: Database;
  ledger: PaymentLedgerRepository;
  handOvers: PaymentHandOverRepository;
  audit: AuditLog;
  clock: Clock;
}

/** What staff can do about a payment that is not on its way: have what is next tried at once. */
export class HandOverRetry {
  constructor(private readonly parts: HandOverRetryParts) {}

  /**
   * Makes a payment's next step due now; a worker takes it within a minute, and whoever is at it already goes on undisturbed. Safe at any time:
   * ASPIRE keeps one record however often it is told. Refused: `NOTHING_TO_DO`. @throws Fault NOT_FOUND for an unknown payment.
   */
  async retry(actor: Actor, paymentId: number): Promise<Outcome<{ paymentId: number }>> {
    const { database, ledger, handOvers, audit, clock } = this.parts;
    return database.transaction(async (transaction) => {
      const payment = await ledger.lock(transaction, paymentId);
      if (!payment) throw notFound();
      const handOver = await handOvers.lock(transaction, paymentId);
      const isOver = FINAL_STATUSES.includes(payment.status) || payment.status === 'PAID';
      if (!handOver || (isOver && handOver.nextAttemptAt === null)) {
        return refused({
          code: 'NOTHING_TO_DO',
          message: 'Nothing more is to be told to ASPIRE, or asked, about this payment.',
          field: 'paymentId',
        });
      }
      const now = clock.now();
      await handOvers.saveDue(transaction, [paymentId], now);
      const { task, attempts, lastError, nextAttemptAt } = handOver;
      await audit.record(transaction, actor, {
        action: 'PAYMENT_RETRY',
        subjectType: 'PAYMENT',
        subjectId: paymentId,
        summary: `Had payment ${payment.paymentKey} taken up again at once: ${task}.`,
        before: { task, attempts, lastError, nextAttemptAt: nextAttemptAt?.toISOString() ?? null },
        after: { nextAttemptAt: now.toISOString() },
      });
      return done({ paymentId });
    });
  }
}
