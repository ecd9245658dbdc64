import { isUtf8 } from 'node:buffer';
import { type ApolloServer, type BaseContext, HeaderMap } from '@apollo/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendError, sendText } from './answer';
import { type RequestFacts, requestFacts } from './request-facts';
import { noteGraphql } from './request-log';

/** What a GraphQL API needs to be reachable over HTTP. */
export interface GraphqlEndpoint<Ctx extends BaseContext> {
  readonly name: string;
  readonly server: ApolloServer<Ctx>;
  buildContext(request: RequestFacts): Promise<Ctx> | Ctx;
  /** The `Set-Cookie` values that a request has led to. */
  cookiesOf?(context: Ctx): readonly string[];
}

/** Answers GET and POST as the GraphQL over HTTP specification wants it, through Apollo's own rules (CSRF prevention among them). */
export async function handleGraphql<Ctx extends BaseContext>(
  endpoint: GraphqlEndpoint<Ctx>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const body = readBody(request);
  if (body === malformed) return sendError(reply, 400, 'BAD_USER_INPUT', 'The request body is not valid JSON.');
  const search = request.url.includes('?') ? request.url.slice(request.url.indexOf('?')) : '';
  noteGraphql(request, endpoint.name, body, search);
  let context: Ctx | undefined;
  const answer = await endpoint.server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method: request.method, headers: headerMap(request), search, body },
    context: async () => (context = await endpoint.buildContext(requestFacts(request))),
  });
  if (answer.body.kind === 'chunked') throw new Error('Incremental delivery is not offered.');
  reply.code(answer.status ?? 200);
  for (const [name, value] of answer.headers) {
    // Both belong to the way we send: the length changes with compression, caching is never allowed.
    if (name !== 'content-length' && name !== 'cache-control') reply.header(name, value);
  }
  for (const cookie of (context && endpoint.cookiesOf?.(context)) ?? []) reply.header('set-cookie', cookie);
  // Apollo puts the errors first.
  noteGraphql(request, endpoint.name, body, search, answer.body.string.startsWith('{"errors":'));
  return sendText(request, reply, answer.body.string);
}

const malformed = Symbol('malformed');

/** The parsed JSON body; undefined for other content types, which Apollo then refuses with its own words. */
function readBody(request: FastifyRequest): unknown {
  const bytes = request.body;
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (request.method !== 'POST' || type !== 'application/json' || !Buffer.isBuffer(bytes) || bytes.length === 0) return undefined;
  if (!isUtf8(bytes)) return malformed;
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    return malformed;
  }
}

function headerMap(request: FastifyRequest): HeaderMap {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return map;
}
