import { type LocalDatabase, startLocalDatabase } from '../../src/dev/local-database';

/** Where jest's own process keeps the server between set-up and teardown; its workers never see this. */
export interface TestRun {
  portalTestDatabase?: LocalDatabase;
}

/**
 * Gives every test worker a database server in PORTAL_TEST_DATABASE_URL: the one named there or in PORTAL_DATABASE_URL, else a private one,
 * which the teardown stops unless another program uses it too. PORTAL_TEST_RUN keeps the schemas of two runs at once apart.
 */
async function globalSetup(): Promise<void> {
  process.env['PORTAL_TEST_RUN'] = String(process.pid);
  const given = process.env['PORTAL_TEST_DATABASE_URL'] ?? process.env['PORTAL_DATABASE_URL'];
  if (given !== undefined && given !== '') {
    process.env['PORTAL_TEST_DATABASE_URL'] = given;
    return;
  }
  const database = await startLocalDatabase({ progress: (line) => process.stderr.write(`${line}\n`) });
  (globalThis as TestRun).portalTestDatabase = database;
  process.env['PORTAL_TEST_DATABASE_URL'] = database.url;
}

export default globalSetup;
