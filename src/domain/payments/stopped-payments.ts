import { systemActor } from '../../kernel/actor';
import type { Database } from '../../persistence/database';
import type { PaymentLedgerRepository } from '../../persistence/repositories/payment-ledger.repository';
import type { PaymentStoppedRepository } from '../../persistence/repositories/payment-stopped.repository';
import type { PaymentProgress } from './payment-progress';
import { isCancellable } from './payment-states';

const STOP = systemActor('the stop of its bank account');
const MOST_AT_ONCE = 100;

/** Cancels what is on its way from a bank account that a return has stopped: nothing may be drawn from it any more (Nacha, R02, R03, R04). */
export class StoppedPayments {
  constructor(
    private readonly database: Database,
    private readonly stopped: PaymentStoppedRepository,
    private readonly ledger: PaymentLedgerRepository,
    private readonly progress: PaymentProgress,
  ) {}

  /** Any number of workers may do so at once. A batch that was faster is told by the return that it will bring. */
  async cancel(): Promise<void> {
    for (const id of await this.stopped.list(MOST_AT_ONCE)) await this.cancelOne(id);
  }

  private async cancelOne(id: number): Promise<void> {
    await this.database.transaction(async (transaction) => {
      const payment = await this.ledger.lock(transaction, id);
      if (!payment || !isCancellable(payment.status)) return;
      const { bankAccountId } = payment;
      await this.progress.apply(transaction, payment, { signal: 'CANCEL_REQUESTED', evidence: { bankAccountId }, actor: STOP });
    });
  }
}
