import { instantOf } from '../../kernel/instant';
import type { Database } from '../database';
import type { CircuitWord, ProcessRole } from '../entities/servicing-circuit.entity';

export type { CircuitWord, ProcessRole } from '../entities/servicing-circuit.entity';

/** How a process gets on with the servicing system. */
export interface CircuitState {
  state: CircuitWord;
  /** Since when it answers (CLOSED), or does not (OPEN, HALF_OPEN). */
  since: Date;
  /** Calls without a proper answer, the latest ones. */
  failuresInARow: number;
  /** In plain words, for operators; null where none is known. */
  lastError: string | null;
  /** When it is asked again; null while it is, or nothing hinders. */
  nextAttemptAt: Date | null;
}

/** What one process said last. */
export interface CircuitRow extends CircuitState {
  /** `host:pid:uuid`. */
  processName: string;
  role: ProcessRole;
  seenAt: Date;
}

type Raw = Omit<CircuitRow, 'since' | 'nextAttemptAt' | 'seenAt'> & { since: string; nextAttemptAt: string | null; seenAt: string };

const LONGEST_ERROR = 1_000;

/** What the processes say of how they get on with the servicing system: one row each. */
export class ServicingCircuitRepository {
  constructor(private readonly database: Database) {}

  /** Writes a process's row, in place of its earlier one. */
  async save(row: CircuitRow): Promise<void> {
    const { processName, role, state, since, failuresInARow, lastError, nextAttemptAt, seenAt } = row;
    await this.database.execute(
      `INSERT INTO servicing_circuits (process_name, role, state, since, failures_in_a_row, last_error, next_attempt_at, seen_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON DUPLICATE KEY UPDATE role = VALUES(role), state = VALUES(state), since = VALUES(since), failures_in_a_row = VALUES(failures_in_a_row),
         last_error = VALUES(last_error), next_attempt_at = VALUES(next_attempt_at), seen_at = VALUES(seen_at)`,
      [processName, role, state, since, failuresInARow, lastError?.slice(0, LONGEST_ERROR) ?? null, nextAttemptAt, seenAt],
    );
  }

  async remove(processName: string): Promise<void> {
    await this.database.execute('DELETE FROM servicing_circuits WHERE process_name = ?', [processName]);
  }

  /** Removes the rows of processes that said nothing since. */
  async removeSeenBefore(instant: Date): Promise<void> {
    // Looked for without locks, for there are none as a rule.
    const old = await this.database.rows<{ name: string }>('SELECT process_name AS name FROM servicing_circuits WHERE seen_at < ?', [
      instant,
    ]);
    for (const { name } of old)
      await this.database.execute('DELETE FROM servicing_circuits WHERE process_name = ? AND seen_at < ?', [name, instant]);
  }

  /** The rows of processes that said something since, by name. */
  async listSeenSince(instant: Date): Promise<CircuitRow[]> {
    const rows = await this.database.rows<Raw>(
      `SELECT process_name AS processName, role, state, since, failures_in_a_row AS failuresInARow, last_error AS lastError,
         next_attempt_at AS nextAttemptAt, seen_at AS seenAt
       FROM servicing_circuits WHERE seen_at >= ? ORDER BY process_name`,
      [instant],
    );
    return rows.map((row) => ({
      ...row,
      since: instantOf(row.since),
      nextAttemptAt: row.nextAttemptAt === null ? null : instantOf(row.nextAttemptAt),
      seenAt: instantOf(row.seenAt),
    }));
  }
}
