import { unavailable } from '../../kernel/fault';
import { SYNC_KINDS, type SyncKind } from '../../persistence/entities/sync.entity';
import { LeaseLostError } from '../../persistence/repositories/job-lease.repository';
import type { SyncStateRepository } from '../../persistence/repositories/sync-state.repository';
import { KindSync, type KindSyncParts } from './kind-sync';
import type { CustomerSnapshot, ServicingSystemDescription } from './servicing-system';
import { operatorReason, RestoredError, UnsupportedVersionError, wentBack } from './sync-error';
import type { CustomerSyncReport, KindReport, SyncOptions, SyncReport } from './sync-report';

const CUSTOMER_READS = 4;

/** Hears that the copy of the book is whole again and may have changed; never throws. */
export interface BookFollower {
  bookChanged(): Promise<void>;
}

/** What a sync works with. */
export interface SyncServiceParts extends KindSyncParts {
  state: SyncStateRepository;
  follower?: BookFollower;
}

/** Keeps our copy of the book like the servicing system's. Runs under a lease: see JobRunner. */
export class SyncService {
  constructor(private readonly parts: SyncServiceParts) {}

  /**
   * Pulls every kind, each after those it refers to. The first kind that fails stops the rest, because invoices of contracts that never came
   * would help nobody; every kind's run says so. Who follows the book hears of a whole sync only: half of one would show payments as booked
   * on invoices that are still open. Failures are in the report; only a lost database or lease is thrown.
   */
  async syncAll(options: SyncOptions): Promise<SyncReport> {
    const report = await this.sync(SYNC_KINDS, options);
    if (report.outcome === 'SUCCEEDED') await this.parts.follower?.bookChanged();
    return report;
  }

  /** Pulls one kind. */
  syncKind(kind: SyncKind, options: SyncOptions): Promise<SyncReport> {
    return this.sync([kind], options);
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

  private async sync(kinds: readonly SyncKind[], options: SyncOptions): Promise<SyncReport> {
    const reports: KindReport[] = [];
    let description: ServicingSystemDescription | undefined;
    for (const kind of kinds) {
      if (options.signal?.aborted) break;
      const stopped = reports.find((report) => report.outcome !== 'SUCCEEDED');
      const pull = async (run: KindSync<SyncKind>) => {
        if (stopped) throw new NotAttemptedError(stopped);
        description ??= await this.describeSupported(options.signal);
        if (options.mode === 'FULL') return run.pullFull(description);
        const cursors = await this.parts.state.listCursors();
        return run.pullIncrement(
          cursors.find((cursor) => cursor.kind === kind),
          description,
        );
      };
      reports.push(await this.record(kind, options, pull));
    }
    if (options.signal?.reason instanceof LeaseLostError) throw options.signal.reason;
    const worst = reports.find((report) => report.outcome !== 'SUCCEEDED')?.outcome;
    return { outcome: worst ?? (reports.length === kinds.length ? 'SUCCEEDED' : 'FAILED'), kinds: reports };
  }

  private async record(kind: SyncKind, options: SyncOptions, pull: (run: KindSync<SyncKind>) => Promise<void>): Promise<KindReport> {
    const { state, clock } = this.parts;
    const startedAt = clock.now();
    const id = await state.startRun(kind, options.mode, startedAt);
    const run = new KindSync<SyncKind>(this.parts, kind, { id, startedAt }, options);
    const failure = await pull(run).then(() => undefined, asFailure);
    const outcome = failure ? outcomeOf(failure) : 'SUCCEEDED';
    const error = failure ? operatorReason(failure) : null;
    const finishedAt = clock.now();
    await state.finishRun(id, outcome, finishedAt, error);
    // Another runner is at work now: not one row more from us.
    if (failure instanceof LeaseLostError) throw failure;
    return { kind, outcome, ...run.counts, durationMs: finishedAt.getTime() - startedAt.getTime(), error };
  }

  private async describeSupported(signal?: AbortSignal): Promise<ServicingSystemDescription> {
    const description = await this.parts.system.describe(signal);
    if (!description.isSupported) throw new UnsupportedVersionError(description.product, description.version, description.minimumVersion);
    return description;
  }
}

/** A kind left out because one before it failed. */
class NotAttemptedError extends Error {
  readonly outcome: KindReport['outcome'];

  constructor(stopped: KindReport) {
    super(`Not read, because ${stopped.kind} could not be.`);
    this.outcome = stopped.outcome;
  }
}

function asFailure(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function outcomeOf(error: Error): 'FAILED' | 'HALTED' {
  const halted = error instanceof RestoredError || (error instanceof NotAttemptedError && error.outcome === 'HALTED');
  return halted ? 'HALTED' : 'FAILED';
}
