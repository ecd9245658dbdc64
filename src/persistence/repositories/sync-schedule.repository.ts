import { instantOf } from '../../kernel/instant';
import type { Database, Transaction } from '../database';
import type { SyncScheduleEntity } from '../entities/sync-schedule.entity';
import type { SyncKind } from '../entities/sync.entity';
import { holdLease, type Lease } from './job-lease.repository';

/** When a kind is pulled next. */
export type SyncScheduleRow = SyncScheduleEntity;

/** What is asked for by hand. */
export interface WantedSync {
  mode: 'FULL' | 'INCREMENTAL';
  /** Whether a full pull may remove more than the set share of a kind. */
  acceptsRemovals: boolean;
  at: Date;
}

/** How a pull leaves its schedule. */
export interface ScheduleAfter {
  dueAt: Date;
  failures: number;
  /** What was asked for stays asked for. */
  isStillWanted: boolean;
}

type Raw = Omit<SyncScheduleRow, 'isOn' | 'dueAt' | 'wantedAt' | 'acceptsRemovals'> & {
  isOn: number;
  dueAt: string;
  wantedAt: string | null;
  acceptsRemovals: number;
};

const COLUMNS = `kind, is_on AS isOn, due_at AS dueAt, wanted_mode AS wantedMode, wanted_at AS wantedAt,
  accepts_removals AS acceptsRemovals, failures`;

/** The schedule of each kind, shared by every process. */
export class SyncScheduleRepository {
  constructor(private readonly database: Database) {}

  /** Adds kinds that have no schedule yet, due at once. */
  ensure(kinds: readonly SyncKind[], dueAt: Date): Promise<void> {
    return this.database.execute('INSERT IGNORE INTO sync_schedules (kind, due_at) VALUES ?', [kinds.map((kind) => [kind, dueAt])]);
  }

  async list(): Promise<SyncScheduleRow[]> {
    return (await this.database.rows<Raw>(`SELECT ${COLUMNS} FROM sync_schedules`)).map(toRow);
  }

  async find(kind: SyncKind): Promise<SyncScheduleRow | undefined> {
    const rows = await this.database.rows<Raw>(`SELECT ${COLUMNS} FROM sync_schedules WHERE kind = ?`, [kind]);
    return rows.map(toRow)[0];
  }

  /** Asks for a pull of each kind at once. A full one that was asked for before and is not done stays a full one. */
  async want(transaction: Transaction, kinds: readonly SyncKind[], { mode, acceptsRemovals, at }: WantedSync): Promise<void> {
    await transaction.query(
      `INSERT INTO sync_schedules (kind, due_at, wanted_mode, wanted_at, accepts_removals) VALUES ?
       ON DUPLICATE KEY UPDATE due_at = LEAST(due_at, VALUES(due_at)), wanted_at = VALUES(wanted_at), failures = 0,
         wanted_mode = IF(wanted_mode = 'FULL', wanted_mode, VALUES(wanted_mode)),
         accepts_removals = GREATEST(accepts_removals, VALUES(accepts_removals))`,
      [kinds.map((kind) => [kind, at, mode, at, acceptsRemovals])],
    );
  }

  /**
   * Writes when the kind is due next, after a pull for what `pulled` says; what was asked for meanwhile stays due.
   * @throws LeaseLostError when another runner holds the lease; nothing is written then.
   */
  async finish(lease: Lease, pulled: SyncScheduleRow, after: ScheduleAfter): Promise<void> {
    await this.database.transaction(async (transaction) => {
      await holdLease(transaction, lease);
      // From left to right: wanted_at must be last, for the others look at its old value.
      await transaction.query(
        `UPDATE sync_schedules SET due_at = IF(wanted_at <=> ?, ?, due_at), failures = ?,
           wanted_mode = IF(wanted_at <=> ? AND NOT ?, NULL, wanted_mode),
           accepts_removals = IF(wanted_at <=> ? AND NOT ?, 0, accepts_removals),
           wanted_at = IF(wanted_mode IS NULL, NULL, wanted_at) WHERE kind = ?`,
        [
          ...[pulled.wantedAt, after.dueAt, after.failures],
          ...[pulled.wantedAt, after.isStillWanted, pulled.wantedAt, after.isStillWanted],
          pulled.kind,
        ],
      );
    });
  }

  /** Switches regular pulls of the kind on or off. */
  async switch(transaction: Transaction, kind: SyncKind, isOn: boolean, dueAt: Date): Promise<void> {
    await transaction.query(
      `INSERT INTO sync_schedules (kind, is_on, due_at) VALUES (?, ?, ?)
       ON DUPLICATE KEY UPDATE due_at = IF(wanted_mode IS NULL AND is_on <> VALUES(is_on), VALUES(due_at), due_at), is_on = VALUES(is_on)`,
      [kind, isOn, dueAt],
    );
  }
}

function toRow(raw: Raw): SyncScheduleRow {
  return {
    ...raw,
    isOn: raw.isOn === 1,
    dueAt: instantOf(raw.dueAt),
    wantedAt: raw.wantedAt === null ? null : instantOf(raw.wantedAt),
    acceptsRemovals: raw.acceptsRemovals === 1,
  };
}
