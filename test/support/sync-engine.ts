import { GentlePace } from '../../src/domain/sync/gentle-pace';
import { KIND_FACTS, type Cadence } from '../../src/domain/sync/kind-facts';
import { ScheduledSync } from '../../src/domain/sync/scheduled-sync';
import type { ServicingSystem } from '../../src/domain/sync/servicing-system';
import { SyncService } from '../../src/domain/sync/sync.service';
import { SyncTimetable } from '../../src/domain/sync/sync-timetable';
import { type JobLogger, JobRunner } from '../../src/jobs/job-runner';
import type { SyncRoundsParts } from '../../src/jobs/sync-rounds';
import { systemClock, type Clock } from '../../src/kernel/clock';
import type { Database } from '../../src/persistence/database';
import { SYNC_KINDS, type SyncKind } from '../../src/persistence/entities/sync.entity';
import { JobLeaseRepository } from '../../src/persistence/repositories/job-lease.repository';
import { ServicingStateRepository } from '../../src/persistence/repositories/servicing-state.repository';
import { SyncScheduleRepository } from '../../src/persistence/repositories/sync-schedule.repository';
import { SyncStateRepository } from '../../src/persistence/repositories/sync-state.repository';
import { SyncedBookRepository } from '../../src/persistence/repositories/synced-book.repository';

export const silentLogger: JobLogger = { info: () => undefined, warn: () => undefined, error: () => undefined };

export const TIMETABLE = { everyMinutes: 15, dailyAtMinutes: 240, dailySpreadMinutes: 15, timeZone: 'America/Chicago' };

/** The kinds of a cadence. */
export function kindsOf(cadence: Cadence): SyncKind[] {
  return SYNC_KINDS.filter((kind) => KIND_FACTS[kind].cadence === cadence);
}

/** How a sync is put together for a test. */
export interface SyncEngineOptions {
  system: ServicingSystem;
  pageSize?: number;
  removalLimitPercent?: number;
  kindsAtOnce?: number;
  leaseTtlMs?: number;
  clock?: Clock;
}

/** The sync over a database as a worker has it, without the rest of the portal. */
export function makeSyncService(database: Database, options: SyncEngineOptions): SyncService {
  const { system, pageSize = 50, removalLimitPercent = 20, clock = systemClock } = options;
  const [book, state, servicing] = [
    new SyncedBookRepository(database),
    new SyncStateRepository(database),
    new ServicingStateRepository(database),
  ];
  return new SyncService({ system, book, state, servicing, clock, pageSize, removalLimitPercent, pace: new GentlePace() });
}

/** What pulls kinds by the schedule; one kind after another unless told otherwise, so that the order of what happens is known. */
export function makeSyncRounds(database: Database, sync: SyncService, options: Omit<SyncEngineOptions, 'system'> = {}): SyncRoundsParts {
  const { kindsAtOnce = 1, leaseTtlMs, clock = systemClock } = options;
  const leases = new JobLeaseRepository(database);
  const runner = new JobRunner({
    leases,
    logger: silentLogger,
    clock,
    ...(leaseTtlMs !== undefined && { leaseTtlMs }),
  });
  const timetable = new SyncTimetable(TIMETABLE, 'https://portal.example');
  const scheduled = new ScheduledSync({ database, schedules: new SyncScheduleRepository(database), leases, sync, timetable, clock });
  return { runner, scheduled, logger: silentLogger, kindsAtOnce };
}
