import 'reflect-metadata';
import { syncNow } from '../../src/jobs/sync-now';
import { Database } from '../../src/persistence/database';
import { AspireServicingSystem } from '../../src/servicing/aspire-servicing-system';
import { makeSyncRounds, makeSyncService } from './sync-engine';

/** A worker of its own process that syncs once and tells each page: `node sync-child.ts <database> <connector> <token> <mode>`. To be killed. */
async function main([databaseUrl = '', url = '', token = '', mode = '']: string[]): Promise<void> {
  const database = new Database({ url: databaseUrl, poolSize: 3 });
  const sync = makeSyncService(database, { system: new AspireServicingSystem({ url, token }), pageSize: 250 });
  const onProgress = (progress: object) => void process.stdout.write(`${JSON.stringify(progress)}\n`);
  const rounds = makeSyncRounds(database, sync, { leaseTtlMs: 500 });
  await syncNow(rounds, { mode: mode === 'FULL' ? 'FULL' : 'INCREMENTAL', onProgress });
  await database.close();
}

void main(process.argv.slice(2));
