import 'reflect-metadata';
import { SyncService } from '../../src/domain/sync/sync.service';
import { JobRunner } from '../../src/jobs/job-runner';
import { runSync } from '../../src/jobs/sync.job';
import { systemClock } from '../../src/kernel/clock';
import { Database } from '../../src/persistence/database';
import { JobLeaseRepository } from '../../src/persistence/repositories/job-lease.repository';
import { SyncStateRepository } from '../../src/persistence/repositories/sync-state.repository';
import { SyncedBookRepository } from '../../src/persistence/repositories/synced-book.repository';
import { AspireServicingSystem } from '../../src/servicing/aspire-servicing-system';

/** A worker of its own process that syncs once and tells each page: `node sync-child.ts <database> <connector> <token> <mode>`. To be killed. */
async function main([databaseUrl = '', url = '', token = '', mode = '']: string[]): Promise<void> {
  const database = new Database({ url: databaseUrl, poolSize: 3 });
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const runner = new JobRunner({ leases: new JobLeaseRepository(database), logger, clock: systemClock, leaseTtlMs: 500 });
  const system = new AspireServicingSystem({ url, token });
  const [book, state] = [new SyncedBookRepository(database), new SyncStateRepository(database)];
  const sync = new SyncService({ system, book, state, clock: systemClock, pageSize: 250 });
  const onProgress = (progress: object) => void process.stdout.write(`${JSON.stringify(progress)}\n`);
  await runSync(runner, sync, { mode: mode === 'FULL' ? 'FULL' : 'INCREMENTAL', onProgress });
  await database.close();
}

void main(process.argv.slice(2));
