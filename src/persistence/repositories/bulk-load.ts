import { Readable } from 'node:stream';
import type { PoolConnection, QueryOptions, ResultSetHeader } from 'mysql2';
import type { Transaction } from '../database';
import type { BulkRows, BulkTable } from './bulk-write';
import { loadText } from './load-text';

const allowed = new WeakMap<object, boolean>();

/** Whether the server takes `LOAD DATA LOCAL`; MySQL 8 doesn't unless told to. Asked once per data source. */
export async function canLoad(transaction: Transaction): Promise<boolean> {
  const source = transaction.dataSource;
  const known = allowed.get(source);
  if (known !== undefined) return known;
  const [row] = await transaction.query<{ allowed: number | string }[]>('SELECT @@local_infile AS allowed');
  const answer = Number(row?.allowed) === 1;
  allowed.set(source, answer);
  return answer;
}

/** Each statement says it for itself, so that no connection goes back to the pool with it; MySQL reads a comment, and checks. */
const WITHOUT_FOREIGN_KEYS = '/*M! SET STATEMENT foreign_key_checks = 0 FOR */ ';

/**
 * Adds rows straight from memory, several times as fast as INSERT. False when not every row went in unchanged and without a warning: LOCAL turns
 * what would be an error (a duplicate key, a value that doesn't fit) into a skipped or cut row, so the caller must then write all of them again.
 * `wholesAreNew`: the rows are parts of wholes that this transaction has just added, so that nothing needs to look whether those exist.
 */
export async function loadRows(
  transaction: Transaction,
  table: BulkTable,
  rows: BulkRows,
  { wholesAreNew = false } = {},
): Promise<boolean> {
  const connection = (await transaction.queryRunner?.connect()) as PoolConnection;
  let sent = 0;
  const chunks = function* () {
    for (const chunk of loadText(table, rows)) {
      sent += chunk.rows;
      yield chunk.bytes;
    }
  };
  const sql = wholesAreNew ? WITHOUT_FOREIGN_KEYS + table.load : table.load;
  const statement: QueryOptions = { sql, infileStreamFactory: () => Readable.from(chunks()) };
  transaction.dataSource.logger.logQuery(sql);
  const [result] = await connection.promise().query<ResultSetHeader>(statement);
  return result.affectedRows === sent && result.warningStatus === 0;
}
