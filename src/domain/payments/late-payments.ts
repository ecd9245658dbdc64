import type { Clock } from '../../kernel/clock';
import type { Database } from '../../persistence/database';
import type { LatePayment, PaymentLateRepository } from '../../persistence/repositories/payment-late.repository';
import type { PaymentLedgerRepository } from '../../persistence/repositories/payment-ledger.repository';
import { PROMISE_MS } from './hand-over-plan';
import type { PaymentFindings } from './payment-finding.service';
import { amountInWords } from './payment-words';

const CODE_OF = { PENDING: 'HAND_OVER_LATE', PENDING_CANCEL: 'CANCEL_LATE' } as const;
const MOST_AT_ONCE = 100;

/** Tells staff of payments and cancellations that are not with ASPIRE within 15 minutes. */
export class LatePayments {
  constructor(
    private readonly database: Database,
    private readonly late: PaymentLateRepository,
    private readonly ledger: PaymentLedgerRepository,
    private readonly findings: PaymentFindings,
    private readonly clock: Clock,
  ) {}

  /** Opens a finding for each one that is late by now and was not before. */
  async raise(): Promise<void> {
    const since = new Date(this.clock.now().getTime() - PROMISE_MS);
    for (const payment of await this.late.list(since, Object.values(CODE_OF), MOST_AT_ONCE)) await this.raiseOne(payment);
  }

  private async raiseOne({ paymentId, status, amountCents, currencyCode, lastError }: LatePayment): Promise<void> {
    const what = status === 'PENDING' ? 'could not be handed to ASPIRE' : 'could not be cancelled for certain';
    const why = lastError === null ? 'It has not been tried: see that a worker runs.' : `The last attempt: ${lastError}`;
    const message = `${amountInWords(amountCents, currencyCode)} ${what} within 15 minutes. ${why}`;
    await this.database.transaction(async (transaction) => {
      const payment = await this.ledger.lock(transaction, paymentId);
      if (payment?.status === status) await this.findings.raise(transaction, { code: CODE_OF[status], paymentId, message });
    });
  }
}
