import { SYNC_KINDS } from '../../src/persistence/entities/sync.entity';
import type { Database } from '../../src/persistence/database';
import { type ExpectedRow, cell, expectedRow, type KindMapping, mappingOf } from './book-mapping';
import { isGarbled } from './chaos-kinds';
import type { SimulatedBook } from './simulated-book';

type Table = Pick<KindMapping, 'table' | 'key'>;

/** What is only the portal's own: when it read a record. */
const OWN_COLUMNS = ['synced_at'];
const ROWS = 2_000;

/** Compares the portal's copy with the book, every kind, record and field, and what is set aside with what is unreadable. In words; empty when all is alike. */
export async function compareBook(book: SimulatedBook, database: Database): Promise<string[]> {
  const differences: string[] = [];
  for (const kind of SYNC_KINDS) differences.push(...(await compareKind(kind, book, database)));
  return differences;
}

async function compareKind(kind: string, book: SimulatedBook, database: Database): Promise<string[]> {
  const mapping = mappingOf(kind);
  const { parts } = mapping;
  const [wholes, pieces] = [new Map<string, ExpectedRow>(), new Map<string, ExpectedRow>()];
  const unreadable = new Set<string>();
  for await (const { oid, data } of book.feed(kind)) {
    if (isGarbled(kind, data)) {
      unreadable.add(String(oid));
      continue;
    }
    add(wholes, mapping, expectedRow(mapping, data));
    for (const part of parts?.of(data) ?? []) add(pieces, parts as Table, expectedRow(parts as KindMapping, part));
  }
  // What became unreadable stays here as it was, or never came: nobody can say what it should be.
  const isKnown = (row: ExpectedRow, column: string) => !unreadable.has(row[column] ?? '');
  const differences = await compareTable(mapping, wholes, database, (row) => isKnown(row, 'id'));
  if (parts) differences.push(...(await compareTable(parts, pieces, database, (row) => isKnown(row, parts.key[0] ?? ''))));
  return [...differences, ...(await compareSetAside(kind, unreadable, database))];
}

async function compareTable(
  mapping: Table,
  expected: Map<string, ExpectedRow>,
  database: Database,
  counts: (row: ExpectedRow) => boolean,
): Promise<string[]> {
  const differences: string[] = [];
  for await (const row of rowsOf(mapping, database)) {
    if (!counts(row)) continue;
    const key = keyOf(mapping, row);
    const should = expected.get(key);
    expected.delete(key);
    if (!should) differences.push(`${mapping.table} ${key}: is here, but not in the book.`);
    else for (const difference of compareRow(row, should)) differences.push(`${mapping.table} ${key}: ${difference}`);
  }
  for (const key of expected.keys()) differences.push(`${mapping.table} ${key}: is in the book, but not here.`);
  return differences;
}

function compareRow(row: ExpectedRow, should: ExpectedRow): string[] {
  const columns = new Set([...Object.keys(row), ...Object.keys(should)].filter((column) => !OWN_COLUMNS.includes(column)));
  return [...columns]
    .filter((column) => row[column] !== should[column])
    .map((column) => `${column} is ${said(row[column])} and should be ${said(should[column])}.`);
}

async function* rowsOf({ table, key }: Table, database: Database): AsyncGenerator<ExpectedRow> {
  for (let from = 0; ; from += ROWS) {
    const rows = await database.rows<Record<string, unknown>>(`SELECT * FROM ${table} ORDER BY ${key.join(', ')} LIMIT ? OFFSET ?`, [
      ROWS,
      from,
    ]);
    for (const row of rows) yield Object.fromEntries(Object.entries(row).map(([column, value]) => [column, cell(value)]));
    if (rows.length < ROWS) return;
  }
}

async function compareSetAside(kind: string, unreadable: ReadonlySet<string>, database: Database): Promise<string[]> {
  const rows = await database.rows<{ key: string }>('SELECT record_key AS `key` FROM set_aside_records WHERE kind = ?', [kind]);
  const aside = new Set(rows.map(({ key }) => key));
  return [
    ...[...aside].filter((key) => !unreadable.has(key)).map((key) => `${kind} ${key}: is set aside, but readable or gone.`),
    ...[...unreadable].filter((key) => !aside.has(key)).map((key) => `${kind} ${key}: is unreadable, but not set aside.`),
  ];
}

function add(rows: Map<string, ExpectedRow>, mapping: Table, row: ExpectedRow): void {
  rows.set(keyOf(mapping, row), row);
}

function keyOf({ key }: Table, row: ExpectedRow): string {
  return key.map((column) => row[column]).join('/');
}

function said(value: string | null | undefined): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
