import type { Logger } from 'pino';
import type { AuditLog } from './domain/audit/audit-log';
import { DataStatusReader } from './domain/sync/data-status';
import { HandStartedSync } from './domain/sync/hand-started-sync';
import { ScheduledSync } from './domain/sync/scheduled-sync';
import type { ServicingSystem } from './domain/sync/servicing-system';
import { SyncService, type BookFollower } from './domain/sync/sync.service';
import { SyncTimetable, type TimetableSettings } from './domain/sync/sync-timetable';
import { JobRunner } from './jobs/job-runner';
import type { SyncRoundsParts } from './jobs/sync-rounds';
import type { Clock } from './kernel/clock';
import type { Database } from './persistence/database';
import type { CustomerSyncRepository } from './persistence/repositories/customer-sync.repository';
import { JobLeaseRepository } from './persistence/repositories/job-lease.repository';
import { ServicingStateRepository } from './persistence/repositories/servicing-state.repository';
import { SyncScheduleRepository } from './persistence/repositories/sync-schedule.repository';
import type { SyncStateRepository } from './persistence/repositories/sync-state.repository';
import { SyncedBookRepository } from './persistence/repositories/synced-book.repository';

/** With a look every five seconds, what a dead process left is taken over within half a minute. */
const LEASE_TTL_MS = 20_000;

/** How the book is pulled. */
export interface SyncSettings extends TimetableSettings {
  pageSize: number;
  delayedAfterMinutes: number;
  removalLimitPercent: number;
  kindsAtOnce: number;
}

/** What the sync is made from. */
export interface SyncOptions {
  settings: SyncSettings;
  database: Database;
  servicingSystem: ServicingSystem;
  syncState: SyncStateRepository;
  customerSyncs: CustomerSyncRepository;
  follower: BookFollower;
  audit: AuditLog;
  logger: Logger;
  clock: Clock;
  /** What tells this portal from others. */
  publicUrl: string;
}

/** Makes what pulls the book, what says when, and what tells how fresh it is. */
export function createSync(options: SyncOptions) {
  const { settings, database, servicingSystem: system, syncState: state, customerSyncs, follower, audit, logger, clock } = options;
  const { pageSize, removalLimitPercent, kindsAtOnce } = settings;
  const schedules = new SyncScheduleRepository(database);
  const servicing = new ServicingStateRepository(database);
  const book = new SyncedBookRepository(database);
  const sync = new SyncService({ system, book, state, servicing, clock, pageSize, removalLimitPercent, follower });
  const timetable = new SyncTimetable(settings, options.publicUrl);
  const scheduled = new ScheduledSync({ database, schedules, sync, timetable, clock });
  const runner = new JobRunner({ leases: new JobLeaseRepository(database), logger, clock, leaseTtlMs: LEASE_TTL_MS });
  const syncRounds: SyncRoundsParts = { runner, scheduled, logger, kindsAtOnce };
  return {
    sync,
    runner,
    syncRounds,
    syncSchedules: schedules,
    servicingStates: servicing,
    handStartedSync: new HandStartedSync(database, scheduled, audit),
    dataStatus: new DataStatusReader(state, customerSyncs, clock, settings.delayedAfterMinutes * 60_000),
  };
}
