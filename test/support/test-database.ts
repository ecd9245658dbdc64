import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSchema, dropSchema, startLocalDatabase } from '../../src/dev/local-database';
import { Database } from '../../src/persistence/database';

/** A migrated, empty schema of this jest worker's own. */
export interface TestDatabase {
  database: Database;
  /** With the schema. */
  url: string;
  /** Empties every table but the migrations'. */
  truncate(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens this worker's schema on the server named in PORTAL_TEST_SERVER_URL, or on a private one where none is named. The schema is made anew,
 * so that migrations changed since the last run count, and dropped at the end. Call it in `beforeAll`, `truncate` in `beforeEach`, `close` in `afterAll`.
 */
export async function openTestDatabase(options: { poolSize?: number } = {}): Promise<TestDatabase> {
  const server = await testServer();
  const name = testSchemaName('portal_test');
  await dropSchema(server.url, name);
  const url = await withItsScheme(await createSchema(server.url, name));
  const database = new Database({ url, poolSize: options.poolSize ?? 5 });
  await database.migrate();
  const tables = await database.rows<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name <> 'migrations'",
  );
  return {
    database,
    url,
    truncate: () =>
      database.transaction(async (transaction) => {
        await transaction.query('SET FOREIGN_KEY_CHECKS = 0');
        // DELETE, not TRUNCATE: on small tables it is many times faster, and an AUTO_INCREMENT that goes on hides no fault.
        for (const { name: table } of tables) {
          if (table !== 'audit_entries') await transaction.query(`DELETE FROM \`${table}\``);
        }
        // Its triggers refuse a DELETE.
        const [entry] = await transaction.query<object[]>('SELECT 1 FROM audit_entries LIMIT 1');
        if (entry) await transaction.query('TRUNCATE TABLE audit_entries');
        await transaction.query('SET FOREIGN_KEY_CHECKS = 1');
      }),
    close: async () => {
      await database.close();
      await dropSchema(server.url, name);
      await server.stop();
    },
  };
}

/** A schema name of this run's and this worker's own: two runs at once on one server don't meet. */
export function testSchemaName(what: string): string {
  return `${what}_${process.env['PORTAL_TEST_RUN'] ?? process.pid}_${process.env['JEST_WORKER_ID'] ?? '0'}`;
}

/** The URL with the scheme that says what the server is: TypeORM must know MariaDB from MySQL to compare schemas. */
async function withItsScheme(url: string): Promise<string> {
  const database = new Database({ url, poolSize: 1 });
  const [row] = await database.rows<{ version: string }>('SELECT VERSION() AS version');
  await database.close();
  return url.replace(/^\w+:/, row?.version.includes('MariaDB') ? 'mariadb:' : 'mysql:');
}

/** The server for tests; without a named one, a private one that lives as long as the test file. */
async function testServer(): Promise<{ url: string; stop(): Promise<void> }> {
  const named = process.env['PORTAL_TEST_SERVER_URL'] ?? process.env['PORTAL_TEST_DATABASE_URL'];
  if (named !== undefined && named !== '') return { url: named, stop: async () => undefined };
  const directory = mkdtempSync(join(tmpdir(), 'portal-test-'));
  const started = await startLocalDatabase({ directory: join(directory, 'database'), bufferPoolMegabytes: 64 });
  const stop = async () => {
    await started.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  return { url: started.url, stop };
}
