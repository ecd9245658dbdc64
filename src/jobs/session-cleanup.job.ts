import type { SessionCleanup } from '../domain/identity/session-cleanup';
import type { ScheduledJob } from './scheduler';

/** Clears away what is left of ended sessions and challenges, each hour. Any number of workers may do it at once. */
export function sessionCleanupJob(cleanup: SessionCleanup): ScheduledJob {
  return { name: 'session-cleanup', schedule: '17 * * * *', timeZone: 'UTC', run: () => cleanup.run() };
}
