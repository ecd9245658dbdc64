import type { Clock } from '../../kernel/clock';
import type { SyncCursor } from '../../persistence/repositories/sync-state.repository';
import type { SyncedBookRepository } from '../../persistence/repositories/synced-book.repository';
import type { ChangePage, ServicingSystem, ServicingSystemDescription, SyncKind } from './servicing-system';
import { MassRemovalError, RestoredError, wentBack } from './sync-error';
import type { SyncOptions } from './sync-report';

/** A kind smaller than this may lose any number of records in a full resync. */
const TRIVIAL_RECORDS = 100;

/** What a pull of one kind works with. */
export interface KindSyncParts {
  system: ServicingSystem;
  book: SyncedBookRepository;
  clock: Clock;
  pageSize: number;
}

interface Position {
  epoch: string;
  sequence: number;
}

/** One pull of one kind. Its counts are right at any moment, also after it failed. */
export class KindSync<Kind extends SyncKind> {
  readonly counts = { recordsWritten: 0, recordsRemoved: 0, recordsSetAside: 0 };

  constructor(
    private readonly parts: KindSyncParts,
    private readonly kind: Kind,
    private readonly run: { id: number; startedAt: Date },
    private readonly options: SyncOptions,
  ) {}

  /**
   * Reads on from the cursor, which moves with each page: broken off anywhere, the next pull goes on from there.
   * @throws RestoredError before anything is changed.
   */
  async pullIncrement(cursor: SyncCursor | undefined, description: ServicingSystemDescription): Promise<void> {
    const start = cursor ?? { epoch: description.epoch, sequence: 0 };
    refuseRestored(start, description);
    await this.readFrom(start, true);
  }

  /**
   * Reads the whole kind again while the portal goes on showing what it has, then removes what was not met, and only then moves the cursor: to where
   * this pull began. What changed meanwhile is read once more, so that a customer synced at the same time cannot be left with older data.
   * @throws MassRemovalError before anything is removed.
   */
  async pullFull(description: ServicingSystemDescription): Promise<void> {
    const { book, clock } = this.parts;
    const { lease } = this.options;
    const start = { epoch: description.epoch, sequence: description.latestSequence };
    await this.readFrom({ epoch: start.epoch, sequence: 0 }, false);
    const { total, unseen } = await book.estimateSweep(this.kind, this.run.startedAt);
    if (total >= TRIVIAL_RECORDS && unseen * 2 > total && !this.options.acceptMassRemoval)
      throw new MassRemovalError(this.kind, unseen, total);
    if (unseen > 0) this.counts.recordsRemoved += await book.sweep(this.kind, lease, this.run.id, this.run.startedAt);
    await book.completeFull(this.kind, lease, this.run.startedAt, start, clock.now());
    await this.readFrom(start, true);
  }

  /** Reads pages to the end of the feed, the next one while the last one is being written. */
  private async readFrom(start: Position, movesCursor: boolean): Promise<void> {
    const stop = new AbortController();
    const passOn = () => stop.abort(this.options.signal?.reason);
    this.options.signal?.addEventListener('abort', passOn, { once: true });
    try {
      let reading: Promise<ChangePage<Kind>> | undefined = this.read(start.sequence, stop.signal);
      for (let position = start; reading;) {
        const page: ChangePage<Kind> = await reading;
        refuseRestored(position, page);
        reading = page.more ? this.read(page.nextSince, stop.signal) : undefined;
        // Its failure is met when its turn comes; until then it must not count as unhandled.
        reading?.catch(() => undefined);
        position = { epoch: page.epoch, sequence: page.nextSince };
        await this.write(page, movesCursor ? position : undefined);
      }
    } finally {
      this.options.signal?.removeEventListener('abort', passOn);
      stop.abort();
    }
  }

  private read(since: number, signal: AbortSignal): Promise<ChangePage<Kind>> {
    return this.parts.system.readChanges(this.kind, since, this.parts.pageSize, signal);
  }

  private async write(page: ChangePage<Kind>, cursor: Position | undefined): Promise<void> {
    this.options.signal?.throwIfAborted();
    const { book, clock } = this.parts;
    const { lease } = this.options;
    const { changes, unreadable } = page;
    const at = this.notBeforeStart(clock.now());
    const added = await book.applyPage({ kind: this.kind, lease, runId: this.run.id, changes, unreadable, cursor, at });
    this.counts.recordsWritten += added.recordsWritten;
    this.counts.recordsRemoved += added.recordsRemoved;
    this.counts.recordsSetAside += added.recordsSetAside;
    this.reportProgress();
  }

  /** A clock set back must not make what was just written look unseen. */
  private notBeforeStart(at: Date): Date {
    return at < this.run.startedAt ? this.run.startedAt : at;
  }

  private reportProgress(): void {
    const { recordsWritten, recordsRemoved, recordsSetAside } = this.counts;
    const records = recordsWritten + recordsRemoved + recordsSetAside;
    const seconds = Math.max((this.parts.clock.now().getTime() - this.run.startedAt.getTime()) / 1000, 0.001);
    this.options.onProgress?.({ kind: this.kind, records, recordsPerSecond: Math.round(records / seconds) });
  }
}

/** Whether the source still is the one that `seen` was read from. @throws RestoredError */
function refuseRestored(seen: Position, source: { epoch: string; latestSequence: number }): void {
  if (seen.epoch !== source.epoch) throw new RestoredError(`its epoch was "${seen.epoch}" and is now "${source.epoch}"`);
  if (source.latestSequence < seen.sequence) throw new RestoredError(wentBack(seen.sequence, source.latestSequence));
}
