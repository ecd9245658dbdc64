import type { Clock } from '../../kernel/clock';
import type { Database, Transaction } from '../../persistence/database';
import type { JobLeaseRepository, Lease } from '../../persistence/repositories/job-lease.repository';
import type { SyncScheduleRepository, SyncScheduleRow, WantedSync } from '../../persistence/repositories/sync-schedule.repository';
import { SYNC_KINDS, type SyncKind } from '../../persistence/entities/sync.entity';
import { KIND_FACTS, leaseNameOf, SYNC_LEASES, waitsFor } from './kind-facts';
import type { KindReport, SyncProgress } from './sync-report';
import type { SyncService } from './sync.service';
import type { SyncTimetable } from './sync-timetable';

/** What the schedule works with. */
export interface ScheduledSyncParts {
  database: Database;
  schedules: SyncScheduleRepository;
  leases: Pick<JobLeaseRepository, 'listHeld'>;
  sync: Pick<SyncService, 'syncKind'>;
  timetable: SyncTimetable;
  clock: Clock;
}

/** Tells which kinds may be pulled now, pulls one, and writes down when it is due again. Any number of processes share one schedule. */
export class ScheduledSync {
  constructor(private readonly parts: ScheduledSyncParts) {}

  /** Gives every kind a schedule; new ones are due at once. */
  ensure(): Promise<void> {
    return this.parts.schedules.ensure(SYNC_KINDS, this.parts.clock.now());
  }

  /** The kinds that are due and may start: nobody pulls them or one of their lane, and nothing that they refer to is due or being pulled. */
  async listStartable(): Promise<SyncKind[]> {
    const { schedules, leases, clock } = this.parts;
    const [rows, held] = [await schedules.list(), new Set(await leases.listHeld(SYNC_LEASES))];
    const now = clock.now();
    const due = new Set(rows.filter((row) => isDue(row, now)).map((row) => row.kind));
    const busy = new Set([...due, ...SYNC_KINDS.filter((kind) => held.has(leaseNameOf(kind)))]);
    return SYNC_KINDS.filter((kind) => due.has(kind) && !held.has(leaseNameOf(kind)) && !waitsFor(kind, busy));
  }

  /** Asks for a pull of kinds at once, in `transaction` where one is given; workers take it from there within seconds. */
  want(kinds: readonly SyncKind[], wanted: Omit<WantedSync, 'at'>, transaction?: Transaction): Promise<void> {
    const { database, schedules, clock } = this.parts;
    const write = (within: Transaction) => schedules.want(within, kinds, { ...wanted, at: clock.now() });
    return transaction ? write(transaction) : database.transaction(write);
  }

  /** Switches regular pulls of a kind on or off, in `transaction`; one switched on is due at once. */
  switch(kind: SyncKind, isOn: boolean, transaction: Transaction): Promise<void> {
    return this.parts.schedules.switch(transaction, kind, isOn, this.parts.clock.now());
  }

  /** The kinds among these that were asked for and are not done. */
  async listWanted(kinds: Iterable<SyncKind>): Promise<SyncKind[]> {
    const rows = await this.parts.schedules.list();
    return [...kinds].filter((kind) => rows.some((row) => row.kind === kind && row.wantedMode !== null));
  }

  /**
   * Pulls a kind if it still is due, and writes when it is due next; undefined when another process has been faster. What was stopped stays due.
   * @throws LeaseLostError
   */
  async run(
    kind: SyncKind,
    { lease, signal, onProgress }: { lease: Lease; signal: AbortSignal; onProgress?: ((progress: SyncProgress) => void) | undefined },
  ): Promise<KindReport | undefined> {
    const { schedules, sync, clock } = this.parts;
    const row = await schedules.find(kind);
    if (!row || !isDue(row, clock.now())) return undefined;
    const mode = row.wantedMode ?? 'INCREMENTAL';
    const report = await sync.syncKind(kind, { mode, lease, signal, onProgress, acceptMassRemoval: row.acceptsRemovals });
    if (!signal.aborted || report.outcome === 'SUCCEEDED') await schedules.finish(lease, row, this.after(row, report));
    return report;
  }

  /** What has failed is tried again soon; what stands still waits for a person and is looked at when its time comes. */
  private after({ kind, failures }: SyncScheduleRow, { outcome }: KindReport): { dueAt: Date; failures: number; isStillWanted: boolean } {
    const { timetable, clock } = this.parts;
    const { cadence } = KIND_FACTS[kind];
    const now = clock.now();
    if (outcome !== 'FAILED') return { dueAt: timetable.next(cadence, now), failures: 0, isStillWanted: false };
    return { dueAt: timetable.retry(cadence, failures + 1, now), failures: failures + 1, isStillWanted: true };
  }
}

function isDue(row: SyncScheduleRow, now: Date): boolean {
  return row.dueAt <= now && (row.isOn || row.wantedMode !== null);
}
