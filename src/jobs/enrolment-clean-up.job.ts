import type { Clock } from '../kernel/clock';
import { removeInBatches } from '../kernel/remove-in-batches';
import type { JobLogger, JobRunner } from './job-runner';
import type { ScheduledJob } from './scheduler';

/** What the job removes from, oldest first. */
export interface OldAttempts {
  removeBefore(instant: Date, limit: number): Promise<number>;
}

const JOB = 'enrolment-clean-up';
const KEPT_DAYS = 90;

/** Removes attempts to register after 90 days: that long staff may be asked about one. Runs daily, in one process at a time. */
export function enrolmentCleanUpJob(
  parts: { runner: JobRunner; attempts: OldAttempts; clock: Clock; logger: JobLogger },
  timeZone: string,
  stop: AbortSignal,
): ScheduledJob {
  const { runner, attempts, clock, logger } = parts;
  return {
    name: JOB,
    schedule: '20 3 * * *',
    timeZone,
    run: () =>
      runner.run(
        JOB,
        async ({ signal }) => {
          const before = new Date(clock.now().getTime() - KEPT_DAYS * 86_400_000);
          const removed = await removeInBatches((limit) => attempts.removeBefore(before, limit), signal);
          logger.info({ job: JOB, removed }, 'Removed old attempts to register.');
          return removed;
        },
        stop,
      ),
  };
}
