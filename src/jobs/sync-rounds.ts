import { setTimeout as pause } from 'node:timers/promises';
import { KIND_FACTS, leaseNameOf } from '../domain/sync/kind-facts';
import type { ScheduledSync } from '../domain/sync/scheduled-sync';
import type { SyncKind } from '../domain/sync/sync-reader';
import type { KindReport, SyncProgress } from '../domain/sync/sync-report';
import type { JobLogger, JobRunner } from './job-runner';
import type { ScheduledJob } from './scheduler';

const EVERY_FIVE_SECONDS = '*/5 * * * * *';
const LOOK_EVERY_MS = 250;

/** What pulls kinds in this process. */
export interface SyncRoundsParts {
  runner: JobRunner;
  scheduled: ScheduledSync;
  logger: JobLogger;
  /** Kinds that this process pulls at the same time. */
  kindsAtOnce: number;
}

/** What a process that was asked for a sync knows better than the schedule. */
export interface SyncRoundsOptions {
  /** Leaves other kinds to the workers. */
  only?: ReadonlySet<SyncKind>;
  onProgress?: ((progress: SyncProgress) => void) | undefined;
  onReport?: (report: KindReport) => void;
}

/**
 * Pulls the kinds that are due, side by side where their order allows, each under its lease: of all processes one pulls a kind. A tick starts what may
 * start and is over at once; what has ended makes room for what waited for it.
 */
export class SyncRounds implements ScheduledJob {
  readonly name = 'sync';
  readonly schedule = EVERY_FIVE_SECONDS;
  readonly timeZone = 'UTC';
  private readonly lanes = new Map<SyncKind, Promise<void>>();
  private looking: Promise<void> | undefined;
  private isAskedAgain = false;
  private isAway = false;
  /** Said once, not by each kind. */
  private haltedBy: string | null | undefined;

  constructor(
    private readonly parts: SyncRoundsParts,
    private readonly stop: AbortSignal,
    private readonly options: SyncRoundsOptions = {},
  ) {}

  run(): Promise<void> {
    this.isAskedAgain = true;
    this.looking ??= this.look().finally(() => (this.looking = undefined));
    return this.looking;
  }

  /** Waits until nothing is under way; with `stop` aborted, until everything has been broken off, to be gone on with by another process. */
  async settled(): Promise<void> {
    while (this.lanes.size > 0 || this.looking) await Promise.all([this.looking, ...this.lanes.values()]);
  }

  /** Goes on until none of these kinds is asked for any more, here or elsewhere; those that `ended` here and failed are left to the workers. */
  async bring(kinds: readonly SyncKind[], ended: { has(kind: SyncKind): boolean }): Promise<void> {
    const isOver = async (): Promise<boolean> => (await this.parts.scheduled.listWanted(kinds)).every((kind) => ended.has(kind));
    while (!this.stop.aborted && !(await isOver())) {
      await this.run();
      await Promise.race([...this.lanes.values(), pause(LOOK_EVERY_MS)]);
    }
    await this.settled();
  }

  /** Looks once more when something has ended meanwhile. */
  private async look(): Promise<void> {
    while (this.isAskedAgain) {
      this.isAskedAgain = false;
      await this.startDue();
    }
  }

  /** While the database is away there is nothing to do; that is said once, not at every tick. */
  private async startDue(): Promise<void> {
    try {
      for (const kind of await this.parts.scheduled.listStartable()) {
        if (this.stop.aborted) return;
        if (!this.lanes.has(kind) && (this.options.only?.has(kind) ?? true) && this.hasRoomFor(kind)) this.start(kind);
      }
      this.isAway = false;
    } catch (error) {
      if (!this.isAway) this.parts.logger.error({ job: this.name, err: error }, 'The schedule of the sync cannot be read; trying again.');
      this.isAway = true;
    }
  }

  /** Daily kinds, which may take long, leave a lane to the frequent ones. */
  private hasRoomFor(kind: SyncKind): boolean {
    const { kindsAtOnce } = this.parts;
    if (this.lanes.size >= kindsAtOnce) return false;
    if (KIND_FACTS[kind].cadence === 'FREQUENT' || kindsAtOnce === 1) return true;
    return [...this.lanes.keys()].filter((other) => KIND_FACTS[other].cadence === 'DAILY').length < kindsAtOnce - 1;
  }

  private start(kind: SyncKind): void {
    const lane = this.pull(kind).finally(() => {
      this.lanes.delete(kind);
      if (!this.stop.aborted) void this.run();
    });
    this.lanes.set(kind, lane);
  }

  private async pull(kind: SyncKind): Promise<void> {
    const { runner, scheduled, logger } = this.parts;
    const { onProgress, onReport } = this.options;
    try {
      const outcome = await runner.run(
        leaseNameOf(kind),
        ({ lease, signal }) => scheduled.run(kind, { lease, signal, onProgress }),
        this.stop,
      );
      if (outcome.status === 'SKIPPED' || !outcome.result) return;
      const { error, ...report } = outcome.result;
      const details = { job: this.name, ...report };
      if (report.outcome === 'SUCCEEDED') logger.info(details, `Synced ${kind}.`);
      else if (report.outcome === 'HALTED' && error === this.haltedBy) logger.info(details, `Sync of ${kind}: stands still as well.`);
      else logger.error(details, `Sync of ${kind}: ${error ?? report.outcome}`);
      this.haltedBy = report.outcome === 'HALTED' ? error : undefined;
      onReport?.(outcome.result);
    } catch {
      // The runner has logged it; the kind stays due.
    }
  }
}
