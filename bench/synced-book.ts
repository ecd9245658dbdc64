import type { KindReport, SyncReport } from '../src/domain/sync/sync-report';
import { BenchProcess } from './bench-process';

const TOKEN = 'bench-connector-token';
/** The book is made up for this day, whenever it is benched. */
const AS_OF = '2026-11-02';

/** A simulated servicing system and a worker of ours that pulls from it, each in a process of its own. */
export interface SyncedBook {
  worker: BenchProcess;
  simulator: { url: string; token: string };
  /** Pulls; tells each kind's figures. @throws Error unless all of it succeeded. */
  sync(mode: 'FULL' | 'INCREMENTAL'): Promise<{ report: SyncReport; seconds: number }>;
  stop(): Promise<void>;
}

/** Starts both; the worker writes into the database of that URL, and migrates it first. */
export async function openSyncedBook(databaseUrl: string, contracts: number, tell: (line: string) => void): Promise<SyncedBook> {
  const simulator = new BenchProcess('bench/simulator-process.ts');
  const { url } = await simulator.ask<{ url: string }>('start', { contracts, token: TOKEN, asOf: AS_OF });
  // The sync is measured, not how much of ASPIRE it is allowed.
  const limits = { PORTAL_ASPIRE_RATE_PER_SECOND: '1000' };
  const env = { PORTAL_DATABASE_URL: databaseUrl, PORTAL_ASPIRE_URL: url, PORTAL_ASPIRE_TOKEN: TOKEN, PORTAL_LOG_LEVEL: 'warn', ...limits };
  // As `npm run start:worker` has it.
  const worker = new BenchProcess('bench/worker-process.ts', { nodeOptions: ['--max-old-space-size=256'], env, tell });
  await worker.ask('migrate');
  return {
    worker,
    simulator: { url, token: TOKEN },
    sync: async (mode) => {
      const started = performance.now();
      const report = await worker.ask<SyncReport>('sync', mode);
      const seconds = (performance.now() - started) / 1000;
      for (const kind of report.kinds) tell(`  ${describe(kind)}`);
      if (report.outcome !== 'SUCCEEDED') throw new Error(`The sync ended ${report.outcome}.`);
      return { report, seconds };
    },
    stop: async () => {
      await worker.stop();
      await simulator.stop();
    },
  };
}

function describe({ kind, recordsWritten, recordsSetAside, durationMs, error }: KindReport): string {
  const rate = Math.round(recordsWritten / Math.max(durationMs / 1000, 0.001));
  const aside = recordsSetAside > 0 ? `, ${recordsSetAside} set aside` : '';
  return `${kind}: ${recordsWritten} records, ${rate}/s${aside}${error ? `: ${error}` : ''}`;
}
