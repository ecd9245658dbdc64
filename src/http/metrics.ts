import { Counter, Histogram, type Registry } from 'prom-client';

/** Counts finished requests. */
export interface HttpMetrics {
  observe(request: { readonly api: string; readonly status: number; readonly failed: boolean; readonly seconds: number }): void;
}

/**
 * Registers the HTTP metrics. Labels come from closed lists, never from the client: `api` (`none` for health, metrics and unknown paths),
 * `status` (`2xx` …) and `failed` (a GraphQL answer with errors, which comes as 200 as a rule).
 */
export function createHttpMetrics(registry: Registry): HttpMetrics {
  const requests = new Counter({
    name: 'portal_http_requests_total',
    help: 'Finished HTTP requests.',
    labelNames: ['api', 'status', 'failed'] as const,
    registers: [registry],
  });
  const durations = new Histogram({
    name: 'portal_http_request_duration_seconds',
    help: 'Time from the arrival of a request to the end of its answer.',
    labelNames: ['api'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  return {
    observe({ api, status, failed, seconds }) {
      requests.inc({ api, status: `${Math.floor(status / 100)}xx`, failed: String(failed) });
      durations.observe({ api }, seconds);
    },
  };
}
