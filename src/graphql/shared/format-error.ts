import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { ArgumentValidationError } from 'type-graphql';
import { Fault, RateLimited, type FaultCode } from '../../kernel/fault';
import { withoutValues } from './unspoken-values';

/** Where masked errors are written down. */
export interface ErrorLog {
  error(facts: { errorId: string; err: unknown }, message: string): void;
}

/** Apollo's codes for requests that are wrong in themselves. */
const REQUEST_AT_FAULT = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'BAD_REQUEST',
  'BAD_USER_INPUT',
]);

/**
 * What callers get to see of an error: a fault's code and message as they are, what GraphQL says of a wrong request without its values,
 * and of anything else only that it happened, with an id that is found in the log.
 */
export function errorFormatter(log: ErrorLog): (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError {
  return (formatted, error) => {
    const cause = error instanceof GraphQLError && error.originalError ? error.originalError : error;
    if (cause instanceof Fault) return answer(formatted, cause.message, cause.code, log, cause);
    if (cause instanceof ArgumentValidationError) return answer(formatted, wordsOf(cause), 'BAD_USER_INPUT', log, cause);
    if (REQUEST_AT_FAULT.has(String(formatted.extensions?.['code'])))
      return answer(formatted, withoutValues(formatted.message, error), 'BAD_USER_INPUT', log, cause);
    return answer(formatted, 'Something went wrong on our side.', 'INTERNAL_SERVER_ERROR', log, cause);
  };
}

function answer(formatted: GraphQLFormattedError, message: string, code: FaultCode, log: ErrorLog, cause: unknown): GraphQLFormattedError {
  const { path, locations } = formatted;
  const shape = { message, ...(path && { path }), ...(locations && { locations }) };
  if (cause instanceof RateLimited) return { ...shape, extensions: { code, retryAfterSeconds: cause.retryAfterSeconds } };
  if (code !== 'INTERNAL_SERVER_ERROR' && code !== 'UPSTREAM_UNAVAILABLE') return { ...shape, extensions: { code } };
  const errorId = randomUUID();
  log.error({ errorId, err: cause }, code === 'INTERNAL_SERVER_ERROR' ? 'unexpected error' : 'a part we depend on cannot be reached');
  return { ...shape, extensions: { code, errorId } };
}

/** The broken constraints in words; never the submitted values. */
function wordsOf(error: ArgumentValidationError): string {
  const failures = error.extensions.validationErrors.flatMap((failure) => [failure, ...(failure.children ?? [])]);
  return failures.flatMap((failure) => Object.values(failure.constraints ?? {})).join('; ') || 'The input is not valid.';
}
