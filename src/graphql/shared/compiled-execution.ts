import type { ApolloServerOptions, BaseContext } from '@apollo/server';
import { execute, getOperationAST, getVariableValues, GraphQLError, type DocumentNode, type GraphQLSchema } from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import { RequestContext } from './context';

type Gateway = NonNullable<ApolloServerOptions<BaseContext>['gateway']>;
type Executor = NonNullable<Awaited<ReturnType<Gateway['load']>>['executor']>;

/**
 * Runs operations compiled to functions, behind Apollo's own parsing, validation, caching and error handling.
 * An operation that doesn't compile is run by graphql-js, and variables are checked by it, so that answers are alike both ways.
 */
export function compiledExecution(schema: GraphQLSchema): Gateway {
  const compiled = new WeakMap<DocumentNode, Map<string, CompiledQuery | undefined>>();

  const queryFor = (document: DocumentNode, operationName: string | undefined): CompiledQuery | undefined => {
    const byName = compiled.get(document) ?? new Map<string, CompiledQuery | undefined>();
    compiled.set(document, byName);
    const name = operationName ?? '';
    if (!byName.has(name)) {
      const query = getOperationAST(document, operationName) ? compileQuery(schema, document, operationName) : undefined;
      byName.set(name, query && isCompiledQuery(query) ? query : undefined);
    }
    return byName.get(name);
  };

  const answer: Executor = async ({ document, request, context }) => {
    const { operationName, variables } = request;
    const query = queryFor(document, operationName ?? undefined);
    const operation = getOperationAST(document, operationName);
    if (!query || !operation) {
      return execute({ schema, document, operationName, variableValues: variables, contextValue: context });
    }
    const checked = getVariableValues(schema, operation.variableDefinitions ?? [], variables ?? {}, { maxErrors: 50 });
    if (checked.errors) return { errors: checked.errors };
    // The compiler's own reading of variables knows no defaults of input fields: it gets the values as graphql-js has read them.
    const result = await query.query({}, context, checked.coerced);
    return result.errors ? { ...result, errors: result.errors.map(withExtensions) } : result;
  };

  const run: Executor = async (request) => {
    try {
      return await answer(request);
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

/** The compiler's errors only look like graphql-js's: they have no `extensions`, which Apollo relies on. */
function withExtensions({ message, path, locations, originalError }: GraphQLError): GraphQLError {
  const error = new GraphQLError(message, { path: path ?? null, originalError: originalError ?? null });
  return Object.defineProperty(error, 'locations', { value: locations, enumerable: locations !== undefined });
}
