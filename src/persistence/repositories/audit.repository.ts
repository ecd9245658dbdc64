import type { PageRequest } from '../../kernel/page';
import type { Database, Transaction } from '../database';
import { AuditEntryEntity } from '../entities/audit.entity';
import { allOf, compared, isOneOf, keyset, type Sql } from './sql';

/** An audit entry as staff read it; `at` as text. */
export type AuditEntryRow = Omit<AuditEntryEntity, 'at' | 'stateBefore' | 'stateAfter'> & {
  at: string;
  /** JSON text. */
  stateBefore: string | null;
  stateAfter: string | null;
};

export interface AuditFilter {
  realm?: AuditEntryEntity['realm'] | undefined;
  actorId?: number | undefined;
  action?: string | undefined;
  subjectType?: string | undefined;
  subjectId?: number | undefined;
  from?: Date | undefined;
  until?: Date | undefined;
}

const COLUMNS = `id, at, realm, actor_id AS actorId, actor_name AS actorName, action, subject_type AS subjectType, subject_id AS subjectId,
  summary, CAST(state_before AS CHAR) AS stateBefore, CAST(state_after AS CHAR) AS stateAfter, reason, request_id AS requestId, address`;

/** The audit log: written in the transaction of the act itself, never changed. */
export class AuditRepository {
  constructor(private readonly database: Database) {}

  async save(transaction: Transaction, entry: Omit<AuditEntryEntity, 'id'>): Promise<void> {
    await transaction.insert(AuditEntryEntity, entry as never);
  }

  async saveAll(transaction: Transaction, entries: readonly Omit<AuditEntryEntity, 'id'>[]): Promise<void> {
    await transaction.insert(AuditEntryEntity, entries as never);
  }

  /** Latest first. */
  list(filter: AuditFilter, page: PageRequest): Promise<AuditEntryRow[]> {
    const { beyond, orderBy, limit } = keyset({ column: 'id', idColumn: 'id', descending: true }, page);
    const where = allOf([matching(filter), beyond]);
    return this.database.rows(`SELECT ${COLUMNS} FROM audit_entries WHERE ${where.text} ORDER BY ${orderBy} LIMIT ?`, [
      ...where.values,
      limit,
    ]);
  }

  findByIds(ids: readonly number[]): Promise<AuditEntryRow[]> {
    const where = isOneOf('id', ids);
    return this.database.rows(`SELECT ${COLUMNS} FROM audit_entries WHERE ${where.text}`, where.values);
  }

  /** The latest entries about one thing, as the transaction sees them. */
  async listOfSubject(transaction: Transaction, subjectType: string, subjectId: number, limit: number): Promise<AuditEntryEntity[]> {
    return transaction.find(AuditEntryEntity, { where: { subjectType, subjectId }, order: { id: 'DESC' }, take: limit });
  }

  async count(filter: AuditFilter): Promise<number> {
    const where = matching(filter);
    const [row] = await this.database.rows<{ total: number }>(
      `SELECT COUNT(*) AS total FROM audit_entries WHERE ${where.text}`,
      where.values,
    );
    return row?.total ?? 0;
  }
}

function matching(filter: AuditFilter): Sql {
  return allOf([
    compared('realm = ?', filter.realm),
    compared('actor_id = ?', filter.actorId),
    compared('action = ?', filter.action),
    compared('subject_type = ?', filter.subjectType),
    compared('subject_id = ?', filter.subjectId),
    compared('at >= ?', filter.from),
    compared('at < ?', filter.until),
  ]);
}
