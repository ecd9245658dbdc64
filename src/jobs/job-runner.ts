import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { type Lease, LeaseLostError, type Leases } from '../domain/sync/leases';
import type { Clock } from '../kernel/clock';

/** Where the runner says what happened. pino's loggers fit. */
export interface JobLogger {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** What a job is given. */
export interface JobContext {
  runId: string;
  lease: Lease;
  /** Aborts when the lease is lost or the process is to stop. */
  signal: AbortSignal;
}

/** How a tick ended: skipped when another runner had the job. */
export type JobOutcome<Result> = { status: 'DONE'; result: Result } | { status: 'SKIPPED' };

/** What a runner works with. */
export interface JobRunnerParts {
  leases: Leases;
  logger: JobLogger;
  clock: Clock;
  /** Default 30 000. */
  leaseTtlMs?: number;
  /** Default a third of the lease's life. */
  renewEveryMs?: number;
}

/** Runs jobs so that each is run by one process at a time, on however many machines. */
export class JobRunner {
  private readonly ttlMs: number;
  private readonly renewEveryMs: number;

  constructor(private readonly parts: JobRunnerParts) {
    this.ttlMs = parts.leaseTtlMs ?? 30_000;
    this.renewEveryMs = parts.renewEveryMs ?? Math.floor(this.ttlMs / 3);
  }

  /**
   * Runs `work` under the job's lease and logs run id, duration and outcome; `stop` ends it early.
   * @throws whatever `work` throws, once logged; LeaseLostError when the lease was lost.
   */
  async run<Result>(job: string, work: (context: JobContext) => Promise<Result>, stop?: AbortSignal): Promise<JobOutcome<Result>> {
    const { leases, logger, clock } = this.parts;
    const runId = randomUUID();
    const lease = await leases.acquire(job, `${hostname().slice(0, 40)}:${process.pid}:${runId}`, this.ttlMs);
    if (!lease) {
      logger.info({ job, runId }, 'Job skipped: another runner has it.');
      return { status: 'SKIPPED' };
    }
    const startedAt = clock.now().getTime();
    const details = () => ({ job, runId, fence: lease.fence, durationMs: clock.now().getTime() - startedAt });
    logger.info({ job, runId, fence: lease.fence }, 'Job started.');
    const heartbeat = new Heartbeat(this.parts, lease, this.ttlMs, this.renewEveryMs, stop);
    try {
      const result = await work({ runId, lease, signal: heartbeat.signal });
      logger.info({ ...details(), outcome: 'DONE' }, 'Job done.');
      return { status: 'DONE', result };
    } catch (error) {
      logger.error({ ...details(), outcome: 'FAILED', err: error }, 'Job failed.');
      throw error;
    } finally {
      heartbeat.end();
      await leases
        .release(lease)
        .catch((error: unknown) => logger.warn({ ...details(), err: error }, 'The lease could not be given back; it expires.'));
    }
  }
}

/** Keeps a lease alive, and aborts its signal once that has failed for as long as the lease lives. */
class Heartbeat {
  private readonly abort = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private renewedAt: number;
  private readonly passOn = () => this.abort.abort(this.stop?.reason);

  constructor(
    private readonly parts: JobRunnerParts,
    private readonly lease: Lease,
    private readonly ttlMs: number,
    renewEveryMs: number,
    private readonly stop: AbortSignal | undefined,
  ) {
    this.renewedAt = parts.clock.now().getTime();
    this.timer = setInterval(() => void this.beat(), renewEveryMs);
    stop?.addEventListener('abort', this.passOn, { once: true });
    if (stop?.aborted) this.passOn();
  }

  get signal(): AbortSignal {
    return this.abort.signal;
  }

  end(): void {
    clearInterval(this.timer);
    this.stop?.removeEventListener('abort', this.passOn);
  }

  private async beat(): Promise<void> {
    const { leases, logger, clock } = this.parts;
    const sentAt = clock.now().getTime();
    try {
      if (await leases.renew(this.lease, this.ttlMs)) this.renewedAt = sentAt;
      else this.abort.abort(new LeaseLostError(this.lease));
    } catch (error) {
      logger.warn({ job: this.lease.job, fence: this.lease.fence, err: error }, 'The lease could not be renewed; trying again.');
      if (clock.now().getTime() - this.renewedAt >= this.ttlMs) this.abort.abort(new LeaseLostError(this.lease));
    }
  }
}
