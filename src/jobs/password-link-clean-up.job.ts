import type { Clock } from '../kernel/clock';
import { removeInBatches } from '../kernel/remove-in-batches';
import type { JobRunner } from './job-runner';
import type { ScheduledJob } from './scheduler';

/** What the job removes from. */
export interface ExpiredLinks {
  removeExpired(now: Date, limit: number): Promise<number>;
}

const JOB = 'password-link-clean-up';

/** Removes links to set a password that are past their time. Runs hourly, in one process at a time; run twice, it does no harm. */
export function passwordLinkCleanUpJob(
  parts: { runner: JobRunner; links: ExpiredLinks; clock: Clock },
  timeZone: string,
  stop: AbortSignal,
): ScheduledJob {
  const { runner, links, clock } = parts;
  return {
    name: JOB,
    schedule: '40 * * * *',
    timeZone,
    run: () => runner.run(JOB, ({ signal }) => removeInBatches((limit) => links.removeExpired(clock.now(), limit), signal), stop),
  };
}
