import type { Database, SqlValue } from '../database';
import { affectedBy } from './sql';

/** A column of sealed text: where it is, and what names a row of it. */
interface SealedColumn {
  table: string;
  column: string;
  keys: readonly string[];
  /** Where values can be at all, if that spares reading the rest. */
  where?: string;
}

/** Everything that the database keeps sealed. */
const COLUMNS = {
  BANK_ACCOUNTS: { table: 'bank_accounts', column: 'sealed_numbers', keys: ['id'] },
  PAYMENT_HAND_OVERS: { table: 'payment_hand_overs', column: 'sealed_bank_account', keys: ['payment_id'] },
  KEYS: { table: 'sealed_keys', column: 'sealed_key', keys: ['name'] },
  AUTHENTICATOR_APPS: { table: 'authenticator_apps', column: 'sealed_secret', keys: ['realm', 'person_id'] },
  CHALLENGES: { table: 'challenges', column: 'sealed_secret', keys: ['token_hash'] },
  MAILS: { table: 'mails', column: 'sealed_body', keys: ['id'], where: "state IN ('QUEUED', 'DEAD')" },
} as const satisfies Record<string, SealedColumn>;

/** What kinds of sealed values there are. */
export type SealedKind = keyof typeof COLUMNS;
export const SEALED_KINDS = Object.keys(COLUMNS) as readonly SealedKind[];

/** A sealed value, and what names its row. */
export interface SealedValue {
  key: readonly SqlValue[];
  sealed: string;
}

/** All sealed values, whatever they are of: to be sealed anew. */
export class SealedValueRepository {
  constructor(private readonly database: Database) {}

  /** How many values of a kind each key has sealed. */
  async countByKey(kind: SealedKind): Promise<{ keyId: string; total: number }[]> {
    const { table, column, where = 'TRUE' }: SealedColumn = COLUMNS[kind];
    return this.database.rows(
      `SELECT SUBSTRING_INDEX(${column}, '.', 1) AS keyId, COUNT(*) AS total FROM ${table} WHERE ${where} AND ${column} IS NOT NULL GROUP BY keyId ORDER BY keyId`,
    );
  }

  /** Values of a kind that another key than that has sealed, at most `limit`, in the order of their rows from behind `after` on. */
  async listOutdated(kind: SealedKind, keyId: string, after: readonly SqlValue[] | undefined, limit: number): Promise<SealedValue[]> {
    const { table, column, keys, where = 'TRUE' }: SealedColumn = COLUMNS[kind];
    const row = `(${keys.join(', ')})`;
    const beyond = after ? `AND ${row} > (${keys.map(() => '?').join(', ')})` : '';
    const rows = await this.database.rows<Record<string, SqlValue>>(
      `SELECT ${keys.join(', ')}, ${column} AS sealed FROM ${table} WHERE ${where} AND ${column} IS NOT NULL AND LEFT(${column}, ?) <> ? ${beyond}
       ORDER BY ${keys.join(', ')} LIMIT ?`,
      [keyId.length + 1, `${keyId}.`, ...(after ?? []), limit],
    );
    return rows.map((found) => ({ key: keys.map((key) => found[key] as SqlValue), sealed: found['sealed'] as string }));
  }

  /** Puts each value in the place of the very one that it was made of: one that changed meanwhile stays. Tells how many were put. */
  async replace(kind: SealedKind, values: readonly (SealedValue & { resealed: string })[]): Promise<number> {
    const { table, column, keys }: SealedColumn = COLUMNS[kind];
    const sql = `UPDATE ${table} SET ${column} = ? WHERE ${keys.map((key) => `${key} = ?`).join(' AND ')} AND ${column} = ?`;
    return this.database.transaction(async (transaction) => {
      let replaced = 0;
      for (const { key, sealed, resealed } of values) replaced += await affectedBy(transaction, sql, [resealed, ...key, sealed]);
      return replaced;
    });
  }
}
