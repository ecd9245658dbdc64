import { instantOf } from '../../kernel/instant';
import type { Database } from '../database';
import type { SyncScheduleEntity } from '../entities/sync-schedule.entity';
import type { SyncKind } from '../entities/sync.entity';

/** Whether the sync stands still, and which kinds are pulled regularly; kinds without a schedule are absent. */
export interface SyncStanding {
  haltedAt: Date | null;
  kinds: { kind: SyncKind; isOn: boolean }[];
}

/** The schedule of a kind, and since when a full read of it is under way; null while none is. */
export type KindStanding = Pick<SyncScheduleEntity, 'kind' | 'isOn' | 'dueAt' | 'wantedMode' | 'failures'> & { fullReadSince: Date | null };

/** How the sync stands. Reads a row for each kind, however big the book is. */
export class SyncStandingRepository {
  constructor(private readonly database: Database) {}

  /** In one statement, for what users ask every few seconds. */
  async find(): Promise<SyncStanding> {
    const rows = await this.database.rows<{ kind: SyncKind | null; isOn: number | null; haltedAt: string | null }>(
      `SELECT schedule.kind, schedule.is_on AS isOn, state.halted_at AS haltedAt FROM (SELECT 1 AS id) one
       LEFT JOIN servicing_states state ON state.id = one.id LEFT JOIN sync_schedules schedule ON TRUE`,
    );
    const haltedAt = rows[0]?.haltedAt ?? null;
    return {
      haltedAt: haltedAt === null ? null : instantOf(haltedAt),
      kinds: rows.flatMap(({ kind, isOn }) => (kind === null ? [] : [{ kind, isOn: isOn === 1 }])),
    };
  }

  async listKinds(): Promise<KindStanding[]> {
    type Raw = Omit<KindStanding, 'isOn' | 'dueAt' | 'fullReadSince'> & { isOn: number; dueAt: string; fullReadSince: string | null };
    const rows = await this.database.rows<Raw>(
      `SELECT schedule.kind, is_on AS isOn, due_at AS dueAt, wanted_mode AS wantedMode, failures, reading.started_at AS fullReadSince
       FROM sync_schedules schedule LEFT JOIN sync_full_reads reading ON reading.kind = schedule.kind`,
    );
    return rows.map((row) => ({
      ...row,
      isOn: row.isOn === 1,
      dueAt: instantOf(row.dueAt),
      fullReadSince: row.fullReadSince === null ? null : instantOf(row.fullReadSince),
    }));
  }
}
