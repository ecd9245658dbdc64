import type { Clock } from '../../kernel/clock';
import type { FullRead, SyncCursor, SyncStateRepository } from '../../persistence/repositories/sync-state.repository';
import type { SyncedBookRepository } from '../../persistence/repositories/synced-book.repository';
import type { GentlePace } from './gentle-pace';
import { recordsPerPage } from './kind-facts';
import { PullProgress } from './pull-progress';
import { RemovalGuard } from './removal-guard';
import type { ChangePage, ServicingSystem, ServicingSystemDescription, SyncKind } from './servicing-system';
import { AnotherRecordError, RestoredError, wentBack } from './sync-error';
import type { SyncOptions } from './sync-report';

/** A full read broken off longer ago is not gone on with: too much of what it has seen has changed since. */
const FULL_READ_LIFE_MS = 24 * 3_600_000;

/** What a pull of one kind works with. */
export interface KindSyncParts {
  system: ServicingSystem;
  book: SyncedBookRepository;
  state: SyncStateRepository;
  clock: Clock;
  pageSize: number;
  /** A pull that would remove a larger share of a kind, in percent, is refused unless that was accepted. */
  removalLimitPercent: number;
  /** How what is here already is read again. */
  pace: GentlePace;
}

interface Position {
  epoch: string;
  sequence: number;
  recordId: number | null;
}

/** How pages are read on from a position. */
interface Reading {
  from: Position;
  /** What moves with each page: the cursor, or the position of a full read. */
  moves: 'CURSOR' | 'FULL_READ';
  /** What is here already is read again, gently: nobody waits for it. */
  isAgain: boolean;
  /** Nothing is written as of an earlier moment: a clock set back must not make what was just written look unseen. */
  notBefore: Date;
}

/** One pull of one kind. Its counts are right at any moment, also after it failed. */
export class KindSync<Kind extends SyncKind> {
  readonly counts = { recordsWritten: 0, recordsRemoved: 0, recordsSetAside: 0 };
  private readonly guard: RemovalGuard;

  constructor(
    private readonly parts: KindSyncParts,
    private readonly kind: Kind,
    private readonly run: { id: number; startedAt: Date },
    private readonly options: SyncOptions,
  ) {
    this.guard = new RemovalGuard(parts.book, kind, parts.removalLimitPercent, options.acceptMassRemoval ?? false);
  }

  /**
   * Reads on from the cursor, which moves with each page: broken off anywhere, the next pull goes on from there. Where the source does not keep what
   * changed since the cursor, the kind is read whole.
   * @throws RestoredError before anything is changed; MassRemovalError before what it is about is removed.
   */
  async pullIncrement(cursor: SyncCursor | undefined, description: ServicingSystemDescription): Promise<void> {
    const start = cursor ?? { epoch: description.epoch, sequence: 0, recordId: null };
    refuseRestored(start, description);
    if (start.sequence < (description.wholeSince?.[this.kind] ?? 0)) {
      await this.parts.state.becomeFull(this.run.id);
      return this.pullFull(description, cursor !== undefined);
    }
    await this.readFrom({ from: start, moves: 'CURSOR', isAgain: false, notBefore: this.run.startedAt });
  }

  /**
   * Reads the whole kind again while the portal goes on showing what it has, then removes what was not met, and only then moves the cursor: to where
   * this read began. What changed meanwhile is read once more, so that a customer synced at the same time cannot be left with older data. A full read
   * that was broken off is gone on with.
   * @throws MassRemovalError before anything is removed.
   */
  async pullFull(description: ServicingSystemDescription, isAgain: boolean): Promise<void> {
    const { book, clock } = this.parts;
    const { lease } = this.options;
    const read = await this.beginFull(description);
    const notBefore = read.startedAt > this.run.startedAt ? read.startedAt : this.run.startedAt;
    await this.readFrom({ from: { epoch: read.epoch, sequence: read.position, recordId: null }, moves: 'FULL_READ', isAgain, notBefore });
    const { total, unseen } = await book.estimateSweep(this.kind, read.startedAt);
    this.guard.allow(unseen, total);
    if (unseen > 0) this.counts.recordsRemoved += await book.sweep(this.kind, lease, this.run.id, read.startedAt);
    const start = { epoch: read.epoch, sequence: read.startSequence, recordId: null };
    await book.completeFull(this.kind, lease, read.startedAt, start, clock.now());
    await this.readFrom({ from: start, moves: 'CURSOR', isAgain: false, notBefore });
  }

  private beginFull({ epoch, latestSequence }: ServicingSystemDescription): Promise<FullRead> {
    const { startedAt } = this.run;
    const anew = { epoch, startSequence: latestSequence, position: 0, startedAt };
    return this.parts.book.beginFull(this.kind, this.options.lease, anew, new Date(startedAt.getTime() - FULL_READ_LIFE_MS));
  }

  /** Reads pages to the end of the feed, the next one while the last one is being written. */
  private async readFrom(reading: Reading): Promise<void> {
    const stop = new AbortController();
    const passOn = () => stop.abort(this.options.signal?.reason);
    this.options.signal?.addEventListener('abort', passOn, { once: true });
    const progress = new PullProgress(this.kind, this.run.startedAt, reading.from.sequence, reading.moves === 'FULL_READ');
    try {
      let next: Promise<ChangePage<Kind>> | undefined = this.readFirst(reading.from, stop.signal);
      for (let position = reading.from; next;) {
        const page: ChangePage<Kind> = await next;
        refuseRestored(position, page);
        next = page.more ? this.read(page.nextSince, stop.signal) : undefined;
        // Its failure is met when its turn comes; until then it must not count as unhandled.
        next?.catch(() => undefined);
        const recordId = page.nextSince === position.sequence ? position.recordId : lastRecordOf(page);
        position = { epoch: page.epoch, sequence: page.nextSince, recordId };
        await this.write(page, position, reading, progress);
      }
    } finally {
      this.options.signal?.removeEventListener('abort', passOn);
      stop.abort();
    }
  }

  private read(since: number, signal: AbortSignal): Promise<ChangePage<Kind>> {
    return this.parts.system.readChanges(this.kind, since, recordsPerPage(this.kind, this.parts.pageSize), signal);
  }

  /** The page from a position on. Where a record bore the position's sequence it is read once more, to see that no other one bears it now. */
  private async readFirst({ sequence, recordId }: Position, signal: AbortSignal): Promise<ChangePage<Kind>> {
    if (recordId === null || sequence === 0) return this.read(sequence, signal);
    const page = await this.read(sequence - 1, signal);
    const changed = page.changes.find((change) => change.sequence === sequence);
    if (changed && changed.id !== recordId) throw new AnotherRecordError(sequence, recordId, changed.id);
    const isNew = (one: { sequence: number | null }): boolean => one.sequence !== sequence;
    return { ...page, changes: page.changes.filter(isNew), unreadable: page.unreadable.filter(isNew) };
  }

  private async write(page: ChangePage<Kind>, to: Position, reading: Reading, progress: PullProgress): Promise<void> {
    this.options.signal?.throwIfAborted();
    const { book, clock, pace } = this.parts;
    const { changes, unreadable } = page;
    if (reading.moves === 'CURSOR') await this.guard.watch(changes);
    const now = clock.now();
    const pageToApply = {
      kind: this.kind,
      lease: this.options.lease,
      runId: this.run.id,
      changes,
      unreadable,
      position: reading.moves === 'CURSOR' ? ({ of: 'CURSOR', ...to } as const) : ({ of: 'FULL_READ', sequence: to.sequence } as const),
      progress: progress.reach(page),
      at: now < reading.notBefore ? reading.notBefore : now,
    };
    const apply = () => book.applyPage(pageToApply);
    const added = await (reading.isAgain ? pace.run(apply) : apply());
    this.counts.recordsWritten += added.recordsWritten;
    this.counts.recordsRemoved += added.recordsRemoved;
    this.counts.recordsSetAside += added.recordsSetAside;
    this.options.onProgress?.(progress.tell(this.counts, clock.now()));
  }
}

/** Whether the source still is the one that `seen` was read from. @throws RestoredError */
function refuseRestored(seen: Omit<Position, 'recordId'>, source: { epoch: string; latestSequence: number }): void {
  if (seen.epoch !== source.epoch) throw new RestoredError(`its epoch was "${seen.epoch}" and is now "${source.epoch}"`);
  if (source.latestSequence < seen.sequence) throw new RestoredError(wentBack(seen.sequence, source.latestSequence));
}

/** The record whose change comes last in the page, if that can be told. */
function lastRecordOf(page: ChangePage<SyncKind>): number | null {
  const change = page.changes.at(-1);
  const unreadable = page.unreadable.at(-1);
  if ((unreadable?.sequence ?? 0) <= (change?.sequence ?? 0)) return change?.sequence === page.nextSince ? change.id : null;
  return unreadable?.sequence === page.nextSince && /^\d+$/.test(unreadable.key) ? Number(unreadable.key) : null;
}
