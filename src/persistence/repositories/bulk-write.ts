import { escape } from 'mysql2';
import type { EntityTarget, ObjectLiteral } from 'typeorm';
import type { Transaction } from '../database';

const ROWS_PER_STATEMENT = 1_000;
/** Far below the smallest usual `max_allowed_packet`, 16 MiB. */
const CHARACTERS_PER_STATEMENT = 2_000_000;
const NEEDS_ESCAPING = /[\p{Cc}"'\\]/u;

/** A prepared way to write many rows of one entity: its columns come from the entity and nowhere else. */
export interface BulkTable {
  readonly properties: readonly string[];
  readonly insert: string;
  readonly onDuplicate: string;
  readonly load: string;
}

/** Rows to write: each column's value is the one in `own` or, where that has none, the one in `shared`. Read more than once. */
export type BulkRows = () => Iterable<{ own: object; shared: object }>;

/** Prepares a table from its entity's metadata. */
export function bulkTable(transaction: Transaction, entity: EntityTarget<ObjectLiteral>): BulkTable {
  const { columns, tableName } = transaction.dataSource.getMetadata(entity);
  const name = (column: { databaseName: string }) => `\`${column.databaseName}\``;
  const all = columns.map(name).join(', ');
  const updated = columns.filter((column) => !column.isPrimary).map(name);
  const first = columns.slice(0, 1).map(name).join('');
  return {
    properties: columns.map((column) => column.propertyName),
    insert: `INSERT INTO \`${tableName}\` (${all}) VALUES `,
    // A table of nothing but its key has nothing to update; naming the key changes nothing.
    onDuplicate: ` ON DUPLICATE KEY UPDATE ${updated.map((column) => `${column} = VALUES(${column})`).join(', ') || `${first} = ${first}`}`,
    load: `LOAD DATA LOCAL INFILE 'rows' INTO TABLE \`${tableName}\` CHARACTER SET utf8mb4
      FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\' LINES TERMINATED BY '\\n' (${all})`,
  };
}

/** Writes rows, overwriting those that exist. The next statement is built while the last one runs. */
export async function writeRows(transaction: Transaction, table: BulkTable, rows: BulkRows): Promise<void> {
  let running: Promise<unknown> = Promise.resolve();
  for (const tuples of batches(table, rows)) {
    await running;
    running = transaction.query(`${table.insert}(${tuples.join('),(')})${table.onDuplicate}`);
  }
  await running;
}

function* batches(table: BulkTable, rows: BulkRows): Generator<string[]> {
  let batch: string[] = [];
  let characters = 0;
  for (const { own, shared } of rows()) {
    const tuple = joinValues(table, own, shared);
    batch.push(tuple);
    characters += tuple.length;
    if (batch.length < ROWS_PER_STATEMENT && characters < CHARACTERS_PER_STATEMENT) continue;
    yield batch;
    batch = [];
    characters = 0;
  }
  if (batch.length > 0) yield batch;
}

/** One row as text: its values in the order of the table's columns. */
function joinValues(table: BulkTable, own: object, shared: object): string {
  const { properties } = table;
  let joined = '';
  for (let index = 0; index < properties.length; index += 1) {
    const property = properties[index] as string;
    const value = (own as Record<string, unknown>)[property] ?? (shared as Record<string, unknown>)[property];
    joined += index === 0 ? literal(value) : `,${literal(value)}`;
  }
  return joined;
}

function literal(value: unknown): string {
  if (typeof value === 'string') return NEEDS_ESCAPING.test(value) ? escape(value) : `'${value}'`;
  if (typeof value === 'number') return String(value);
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'boolean') return value ? '1' : '0';
  throw new TypeError('A record holds what no column can.');
}
