import type { SyncKind } from '../../domain/sync/servicing-system';
import type { JsonObject } from '../field-reader';
import { OID_FIELDS } from '../record-parser';
import { cellValue } from './csv-cell';

/** A row of an extract: a change as the feeds write it, with the sequence it was given, if any. */
export interface ExtractRow {
  sequence: unknown;
  change: { oid: unknown; deleted: unknown; data: unknown };
}

/** A line of NDJSON: a change with its envelope as in the feeds, or a record as it stands. */
export function rowOfObject(kind: SyncKind, object: JsonObject): ExtractRow {
  if (!('oid' in object) && !('data' in object)) return rowOfRecord(kind, object);
  const { sequence, oid, deleted = false, data } = object;
  return { sequence, change: { oid, deleted, data } };
}

/** A row of CSV under its header. */
export function rowOfCells(kind: SyncKind, header: readonly string[], cells: readonly string[]): ExtractRow {
  return rowOfRecord(kind, Object.fromEntries(header.map((field, index) => [field, cellValue(field, cells[index] ?? '')])));
}

function rowOfRecord(kind: SyncKind, { Sequence, Deleted, ...data }: JsonObject): ExtractRow {
  return { sequence: Sequence, change: { oid: data[OID_FIELDS[kind]], deleted: Deleted ?? false, data } };
}

/** What is wrong with a CSV file's header; undefined when nothing is. Columns that nobody knows are left alone. */
export function headerProblem(kind: SyncKind, header: readonly string[]): string | undefined {
  const repeated = header.find((field, index) => header.indexOf(field) !== index);
  if (repeated !== undefined) return `its header repeats ${repeated}`;
  return header.includes(OID_FIELDS[kind]) ? undefined : `its header has no ${OID_FIELDS[kind]}`;
}
