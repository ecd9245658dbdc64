import type { MailDelivery } from '../domain/mail/mail-delivery.service';
import type { JobLogger } from './job-runner';
import type { ScheduledJob } from './scheduler';

const MAILS_PER_ROUND = 100;
const MOST_ROUNDS_AT_ONCE = 5;

/** Empties the outbox every two seconds. Rows are claimed one by one, so any number of workers may do so at once: no lease. */
export class MailRounds {
  private readonly running = new Set<Promise<void>>();
  private isFailing = false;

  constructor(
    private readonly delivery: MailDelivery,
    private readonly logger: JobLogger,
    private readonly stop: AbortSignal,
  ) {}

  /** The rounds, and once an hour the forgetting of what dead mails said. */
  jobs(): ScheduledJob[] {
    return [
      { name: 'mail', schedule: '*/2 * * * * *', timeZone: 'UTC', run: () => Promise.resolve(this.begin()) },
      { name: 'mail-forget', schedule: '17 * * * *', timeZone: 'UTC', run: () => this.delivery.forgetDead() },
    ];
  }

  /** Resolves when no round is under way; to be called once `stop` has aborted. */
  async settled(): Promise<void> {
    await Promise.all(this.running);
  }

  /** A round is not waited for: a mail server that is slow with one mail must not hold up the next. */
  private begin(): void {
    if (this.running.size >= MOST_ROUNDS_AT_ONCE) return;
    const round = this.round().finally(() => this.running.delete(round));
    this.running.add(round);
  }

  /** Says once, not every two seconds, that it does not work. */
  private async round(): Promise<void> {
    try {
      await this.delivery.deliverDue(MAILS_PER_ROUND, this.stop);
      if (this.isFailing) this.logger.info({ job: 'mail' }, 'The outbox is emptied again.');
      this.isFailing = false;
    } catch (error) {
      if (!this.isFailing) this.logger.error({ job: 'mail', err: error }, 'The outbox cannot be emptied; trying on.');
      this.isFailing = true;
    }
  }
}
