import { instantOf } from '../../kernel/instant';
import type { PageRequest } from '../../kernel/page';
import type { Database, Transaction } from '../database';
import { SYNC_KINDS, type SyncKind, type SyncMode, type SyncOutcome } from '../entities/sync.entity';
import { allOf, keyset, likeLiteral, type Sql } from './sql';
import type { UnreadableRecord } from './synced-record';

/** One pull of one kind, as operators see it. */
export interface SyncRunRow {
  id: number;
  kind: SyncKind;
  mode: SyncMode;
  outcome: SyncOutcome;
  startedAt: Date;
  finishedAt: Date | null;
  recordsWritten: number;
  recordsRemoved: number;
  recordsSetAside: number;
  /** Of what there is to read, in thousandths; null before the first page. */
  progress: number | null;
  error: string | null;
}

/** How far a kind has been read. */
export interface SyncCursor {
  kind: SyncKind;
  epoch: string;
  sequence: number;
  /** The record whose change bore that sequence; null where none did. */
  recordId: number | null;
  updatedAt: Date;
}

/** A full read that is not over. */
export interface FullRead {
  epoch: string;
  /** From there changes are read once the whole kind was. */
  startSequence: number;
  position: number;
  /** What was synced before and is not met again is removed at the end. */
  startedAt: Date;
}

/** A record that waits to become readable. */
export interface SetAsideRow {
  kind: SyncKind;
  recordKey: string;
  /** Its place in the feed; null where it came in a customer's snapshot. */
  sequence: number | null;
  reason: string;
  payload: string;
  setAsideAt: Date;
}

/** What one page or sweep added to a run. */
export interface RunCounts {
  recordsWritten: number;
  recordsRemoved: number;
  recordsSetAside: number;
}

/** A run that is over when it is recorded. */
export interface FinishedRun extends RunCounts {
  kind: SyncKind;
  mode: SyncMode;
  outcome: SyncOutcome;
  startedAt: Date;
  finishedAt: Date;
  error: string | null;
}

type Raw<Row> = {
  [Property in keyof Row]: Row[Property] extends Date ? string : Row[Property] extends Date | null ? string | null : Row[Property];
};

const RUN_COLUMNS = `id, kind, mode, outcome, started_at AS startedAt, finished_at AS finishedAt,
  records_written AS recordsWritten, records_removed AS recordsRemoved, records_set_aside AS recordsSetAside, progress, error`;

const SET_ASIDE_COLUMNS = 'kind, record_key AS recordKey, sequence, reason, payload, set_aside_at AS setAsideAt';

const COUNTED_SET_ASIDE = 10_000;

/** The sync's book-keeping: runs, cursors and records set aside. */
export class SyncStateRepository {
  constructor(private readonly database: Database) {}

  /** Opens a run; one of the same kind left open by a process that died is closed as broken off. */
  startRun(kind: SyncKind, mode: SyncMode, startedAt: Date): Promise<number> {
    return this.database.transaction(async (transaction) => {
      await transaction.query(
        `UPDATE sync_runs SET outcome = 'FAILED', finished_at = ?, error = 'Broken off: the process ended before its time.'
         WHERE kind = ? AND outcome = 'RUNNING'`,
        [startedAt, kind],
      );
      const result = await transaction.query<{ insertId: number }>(
        "INSERT INTO sync_runs (kind, mode, outcome, started_at) VALUES (?, ?, 'RUNNING', ?)",
        [kind, mode, startedAt],
      );
      return Number(result.insertId);
    });
  }

  /** Says of a run that it has to read everything. */
  becomeFull(runId: number): Promise<void> {
    return this.database.execute("UPDATE sync_runs SET mode = 'FULL' WHERE id = ?", [runId]);
  }

  finishRun(runId: number, outcome: SyncOutcome, finishedAt: Date, error: string | null): Promise<void> {
    return this.database.execute('UPDATE sync_runs SET outcome = ?, finished_at = ?, error = ? WHERE id = ?', [
      outcome,
      finishedAt,
      error?.slice(0, 1000) ?? null,
      runId,
    ]);
  }

  /** Records runs that are over already. */
  async saveFinishedRuns(runs: readonly FinishedRun[]): Promise<void> {
    if (runs.length === 0) return;
    const rows = runs.map((run) => [
      run.kind,
      run.mode,
      run.outcome,
      run.startedAt,
      run.finishedAt,
      run.recordsWritten,
      run.recordsRemoved,
      run.recordsSetAside,
      run.error?.slice(0, 1000) ?? null,
    ]);
    await this.database.execute(
      `INSERT INTO sync_runs
         (kind, mode, outcome, started_at, finished_at, records_written, records_removed, records_set_aside, error) VALUES ?`,
      [rows],
    );
  }

  /** Runs of one kind or of all, latest first. */
  async listRuns(kind: SyncKind | undefined, page: PageRequest): Promise<SyncRunRow[]> {
    const { beyond, orderBy, limit } = keyset({ column: 'id', idColumn: 'id', descending: true }, page);
    const where = allOf([kind && { text: 'kind = ?', values: [kind] }, beyond]);
    const sql = `SELECT ${RUN_COLUMNS} FROM sync_runs WHERE ${where.text} ORDER BY ${orderBy} LIMIT ?`;
    return (await this.database.rows<Raw<SyncRunRow>>(sql, [...where.values, limit])).map(toRun);
  }

  async countRuns(kind: SyncKind | undefined): Promise<number> {
    const where = allOf([kind && { text: 'kind = ?', values: [kind] }]);
    const [row] = await this.database.rows<{ total: number }>(`SELECT COUNT(*) AS total FROM sync_runs WHERE ${where.text}`, where.values);
    return row?.total ?? 0;
  }

  /** The latest pull of each kind, single customers' aside; kinds never pulled are absent. */
  latestRuns(): Promise<SyncRunRow[]> {
    return this.latest('TRUE');
  }

  /** The latest pull of each kind that ended well. */
  latestGoodRuns(): Promise<SyncRunRow[]> {
    return this.latest("outcome = 'SUCCEEDED'");
  }

  async listCursors(): Promise<SyncCursor[]> {
    const rows = await this.database.rows<Raw<SyncCursor>>(
      'SELECT kind, epoch, sequence, record_id AS recordId, updated_at AS updatedAt FROM sync_cursors',
    );
    return rows.map((row) => ({ ...row, updatedAt: instantOf(row.updatedAt) }));
  }

  /** Records set aside, of one kind or all, by kind and key, from after a given one on. */
  async listSetAside(kind: SyncKind | undefined, limit: number, after?: { kind: SyncKind; recordKey: string }): Promise<SetAsideRow[]> {
    const where = allOf([
      kind && { text: 'kind = ?', values: [kind] },
      after && { text: 'kind > ? OR (kind = ? AND record_key > ?)', values: [after.kind, after.kind, after.recordKey] },
    ]);
    const rows = await this.database.rows<Raw<SetAsideRow>>(
      `SELECT ${SET_ASIDE_COLUMNS} FROM set_aside_records
       WHERE ${where.text} ORDER BY kind, record_key LIMIT ?`,
      [...where.values, limit],
    );
    return rows.map((row) => ({ ...row, setAsideAt: instantOf(row.setAsideAt) }));
  }

  /** The record of that key that is set aside or, where the key is not known, one whose content names `quoted`. */
  async findSetAside(kind: SyncKind, recordKey: string | undefined, quoted: string): Promise<SetAsideRow | undefined> {
    const where: Sql =
      recordKey === undefined
        ? { text: 'kind = ? AND payload LIKE ?', values: [kind, `%${likeLiteral(JSON.stringify(quoted))}%`] }
        : { text: 'kind = ? AND record_key = ?', values: [kind, recordKey] };
    const [row] = await this.database.rows<Raw<SetAsideRow>>(
      `SELECT ${SET_ASIDE_COLUMNS} FROM set_aside_records WHERE ${where.text} LIMIT 1`,
      where.values,
    );
    return row && { ...row, setAsideAt: instantOf(row.setAsideAt) };
  }

  /** How many records of each kind are set aside, counted to 10 000; kinds without any are absent. */
  async countSetAside(): Promise<{ kind: SyncKind; total: number }[]> {
    // Counted in the smaller index, without the payloads, and never further than anybody wants to know.
    const one = `SELECT ? AS kind, COUNT(*) AS total
      FROM (SELECT 1 FROM set_aside_records FORCE INDEX (set_aside_records_by_age) WHERE kind = ? LIMIT ${COUNTED_SET_ASIDE}) some`;
    const counts = await this.database.rows<{ kind: SyncKind; total: number }>(
      SYNC_KINDS.map(() => one).join(' UNION ALL '),
      SYNC_KINDS.flatMap((kind) => [kind, kind]),
    );
    return counts.filter(({ total }) => total > 0);
  }

  private async latest(condition: string): Promise<SyncRunRow[]> {
    // One look into the index per kind and mode: single customers' runs, of which there may be thousands, are not passed over one by one.
    const one = `(SELECT ${RUN_COLUMNS} FROM sync_runs WHERE mode = ? AND kind = ? AND ${condition} ORDER BY id DESC LIMIT 1)`;
    const looks = SYNC_KINDS.flatMap((kind) => [
      ['FULL', kind],
      ['INCREMENTAL', kind],
    ]);
    const rows = await this.database.rows<Raw<SyncRunRow>>(looks.map(() => one).join(' UNION ALL '), looks.flat());
    return SYNC_KINDS.flatMap((kind) => {
      const [latest] = rows.filter((row) => row.kind === kind).sort((a, b) => b.id - a.id);
      return latest ? [toRun(latest)] : [];
    });
  }
}

/** Adds to a run's counts and says how far it is, in the transaction that did what they count. */
export async function countOnRun(transaction: Transaction, runId: number, counts: RunCounts, progress: number | null): Promise<void> {
  await transaction.query(
    `UPDATE sync_runs SET records_written = records_written + ?, records_removed = records_removed + ?,
       records_set_aside = records_set_aside + ?, progress = COALESCE(?, progress) WHERE id = ?`,
    [counts.recordsWritten, counts.recordsRemoved, counts.recordsSetAside, progress, runId],
  );
}

/** Moves a kind's cursor, in the transaction that writes what was read. */
export async function moveCursor(transaction: Transaction, cursor: SyncCursor): Promise<void> {
  await transaction.query(
    `INSERT INTO sync_cursors (kind, epoch, sequence, record_id, updated_at) VALUES (?, ?, ?, ?, ?)
     ON DUPLICATE KEY UPDATE epoch = VALUES(epoch), sequence = VALUES(sequence), record_id = VALUES(record_id), updated_at = VALUES(updated_at)`,
    [cursor.kind, cursor.epoch, cursor.sequence, cursor.recordId, cursor.updatedAt],
  );
}

/** Keeps records that could not be read, each with its reason. One that comes in a customer's snapshot keeps the place in the feed that is known of it. */
export async function setAside(transaction: Transaction, kind: SyncKind, records: readonly UnreadableRecord[], at: Date): Promise<void> {
  if (records.length === 0) return;
  const rows = records.map((record) => [kind, record.key, record.sequence, record.reason.slice(0, 500), record.payload, at]);
  await transaction.query(
    `INSERT INTO set_aside_records (kind, record_key, sequence, reason, payload, set_aside_at) VALUES ?
     ON DUPLICATE KEY UPDATE sequence = COALESCE(VALUES(sequence), sequence), reason = VALUES(reason), payload = VALUES(payload), set_aside_at = VALUES(set_aside_at)`,
    [rows],
  );
}

/** Forgets records set aside whose thing has now arrived readable, or is gone. */
export async function clearSetAside(transaction: Transaction, kind: SyncKind, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  const any = await transaction.query<unknown[]>('SELECT 1 FROM set_aside_records WHERE kind = ? LIMIT 1', [kind]);
  if (any.length === 0) return;
  await transaction.query('DELETE FROM set_aside_records WHERE kind = ? AND record_key IN (?)', [kind, ids.map(String)]);
}

function toRun(row: Raw<SyncRunRow>): SyncRunRow {
  return { ...row, startedAt: instantOf(row.startedAt), finishedAt: row.finishedAt === null ? null : instantOf(row.finishedAt) };
}
