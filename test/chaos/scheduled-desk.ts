import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../src/persistence/database';
import { SYNC_KINDS, type SyncKind } from '../../src/persistence/entities/sync.entity';
import { SyncScheduleRepository, type WantedSync } from '../../src/persistence/repositories/sync-schedule.repository';
import { kindsOf } from '../support/sync-engine';
import type { PlannedKill } from './chaos-plan';
import type { SyncDesk } from './sync-desk';
import { WorkerProcess } from './worker-process';

const LOOK_EVERY_MS = 25;
/** Workers tell no pages: so long it takes for one, more or less. */
const PAGE_MS = 20;

/** How its workers are started, and where it finds what they do. */
export interface ScheduledDeskParts {
  script: string;
  args?: readonly string[];
  environment?: NodeJS.ProcessEnv;
  database: Database;
}

/** Has workers sync by what stands in `sync_schedules`, as staff and time do; which worker is at it, the leases tell. */
export class ScheduledDesk implements SyncDesk {
  kills = 0;
  private readonly workers: WorkerProcess[];
  private readonly schedules: SyncScheduleRepository;
  private plan: PlannedKill | undefined;
  private hunting = Promise.resolve();

  constructor(private readonly parts: ScheduledDeskParts) {
    const { script, args = [], environment: env = {}, database } = parts;
    this.schedules = new SyncScheduleRepository(database);
    this.workers = [0, 1].map(() => new WorkerProcess(script, { args, env }));
  }

  async start(): Promise<void> {
    await this.schedules.ensure(SYNC_KINDS, new Date());
    await this.heal();
  }

  tick(kinds: 'FREQUENT' | 'ALL'): Promise<void> {
    return this.want(kinds === 'ALL' ? SYNC_KINDS : kindsOf('FREQUENT'), { mode: 'INCREMENTAL', acceptsRemovals: false });
  }

  recover(): Promise<void> {
    return this.want(SYNC_KINDS, { mode: 'FULL', acceptsRemovals: true });
  }

  async isQuiet(): Promise<boolean> {
    const waiting = await this.parts.database.rows(
      'SELECT kind FROM sync_schedules WHERE due_at <= UTC_TIMESTAMP(3) OR wanted_mode IS NOT NULL OR failures > 0',
    );
    return waiting.length === 0 && !(await this.someoneWorks());
  }

  killNext(kill: PlannedKill | undefined): void {
    this.plan = kill;
    if (kill) this.hunting = this.hunting.then(() => this.hunt(kill));
  }

  async heal(): Promise<void> {
    this.plan = undefined;
    await this.hunting;
    for (const worker of this.workers) if (!worker.isAlive) worker.start();
  }

  async stop(): Promise<void> {
    this.plan = undefined;
    await this.hunting;
    await Promise.all(this.workers.map((worker) => worker.kill('SIGTERM')));
  }

  /** Waits for a worker to be at it, and a moment longer, and kills it; gives up when the plan changes. */
  private async hunt(plan: PlannedKill): Promise<void> {
    while (this.plan === plan) {
      const [holder] = await this.holders();
      const worker = this.workers.find(({ pid }) => pid !== undefined && holder?.includes(`:${pid}:`));
      if (!worker) {
        await pause(LOOK_EVERY_MS);
        continue;
      }
      await pause(plan.afterPages * PAGE_MS + plan.momentMs);
      this.plan = undefined;
      this.kills += 1;
      await worker.kill();
      worker.start();
    }
  }

  private async someoneWorks(): Promise<boolean> {
    return (await this.holders()).length > 0;
  }

  private async holders(): Promise<string[]> {
    const rows = await this.parts.database.rows<{ holder: string }>(
      "SELECT holder FROM job_leases WHERE job LIKE 'sync%' AND expires_at > UTC_TIMESTAMP(3)",
    );
    return rows.map(({ holder }) => holder);
  }

  private want(kinds: readonly SyncKind[], wanted: Omit<WantedSync, 'at'>): Promise<void> {
    return this.parts.database.transaction((transaction) => this.schedules.want(transaction, kinds, { ...wanted, at: new Date() }));
  }
}
