import type { SyncKind } from '../../domain/sync/servicing-system';
import { ExtractError } from './extract-error';
import { readRows } from './extract-file';
import type { ExtractFolder } from './extract-folder';
import type { Extract, ExtractFile } from './extract-manifest';
import type { ExtractRow } from './extract-row';

/** A row with its place in the change sequence. */
export interface PlacedRow {
  sequence: number;
  change: ExtractRow['change'];
}

/**
 * The rows of a kind after a sequence, ascending, from the extracts in order, one file open at a time. The list of extracts may grow meanwhile.
 * @throws ExtractError when a file is not what the manifest says, or a sequence is not where it belongs.
 */
export async function* scanRows(folder: ExtractFolder, kind: SyncKind, extracts: readonly Extract[], since = 0): AsyncGenerator<PlacedRow> {
  for (const extract of extracts) {
    if (extract.upTo <= since) continue;
    const placer = new Placer(extract);
    for (const file of extract.files[kind] ?? []) {
      for await (const row of readRows(kind, file, await folder.openExtractFile(file))) {
        const sequence = placer.place(row, file);
        if (sequence > since) yield { sequence, change: row.change };
      }
    }
  }
}

/**
 * The changes of a kind in the extracts in order, for whoever looks for some records only: without their sequences, and in snapshots, which are
 * long and hold each record once, without the lines of NDJSON that do not concern the search.
 */
export async function* scanChanges(
  folder: ExtractFolder,
  kind: SyncKind,
  extracts: readonly Extract[],
  concerns: ((text: string) => boolean) | undefined,
): AsyncGenerator<PlacedRow['change']> {
  for (const { content, files } of extracts) {
    const test = content === 'SNAPSHOT' ? concerns : undefined;
    for (const file of files[kind] ?? [])
      for await (const { change } of readRows(kind, file, await folder.openExtractFile(file), test)) yield change;
  }
}

/** Gives the rows of one kind in one extract their sequences: those they bear, or one after the other where they bear none. */
class Placer {
  private last: number;
  private isGiven: boolean | undefined;

  constructor(private readonly extract: Extract) {
    this.last = extract.after;
  }

  place({ sequence }: ExtractRow, file: ExtractFile): number {
    const isGiven = sequence !== undefined && sequence !== null;
    this.isGiven ??= isGiven;
    const behind = `behind sequence ${this.last}`;
    if (this.isGiven !== isGiven)
      throw new ExtractError(
        file.path,
        `${behind} comes a row ${isGiven ? 'with' : 'without'} a sequence, others of its extract are ${isGiven ? 'without' : 'with'} one.`,
      );
    const at: unknown = isGiven ? sequence : this.last + 1;
    const { name, after, upTo } = this.extract;
    if (!isSequence(at)) throw new ExtractError(file.path, `${behind} comes ${JSON.stringify(at)}, which is not a sequence.`);
    if (at <= this.last) throw new ExtractError(file.path, `${behind} comes ${at}: sequences ascend.`);
    if (at > upTo) throw new ExtractError(file.path, `${behind} comes ${at}, but the extract ${name} goes from ${after} up to ${upTo}.`);
    return (this.last = at);
  }
}

function isSequence(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
