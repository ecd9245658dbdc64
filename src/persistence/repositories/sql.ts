import type { InsertResult } from 'typeorm';
import type { PageRequest } from '../../kernel/page';
import { Database, type SqlValue, type Transaction } from '../database';

/** A piece of a statement with the values of its `?`. */
export interface Sql {
  text: string;
  values: readonly SqlValue[];
}

/** Joins conditions with AND; none is TRUE. */
export function allOf(conditions: readonly (Sql | undefined)[]): Sql {
  const given = conditions.filter((condition) => condition !== undefined);
  if (given.length === 0) return { text: 'TRUE', values: [] };
  return { text: given.map((condition) => `(${condition.text})`).join(' AND '), values: given.flatMap((condition) => condition.values) };
}

/** The same condition, decided for each row by itself: as a join it may read all that a guarantor of thousands is on, for a page of a few. */
export function eachByItself({ text, values }: Sql): Sql {
  return { text: `IF(${text}, TRUE, FALSE)`, values };
}

/** `column IN (…)`, and FALSE for an empty list. */
export function isOneOf(column: string, values: readonly (string | number)[]): Sql {
  return values.length === 0 ? { text: 'FALSE', values: [] } : { text: `${column} IN (?)`, values: [values] };
}

/** A condition on one value, whose place in the text is a `?`; none without a value. */
export function compared(text: string, value: number | string | Date | undefined): Sql | undefined {
  return value === undefined ? undefined : { text, values: [value] };
}

/** Escapes the wildcards of LIKE, so that what a user types is found literally. */
export function likeLiteral(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

/** The sort of a list: a column and its tie-breaking id column, both in one direction. A null sorts as the lowest value. */
export interface Keyset {
  column: string;
  idColumn: string;
  descending: boolean;
  nullable?: boolean;
}

/** The condition that rows lie beyond the page's position, ORDER BY and a LIMIT one above the page's, so that "more" is known. */
export function keyset(sort: Keyset, page: PageRequest): { beyond: Sql | undefined; orderBy: string; limit: number } {
  const descending = sort.descending !== page.backward;
  const direction = descending ? 'DESC' : 'ASC';
  return {
    beyond: page.from && beyond(sort, page.from.value, page.from.id, descending),
    orderBy: `${sort.column} ${direction}, ${sort.idColumn} ${direction}`,
    limit: page.limit + 1,
  };
}

function beyond(sort: Keyset, value: string | number | null, id: number, descending: boolean): Sql {
  const { column, idColumn } = sort;
  const sign = descending ? '<' : '>';
  if (value === null) {
    const same = `${column} IS NULL AND ${idColumn} ${sign} ?`;
    return { text: descending ? same : `${column} IS NOT NULL OR (${same})`, values: [id] };
  }
  const nulls = sort.nullable === true && descending ? ` OR ${column} IS NULL` : '';
  return { text: `${column} ${sign} ? OR (${column} = ? AND ${idColumn} ${sign} ?)${nulls}`, values: [value, value, id] };
}

/** Reads rows where it is told: within a transaction, or over the pool for reads. Instants come as text over the pool, as dates in a transaction. */
export function rowsFrom<Row>(source: Database | Transaction, sql: string, values: readonly SqlValue[]): Promise<Row[]> {
  return source instanceof Database ? source.rows<Row>(sql, values) : source.query<Row[]>(sql, [...values]);
}

/** What each of some contracts has: an empty list for nothing, and no entry for a contract that the viewer may not see. */
export type ByContract<Row> = ReadonlyMap<number, Row[]>;

/** Gathers rows of contracts joined LEFT with what they have: `pageOf` is the contract, and `id` null where it has nothing. */
export function gatherByContract<Row extends { id: number }>(rows: readonly (Row & { pageOf: number })[]): ByContract<Row> {
  const pages = new Map<number, Row[]>();
  for (const row of rows) {
    const page = pages.get(row.pageOf) ?? [];
    pages.set(row.pageOf, page);
    if ((row.id as number | null) !== null) page.push(row);
  }
  return pages;
}

/** Runs a statement that writes; tells how many rows it met. */
export async function affectedBy(transaction: Transaction, sql: string, values: readonly unknown[]): Promise<number> {
  const { affectedRows } = await transaction.query<{ affectedRows: number }>(sql, [...values]);
  return affectedRows;
}

/** Runs an insert; undefined when a row with that unique key exists already. */
export async function insertUnlessDuplicate<Result>(insert: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await insert();
  } catch (error) {
    if ((error as { code?: string }).code === 'ER_DUP_ENTRY') return undefined;
    throw error;
  }
}

/** The id the database gave an inserted row. MariaDB answers it as a row, MySQL beside the result: only `identifiers` is the same. */
export function generatedId(inserted: InsertResult): number {
  return Number((inserted.identifiers[0] as { id: number | string } | undefined)?.id);
}
