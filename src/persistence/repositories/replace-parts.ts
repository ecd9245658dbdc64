import { chunksOf } from '../../kernel/chunks';
import type { Transaction } from '../database';
import { type BulkRows, writeRows } from './bulk-write';
import type { PartsProperty, SyncedTable } from './synced-table';

/** A record with the parts it travels with. */
export type Whole = { id: number } & Partial<Record<PartsProperty, readonly object[]>>;
type Parts = NonNullable<SyncedTable['parts']>;

const WHOLES_PER_LOOK = 1_000;
const DELETIONS_PER_STATEMENT = 500;

/** Makes the parts of these wholes exactly those that came with them. */
export async function replaceParts(transaction: Transaction, parts: Parts, wholes: readonly Whole[]): Promise<void> {
  for (const some of chunksOf(wholes, WHOLES_PER_LOOK)) await removeGoneParts(transaction, parts, some);
  await writeRows(transaction, parts.table, partRows(parts, wholes));
}

/** The rows of all the parts. */
export function partRows(parts: Parts, wholes: readonly Whole[]): BulkRows {
  return function* () {
    for (const whole of wholes) {
      const shared = parts.inherited(whole);
      for (const own of whole[parts.property] ?? []) yield { own, shared };
    }
  };
}

async function removeGoneParts(transaction: Transaction, parts: Parts, wholes: readonly Whole[]): Promise<void> {
  const columns = [parts.wholeColumn, ...parts.key.map((key) => key.column)];
  // Quoted, because some are words that MySQL reserves.
  const names = columns.map((column) => `\`${column}\``);
  // A locking read, because a snapshot may be older than the locks on the wholes.
  const stored = await transaction.query<Record<string, string | number>[]>(
    `SELECT ${names.join(', ')} FROM ${parts.name} WHERE ${parts.wholeColumn} IN (?) FOR UPDATE`,
    [wholes.map((whole) => whole.id)],
  );
  if (stored.length === 0) return;
  const arrived = new Set<string>();
  for (const whole of wholes)
    for (const part of whole[parts.property] ?? [])
      arrived.add([whole.id, ...parts.key.map((key) => (part as Record<string, unknown>)[key.property])].join('/'));
  const gone = stored.filter((row) => !arrived.has(columns.map((column) => row[column]).join('/')));
  const condition = `(${names.map((name) => `${name} = ?`).join(' AND ')})`;
  for (const some of chunksOf(gone, DELETIONS_PER_STATEMENT)) {
    await transaction.query(
      `DELETE FROM ${parts.name} WHERE ${some.map(() => condition).join(' OR ')}`,
      some.flatMap((row) => columns.map((column) => row[column])),
    );
  }
}
