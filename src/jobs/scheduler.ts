import { createTask, type ScheduledTask, validate } from 'node-cron';
import type { JobLogger } from './job-runner';

/** Something to be run by the clock. */
export interface ScheduledJob {
  name: string;
  /** Five cron fields, or six, the first of which are seconds. */
  schedule: string;
  /** IANA; the schedule is meant in it. */
  timeZone: string;
  run(): Promise<unknown>;
}

/** The running schedule of a process. */
export interface Schedule {
  nextRuns(): { name: string; at: Date | null }[];
  /** No tick comes after it resolves; a job under way is not waited for. */
  destroy(): Promise<void>;
}

/**
 * Starts ticking. A tick that comes while the last one of the same job still runs is left out; a job's error is logged and ends nothing.
 * @throws Error on a malformed schedule, before anything is started.
 */
export async function startSchedule(jobs: readonly ScheduledJob[], logger: JobLogger): Promise<Schedule> {
  for (const job of jobs)
    if (!validate(job.schedule)) throw new Error(`"${job.schedule}", the schedule of the job "${job.name}", is not a cron expression.`);
  const tasks: { job: ScheduledJob; task: ScheduledTask }[] = [];
  for (const job of jobs) {
    const tick = () => job.run().catch((error: unknown) => logger.error({ job: job.name, err: error }, 'A scheduled job failed.'));
    const task = createTask(job.schedule, tick, { name: job.name, timezone: job.timeZone, noOverlap: true });
    tasks.push({ job, task });
    await task.start();
  }
  return {
    nextRuns: () => tasks.map(({ job, task }) => ({ name: job.name, at: task.getNextRun() })),
    destroy: async () => {
      for (const { task } of tasks) await task.destroy();
    },
  };
}
