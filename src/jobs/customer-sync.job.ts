import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { CustomerSyncAttempt, CustomerSyncClaim, CustomerSyncWork } from '../domain/sync/customer-sync-work';
import type { JobLogger } from './job-runner';
import type { ScheduledJob } from './scheduler';

const CUSTOMER_SYNC_JOB = 'customer sync';
const EVERY_TWO_SECONDS = '*/2 * * * * *';
/** Customers that one process syncs at the same time. */
const LANES = 2;

/** Names one attempt of this process. */
export function attemptName(): string {
  return `${hostname().slice(0, 40)}:${process.pid}:${randomUUID()}`;
}

/**
 * Syncs the customers that were asked for, beside the sync of everything and never waiting for it. A tick starts what is due and is over at once;
 * each lane then goes on until nothing is due. Ticks, lanes and processes share the work: each customer is one attempt's at a time.
 */
export class CustomerSyncJob implements ScheduledJob {
  readonly name = CUSTOMER_SYNC_JOB;
  readonly schedule = EVERY_TWO_SECONDS;
  readonly timeZone = 'UTC';
  private readonly lanes = new Set<Promise<void>>();
  private isAway = false;

  constructor(
    private readonly work: CustomerSyncWork,
    private readonly logger: JobLogger,
    private readonly stop: AbortSignal,
  ) {}

  async run(): Promise<void> {
    while (this.lanes.size < LANES) {
      const claim = await this.claim();
      if (!claim) return;
      const lane = this.drain(claim).finally(() => this.lanes.delete(lane));
      this.lanes.add(lane);
    }
  }

  /** Waits until nothing is under way; with `stop` aborted, until everything has been given back. */
  async settled(): Promise<void> {
    while (this.lanes.size > 0) await Promise.all(this.lanes);
  }

  private async drain(first: CustomerSyncClaim): Promise<void> {
    for (let claim: CustomerSyncClaim | undefined = first; claim; claim = await this.claim()) await this.attempt(claim);
  }

  /** While the database is away there is nothing to do; that is said once, not at every tick. */
  private async claim(): Promise<CustomerSyncClaim | undefined> {
    if (this.stop.aborted) return undefined;
    try {
      const claim = await this.work.claimNext(attemptName());
      this.isAway = false;
      return claim;
    } catch (error) {
      if (!this.isAway) this.logger.error({ job: this.name, err: error }, 'The queue of customers cannot be read; trying again.');
      this.isAway = true;
      return undefined;
    }
  }

  private async attempt(claim: CustomerSyncClaim): Promise<void> {
    const { accountId, attempts } = claim;
    const details = { job: this.name, accountId, attempts };
    try {
      const attempt = await this.work.attempt(claim, this.stop);
      const level = attempt.outcome === 'FAILED' ? 'error' : attempt.outcome === 'DONE' ? 'info' : 'warn';
      this.logger[level]({ ...details, ...attempt }, WORDS[attempt.outcome]);
    } catch (error) {
      this.logger.error({ ...details, err: error }, 'The end of a sync of a customer could not be written down; its claim expires.');
    }
  }
}

const WORDS: Record<CustomerSyncAttempt['outcome'], string> = {
  DONE: 'Synced a customer.',
  FAILED: 'The sync of a customer failed.',
  POSTPONED: 'The sync of a customer failed and will be tried again.',
  LOST: 'Another process took over the sync of a customer.',
  GIVEN_BACK: 'The sync of a customer was stopped and given back.',
};
