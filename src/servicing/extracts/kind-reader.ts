import type { SyncKind } from '../../domain/sync/servicing-system';
import type { ExtractFolder } from './extract-folder';
import type { Extract } from './extract-manifest';
import { type PlacedRow, scanRows } from './extract-scan';

/** Reads a kind page by page and keeps its place in the file between two pages, so that none is read from its start again. */
export class KindReader {
  private readonly rows: AsyncGenerator<PlacedRow>;
  private readonly extracts: Extract[];
  /** The row behind the last page: whether there is one tells whether there is more. */
  private ahead: PlacedRow | undefined;

  /** `position`: the sequence behind which it begins, later that of the last row given out. */
  constructor(
    folder: ExtractFolder,
    kind: SyncKind,
    private readonly epoch: string,
    extracts: readonly Extract[],
    private position: number,
  ) {
    this.extracts = [...extracts];
    this.rows = scanRows(folder, kind, this.extracts, position);
  }

  /** Whether it can go on from there: nothing that it has read or begun is listed differently by now. */
  goesOnFrom(since: number, epoch: string, extracts: readonly Extract[]): boolean {
    const isSame = this.extracts.every((extract, index) => JSON.stringify(extract) === JSON.stringify(extracts[index]));
    return since === this.position && epoch === this.epoch && isSame;
  }

  /** Takes up the extracts that were delivered since. */
  extend(extracts: readonly Extract[]): void {
    this.extracts.push(...extracts.slice(this.extracts.length));
  }

  /** The next rows, and whether any lie behind them. */
  async take(limit: number, signal?: AbortSignal): Promise<{ rows: PlacedRow[]; more: boolean }> {
    const rows: PlacedRow[] = [];
    for (;;) {
      signal?.throwIfAborted();
      const next = this.ahead ?? (await this.next());
      this.ahead = undefined;
      if (!next) return { rows, more: false };
      if (rows.length === limit) {
        this.ahead = next;
        return { rows, more: true };
      }
      rows.push(next);
      this.position = next.sequence;
    }
  }

  /** Lets go of the file it has open. */
  async close(): Promise<void> {
    await this.rows.return(undefined);
  }

  private async next(): Promise<PlacedRow | undefined> {
    const { done, value } = await this.rows.next();
    return done ? undefined : value;
  }
}
