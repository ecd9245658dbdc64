import type { Throttle } from '../domain/identity/throttle';
import type { JobLogger, JobRunner } from './job-runner';
import type { ScheduledJob } from './scheduler';

const THROTTLE_CLEAN_UP_JOB = 'throttle-clean-up';

/** Clears counts of guesses away that no longer count, every hour, by one worker. */
export function throttleCleanUpJob(parts: { runner: JobRunner; throttle: Throttle; logger: JobLogger }, stop: AbortSignal): ScheduledJob {
  return {
    name: THROTTLE_CLEAN_UP_JOB,
    schedule: '23 * * * *',
    timeZone: 'UTC',
    run: async () => {
      const outcome = await parts.runner.run(THROTTLE_CLEAN_UP_JOB, () => parts.throttle.removeStale(), stop);
      if (outcome.status === 'DONE') parts.logger.info({ job: THROTTLE_CLEAN_UP_JOB, removed: outcome.result }, 'Cleared old counts away.');
    },
  };
}
