import type { SyncedBookRepository } from '../../persistence/repositories/synced-book.repository';
import type { SyncKind } from './servicing-system';
import { MassRemovalError } from './sync-error';

/** So few records may always go. */
const TRIVIAL_RECORDS = 10;

/** Keeps a pull from removing so much of a kind that something else must be wrong: an empty or half feed, or a database restored unnoticed. */
export class RemovalGuard {
  private removals = 0;
  private total: number | undefined;

  constructor(
    private readonly book: Pick<SyncedBookRepository, 'count' | 'countKnown'>,
    private readonly kind: SyncKind,
    private readonly limitPercent: number,
    private readonly acceptsAll: boolean,
  ) {}

  /** Counts the deletions of a page among those of the whole pull. @throws MassRemovalError */
  async watch(changes: readonly { id: number; record: object | null }[]): Promise<void> {
    const removedIds = changes.filter((change) => change.record === null).map((change) => change.id);
    if (this.acceptsAll || removedIds.length === 0) return;
    const known = await this.book.countKnown(this.kind, removedIds);
    if (this.removals + known >= TRIVIAL_RECORDS) {
      this.total ??= this.removals + (await this.book.count(this.kind));
      this.allow(this.removals + known, this.total);
    }
    this.removals += known;
  }

  /** @throws MassRemovalError when `removed` of `total` records are more than may go. */
  allow(removed: number, total: number): void {
    if (this.acceptsAll || removed < TRIVIAL_RECORDS || removed * 100 <= total * this.limitPercent) return;
    throw new MassRemovalError(this.kind, removed, total, this.limitPercent);
  }
}
