import 'reflect-metadata';
import { CustomerSyncWork } from '../../src/domain/sync/customer-sync-work';
import { CustomerSyncJob } from '../../src/jobs/customer-sync.job';
import { SyncRounds } from '../../src/jobs/sync-rounds';
import { systemClock as clock } from '../../src/kernel/clock';
import { createLogger } from '../../src/log';
import { Database } from '../../src/persistence/database';
import { CustomerSyncRepository } from '../../src/persistence/repositories/customer-sync.repository';
import { AspireServicingSystem } from '../../src/servicing/aspire-servicing-system';
import { makeSyncRounds, makeSyncService } from '../support/sync-engine';

/** So short that the work of a dead worker goes on at once, and so patient that a busy machine kills nobody. */
const LEASE_MS = 1_000;
const PATIENCE_MS = 400;
const PAGE_SIZE = 20;
const LOOK_EVERY_MS = 200;

/**
 * A worker as an operating-system process of its own, to be killed: `node chaos-worker.ts <database> <connector> <token>`. Pulls what is due, and
 * single customers that were asked for, as the real one does, but with leases that live shortly and small pages.
 */
function main([databaseUrl = '', url = '', token = '']: string[]): void {
  const database = new Database({ url: databaseUrl, poolSize: 8 });
  const never = new AbortController().signal;
  const sync = makeSyncService(database, {
    system: new AspireServicingSystem({ url, token, timeoutMs: PATIENCE_MS }),
    pageSize: PAGE_SIZE,
  });
  const rounds = new SyncRounds(makeSyncRounds(database, sync, { kindsAtOnce: 3, leaseTtlMs: LEASE_MS }), never);
  const work = new CustomerSyncWork({ syncs: new CustomerSyncRepository(database), sync, clock, claimTtlMs: LEASE_MS });
  const customers = new CustomerSyncJob(work, createLogger('fatal'), never);
  setInterval(() => void rounds.run(), LOOK_EVERY_MS);
  setInterval(() => void customers.run(), LOOK_EVERY_MS);
  // Whoever started it is gone.
  process.stdin.on('close', () => process.exit(0)).resume();
}

main(process.argv.slice(2));
