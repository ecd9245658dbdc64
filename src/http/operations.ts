import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { sendError, sendJson } from './answer';

const READINESS_PATIENCE_MS = 5_000;

/** Whether this process should get traffic, and why not. Shown to anyone who asks: no addresses, no secrets. */
export interface ReadinessReport {
  readonly ready: boolean;
  readonly parts: Readonly<Record<string, { readonly ok: boolean; readonly message?: string }>>;
}

/** What the operator's routes need. */
export interface OperationsOptions {
  readonly health: { ready(): Promise<ReadinessReport> };
  readonly registry: Registry;
  readonly metricsToken: string | undefined;
  readonly logger: Logger;
  isStopping(): boolean;
}

/** Adds `/health/live`, `/health/ready` and `/metrics`. */
export function addOperations(app: FastifyInstance, options: OperationsOptions): void {
  app.get('/health/live', (_request, reply) => sendJson(reply, 200, { status: 'ok' }));
  app.get('/health/ready', async (_request, reply) => {
    if (options.isStopping()) return sendJson(reply, 503, { status: 'stopping', parts: {} });
    const { ready, parts } = await readiness(options);
    return sendJson(reply, ready ? 200 : 503, { status: ready ? 'ok' : 'unavailable', parts });
  });
  app.get('/metrics', async (request, reply) => {
    if (options.metricsToken !== undefined && !bears(request, options.metricsToken)) {
      return sendError(reply.header('www-authenticate', 'Bearer'), 401, 'UNAUTHENTICATED', 'The metrics need a bearer token.');
    }
    return reply.header('content-type', options.registry.contentType).send(await options.registry.metrics());
  });
}

async function readiness({ health, logger }: OperationsOptions): Promise<ReadinessReport> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`No readiness report within ${READINESS_PATIENCE_MS} ms.`)), READINESS_PATIENCE_MS);
  });
  try {
    return await Promise.race([health.ready(), late]);
  } catch (error) {
    logger.error({ err: error }, 'readiness check failed');
    return { ready: false, parts: { check: { ok: false, message: 'The check itself failed; see the log.' } } };
  } finally {
    clearTimeout(timer);
  }
}

/** Compares digests, so that the time taken tells nothing about the token. */
function bears(request: FastifyRequest, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(request.headers.authorization ?? ''), digest(`Bearer ${token}`));
}

/** Answers paths and methods that nobody serves. */
export function answerUnknown(apiPaths: readonly string[]): (request: FastifyRequest, reply: FastifyReply) => FastifyReply {
  const readable = ['/health/live', '/health/ready', '/metrics'];
  return (request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const allow = apiPaths.includes(path) ? 'GET, POST' : readable.includes(path) ? 'GET, HEAD' : undefined;
    if (allow === undefined) return sendError(reply, 404, 'NOT_FOUND', 'There is nothing at this path.');
    return sendError(reply.header('allow', allow), 405, 'BAD_USER_INPUT', `Only ${allow.replace(', ', ' and ')} are allowed here.`);
  };
}
