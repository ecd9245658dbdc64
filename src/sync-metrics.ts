import { Gauge, type Registry } from 'prom-client';
import { recordsPerSecondOf } from './domain/sync/kind-health';
import type { SyncHealth } from './domain/sync/sync-health';
import type { Clock } from './kernel/clock';

const READ_AGAIN_AFTER_MS = 5_000;
const OUTCOMES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'HALTED'] as const;

/** Where the metrics of the sync come from. */
export interface SyncMetricsNeeds {
  registry: Registry;
  health: { read(): Promise<SyncHealth> };
  customerSyncs: { countWaiting(): Promise<number> };
  clock: Clock;
}

interface Reading {
  health: SyncHealth;
  customersWaiting: number;
}

/**
 * Registers the metrics of the sync. They are read from the database when they are scraped, so that every process tells the same; while the database is
 * away they are left out, and a scrape is answered all the same.
 */
export function observeSync({ registry, health, customerSyncs, clock }: SyncMetricsNeeds): void {
  const read = cached(clock, async () => ({ health: await health.read(), customersWaiting: await customerSyncs.countWaiting() }));
  const gauge = (name: string, help: string, labelNames: string[], tell: (gauge: Gauge, reading: Reading) => void): void => {
    new Gauge({
      ...{ name, help, labelNames, registers: [registry] },
      async collect() {
        const reading = await read();
        this.reset();
        if (reading) tell(this, reading);
        // One without labels is 0 from the start: only a removed one says nothing.
        else if (labelNames.length === 0) this.remove();
      },
    });
  };
  gauge(
    'portal_sync_lag_seconds',
    'Seconds since the last good pull of a kind began; absent before the first.',
    ['kind'],
    (metric, reading) => {
      for (const { kind, lagSeconds } of reading.health.kinds) if (lagSeconds !== null) metric.set({ kind }, lagSeconds);
    },
  );
  gauge(
    'portal_sync_last_run_outcome',
    'How the latest pull of a kind stands: 1 for that outcome, 0 for the others; absent before the first pull.',
    ['kind', 'outcome'],
    (metric, reading) => {
      for (const { kind, lastRun } of reading.health.kinds)
        for (const outcome of lastRun ? OUTCOMES : []) metric.set({ kind, outcome }, lastRun?.outcome === outcome ? 1 : 0);
    },
  );
  gauge('portal_sync_failures_in_a_row', 'Pulls of a kind in a row that failed; 0 after a good one.', ['kind'], (metric, reading) =>
    reading.health.kinds.forEach(({ kind, failures }) => metric.set({ kind }, failures)),
  );
  gauge(
    'portal_sync_set_aside_records',
    'Records of a kind that could not be read and are set aside, counted to 10 000.',
    ['kind'],
    (metric, reading) => reading.health.kinds.forEach(({ kind, setAsideCount }) => metric.set({ kind }, setAsideCount)),
  );
  gauge('portal_sync_records_per_second', 'Records a second of the last good pull of a kind.', ['kind'], (metric, reading) => {
    for (const { kind, lastGoodRun } of reading.health.kinds) {
      const rate = lastGoodRun && recordsPerSecondOf(lastGoodRun);
      if (rate !== null) metric.set({ kind }, rate);
    }
  });
  gauge('portal_sync_halted', '1 while the sync stands still until a person has looked, else 0.', [], (metric, reading) =>
    metric.set(reading.health.servicing?.haltedAt ? 1 : 0),
  );
  gauge('portal_customer_syncs_queued', 'Customers whose sync waits or runs.', [], (metric, reading) =>
    metric.set(reading.customersWaiting),
  );
}

/** What was read less than five seconds ago, a failure included: many metrics are told from one reading. */
function cached<Value>(clock: Clock, read: () => Promise<Value>): () => Promise<Value | undefined> {
  let latest: { at: number; value: Promise<Value | undefined> } | undefined;
  return () => {
    const now = clock.now().getTime();
    if (!latest || now - latest.at >= READ_AGAIN_AFTER_MS) latest = { at: now, value: read().catch(() => undefined) };
    return latest.value;
  };
}
