import type { LocalDate } from '../../kernel/local-date';
import { instantOf } from '../../kernel/instant';
import type { Database } from '../database';
import type { ServicingHintEntity } from '../entities/sync-schedule.entity';
import { allOf } from './sql';
import { isActive, isBooked } from './visible-contract';

/** What the book told of a setting when it was last looked at. */
export type ServicingHintRow = ServicingHintEntity;

/** Contracts that look as if a setting were off, among those that can tell. */
export interface HintCounts {
  affected: number;
  total: number;
}

/** What the book tells of settings in the servicing system. Counting passes over all contracts: for workers, never for a request. */
export class ServicingHintRepository {
  constructor(private readonly database: Database) {}

  async list(): Promise<ServicingHintRow[]> {
    const rows = await this.database.rows<Omit<ServicingHintRow, 'judgedAt'> & { judgedAt: string }>(
      'SELECT setting, affected, total, judged_at AS judgedAt FROM servicing_hints',
    );
    return rows.map((row) => ({ ...row, judgedAt: instantOf(row.judgedAt) }));
  }

  async save({ setting, affected, total, judgedAt }: ServicingHintRow): Promise<void> {
    await this.database.execute(
      `INSERT INTO servicing_hints (setting, affected, total, judged_at) VALUES (?, ?, ?, ?)
       ON DUPLICATE KEY UPDATE affected = VALUES(affected), total = VALUES(total), judged_at = VALUES(judged_at)`,
      [setting, affected, total, judgedAt],
    );
  }

  /** Active contracts with remaining payments, and those of them whose next payment was due before that day. */
  async countOverdueNext(before: LocalDate): Promise<HintCounts> {
    const where = allOf([isBooked('c'), isActive('c'), { text: 'c.remaining_payments > 0', values: [] }]);
    const [counts] = await this.database.rows<HintCounts>(
      `SELECT COUNT(IF(c.next_due_on < ?, 1, NULL)) AS affected, COUNT(*) AS total FROM contracts c WHERE ${where.text}`,
      [before, ...where.values],
    );
    return counts ?? { affected: 0, total: 0 };
  }

  /** Active capital leases and loans, and those of them without an amortization schedule. */
  async countUnscheduled(): Promise<HintCounts> {
    const where = allOf([isBooked('c'), isActive('c'), { text: "c.scenario IN ('CAPITAL_LEASE', 'LOAN')", values: [] }]);
    const [counts] = await this.database.rows<HintCounts>(
      `SELECT COUNT(*) - COUNT(schedule.id) AS affected, COUNT(*) AS total FROM contracts c
       LEFT JOIN amortization_schedules schedule ON schedule.id = c.id WHERE ${where.text}`,
      where.values,
    );
    return counts ?? { affected: 0, total: 0 };
  }
}
