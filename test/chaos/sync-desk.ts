import type { Database } from '../../src/persistence/database';
import { SYNC_KINDS } from '../../src/persistence/entities/sync.entity';
import type { PlannedKill } from './chaos-plan';

/** All that chaos says to the sync and asks it. */
export interface SyncDesk {
  /** Starts two workers. */
  start(): Promise<void>;
  /** Makes kinds due, as time does: the frequent ones or, once a day, all of them. Returns at once. */
  tick(kinds: 'FREQUENT' | 'ALL'): Promise<void>;
  /** The one command after a restore: a full sync of all kinds that may remove whatever is gone. Returns at once. */
  recover(): Promise<void>;
  /** Whether everything that was due or asked for is done, and done well. */
  isQuiet(): Promise<boolean>;
  /** From now on, kills the worker that gets there; a dead worker is started again. Ends with the next call. */
  killNext(kill: PlannedKill | undefined): void;
  /** How many workers have been killed in the midst of a sync. */
  readonly kills: number;
  /** Resolves when both workers live. */
  heal(): Promise<void>;
  stop(): Promise<void>;
}

/** Whether the sync has found out about a restore and stands still: the latest run of every kind that is read on from a cursor says so. */
export async function isHalted(database: Database): Promise<boolean> {
  const rows = await database.rows<{ kind: string; outcome: string }>(
    `SELECT kind, outcome FROM sync_runs WHERE id IN (SELECT MAX(id) FROM sync_runs WHERE mode <> 'CUSTOMER' GROUP BY kind)`,
  );
  return SYNC_KINDS.some((kind) => rows.some((row) => row.kind === kind && row.outcome === 'HALTED'));
}
