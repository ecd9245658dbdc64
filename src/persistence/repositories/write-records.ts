import type { Transaction } from '../database';
import type { SyncKind } from '../entities/sync.entity';
import { canLoad, loadRows } from './bulk-load';
import { type BulkRows, writeRows } from './bulk-write';
import { partRows, replaceParts, type Whole } from './replace-parts';
import { type SyncedTable, syncedTable } from './synced-table';
import type { RecordOf } from './synced-record';

/** Below this many records a LOAD is not worth its round trips. */
const LOADED_FROM_RECORDS = 200;

/** Makes our copy of these records exactly what came in, parts included. */
export async function writeRecords<Kind extends SyncKind>(
  transaction: Transaction,
  kind: Kind,
  records: readonly RecordOf[Kind][],
  syncedAt: Date,
): Promise<void> {
  if (records.length === 0) return;
  const wholes: readonly Whole[] = records;
  const table = syncedTable(transaction, kind);
  const shared = { syncedAt: syncedAt.toISOString().slice(0, -1).replace('T', ' ') };
  const rows: BulkRows = function* () {
    for (const own of wholes) yield { own, shared };
  };
  if (wholes.length >= LOADED_FROM_RECORDS && (await canLoad(transaction)) && (await areNew(transaction, table, wholes)))
    if (await loadNew(transaction, table, wholes, rows)) return;
  await writeRows(transaction, table.wholes, rows);
  if (table.parts) await replaceParts(transaction, table.parts, wholes);
}

async function areNew(transaction: Transaction, table: SyncedTable, wholes: readonly Whole[]): Promise<boolean> {
  const known = await transaction.query<unknown[]>(`SELECT 1 FROM ${table.name} WHERE id IN (?) LIMIT 1`, [
    wholes.map((whole) => whole.id),
  ]);
  return known.length === 0;
}

async function loadNew(transaction: Transaction, table: SyncedTable, wholes: readonly Whole[], rows: BulkRows): Promise<boolean> {
  if (!(await loadRows(transaction, table.wholes, rows))) return false;
  if (table.parts === undefined) return true;
  return loadRows(transaction, table.parts.table, partRows(table.parts, wholes), { wholesAreNew: true });
}
