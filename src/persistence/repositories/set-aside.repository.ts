import { instantOf } from '../../kernel/instant';
import type { Database } from '../database';
import type { SetAsideRecordEntity, SyncKind } from '../entities/sync.entity';

/** Which record is set aside, and since when in this form. */
export type SetAsideKey = Pick<SetAsideRecordEntity, 'recordKey' | 'sequence' | 'setAsideAt'>;

const COLUMNS = 'record_key AS recordKey, sequence, set_aside_at AS setAsideAt';
const COUNTED = 10_000;

/** Records set aside, as they are chosen to be read again. */
export class SetAsideRepository {
  constructor(private readonly database: Database) {}

  async find(kind: SyncKind, recordKey: string): Promise<SetAsideKey | undefined> {
    const [row] = await this.read(`kind = ? AND record_key = ? LIMIT 1`, [kind, recordKey]);
    return row;
  }

  /** Those with a place in the feed that were set aside, or last tried, until then; the oldest first. */
  listOldest(kind: SyncKind, until: Date, limit: number): Promise<SetAsideKey[]> {
    return this.read('kind = ? AND set_aside_at <= ? AND sequence IS NOT NULL ORDER BY set_aside_at, record_key LIMIT ?', [
      kind,
      until,
      limit,
    ]);
  }

  /** How many of the kind, or whether the one of that key, came with a customer and have no place in the feed; counted to 10 000. */
  async countWithoutSequence(kind: SyncKind, recordKey: string | undefined): Promise<number> {
    const own = recordKey === undefined ? '' : ' AND record_key = ?';
    const [row] = await this.database.rows<{ total: number }>(
      `SELECT COUNT(*) AS total FROM (SELECT 1 FROM set_aside_records WHERE kind = ? AND sequence IS NULL${own} LIMIT ${COUNTED}) some`,
      recordKey === undefined ? [kind] : [kind, recordKey],
    );
    return row?.total ?? 0;
  }

  private async read(where: string, values: readonly (string | number | Date)[]): Promise<SetAsideKey[]> {
    const rows = await this.database.rows<Omit<SetAsideKey, 'setAsideAt'> & { setAsideAt: string }>(
      `SELECT ${COLUMNS} FROM set_aside_records WHERE ${where}`,
      values,
    );
    return rows.map((row) => ({ ...row, setAsideAt: instantOf(row.setAsideAt) }));
  }
}
