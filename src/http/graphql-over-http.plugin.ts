import type { ApolloServerPlugin, BaseContext } from '@apollo/server';

const ownType = 'application/graphql-response+json';

/**
 * Answers 200 instead of 400 to well-formed requests that GraphQL refuses (syntax, validation, variables) when the client asked for
 * `application/json`: GraphQL over HTTP, section 6.4.1. Clients that accept `application/graphql-response+json` keep the 4xx.
 */
export function graphqlOverHttpPlugin(): ApolloServerPlugin<BaseContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse({ request, response, errors }) {
          const accept = request.http?.headers.get('accept') ?? '';
          const refused = response.http.status === 400 && (errors ?? []).some((error) => refusals.has(String(error.extensions['code'])));
          if (refused && !accept.includes(ownType)) response.http.status = 200;
          return Promise.resolve();
        },
      }),
  };
}

/** What Apollo calls a document or variables it refuses; a request without a document is BAD_REQUEST and stays 400. */
const refusals = new Set(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT', 'OPERATION_RESOLUTION_FAILURE']);
