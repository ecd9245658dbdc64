import { isLocalDate } from '../kernel/local-date';
import { parseCents } from '../kernel/money';

/** A JSON object as it came in. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Why something that came in cannot be used; the message names the field. It never leaves this wing. */
export class UnreadableError extends Error {
  constructor(
    readonly field: string,
    readonly problem: string,
  ) {
    super(`${field}${problem.startsWith(':') ? '' : ' '}${problem}`);
    this.name = 'UnreadableError';
  }
}

const MAXIMUM_UNSIGNED_INT = 4_294_967_295;
const RATE = /^-?\d{1,4}(?:\.\d{1,8})?$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
const QUOTED_CHARACTERS = 60;

/** Refuses a value. `expected` completes `… is not …`. */
export function refuse(field: string, value: unknown, expected: string): never {
  if (value === undefined) throw new UnreadableError(field, 'is missing');
  if (value === null) throw new UnreadableError(field, 'must not be null');
  throw new UnreadableError(field, `: ${quote(value)} is not ${expected}`);
}

/** The value as JSON; what is nested too deep to be written again is only named. */
export function toJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return '(nested too deep to be shown)';
  }
}

function quote(value: unknown): string {
  const text = toJson(value);
  return text.length <= QUOTED_CHARACTERS ? text : `${text.slice(0, QUOTED_CHARACTERS)}…`;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text of at most `limit` characters, trimmed; may be empty. */
export function text(value: unknown, field: string, limit: number): string {
  if (typeof value !== 'string') return refuse(field, value, 'a text');
  const trimmed = value.trim();
  // The database counts characters, JavaScript UTF-16 units: never fewer.
  if (trimmed.length > limit && [...trimmed].length > limit) throw new UnreadableError(field, `is longer than ${limit} characters`);
  return trimmed;
}

/** A text that says something. */
export function filledText(value: unknown, field: string, limit: number): string {
  const filled = text(value, field, limit);
  if (filled === '') throw new UnreadableError(field, 'is empty');
  return filled;
}

/** A text or null; an empty one is null. A field left out altogether is refused: it may be a misspelt one. */
export function optionalText(value: unknown, field: string, limit: number): string | null {
  return value === null ? null : text(value, field, limit) || null;
}

/** The addresses of a field that may hold several, separated by comma or semicolon. */
export function splitEmails(field: string): string[] {
  return field
    .split(/[,;]/)
    .map((address) => address.trim())
    .filter((address) => address !== '');
}

/** E-mail addresses, rejoined with commas; null when there is none. */
export function optionalEmails(value: unknown, field: string, limit: number): string | null {
  if (value === null) return null;
  if (typeof value !== 'string') return refuse(field, value, 'a text');
  return optionalText(splitEmails(value).join(','), field, limit);
}

/** A positive integer up to 2^53 − 1. */
export function oid(value: unknown, field: string): number {
  return Number.isSafeInteger(value) && (value as number) >= 1 ? (value as number) : refuse(field, value, 'an oid');
}

export function optionalOid(value: unknown, field: string): number | null {
  return value === null ? null : oid(value, field);
}

/** An integer that an unsigned INT column holds. */
export function count(value: unknown, field: string, minimum = 0): number {
  const fits = Number.isSafeInteger(value) && (value as number) >= minimum && (value as number) <= MAXIMUM_UNSIGNED_INT;
  return fits ? (value as number) : refuse(field, value, `a whole number of at least ${minimum}`);
}

export function flag(value: unknown, field: string): boolean {
  return typeof value === 'boolean' ? value : refuse(field, value, 'true or false');
}

/** Money as a decimal string with exactly two decimals, in cents. */
export function cents(value: unknown, field: string): number {
  if (typeof value !== 'string') return refuse(field, value, 'an amount');
  const parsed = value.at(-3) === '.' ? parseCents(value) : undefined;
  return parsed ?? refuse(field, value, 'an amount');
}

/** A rate as a decimal string: a fraction of at most eight decimals. */
export function rate(value: unknown, field: string): string {
  return typeof value === 'string' && RATE.test(value) ? value : refuse(field, value, 'a rate');
}

/** A day that exists, from the year 1000 on: older ones the database does not promise to hold. */
export function date(value: unknown, field: string): string {
  return typeof value === 'string' && value >= '1000' && isLocalDate(value) ? value : refuse(field, value, 'a date');
}

export function optionalDate(value: unknown, field: string): string | null {
  return value === null ? null : date(value, field);
}

/** An instant of RFC 3339, given back in UTC with milliseconds. */
export function instant(value: unknown, field: string): string {
  if (typeof value !== 'string' || !INSTANT.test(value) || value < '1000') return refuse(field, value, 'an instant');
  const at = new Date(value);
  return isLocalDate(value.slice(0, 10)) && !Number.isNaN(at.getTime()) ? at.toISOString() : refuse(field, value, 'an instant');
}

/** What `read` makes of a field that older connectors do not have, or that does not apply: null where it is missing or null. */
export function newer<Value>(value: unknown, field: string, read: (value: unknown, field: string) => Value): Value | null {
  return value === undefined || value === null ? null : read(value, field);
}

/** A word of a closed list. */
export function word<Word extends string>(value: unknown, field: string, words: ReadonlySet<Word>): Word {
  return words.has(value as Word) ? (value as Word) : refuse(field, value, `one of ${[...words].join(', ')}`);
}

/** A text of a fixed shape, such as a currency code. */
export function code(value: unknown, field: string, shape: RegExp, expected: string): string {
  return typeof value === 'string' && shape.test(value) ? value : refuse(field, value, expected);
}

/** A list, each of whose items `read` understands; a problem's field is given its place, as in `Lines[2].Amount`. */
export function list<Item>(value: unknown, field: string, read: (item: JsonObject, index: number) => Item): Item[] {
  if (!Array.isArray(value)) return refuse(field, value, 'a list');
  const items: Item[] = [];
  for (let index = 0; index < value.length; index += 1) {
    const item: unknown = value[index];
    if (!isObject(item)) return refuse(`${field}[${index}]`, item, 'an object');
    try {
      items.push(read(item, index));
    } catch (error) {
      if (error instanceof UnreadableError) throw new UnreadableError(`${field}[${index}].${error.field}`, error.problem);
      throw error;
    }
  }
  return items;
}

/** Refuses a list in which two items bear the same number. */
export function refuseRepeatedNumbers<Item>(
  items: readonly Item[],
  numberOf: (item: Item) => number,
  field: string,
  numberField: string,
): void {
  if (items.length < 2) return;
  const seen = new Map<number, number>();
  for (const [index, item] of items.entries()) {
    const number = numberOf(item);
    const earlier = seen.get(number);
    if (earlier !== undefined)
      throw new UnreadableError(`${field}[${index}].${numberField}`, `repeats ${field}[${earlier}].${numberField}: ${number}`);
    seen.set(number, index);
  }
}
