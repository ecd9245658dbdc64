import type { Logger } from 'pino';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { CircuitRecorder } from './domain/sync/circuit-recorder';
import type { ProcessRole } from './domain/sync/servicing-circuits';
import type { CircuitState, ServicingTraffic, TrafficFollower } from './domain/sync/servicing-traffic';
import { attemptName } from './jobs/customer-sync.job';
import type { Clock } from './kernel/clock';
import type { ServicingCircuitRepository } from './persistence/repositories/servicing-circuit.repository';

/** What follows the calls to ASPIRE. */
export interface TrafficNeeds {
  traffic: ServicingTraffic;
  role: ProcessRole;
  circuits: ServicingCircuitRepository;
  registry: Registry;
  clock: Clock;
  logger: Pick<Logger, 'info' | 'warn'>;
}

/** Counts the calls, logs when ASPIRE stops answering and when it answers again, and keeps this process's row. Close the recorder at the end. */
export function followTraffic({ traffic, role, circuits, registry, clock, logger }: TrafficNeeds): CircuitRecorder {
  const onFailure = (error: unknown): void => logger.warn({ err: error }, 'How ASPIRE answers could not be written down.');
  const recorder = new CircuitRecorder({ circuits, processName: attemptName(), role, clock, onFailure });
  traffic.follow(recorder);
  traffic.follow(callMetrics(registry));
  traffic.follow({ onCircuitChange: (state) => logChange(logger, state) });
  return recorder;
}

function logChange(logger: TrafficNeeds['logger'], circuit: CircuitState): void {
  if (circuit.state === 'OPEN') logger.warn({ circuit }, 'ASPIRE gives no proper answer: the sync leaves it alone for a while.');
  if (circuit.state === 'CLOSED') logger.info({ circuit }, 'ASPIRE answers again.');
}

/** Labels come from closed lists. */
function callMetrics(registry: Registry): TrafficFollower {
  const registers = [registry];
  const calls = new Counter({
    name: 'portal_aspire_calls_total',
    help: 'Calls to ASPIRE that have ended, those that were not made included.',
    labelNames: ['lane', 'outcome'] as const,
    registers,
  });
  const seconds = new Histogram({
    name: 'portal_aspire_call_seconds',
    help: 'Time that calls to ASPIRE took, without the wait for their turn.',
    labelNames: ['lane'] as const,
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30],
    registers,
  });
  const open = new Gauge({
    name: 'portal_aspire_circuit_open',
    help: '1 while the sync does not ask ASPIRE because it gives no answer, 0 otherwise.',
    registers,
  });
  open.set(0);
  return {
    onCall({ lane, outcome, seconds: took }) {
      calls.inc({ lane, outcome });
      if (took !== null) seconds.observe({ lane }, took);
    },
    onCircuitChange: ({ state }) => open.set(state === 'CLOSED' ? 0 : 1),
  };
}
