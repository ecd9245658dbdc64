import 'reflect-metadata';
import { boot } from '../src/boot';
import type { SyncReport } from '../src/domain/sync/sync-report';
import { runSync } from '../src/jobs/sync.job';
import { answerBench, tellBench } from './bench-answer';

const TOLD_EVERY_MS = 2_000;

const booted = boot({ role: 'WORKER' });

answerBench({
  migrate: async () => (await booted).container.database.migrate(),
  sync: async (mode: 'FULL' | 'INCREMENTAL'): Promise<SyncReport> => {
    const { runner, sync } = (await booted).container;
    let toldAt = performance.now();
    const outcome = await runSync(runner, sync, {
      mode,
      onProgress: ({ kind, records, recordsPerSecond }) => {
        if (performance.now() - toldAt < TOLD_EVERY_MS) return;
        toldAt = performance.now();
        tellBench(`  ${kind}: ${records} records so far, ${recordsPerSecond}/s`);
      },
    });
    if (outcome.status === 'SKIPPED') throw new Error('Another sync is running.');
    return outcome.result;
  },
});
