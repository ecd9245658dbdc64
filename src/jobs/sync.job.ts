import type { SyncService } from '../domain/sync/sync.service';
import type { SyncOptions, SyncReport } from '../domain/sync/sync-report';
import type { JobLogger, JobOutcome, JobRunner } from './job-runner';
import type { ScheduledJob } from './scheduler';

/** The name of the lease that every sync of the whole book runs under, however it was started. */
export const SYNC_JOB = 'sync';

/** Runs one sync under its lease, unless another is under way. */
export async function runSync(runner: JobRunner, sync: SyncService, options: Omit<SyncOptions, 'lease'>): Promise<JobOutcome<SyncReport>> {
  return runner.run(SYNC_JOB, ({ lease, signal }) => sync.syncAll({ ...options, lease, signal }), options.signal);
}

/** The sync as a scheduled job. */
export function syncJob(
  parts: { runner: JobRunner; sync: SyncService; logger: JobLogger },
  when: { schedule: string; timeZone: string },
  stop: AbortSignal,
): ScheduledJob {
  return {
    name: SYNC_JOB,
    ...when,
    run: async () => {
      const outcome = await runSync(parts.runner, parts.sync, { mode: 'INCREMENTAL', signal: stop });
      if (outcome.status === 'SKIPPED') return;
      const { result } = outcome;
      for (const { kind, ...report } of result.kinds) {
        const details = { job: SYNC_JOB, kind, ...report };
        if (report.outcome === 'SUCCEEDED') parts.logger.info(details, `Synced ${kind}.`);
        else parts.logger.error(details, `Sync of ${kind}: ${report.error ?? report.outcome}`);
      }
    },
  };
}
