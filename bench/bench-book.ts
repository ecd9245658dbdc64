import { boot } from '../src/boot';
import { readConfig } from '../src/config';
import type { BenchServer } from './bench-database';
import { tell } from './figures';
import { openSyncedBook } from './synced-book';

/** The schema with a book of that size in it, pulled by the product's own sync; kept for the next time. Resolves to its URL. */
export async function prepareBook(server: BenchServer, contracts: number): Promise<string> {
  const name = `portal_bench_${contracts}`;
  const url = await server.createSchema(name);
  const book = await openSyncedBook(url, contracts, tell);
  try {
    if (await isSynced(url)) tell(`The book of ${contracts} contracts is there from the last time.`);
    else {
      tell(`Pulling a book of ${contracts} contracts …`);
      await book.sync('FULL');
    }
  } finally {
    await book.stop();
  }
  return url;
}

/** Does something with the portal over the database of that URL. */
export async function withPortal<Result>(
  url: string,
  work: (container: Awaited<ReturnType<typeof boot>>['container']) => Promise<Result>,
): Promise<Result> {
  const config = readConfig();
  const portal = await boot({ role: 'COMMAND_LINE', config: { ...config, database: { ...config.database, url }, log: { level: 'warn' } } });
  try {
    return await work(portal.container);
  } finally {
    await portal.close();
  }
}

/** Whether the last kind was read to its end. */
async function isSynced(url: string): Promise<boolean> {
  return withPortal(url, async ({ database }) => {
    const cursors = await database.rows("SELECT 1 FROM sync_cursors WHERE kind = 'payments'");
    return cursors.length > 0;
  });
}
