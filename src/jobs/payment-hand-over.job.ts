import { ATTEMPTS_PER_ROUND, type PaymentHandOver } from '../domain/payments/payment-hand-over.service';
import type { JobLogger } from './job-runner';
import type { ScheduledJob } from './scheduler';

const JOB = 'payment-hand-over';

/** Brings payments to ASPIRE, and looks how they stand there, every ten seconds. Tasks are claimed one by one, so any number of workers may do so at once: no lease. */
export class PaymentHandOverRounds implements ScheduledJob {
  readonly name = JOB;
  readonly schedule = '*/10 * * * * *';
  readonly timeZone = 'UTC';
  private running: Promise<void> | undefined;
  private isFailing = false;

  constructor(
    private readonly handOver: Pick<PaymentHandOver, 'work'>,
    private readonly logger: JobLogger,
    private readonly stop: AbortSignal,
  ) {}

  /** Begins rounds, one after the other until nothing is left, unless they are under way. */
  run(): Promise<void> {
    this.running ??= this.rounds().finally(() => (this.running = undefined));
    return this.running;
  }

  /** Says once, not every ten seconds, that it does not work. */
  private async rounds(): Promise<void> {
    try {
      for (let attempts = ATTEMPTS_PER_ROUND; attempts >= ATTEMPTS_PER_ROUND && !this.stop.aborted;)
        attempts = (await this.handOver.work(this.stop)).length;
      if (this.isFailing) this.logger.info({ job: JOB }, 'Payments are handed over again.');
      this.isFailing = false;
    } catch (error) {
      if (!this.isFailing) this.logger.error({ job: JOB, err: error }, 'Payments cannot be handed over; trying on.');
      this.isFailing = true;
    }
  }
}
