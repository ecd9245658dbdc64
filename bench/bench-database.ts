import { dirname, join } from 'node:path';
import { defaultDatabaseDirectory, databaseFiles } from '../src/dev/local-database-files';
import { createSchema, dropSchema, startLocalDatabase } from '../src/dev/local-database';

const BUFFER_POOL_MEGABYTES = 1_024;

/** Where the benches keep what they write: the database and files in between. */
export const benchDirectory = dirname(defaultDatabaseDirectory());

/** A database server of the benches' own, so that they neither disturb nor are disturbed by the data of others. */
export interface BenchServer {
  createSchema(name: string): Promise<string>;
  dropSchema(name: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts it, or finds it running. */
export async function startBenchServer(tell: (line: string) => void): Promise<BenchServer> {
  const { directory } = databaseFiles(join(benchDirectory, 'bench-database'));
  const server = await startLocalDatabase({ directory, bufferPoolMegabytes: BUFFER_POOL_MEGABYTES, progress: tell });
  return {
    createSchema: (name) => createSchema(server.url, name),
    dropSchema: (name) => dropSchema(server.url, name),
    stop: () => server.stop(),
  };
}
