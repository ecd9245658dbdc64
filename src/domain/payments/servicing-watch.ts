import { chunksOf } from '../../kernel/chunks';
import type { Clock } from '../../kernel/clock';
import type { Database } from '../../persistence/database';
import type { EftBatchRepository } from '../../persistence/repositories/eft-batch.repository';
import type { PaymentHandOverRepository } from '../../persistence/repositories/payment-hand-over.repository';
import type { PaymentSettingsRepository } from '../../persistence/repositories/payment-settings.repository';
import type { EftBatch, PaymentServicing } from './alternate-eft';
import { type BatchNews, LONGEST_PAUSE_MS, RESTORE_REACH_MS } from './hand-over-plan';

/** What the look at ASPIRE as a whole works with. */
export interface ServicingWatchParts {
  database: Database;
  servicing: PaymentServicing;
  settings: PaymentSettingsRepository;
  batches: EftBatchRepository;
  handOvers: PaymentHandOverRepository;
  /** Kept up to date. */
  batchNews: BatchNews;
  clock: Clock;
  /** Hears that ASPIRE's database was restored. */
  onRestore: (epochs: { before: string; now: string }) => void;
  /** Hears why it could not be asked. */
  onAway: (error: unknown) => void;
}

/** Few enough for one transaction to be short on every node of a cluster. */
const PAYMENTS_AT_ONCE = 500;
const CLOCK_CHECK_MS = 5 * 60_000;

/** Looks at what concerns all payments at once: whether ASPIRE was restored, which EFT batches there are, and whether our clock was set back. */
export class ServicingWatch {
  private clockSeenAt: Date | undefined;

  constructor(private readonly parts: ServicingWatchParts) {}

  /** Any number of workers may do so at once. False when ASPIRE gave no answer. @throws what the database throws */
  async look(stop: AbortSignal): Promise<boolean> {
    const { servicing, settings } = this.parts;
    await this.mendClock();
    const description = await this.ask(() => servicing.describe(stop), stop);
    if (!description) return false;
    const before = await settings.findServicingEpoch();
    if (before !== description.epoch) await this.enter(description.epoch, before);
    const listed = await this.ask(async () => ({ batches: await servicing.listEftBatches(stop) }), stop);
    if (listed) this.parts.batchNews.areTold = listed.batches !== undefined;
    if (listed?.batches && listed.batches.length > 0) await this.keep(listed.batches);
    return listed !== undefined;
  }

  /** Brings forward what a clock that ran ahead, here or on another machine, has put off too far. */
  private async mendClock(): Promise<void> {
    const { handOvers, clock } = this.parts;
    const now = clock.now();
    const sinceLast = now.getTime() - (this.clockSeenAt?.getTime() ?? -Infinity);
    if (sinceLast >= 0 && sinceLast < CLOCK_CHECK_MS) return;
    this.clockSeenAt = now;
    await this.makeDue(await handOvers.listBeyond(new Date(now.getTime() + LONGEST_PAUSE_MS)));
  }

  private async makeDue(paymentIds: readonly number[]): Promise<void> {
    const { database, handOvers, clock } = this.parts;
    for (const some of chunksOf(paymentIds, PAYMENTS_AT_ONCE))
      await database.transaction((transaction) => handOvers.saveDue(transaction, some, clock.now()));
  }

  private async ask<Answer>(call: () => Promise<Answer>, stop: AbortSignal): Promise<Answer | undefined> {
    try {
      return await call();
    } catch (error) {
      if (!stop.aborted) this.parts.onAway(error);
      return undefined;
    }
  }

  /** Payments are made due before the new life is noted: whoever is interrupted begins anew. */
  private async enter(epoch: string, before: string | null): Promise<void> {
    const { database, settings, batches, handOvers, clock, onRestore } = this.parts;
    if (before !== null) {
      onRestore({ before, now: epoch });
      const changedSince = new Date(clock.now().getTime() - RESTORE_REACH_MS);
      for (let last: number | undefined = 0; last !== undefined;) {
        const after: number = last;
        last = await database.transaction((transaction) =>
          handOvers.saveDueAfterRestore(transaction, after, changedSince, clock.now(), PAYMENTS_AT_ONCE),
        );
      }
    }
    await database.transaction(async (transaction) => {
      const { servicingEpoch } = await settings.lock(transaction);
      if (servicingEpoch !== before) return;
      if (before !== null) await batches.removeAll(transaction);
      await settings.save(transaction, { servicingEpoch: epoch });
    });
  }

  /** A batch that was posted since the last look may have taken payments: they are asked about at once, and only then it is kept as posted. */
  private async keep(listed: readonly EftBatch[]): Promise<void> {
    const { database, batches, handOvers, clock } = this.parts;
    const known = new Map((await batches.listStates(listed.map(({ number }) => number))).map((batch) => [batch.batchNumber, batch.state]));
    const posted = listed.filter(({ number, state }) => state === 'POSTED' && known.get(number) !== 'POSTED');
    // A batch that is closed stays what it is.
    const changed = listed.filter(({ number, state }) => state === 'REVIEW' || known.get(number) !== state);
    const seenAt = clock.now();
    for (const { dueFrom, dueTo } of posted) await this.makeDue(await handOvers.listInRange(dueFrom, dueTo, seenAt));
    if (changed.length === 0) return;
    await database.transaction((transaction) =>
      batches.save(
        transaction,
        changed.map(({ number: batchNumber, postedAt, count: entryCount, ...batch }) => ({
          ...batch,
          batchNumber,
          postedAt: postedAt === null ? null : new Date(postedAt),
          entryCount,
          seenAt,
        })),
      ),
    );
  }
}
