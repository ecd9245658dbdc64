import type { SyncService } from '../domain/sync/sync.service';
import type { SyncStarter } from '../domain/sync/sync-reader';
import type { JobRunner } from './job-runner';
import { SYNC_JOB } from './sync.job';

/** Starts syncs by hand and lets them run on in this process; the job runner logs how they end. */
export class BackgroundSync implements SyncStarter {
  private readonly stop = new AbortController();
  private readonly running = new Set<Promise<unknown>>();

  constructor(
    private readonly runner: JobRunner,
    private readonly sync: SyncService,
  ) {}

  start(mode: 'FULL' | 'INCREMENTAL'): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const run = this.runner
        .run(
          SYNC_JOB,
          ({ lease, signal }) => {
            resolve(true);
            return this.sync.syncAll({ mode, lease, signal });
          },
          this.stop.signal,
        )
        .then(() => resolve(false), reject)
        .finally(() => this.running.delete(run));
      this.running.add(run);
    });
  }

  /** Breaks off what runs, which the next sync goes on with, and waits until it has let go. */
  async close(): Promise<void> {
    this.stop.abort(new Error('The process is stopping.'));
    await Promise.all(this.running);
  }
}
