import { unavailable } from '../../kernel/fault';
import type { Transaction } from '../../persistence/database';
import { SYNC_KINDS, type SyncKind } from '../../persistence/entities/sync.entity';
import { LeaseLostError } from '../../persistence/repositories/job-lease.repository';
import type { ServicingStateRepository } from '../../persistence/repositories/servicing-state.repository';
import { KindSync, type KindSyncParts } from './kind-sync';
import type { CustomerSnapshot, ServicingSystemDescription } from './servicing-system';
import { HaltError, operatorReason, RestoredError, UnsupportedVersionError, wentBack } from './sync-error';
import type { CustomerSyncReport, KindReport, SyncOptions } from './sync-report';

const CUSTOMER_READS = 4;

/** Hears that the copy of the book may have changed and holds money received no newer than the invoices it settles; never throws. */
export interface BookFollower {
  bookChanged(): Promise<void>;
}

/** Hears that the sync stands still until a person has looked: once for each halt, in the transaction that notes it. */
export interface HaltAlarm {
  syncHalted(transaction: Transaction, reason: string): Promise<void>;
}

/** Hears that a kind was read to its end, while nobody else reads it; never throws. */
export interface PullFollower {
  judgeAfter(kind: SyncKind, mode: 'FULL' | 'INCREMENTAL'): Promise<void>;
}

/** What a sync works with. */
export interface SyncServiceParts extends KindSyncParts {
  servicing: ServicingStateRepository;
  follower?: BookFollower;
  alarm?: HaltAlarm;
  judge?: PullFollower;
}

/** Keeps our copy of the book like the servicing system's. Runs under leases: see JobRunner. */
export class SyncService {
  constructor(private readonly parts: SyncServiceParts) {}

  /**
   * Pulls one kind, under the lease of `leaseNameOf(kind)`. Who follows the book hears of it once invoices were read to their end, after the payments
   * that may have settled them. A failure is in the report; only a lost database or lease is thrown.
   */
  async syncKind(kind: SyncKind, options: SyncOptions): Promise<KindReport> {
    const { book, state, clock, follower, judge } = this.parts;
    const startedAt = clock.now();
    // First of all: what a customer read before the run is known had already is then certain to be met by it.
    const described = await this.describeSupported(options.signal).catch(asFailure);
    const id = await state.startRun(kind, options.mode, startedAt);
    const run = new KindSync<SyncKind>(this.parts, kind, { id, startedAt }, options);
    const failure =
      described instanceof Error ? described : await this.pull(kind, run, described, options).then(() => undefined, asFailure);
    const outcome = failure ? outcomeOf(failure) : 'SUCCEEDED';
    const error = failure ? operatorReason(failure) : null;
    const finishedAt = clock.now();
    await state.finishRun(id, outcome, finishedAt, error);
    // Another runner is at work now: not one row more from us.
    if (failure instanceof LeaseLostError) throw failure;
    if (options.signal?.reason instanceof LeaseLostError) throw options.signal.reason;
    // What was read of another life of the servicing database must not be gone on with.
    if (failure instanceof RestoredError) await book.forgetFull(kind);
    await this.noteStanding(outcome, error, finishedAt);
    if (kind === 'invoices' && outcome === 'SUCCEEDED') await follower?.bookChanged();
    if (outcome === 'SUCCEEDED') await judge?.judgeAfter(kind, options.mode);
    return { kind, outcome, ...run.counts, durationMs: finishedAt.getTime() - startedAt.getTime(), error };
  }

  /**
   * Brings one customer up to date at once: adds and overwrites, removes no record. Needs no lease; may run beside a sync of everything.
   * @throws Fault UPSTREAM_UNAVAILABLE, UnsupportedVersionError, RestoredError
   */
  async syncCustomer(accountId: number, signal?: AbortSignal): Promise<CustomerSyncReport> {
    const { state, clock } = this.parts;
    const startedAt = clock.now();
    try {
      await this.describeSupported(signal);
      const snapshot = await this.pullCustomer(accountId, signal);
      if (!snapshot) return { outcome: 'NOT_FOUND', recordsWritten: 0, recordsSetAside: 0 };
      const runs = SYNC_KINDS.map((kind) => ({
        kind,
        recordsWritten: snapshot.records[kind].length,
        recordsSetAside: snapshot.unreadable[kind].length,
      })).filter((run) => run.recordsWritten + run.recordsSetAside > 0);
      const common = {
        mode: 'CUSTOMER',
        outcome: 'SUCCEEDED',
        startedAt,
        finishedAt: clock.now(),
        recordsRemoved: 0,
        error: null,
      } as const;
      await state.saveFinishedRuns(runs.map((run) => ({ ...run, ...common })));
      const sum = (count: 'recordsWritten' | 'recordsSetAside') => runs.reduce((total, run) => total + run[count], 0);
      return { outcome: 'SUCCEEDED', recordsWritten: sum('recordsWritten'), recordsSetAside: sum('recordsSetAside') };
    } catch (error) {
      // Stopped, not failed: whoever stopped it has it done again.
      if (signal?.aborted) throw error;
      const counts = { recordsWritten: 0, recordsRemoved: 0, recordsSetAside: 0 };
      const failed = { mode: 'CUSTOMER', outcome: outcomeOf(asFailure(error)), startedAt, finishedAt: clock.now() } as const;
      const reason = `Account ${accountId}: ${operatorReason(error)}`;
      // The database may be what failed: then the first error tells more than this one would.
      await state.saveFinishedRuns([{ kind: 'accounts', ...failed, ...counts, error: reason }]).catch(() => undefined);
      throw error;
    }
  }

  private async pullCustomer(accountId: number, signal?: AbortSignal): Promise<CustomerSnapshot | undefined> {
    const { system, book, state, clock } = this.parts;
    let reached = 0;
    for (let read = 1; read <= CUSTOMER_READS; read += 1) {
      const fullRunId = await book.latestFullRunId();
      const snapshot = await system.readCustomer(accountId, signal);
      if (!snapshot) return undefined;
      signal?.throwIfAborted();
      if (snapshot.latestSequence < reached) throw new RestoredError(wentBack(reached, snapshot.latestSequence));
      const outcome = await book.applyCustomer({ ...snapshot, fullRunId, at: clock.now() });
      if (outcome === 'RESTORED') throw new RestoredError(`its epoch is now "${snapshot.epoch}"`);
      if (outcome === 'APPLIED') return snapshot;
      // What is read from now on is at least as new as what has been read by now.
      reached = Math.max(0, ...(await state.listCursors()).map((cursor) => cursor.sequence));
    }
    throw unavailable('servicing system', new Error('The book changed under each reading of this customer; the sync brings it soon.'));
  }

  private async pull(
    kind: SyncKind,
    run: KindSync<SyncKind>,
    description: ServicingSystemDescription,
    options: SyncOptions,
  ): Promise<void> {
    const cursor = (await this.parts.state.listCursors()).find((one) => one.kind === kind);
    return options.mode === 'FULL' ? run.pullFull(description, cursor !== undefined) : run.pullIncrement(cursor, description);
  }

  /** Keeps whether the sync stands still, and has it told once. */
  private async noteStanding(outcome: KindReport['outcome'], reason: string | null, at: Date): Promise<void> {
    const { servicing, state, alarm } = this.parts;
    if (outcome === 'HALTED' && reason !== null) {
      await servicing.halt(reason, at, async (transaction) => alarm?.syncHalted(transaction, reason));
    } else if (outcome === 'SUCCEEDED' && (await servicing.find())?.haltedAt) {
      const latest = await state.latestRuns();
      if (latest.every((run) => run.outcome !== 'HALTED')) await servicing.resume();
    }
  }

  private async describeSupported(signal?: AbortSignal): Promise<ServicingSystemDescription> {
    const { system, servicing, clock } = this.parts;
    const description = await system.describe(signal);
    await servicing.saveFacts(description, clock.now());
    if (!description.isSupported) throw new UnsupportedVersionError(description.product, description.version, description.minimumVersion);
    return description;
  }
}

function asFailure(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function outcomeOf(error: Error): 'FAILED' | 'HALTED' {
  return error instanceof HaltError ? 'HALTED' : 'FAILED';
}
