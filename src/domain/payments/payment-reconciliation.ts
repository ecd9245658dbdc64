import { systemActor } from '../../kernel/actor';
import type { Clock } from '../../kernel/clock';
import type { Database } from '../../persistence/database';
import type { PaymentLedgerRepository } from '../../persistence/repositories/payment-ledger.repository';
import type { PaymentMatch, PaymentMatchRepository } from '../../persistence/repositories/payment-match.repository';
import { inPages } from './payment-pages';
import type { PaymentNews, PaymentProgress } from './payment-progress';

/** What reconciliation works with. */
export interface PaymentReconciliationParts {
  database: Database;
  matches: PaymentMatchRepository;
  ledger: PaymentLedgerRepository;
  progress: PaymentProgress;
  clock: Clock;
  /** Hears why it could not be done; the next sync does it. */
  onFailure: (error: unknown) => void;
}

const SYNC = systemActor('sync');
/** Sixty days for consumers' returns, and as long again for whoever is late. */
const REACH_MS = 120 * 24 * 60 * 60_000;

/** Finds the portal's payments in the money received that was synced: each carries the payment's key as its reference. */
export class PaymentReconciliation {
  constructor(private readonly parts: PaymentReconciliationParts) {}

  /** To be called after each sync, of the book or of a customer. Never throws: what could not be done now is done after the next one. */
  async bookChanged(): Promise<void> {
    try {
      await this.run();
    } catch (error) {
      this.parts.onFailure(error);
    }
  }

  /** Tells each payment what the money received says. Any number of processes may do so at once. */
  async run(): Promise<void> {
    const { matches, clock } = this.parts;
    const since = new Date(clock.now().getTime() - REACH_MS);
    await inPages(
      (afterId, limit) => matches.listVanished(since, afterId, limit),
      Number,
      async (ids) => {
        for (const id of ids) await this.forget(id);
      },
    );
    await inPages(
      (afterId, limit) => matches.listNew(since, afterId, limit),
      ({ paymentId }) => paymentId,
      async (found) => {
        for (const match of found) await this.take(match);
      },
    );
  }

  private async take(match: PaymentMatch): Promise<void> {
    const { database, ledger, progress } = this.parts;
    const { paymentId, receivedPaymentId, returnedOn, returnReasonCode } = match;
    await database.transaction(async (transaction) => {
      const payment = await ledger.lock(transaction, paymentId);
      if (!payment) return;
      const { receivedOn } = match;
      const evidence = { receivedPaymentId, receivedOn, ...(returnedOn !== null && { returnedOn, returnReasonCode }) };
      const facts = { receivedPaymentId, ...(returnedOn !== null && { returnedOn, returnReasonCode }) };
      const news: PaymentNews = { signal: returnedOn === null ? 'POSTED' : 'RETURNED', facts, evidence, actor: SYNC };
      const step = await progress.apply(transaction, payment, news);
      if (step === 'CONTRADICTION' || payment.receivedPaymentId === receivedPaymentId) return;
      await progress.note(transaction, paymentId, 'RECEIVED', { evidence, actor: SYNC });
    });
  }

  /** Its money counts as under way again, so that nobody is asked for it twice. */
  private async forget(paymentId: number): Promise<void> {
    const { database, ledger } = this.parts;
    await database.transaction((transaction) => ledger.saveFacts(transaction, paymentId, { receivedPaymentId: null }));
  }
}
