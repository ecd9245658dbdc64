import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../src/persistence/database';
import { SYNC_KINDS } from '../../src/persistence/entities/sync.entity';
import type { PlannedKill } from './chaos-plan';
import type { SyncDesk } from './sync-desk';
import { WorkerProcess } from './worker-process';

const DAILY: readonly string[] = ['assets', 'schedules', 'principalAndInterest', 'linesOfCredit'];
const LOOK_EVERY_MS = 25;
/** The real worker tells no pages: so long it takes for one, more or less. */
const PAGE_MS = 20;

/** How its workers are started, and where it finds what they do. */
export interface ScheduledDeskParts {
  script: string;
  args?: readonly string[];
  environment: NodeJS.ProcessEnv;
  database: Database;
}

/** Has workers sync by what stands in `sync_schedules`, as staff and time do; which worker is at it, the leases tell. */
export class ScheduledDesk implements SyncDesk {
  kills = 0;
  private readonly workers: WorkerProcess[];
  private plan: PlannedKill | undefined;
  private hunting = Promise.resolve();

  constructor(private readonly parts: ScheduledDeskParts) {
    const { script, args = [], environment: env } = parts;
    this.workers = [0, 1].map(() => new WorkerProcess(script, { args, env }, () => undefined));
  }

  start(): Promise<void> {
    return this.heal();
  }

  async tick(kinds: 'FREQUENT' | 'ALL'): Promise<void> {
    // A run under way puts its kind's next one off when it ends: what it has passed by already would then not be read.
    if (kinds === 'ALL') while (await this.someoneWorks()) await pause(LOOK_EVERY_MS);
    const due = SYNC_KINDS.filter((kind) => kinds === 'ALL' || !DAILY.includes(kind));
    await this.change('UPDATE sync_schedules SET due_at = UTC_TIMESTAMP(3) WHERE kind IN (?)', [due]);
  }

  recover(): Promise<void> {
    return this.change(
      `UPDATE sync_schedules SET wanted_mode = 'FULL', wanted_at = UTC_TIMESTAMP(3), accepts_removals = 1, due_at = UTC_TIMESTAMP(3)`,
      [],
    );
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

  private change(sql: string, values: readonly (readonly string[])[]): Promise<void> {
    return this.parts.database.execute(sql, values);
  }
}
