import { systemActor } from '../../kernel/actor';
import type { Clock } from '../../kernel/clock';
import type { Database } from '../../persistence/database';
import type { PaymentLedgerRepository } from '../../persistence/repositories/payment-ledger.repository';
import type { PaymentMatch, PaymentMatchRepository } from '../../persistence/repositories/payment-match.repository';
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
const PAYMENTS_AT_ONCE = 500;

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
      (afterId) => matches.listVanished(since, afterId, PAYMENTS_AT_ONCE),
      Number,
      (id) => this.forget(id),
    );
    await inPages(
      (afterId) => matches.listNew(since, afterId, PAYMENTS_AT_ONCE),
      ({ paymentId }) => paymentId,
      (match) => this.take(match),
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

async function inPages<Row>(
  list: (afterId: number) => Promise<Row[]>,
  idOf: (row: Row) => number,
  take: (row: Row) => Promise<void>,
): Promise<void> {
  for (let afterId = 0; ;) {
    const rows = await list(afterId);
    for (const row of rows) await take(row);
    const last = rows[rows.length - 1];
    if (last === undefined || rows.length < PAYMENTS_AT_ONCE) return;
    afterId = idOf(last);
  }
}
