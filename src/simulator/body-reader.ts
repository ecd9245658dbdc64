import { isLocalDate, type LocalDate } from '../kernel/local-date';
import { parseCents } from '../kernel/money';
import { HttpFailure } from './http-failure';

const MONEY = /^-?\d{1,13}\.\d{2}$/;

/** Reads a JSON object field by field; what does not fit is 400 and names the field. */
export class BodyReader {
  private readonly fields: Record<string, unknown>;

  constructor(body: unknown) {
    if (typeof body !== 'object' || body === null || Array.isArray(body))
      throw new HttpFailure('BAD_REQUEST', 'The body must be a JSON object.');
    this.fields = body as Record<string, unknown>;
  }

  /** The field as it came. */
  raw(field: string): unknown {
    return this.fields[field];
  }

  has(field: string): boolean {
    return this.fields[field] !== undefined;
  }

  oid(field: string): number {
    const value = this.fields[field];
    if (!Number.isSafeInteger(value) || (value as number) < 1) throw bad(field, 'a positive integer');
    return value as number;
  }

  integer(field: string, low: number, high: number): number {
    const value = this.fields[field];
    if (!Number.isSafeInteger(value) || (value as number) < low || (value as number) > high)
      throw bad(field, `an integer from ${low} to ${high}`);
    return value as number;
  }

  text(field: string, pattern = /^[^]{1,400}$/): string {
    const value = this.fields[field];
    if (typeof value !== 'string' || !pattern.test(value))
      throw bad(field, pattern.source === '^[^]{1,400}$' ? 'a text' : `a text like ${pattern.source}`);
    return value;
  }

  textOrNull(field: string): string | null {
    return this.fields[field] === null ? null : this.text(field);
  }

  cents(field: string): number {
    const value = this.fields[field];
    const cents = typeof value === 'string' && MONEY.test(value) ? parseCents(value) : undefined;
    if (cents === undefined) throw bad(field, 'a decimal string with two decimals');
    return cents;
  }

  flag(field: string): boolean {
    const value = this.fields[field];
    if (typeof value !== 'boolean') throw bad(field, 'true or false');
    return value;
  }

  date(field: string): LocalDate {
    const value = this.fields[field];
    if (typeof value !== 'string' || !isLocalDate(value)) throw bad(field, 'a date YYYY-MM-DD');
    return value;
  }

  oneOf<T extends string>(field: string, allowed: readonly T[]): T {
    const value = this.fields[field];
    if (!allowed.includes(value as T)) throw bad(field, `one of ${allowed.join(', ')}`);
    return value as T;
  }

  /** Refuses fields that the request does not have. */
  only(...allowed: string[]): this {
    const unknown = Object.keys(this.fields).find((field) => !allowed.includes(field));
    if (unknown !== undefined) throw new HttpFailure('BAD_REQUEST', `There is no field "${unknown}".`);
    return this;
  }
}

function bad(field: string, expected: string): HttpFailure {
  return new HttpFailure('BAD_REQUEST', `"${field}" must be ${expected}.`);
}
