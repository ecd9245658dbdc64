import type { ApolloServerOptions, BaseContext } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import { RequestContext } from './context';

type Gateway = NonNullable<ApolloServerOptions<BaseContext>['gateway']>;

/** Runs an operation that Apollo has parsed and validated. */
export type Executor = NonNullable<Awaited<ReturnType<Gateway['load']>>['executor']>;

/** Puts our own way of running operations behind Apollo's parsing, validation, caching and error handling. */
export function executionGateway(schema: GraphQLSchema, executor: Executor): Gateway {
  const run: Executor = async (request) => {
    try {
      return await executor(request);
    } finally {
      // Apollo gives gateways a literal with getters: V8 keeps it, and all that hangs on the context, until the next full collection.
      if (request.context instanceof RequestContext) request.context.loaders.clear();
    }
  };

  let announce: ((schemaContext: { apiSchema: GraphQLSchema; coreSupergraphSdl: string }) => void) | undefined;
  return {
    onSchemaLoadOrUpdate(callback) {
      announce = callback;
      return () => (announce = undefined);
    },
    load() {
      announce?.({ apiSchema: schema, coreSupergraphSdl: '' });
      return Promise.resolve({ executor: run });
    },
    stop: () => Promise.resolve(),
  };
}
