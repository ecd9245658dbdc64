import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { AuditLog } from './domain/audit/audit-log';
import type { Outbox } from './domain/mail/letter';
import { DataStatusReader } from './domain/sync/data-status';
import { GentlePace } from './domain/sync/gentle-pace';
import { HaltLetters } from './domain/sync/halt-letters';
import { HandStartedSync } from './domain/sync/hand-started-sync';
import { KindLateness } from './domain/sync/kind-lateness';
import { ScheduledSync } from './domain/sync/scheduled-sync';
import { ServicingCircuits, type ProcessRole } from './domain/sync/servicing-circuits';
import type { ServicingSystem } from './domain/sync/servicing-system';
import type { ServicingTraffic } from './domain/sync/servicing-traffic';
import { SetAsideRetry } from './domain/sync/set-aside-retry';
import { SettingsJudge } from './domain/sync/settings-judge';
import { SyncHealthReader } from './domain/sync/sync-health.service';
import { SyncService, type BookFollower } from './domain/sync/sync.service';
import { SyncTimetable, type TimetableSettings } from './domain/sync/sync-timetable';
import { JobRunner } from './jobs/job-runner';
import type { SyncRoundsParts } from './jobs/sync-rounds';
import type { Clock } from './kernel/clock';
import type { Database } from './persistence/database';
import type { CustomerSyncRepository } from './persistence/repositories/customer-sync.repository';
import { JobLeaseRepository } from './persistence/repositories/job-lease.repository';
import type { PlatformUserRepository } from './persistence/repositories/platform-user.repository';
import { ServicingCircuitRepository } from './persistence/repositories/servicing-circuit.repository';
import { ServicingHintRepository } from './persistence/repositories/servicing-hint.repository';
import { ServicingStateRepository } from './persistence/repositories/servicing-state.repository';
import { SetAsideRepository } from './persistence/repositories/set-aside.repository';
import { SyncScheduleRepository } from './persistence/repositories/sync-schedule.repository';
import { SyncStandingRepository } from './persistence/repositories/sync-standing.repository';
import type { SyncStateRepository } from './persistence/repositories/sync-state.repository';
import { SyncedBookRepository } from './persistence/repositories/synced-book.repository';
import { followTraffic } from './servicing-parts';
import { observeSync } from './sync-metrics';

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
  platformUsers: PlatformUserRepository;
  outbox: Outbox;
  follower: BookFollower;
  audit: AuditLog;
  logger: Logger;
  registry: Registry;
  clock: Clock;
  /** What tells this portal from others. */
  publicUrl: string;
  servicingTraffic?: ServicingTrafficOptions;
}

/** The calls to ASPIRE, where they can be followed, and what this process does. */
export interface ServicingTrafficOptions {
  traffic: ServicingTraffic;
  role: ProcessRole;
}

/** Makes what pulls the book, what says when, and what tells how fresh it is. */
export function createSync(options: SyncOptions) {
  const { settings, database, servicingSystem: system, syncState: state, customerSyncs, follower, audit, logger, clock } = options;
  const { pageSize, removalLimitPercent, kindsAtOnce } = settings;
  const schedules = new SyncScheduleRepository(database);
  const leases = new JobLeaseRepository(database);
  const servicing = new ServicingStateRepository(database);
  const book = new SyncedBookRepository(database);
  const standing = new SyncStandingRepository(database);
  const hints = new ServicingHintRepository(database);
  const lateness = new KindLateness(settings.delayedAfterMinutes * 60_000);
  const judge = new SettingsJudge({
    ...{ hints, clock, timeZone: settings.timeZone },
    onFailure: (setting, error) => logger.warn({ setting, err: error }, 'A setting in ASPIRE could not be judged.'),
  });
  const alarm = new HaltLetters(options.platformUsers, options.outbox, options.publicUrl);
  const pulling = { system, book, state, clock, pageSize, removalLimitPercent, pace: new GentlePace() };
  const sync = new SyncService({ ...pulling, servicing, follower, alarm, judge });
  const timetable = new SyncTimetable(settings, options.publicUrl);
  const scheduled = new ScheduledSync({ database, schedules, leases, sync, timetable, clock });
  const runner = new JobRunner({ leases, logger, clock, leaseTtlMs: LEASE_TTL_MS });
  const syncRounds: SyncRoundsParts = { runner, scheduled, logger, kindsAtOnce };
  const circuitRows = new ServicingCircuitRepository(database);
  const circuits = new ServicingCircuits(circuitRows, clock);
  const syncHealth = new SyncHealthReader({ state, standing, leases, servicing, hints, circuits, lateness, clock });
  observeSync({ registry: options.registry, health: syncHealth, customerSyncs, clock });
  return {
    sync,
    runner,
    syncRounds,
    handStartedSync: new HandStartedSync(database, scheduled, audit),
    setAsideRetry: new SetAsideRetry({
      ...{ database, system, book, state, servicing, scheduled, audit, clock },
      setAside: new SetAsideRepository(database),
      leased: runner,
    }),
    dataStatus: new DataStatusReader({ state, standing, syncs: customerSyncs, lateness, timeZone: settings.timeZone, clock }),
    syncHealth,
    circuitRecorder:
      options.servicingTraffic &&
      followTraffic({ ...options.servicingTraffic, circuits: circuitRows, registry: options.registry, clock, logger }),
  };
}
