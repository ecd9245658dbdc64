import { badInput } from './fault';

export const DEFAULT_PAGE_SIZE = 20;
export const MAXIMUM_PAGE_SIZE = 100;

/** Relay's four paging arguments as they arrive. */
export interface PageArguments {
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}

/** A keyset position: the row's sort value (null where it has none) and its id. */
export interface Position {
  value: string | number | null;
  id: number;
}

/** What to read: `limit` rows beyond `from`, walking `backward` from the end or not. */
export interface PageRequest {
  limit: number;
  backward: boolean;
  from: Position | undefined;
}

/** Rows of one page in the list's own order, and whether more lie on the side walked to. */
export interface Page<Row> {
  rows: Row[];
  hasMore: boolean;
}

/**
 * Checks paging arguments and caps the size at 100 however the number arrived.
 * `ordering` names the list's sort; a cursor of another list or another sort is refused.
 * @throws Fault BAD_USER_INPUT on a negative size, first with last, a cursor against the direction, or a malformed cursor.
 */
export function resolvePage(page: PageArguments, ordering: string): PageRequest {
  const backward = page.last != null;
  if (backward && page.first != null) throw badInput('Give either "first" or "last", not both.');
  if (page.after != null && page.before != null) throw badInput('Give either "after" or "before", not both.');
  if (backward && page.after != null) throw badInput('"after" goes with "first"; "last" goes with "before".');
  if (!backward && page.before != null) throw badInput('"before" goes with "last"; "first" goes with "after".');
  const size = page.first ?? page.last ?? DEFAULT_PAGE_SIZE;
  if (size < 0) throw badInput(`"${backward ? 'last' : 'first'}" must not be negative.`);
  const cursor = page.after ?? page.before;
  return { limit: Math.min(size, MAXIMUM_PAGE_SIZE), backward, from: cursor == null ? undefined : decodeCursor(cursor, ordering) };
}

/** An opaque cursor for a position in a list sorted by `ordering`. */
export function encodeCursor(position: Position, ordering: string): string {
  return Buffer.from(JSON.stringify([ordering, position.value, position.id])).toString('base64url');
}

function decodeCursor(cursor: string, ordering: string): Position {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw badInput('That cursor is malformed.');
  }
  if (!Array.isArray(parts) || parts.length !== 3) throw badInput('That cursor is malformed.');
  const [name, value, id] = parts as unknown[];
  if (name !== ordering) throw badInput('That cursor belongs to another list or another order.');
  const valueFits = value === null || typeof value === 'string' || Number.isSafeInteger(value);
  if (!valueFits || !Number.isSafeInteger(id)) throw badInput('That cursor is malformed.');
  return { value: value as Position['value'], id: id as number };
}

/** Cuts the one row read beyond the limit and puts a backward page into the list's order. */
export function toPage<Row>(rows: Row[], request: PageRequest): Page<Row> {
  const hasMore = rows.length > request.limit;
  const kept = hasMore ? rows.slice(0, request.limit) : rows;
  return { rows: request.backward ? kept.reverse() : kept, hasMore };
}
