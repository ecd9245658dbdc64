import type { Clock } from '../kernel/clock';
import type { JobRunner } from './job-runner';
import type { ScheduledJob } from './scheduler';

/** What the job removes from. */
export interface ExpiredLinks {
  removeExpired(now: Date, limit: number): Promise<number>;
}

const JOB = 'password-link-clean-up';
/** Few enough for one transaction to be short on every node of a cluster. */
const REMOVED_AT_ONCE = 1_000;

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
    run: () =>
      runner.run(
        JOB,
        async ({ signal }) => {
          let removed = 0;
          for (let last = REMOVED_AT_ONCE; last === REMOVED_AT_ONCE && !signal.aborted; removed += last) {
            last = await links.removeExpired(clock.now(), REMOVED_AT_ONCE);
          }
          return removed;
        },
        stop,
      ),
  };
}
