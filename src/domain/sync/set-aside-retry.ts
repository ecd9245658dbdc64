import type { Actor } from '../../kernel/actor';
import type { Clock } from '../../kernel/clock';
import { done, refused, type Outcome } from '../../kernel/outcome';
import type { Database } from '../../persistence/database';
import type { ServicingStateRepository } from '../../persistence/repositories/servicing-state.repository';
import type { SetAsideKey, SetAsideRepository } from '../../persistence/repositories/set-aside.repository';
import type { SyncStateRepository } from '../../persistence/repositories/sync-state.repository';
import type { SyncedBookRepository } from '../../persistence/repositories/synced-book.repository';
import type { AuditLog } from '../audit/audit-log';
import { leaseNameOf } from './kind-facts';
import type { Lease, LeasedWork } from './leases';
import type { ScheduledSync } from './scheduled-sync';
import type { ChangePage, ServicingSystem, SyncKind } from './servicing-system';
import { RestoredError } from './sync-error';

/** So many are read again in one go … */
const RETRIED_AT_ONCE = 200;
/** … or as many as can be read in that time. */
const PATIENCE_MS = 20_000;

/** What became of records that were read again. */
export interface SetAsideRetryReport {
  /** Here now; or gone from the servicing system and from here. */
  applied: number;
  stillUnreadable: number;
  /** Changed in the servicing system meanwhile: a sync of the kind, which was asked for, brings them. */
  changedSince: number;
  /** Came with a customer, not with the feed: a sync of that customer brings them. */
  needCustomerSync: number;
  /** Whether others of the kind were not tried. */
  hasMore: boolean;
}

/** Which records to read again. */
export interface SetAsideChoice {
  kind: SyncKind;
  /** Only this one. */
  recordKey?: string | undefined;
  /** Leaves those that were set aside, or tried, later. Default now. */
  setAsideUntil?: Date | undefined;
}

/** What the retry works with. */
export interface SetAsideRetryParts {
  database: Database;
  system: Pick<ServicingSystem, 'readChanges'>;
  book: Pick<SyncedBookRepository, 'applyRetried'>;
  setAside: SetAsideRepository;
  state: Pick<SyncStateRepository, 'listCursors'>;
  servicing: Pick<ServicingStateRepository, 'find'>;
  scheduled: Pick<ScheduledSync, 'want'>;
  leased: LeasedWork;
  audit: AuditLog;
  clock: Clock;
}

/**
 * Reads records that were set aside again, one by one from their place in the feed, as once a newer version of the portal can read them. Runs under
 * the kind's lease, leaves the cursor alone, and writes a record only while it still is set aside as it was before it was read: nothing newer is
 * overwritten.
 */
export class SetAsideRetry {
  constructor(private readonly parts: SetAsideRetryParts) {}

  /**
   * The oldest of a kind, or one. Refused: `UNKNOWN_RECORD`, `SYNC_RUNNING` while the kind is being synced, `SYNC_HALTED`, `UNSUPPORTED_VERSION`.
   * @throws Fault UPSTREAM_UNAVAILABLE when the servicing system is away; what was read before that is applied.
   */
  async retry(actor: Actor, choice: SetAsideChoice): Promise<Outcome<SetAsideRetryReport>> {
    const { setAside, leased } = this.parts;
    const refusal = await this.refusal();
    if (refusal) return refused(refusal);
    const { kind, recordKey } = choice;
    if (recordKey !== undefined && !(await setAside.find(kind, recordKey)))
      return refused({ code: 'UNKNOWN_RECORD', message: 'No such record is set aside: it may have become readable.', field: 'recordKey' });
    await this.writeDown(actor, choice);
    try {
      const outcome = await leased.run(leaseNameOf(kind), (held) => this.readAgain(choice, held));
      if (outcome.status === 'DONE') return done(outcome.result);
      return refused({ code: 'SYNC_RUNNING', message: 'This kind is being synced right now. Try again when that is over.' });
    } catch (error) {
      if (error instanceof RestoredError) return refused({ code: 'SYNC_HALTED', message: error.message });
      throw error;
    }
  }

  private async refusal(): Promise<{ code: string; message: string } | undefined> {
    const servicing = await this.parts.servicing.find();
    if (servicing?.haltedAt) return { code: 'SYNC_HALTED', message: `The sync stands still: ${servicing.haltReason}` };
    if (servicing?.isSupported === false)
      return { code: 'UNSUPPORTED_VERSION', message: `${servicing.product} ${servicing.version} is too old to be read from.` };
    return undefined;
  }

  private writeDown(actor: Actor, { kind, recordKey }: SetAsideChoice): Promise<void> {
    const { database, audit } = this.parts;
    const what = recordKey === undefined ? 'the records' : `record ${recordKey}`;
    const summary = `Had ${what} of ${kind} that could not be read tried again.`;
    const after = { kind, recordKey: recordKey ?? null };
    return database.transaction((transaction) =>
      audit.record(transaction, actor, { action: 'SET_ASIDE_RETRY', subjectType: 'SYNC', subjectId: null, summary, after }),
    );
  }

  private async readAgain(choice: SetAsideChoice, held: { lease: Lease; signal: AbortSignal }): Promise<SetAsideRetryReport> {
    const { kind, recordKey } = choice;
    const records = await this.chosen(choice);
    const needCustomerSync = await this.parts.setAside.countWithoutSequence(kind, recordKey);
    const report = { applied: 0, stillUnreadable: 0, changedSince: 0, needCustomerSync, hasMore: records.length > RETRIED_AT_ONCE };
    const epoch = (await this.parts.state.listCursors()).find((cursor) => cursor.kind === kind)?.epoch;
    const giveUpAt = performance.now() + PATIENCE_MS;
    for (const record of records.slice(0, RETRIED_AT_ONCE)) {
      if (performance.now() > giveUpAt) return { ...report, hasMore: true };
      held.signal.throwIfAborted();
      report[await this.readOne(kind, record, epoch, held)] += 1;
    }
    if (report.changedSince > 0) await this.parts.scheduled.want([kind], { mode: 'INCREMENTAL', acceptsRemovals: false });
    return report;
  }

  private async chosen({ kind, recordKey, setAsideUntil }: SetAsideChoice): Promise<SetAsideKey[]> {
    const { setAside, clock } = this.parts;
    if (recordKey === undefined) return setAside.listOldest(kind, setAsideUntil ?? clock.now(), RETRIED_AT_ONCE + 1);
    const record = await setAside.find(kind, recordKey);
    return record?.sequence == null ? [] : [record];
  }

  private async readOne(
    kind: SyncKind,
    seen: SetAsideKey,
    epoch: string | undefined,
    { lease, signal }: { lease: Lease; signal: AbortSignal },
  ): Promise<'applied' | 'stillUnreadable' | 'changedSince'> {
    const { system, book, clock } = this.parts;
    const sequence = seen.sequence ?? 0;
    const readAt = clock.now();
    const page: ChangePage<SyncKind> = await system.readChanges(kind, sequence - 1, 1, signal);
    if (epoch !== undefined && page.epoch !== epoch) throw new RestoredError(`its epoch was "${epoch}" and is now "${page.epoch}"`);
    const unreadable = page.unreadable.find((one) => one.sequence === sequence);
    const change = page.changes.find((one) => one.sequence === sequence);
    if (change && seen.recordKey !== `sequence:${sequence}` && seen.recordKey !== String(change.id)) return 'changedSince';
    const found = unreadable ? { unreadable } : change && { change };
    if (!found) return 'changedSince';
    const outcome = await book.applyRetried<SyncKind>({ kind, lease, seen, readAt, found, at: clock.now() });
    return outcome === 'OVERTAKEN' ? 'changedSince' : outcome === 'APPLIED' ? 'applied' : 'stillUnreadable';
  }
}
