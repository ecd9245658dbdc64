import 'reflect-metadata';
import { boot } from '../src/boot';
import type { SyncReport } from '../src/domain/sync/sync-report';
import { syncNow } from '../src/jobs/sync-now';
import { giveWay } from '../src/process';
import { answerBench, tellBench } from './bench-answer';

const TOLD_EVERY_MS = 2_000;

// As the worker does.
giveWay();

const booted = boot({ role: 'WORKER' });

answerBench({
  migrate: async () => (await booted).container.database.migrate(),
  sync: async (mode: 'FULL' | 'INCREMENTAL'): Promise<SyncReport> => {
    let toldAt = performance.now();
    return syncNow((await booted).container.syncRounds, {
      mode,
      onProgress: ({ kind, records, recordsPerSecond }) => {
        if (performance.now() - toldAt < TOLD_EVERY_MS) return;
        toldAt = performance.now();
        tellBench(`  ${kind}: ${records} records so far, ${recordsPerSecond}/s`);
      },
    });
  },
});
