import type { TestRun } from './global-setup';

/** Gives back the database server that the set-up started. */
async function globalTeardown(): Promise<void> {
  await (globalThis as TestRun).portalTestDatabase?.stop();
}

export default globalTeardown;
