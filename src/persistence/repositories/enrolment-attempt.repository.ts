import type { PageRequest } from '../../kernel/page';
import type { Database, Transaction } from '../database';
import { EnrolmentAttemptEntity } from '../entities/enrolment-attempt.entity';
import { affectedBy, allOf, compared, isOneOf, keyset, type Sql } from './sql';

export type { EnrolmentOutcome } from '../entities/enrolment-attempt.entity';

export type NewEnrolmentAttempt = Omit<EnrolmentAttemptEntity, 'id' | 'site'>;

/** An attempt as staff read it; `at` as text. */
export type EnrolmentAttemptRow = Omit<NewEnrolmentAttempt, 'at'> & { id: number; at: string };

export interface EnrolmentAttemptFilter {
  siteId?: number | undefined;
  emailKey?: string | undefined;
}

type StoredRow = Omit<EnrolmentAttemptRow, 'findings'> & { findings: string };

const COLUMNS = `id, site_id AS siteId, at, email, email_key AS emailKey, contract_number AS contractNumber, outcome,
  CAST(findings AS CHAR) AS findings, contract_id AS contractId, user_id AS userId, request_id AS requestId, address`;

/** Attempts to register. */
export class EnrolmentAttemptRepository {
  constructor(private readonly database: Database) {}

  async saveNew(transaction: Transaction, attempt: NewEnrolmentAttempt): Promise<void> {
    await transaction.insert(EnrolmentAttemptEntity, attempt);
  }

  /** Latest first. */
  async list(filter: EnrolmentAttemptFilter, page: PageRequest): Promise<EnrolmentAttemptRow[]> {
    const { beyond, orderBy, limit } = keyset({ column: 'id', idColumn: 'id', descending: true }, page);
    const where = allOf([matching(filter), beyond]);
    const rows = await this.database.rows<StoredRow>(
      `SELECT ${COLUMNS} FROM enrolment_attempts WHERE ${where.text} ORDER BY ${orderBy} LIMIT ?`,
      [...where.values, limit],
    );
    return rows.map(toAttempt);
  }

  async count(filter: EnrolmentAttemptFilter): Promise<number> {
    const where = matching(filter);
    const [row] = await this.database.rows<{ total: number }>(
      `SELECT COUNT(*) AS total FROM enrolment_attempts WHERE ${where.text}`,
      where.values,
    );
    return row?.total ?? 0;
  }

  async findByIds(ids: readonly number[]): Promise<EnrolmentAttemptRow[]> {
    const where = isOneOf('id', ids);
    return (await this.database.rows<StoredRow>(`SELECT ${COLUMNS} FROM enrolment_attempts WHERE ${where.text}`, where.values)).map(
      toAttempt,
    );
  }

  /** Removes at most `limit` attempts made before that instant, oldest first; tells how many. */
  removeBefore(instant: Date, limit: number): Promise<number> {
    const sql = 'DELETE FROM enrolment_attempts WHERE at < ? ORDER BY at, id LIMIT ?';
    return this.database.transaction((transaction) => affectedBy(transaction, sql, [instant, limit]));
  }
}

function matching({ siteId, emailKey }: EnrolmentAttemptFilter): Sql {
  return allOf([compared('site_id = ?', siteId), compared('email_key = ?', emailKey)]);
}

function toAttempt(row: StoredRow): EnrolmentAttemptRow {
  return { ...row, findings: JSON.parse(row.findings) as Record<string, boolean | null> };
}
