import type { Booted } from '../boot';
import type { Config } from '../config';
import type { SyncReport } from '../domain/sync/sync-report';
import { syncNow } from '../jobs/sync-now';
import { localDateAt } from '../kernel/local-date';
import { AspireSimulator } from '../simulator/aspire-simulator';

const TOKEN = 'simulator-token';

/** A simulated ASPIRE and how to reach it. */
export interface SimulatedAspire {
  aspire: NonNullable<Config['aspire']>;
  stop(): Promise<void>;
}

/** Starts a simulated ASPIRE on any free port, its clock at today in the portal's time zone. */
export async function startSimulatedAspire(config: Config, contracts: number): Promise<SimulatedAspire> {
  const simulator = new AspireSimulator({ contracts, token: TOKEN, asOf: localDateAt(new Date(), config.sync.timeZone) });
  const { url } = await simulator.start();
  return { aspire: { url, token: TOKEN, timeoutMs: 15_000 }, stop: () => simulator.stop() };
}

/**
 * Pulls a simulated book. A database that holds another one (yesterday's, or one of another size) would halt an incremental pull like a restore:
 * here, and only here, a full pull that takes everything old away is always right.
 */
export async function pullSimulatedBook({ container }: Pick<Booted, 'container'>, mode: 'FULL' | 'INCREMENTAL'): Promise<SyncReport> {
  const report = await syncNow(container.syncRounds, { mode, acceptMassRemoval: true });
  if (report.outcome === 'HALTED' && mode === 'INCREMENTAL') return pullSimulatedBook({ container }, 'FULL');
  const failed = report.kinds.find((kind) => kind.outcome !== 'SUCCEEDED');
  if (failed) throw new Error(`The sync of ${failed.kind} failed: ${failed.error ?? failed.outcome}`);
  return report;
}
