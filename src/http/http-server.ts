import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BaseContext } from '@apollo/server';
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { securityHeaders, sendError } from './answer';
import { createExplorer, type ExplorerOptions, wantsPage } from './explorer';
import { type GraphqlEndpoint, handleGraphql } from './graphql-handler';
import { createHttpMetrics } from './metrics';
import { addOperations, answerUnknown, type ReadinessReport } from './operations';
import { chooseRequestId } from './request-facts';
import { logRequest } from './request-log';

/** One GraphQL API and where it is served. Its ApolloServer must have been started. */
export interface HttpApi<Ctx extends BaseContext> extends GraphqlEndpoint<Ctx> {
  readonly path: string;
  /** Given: browsers that open the path get the explorer. */
  readonly explorer?: ExplorerOptions | undefined;
}

/** Plain values and callbacks; nothing here reads the configuration. */
export interface HttpServerOptions {
  readonly apis: readonly HttpApi<BaseContext>[];
  readonly health: { ready(): Promise<ReadinessReport> };
  /** Where the HTTP metrics are registered and what /metrics prints. */
  readonly registry: Registry;
  readonly metricsToken?: string | undefined;
  readonly logger: Logger;
  /** Addresses and CIDR blocks, or how many proxies stand in front; empty: none. */
  readonly trustedProxies: readonly string[] | number;
  readonly maxBodyBytes: number;
  readonly shutdownGraceMs: number;
}

/** The running HTTP side of the process. */
export interface HttpServer {
  /** For tests that make requests without listening. */
  readonly nodeServer: Server;
  listen(host: string, port: number): Promise<{ address: string; port: number }>;
  /** Stops accepting, lets running requests finish within the grace time, then cuts what is left. Safe to call twice. */
  close(): Promise<void>;
}

/** Names an API's context type once, so that APIs with different contexts fit one list. */
export function httpApi<Ctx extends BaseContext>(api: HttpApi<Ctx>): HttpApi<BaseContext> {
  return api as unknown as HttpApi<BaseContext>;
}

/** Builds the HTTP server: the GraphQL APIs, health, metrics; nothing else is reachable, and no bytes a client sends make it answer 5xx. */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const app = createApp(options);
  let stopping = false;
  addHooks(app, options, () => stopping);
  addOperations(app, { ...options, metricsToken: options.metricsToken, isStopping: () => stopping });
  for (const api of options.apis) addApi(app, api);
  app.setNotFoundHandler(answerUnknown(options.apis.map((api) => api.path)));
  app.setErrorHandler((error: FastifyError, request, reply) => answerFailure(options.logger, error, request, reply));
  await app.ready();
  let closing: Promise<void> | undefined;
  return {
    nodeServer: app.server,
    async listen(host, port) {
      await app.listen({ host, port });
      const address = app.server.address() as AddressInfo;
      return { address: address.address, port: address.port };
    },
    close() {
      stopping = true;
      return (closing ??= closeWithin(app, options.shutdownGraceMs));
    },
  };
}

function createApp(options: HttpServerOptions): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: options.maxBodyBytes,
    trustProxy: trust(options.trustedProxies),
    genReqId: chooseRequestId,
    forceCloseConnections: 'idle',
    // A client may take this long to send one request; a slow trickle must not hold a connection for ever.
    requestTimeout: 30_000,
    frameworkErrors: (error, request, reply) => void answerFailure(options.logger, error, request, reply),
  });
  // Bodies stay bytes: parsing JSON is the GraphQL handler's, with GraphQL's form of error.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  return app;
}

/** As fastify wants it; a count trusts that many hops, the socket's own end being the first. */
function trust(proxies: readonly string[] | number): false | string[] | ((address: string, hop: number) => boolean) {
  if (typeof proxies === 'number') return (_address, hop) => hop < proxies;
  return proxies.length > 0 ? [...proxies] : false;
}

function addHooks(app: FastifyInstance, options: HttpServerOptions, isStopping: () => boolean): void {
  const metrics = createHttpMetrics(options.registry);
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(securityHeaders).header('x-request-id', request.id);
    done();
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    // Without this a kept-alive connection would outlive its last request and hold the shutdown up.
    if (isStopping()) reply.header('connection', 'close');
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    logRequest(options.logger, metrics, request, reply);
    done();
  });
}

function addApi(app: FastifyInstance, api: HttpApi<BaseContext>): void {
  const explore = api.explorer && createExplorer(api.explorer);
  const handler = (request: FastifyRequest, reply: FastifyReply) =>
    explore !== undefined && wantsPage(request) ? explore(request, reply) : handleGraphql(api, request, reply);
  app.route({ method: 'GET', url: api.path, exposeHeadRoute: false, handler });
  app.route({ method: 'POST', url: api.path, handler });
}

/** What went wrong before or around an API: the client's fault is named, ours is logged and masked. */
function answerFailure(logger: Logger, error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.headers(securityHeaders).header('x-request-id', request.id);
  const status = error.statusCode ?? 500;
  if (status === 413) return sendError(reply, 413, 'BAD_USER_INPUT', 'The request body is too large.');
  if (status >= 400 && status < 500) return sendError(reply, status, 'BAD_USER_INPUT', 'The request could not be read.');
  logger.error({ err: error, requestId: request.id }, 'request failed');
  return sendError(reply, 500, 'INTERNAL_SERVER_ERROR', `Something went wrong here. Please name ${request.id} when you ask about it.`);
}

async function closeWithin(app: FastifyInstance, graceMs: number): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), graceMs);
  try {
    await app.close();
  } finally {
    clearTimeout(timer);
  }
}
