import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { HttpMetrics } from './metrics';
import { clientAddress } from './request-facts';

interface Trace {
  readonly api: string;
  readonly operationName: string | undefined;
  readonly failed: boolean;
}

const traces = new WeakMap<FastifyRequest, Trace>();

/** Remembers what a GraphQL request was about, for the line written at its end. Neither query text nor variables are kept. */
export function noteGraphql(request: FastifyRequest, api: string, body: unknown, search: string, failed = false): void {
  traces.set(request, { api, operationName: traces.get(request)?.operationName ?? operationName(body, search), failed });
}

/**
 * Names the operation: as the client said, else as the document's first operation is called. Only GraphQL names get through, at most 80
 * characters: whatever a client sends, it cannot write its own log line.
 */
export function operationName(body: unknown, search: string): string | undefined {
  const parameters = search === '' ? undefined : new URLSearchParams(search);
  const given = parameters === undefined ? body : { operationName: parameters.get('operationName'), query: parameters.get('query') };
  if (typeof given !== 'object' || given === null) return undefined;
  const { operationName: named, query } = given as { operationName?: unknown; query?: unknown };
  if (typeof named === 'string') return /^[_A-Za-z]\w{0,79}$/.test(named) ? named : undefined;
  if (typeof query !== 'string') return undefined;
  return /^\s*(?:query|mutation|subscription)\s+([_A-Za-z]\w{0,79})(?!\w)/.exec(query.slice(0, 500))?.[1];
}

/** Writes the one line of a finished request and counts it. Faults of ours are warnings, everything else is information. */
export function logRequest(logger: Logger, metrics: HttpMetrics, request: FastifyRequest, reply: FastifyReply): void {
  const trace = traces.get(request);
  const api = trace?.api ?? 'none';
  const status = reply.statusCode;
  metrics.observe({ api, status, failed: trace?.failed ?? false, seconds: reply.elapsedTime / 1000 });
  const line = {
    requestId: request.id,
    api,
    ...(trace?.operationName !== undefined && { operationName: trace.operationName }),
    ...(trace?.failed === true && { failed: true }),
    method: request.method,
    status,
    durationMs: Math.round(reply.elapsedTime * 10) / 10,
    address: clientAddress(request),
  };
  if (status >= 500) logger.warn(line, 'request');
  else logger.info(line, 'request');
}
