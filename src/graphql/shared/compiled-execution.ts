import { execute, getOperationAST, getVariableValues, GraphQLError, type DocumentNode, type GraphQLSchema } from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import type { Executor } from './execution-gateway';

/**
 * Runs operations compiled to functions. An operation that doesn't compile is run by graphql-js, and variables are checked by it, so that answers are
 * alike both ways.
 */
export function compiledExecution(schema: GraphQLSchema): Executor {
  const plain = plainExecution(schema);
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

  return async (request) => {
    const { document, context } = request;
    const { operationName, variables } = request.request;
    const query = queryFor(document, operationName ?? undefined);
    const operation = getOperationAST(document, operationName);
    if (!query || !operation) return plain(request);
    const checked = getVariableValues(schema, operation.variableDefinitions ?? [], variables ?? {}, { maxErrors: 50 });
    if (checked.errors) return { errors: checked.errors };
    // The compiler's own reading of variables knows no defaults of input fields: it gets the values as graphql-js has read them.
    const result = await query.query({}, context, checked.coerced);
    return result.errors ? { ...result, errors: result.errors.map(withExtensions) } : result;
  };
}

/** Runs operations by graphql-js. */
export function plainExecution(schema: GraphQLSchema): Executor {
  return async ({ document, request: { operationName, variables }, context }) =>
    execute({ schema, document, operationName, variableValues: variables, contextValue: context });
}

/** The compiler's errors only look like graphql-js's: they have no `extensions`, which Apollo relies on. */
function withExtensions({ message, path, locations, originalError }: GraphQLError): GraphQLError {
  const error = new GraphQLError(message, { path: path ?? null, originalError: originalError ?? null });
  return Object.defineProperty(error, 'locations', { value: locations, enumerable: locations !== undefined });
}
