import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { Database } from '../src/persistence/database';
import { fail } from '../src/process';
import { benchDirectory, startBenchServer, type BenchServer } from './bench-database';
import { changeBook } from './book-change';
import { removeCompiled } from './compiled';
import { rounded, tell, wholeNumber } from './figures';
import { readsDuring } from './read-latency';
import { openSyncedBook } from './synced-book';
import { dumpTables, loadTables, settle } from './table-dump';

const CHANGED_SHARE = 0.001;
const SCHEMAS = { product: 'portal_bench_sync', floor: 'portal_bench_sync_floor' } as const;

interface Measured {
  seconds: number;
  peakMemoryMb: number;
  /** Of the full load's time, what a sync of a thousandth of the book took. */
  deltaShare: number;
  /** The p99 of reads while everything was read again ÷ while nothing was. */
  readsP99Ratio: number;
}

const options = new Command('bench:sync')
  .description('Measures a full load through the sync against LOAD DATA LOCAL INFILE of the same rows into the same tables.')
  .option('--contracts <number>', 'size of the simulated book', wholeNumber, 5_000)
  .parse()
  .opts<{ contracts: number }>();

void main().catch(fail);

async function main(): Promise<void> {
  const server = await startBenchServer(tell);
  const directory = mkdtempSync(join(benchDirectory, 'bench-sync-'));
  try {
    await dropSchemas(server);
    const url = await server.createSchema(SCHEMAS.product);
    const { seconds, ...measured } = await loadThroughSync(url);
    tell('Writing the same rows to files …');
    const rows = await dumpTables(url, directory);
    await settle(url);
    const floorSeconds = await loadThroughFiles(server, directory);
    const rowsPerSecond = Math.round(rows / seconds);
    tell(`${rows} rows: ${rowsPerSecond}/s through the sync, ${Math.round(rows / floorSeconds)}/s through LOAD DATA LOCAL INFILE.`);
    tell(`\n${JSON.stringify({ rows, rowsPerSecond, floorRatio: rounded(floorSeconds / seconds), ...measured })}`);
  } finally {
    rmSync(directory, { recursive: true, force: true });
    await dropSchemas(server);
    removeCompiled();
    await server.stop();
  }
}

async function dropSchemas(server: BenchServer): Promise<void> {
  for (const schema of Object.values(SCHEMAS)) await server.dropSchema(schema);
}

/** The full load, an incremental one, and a second full one beside readers; the peak is over all of them. */
async function loadThroughSync(url: string): Promise<Measured> {
  const book = await openSyncedBook(url, options.contracts, tell);
  try {
    tell(`Full load of ${options.contracts} contracts through the sync …`);
    const full = await book.sync('FULL');
    const changed = await changeBook(book.simulator, CHANGED_SHARE);
    tell(`Incremental sync of ${changed} changed records …`);
    const increment = await book.sync('INCREMENTAL');
    const deltaShare = Math.round((increment.seconds / full.seconds) * 10_000) / 10_000;
    tell(`The incremental sync took ${(deltaShare * 100).toFixed(2)} % of the full load's time.`);
    tell('Reads while nothing else goes on, then while everything is read again …');
    const { idleP99Ms, busyP99Ms } = await readsDuring(url, () => book.sync('FULL'));
    const peakMemoryMb = book.worker.peakMemoryMb();
    tell(`The worker's memory peaked at ${peakMemoryMb} MiB.`);
    return { seconds: full.seconds, peakMemoryMb, deltaShare, readsP99Ratio: rounded(busyP99Ms / idleP99Ms) };
  } finally {
    await book.stop();
  }
}

async function loadThroughFiles(server: BenchServer, directory: string): Promise<number> {
  const url = await server.createSchema(SCHEMAS.floor);
  const database = new Database({ url, poolSize: 1 });
  await database.migrate();
  await database.close();
  tell('The same rows through LOAD DATA LOCAL INFILE …');
  return loadTables(url, directory, tell);
}
