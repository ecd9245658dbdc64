import { setTimeout as sleep } from 'node:timers/promises';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { type Logger } from 'pino';
import { Registry } from 'prom-client';
import { graphqlOverHttpPlugin } from '../../src/http/graphql-over-http.plugin';
import { createHttpServer, httpApi, type HttpServer, type HttpServerOptions } from '../../src/http/http-server';
import type { RequestFacts } from '../../src/http/request-facts';
import { createLogger } from '../../src/log';

const typeDefs = `
  type Query { hello(name: String): String  facts: String  long(length: Int!): String  slow(ms: Int!): String  broken: String }
  type Mutation { shout(word: String!): String }
`;

function smallSchema(): GraphQLSchema {
  const schema = buildSchema(typeDefs);
  Object.assign(schema.getQueryType()!.getFields(), withResolvers(schema));
  schema.getMutationType()!.getFields()['shout']!.resolve = (_source, { word }: { word: string }) => word.toUpperCase();
  return schema;
}

function withResolvers(schema: GraphQLSchema) {
  const fields = schema.getQueryType()!.getFields();
  fields['hello']!.resolve = (_source, { name }: { name?: string }) => `Hello ${name ?? 'you'}`;
  fields['facts']!.resolve = (_source, _args, context: RequestFacts) => JSON.stringify(context);
  fields['long']!.resolve = (_source, { length }: { length: number }) => 'x'.repeat(length);
  fields['slow']!.resolve = (_source, { ms }: { ms: number }) => sleep(ms, 'done');
  fields['broken']!.resolve = () => {
    throw new Error('a fault');
  };
  return fields;
}

/** A server with one small API, what it logged, and what it counted. */
export interface SmallApi {
  readonly http: HttpServer;
  readonly registry: Registry;
  logged(): Record<string, unknown>[];
  stop(): Promise<void>;
}

/** Serves a small schema through the real HTTP server. */
export async function startSmallApi(overrides: Partial<HttpServerOptions> = {}): Promise<SmallApi> {
  const lines: string[] = [];
  const logger: Logger = createLogger('info', { write: (line) => void lines.push(line) });
  const registry = new Registry();
  const server = new ApolloServer<RequestFacts>({
    schema: smallSchema(),
    introspection: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    plugins: [ApolloServerPluginCacheControlDisabled(), graphqlOverHttpPlugin()],
  });
  await server.start();
  const explorer = { title: 'Small API', query: '{ hello(name: "explorer") }', headers: { authorization: 'Bearer demo' } };
  const http = await createHttpServer({
    apis: [httpApi({ path: '/graphql', name: 'small', server, buildContext: (request) => request, explorer })],
    health: { ready: () => Promise.resolve({ ready: true, parts: { database: { ok: true } } }) },
    registry,
    logger,
    trustedProxies: [],
    maxBodyBytes: 4_096,
    shutdownGraceMs: 2_000,
    ...overrides,
  });
  return {
    http,
    registry,
    logged: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>),
    async stop() {
      await http.close();
      await server.stop();
    },
  };
}
