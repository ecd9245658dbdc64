import 'reflect-metadata';
import { createInterface } from 'node:readline';
import { CustomerSyncWork } from '../../src/domain/sync/customer-sync-work';
import { SyncService } from '../../src/domain/sync/sync.service';
import { CustomerSyncJob } from '../../src/jobs/customer-sync.job';
import { JobRunner } from '../../src/jobs/job-runner';
import { runSync } from '../../src/jobs/sync.job';
import { systemClock } from '../../src/kernel/clock';
import { createLogger } from '../../src/log';
import { Database } from '../../src/persistence/database';
import { CustomerSyncRepository } from '../../src/persistence/repositories/customer-sync.repository';
import { JobLeaseRepository } from '../../src/persistence/repositories/job-lease.repository';
import { SyncStateRepository } from '../../src/persistence/repositories/sync-state.repository';
import { SyncedBookRepository } from '../../src/persistence/repositories/synced-book.repository';
import { AspireServicingSystem } from '../../src/servicing/aspire-servicing-system';
import { type FromWorker, isMode } from './worker-words';

/** So short that the work of a dead worker goes on at once, and so patient that a busy machine kills nobody. */
const LEASE_MS = 1_000;
const PATIENCE_MS = 400;
const PAGE_SIZE = 20;
const LOOK_EVERY_MS = 200;

/**
 * A worker as an operating-system process of its own, to be killed: `node chaos-worker.ts <database> <connector> <token>`. Syncs when a line on its
 * standard input says so, tells each page it has written and how the sync ended, and syncs single customers that were asked for all the while.
 */
async function main([databaseUrl = '', url = '', token = '']: string[]): Promise<void> {
  const say = (word: FromWorker): void => void process.stdout.write(`${JSON.stringify(word)}\n`);
  const database = new Database({ url: databaseUrl, poolSize: 5 });
  const logger = createLogger('fatal');
  const clock = systemClock;
  const runner = new JobRunner({ leases: new JobLeaseRepository(database), logger, clock, leaseTtlMs: LEASE_MS });
  const system = new AspireServicingSystem({ url, token, timeoutMs: PATIENCE_MS });
  const [book, state] = [new SyncedBookRepository(database), new SyncStateRepository(database)];
  const sync = new SyncService({ system, book, state, clock, pageSize: PAGE_SIZE });
  const work = new CustomerSyncWork({ syncs: new CustomerSyncRepository(database), sync, clock, claimTtlMs: LEASE_MS });
  const customers = new CustomerSyncJob(work, logger, new AbortController().signal);
  setInterval(() => void customers.run(), LOOK_EVERY_MS);
  const lines = createInterface({ input: process.stdin });
  // Whoever started it is gone.
  lines.on('close', () => process.exit(0));
  say({ say: 'READY' });
  for await (const mode of lines) {
    if (!isMode(mode)) throw new Error(`"${mode}" is not a mode of syncing.`);
    const onProgress = ({ kind }: { kind: string }) => say({ say: 'PAGE', kind });
    const outcome = await runSync(runner, sync, { mode, onProgress, acceptMassRemoval: mode === 'FULL' }).catch(() => undefined);
    say({ say: 'ENDED', outcome: outcome?.status === 'DONE' ? outcome.result.outcome : (outcome?.status ?? 'FAILED') });
  }
}

void main(process.argv.slice(2));
