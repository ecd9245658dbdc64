import type { ApolloServerPlugin, BaseContext } from '@apollo/server';

/** Sends the longest `retryAfterSeconds` of an answer's errors as the header `Retry-After` (RFC 9110, 10.2.3) as well. */
export function retryAfterPlugin(): ApolloServerPlugin<BaseContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse({ response: { body, http } }) {
          const errors = body.kind === 'single' ? (body.singleResult.errors ?? []) : [];
          const waits = errors.map((error) => Number(error.extensions?.['retryAfterSeconds'] ?? 0));
          const longest = Math.max(0, ...waits);
          if (longest > 0) http.headers.set('retry-after', String(longest));
          return Promise.resolve();
        },
      }),
  };
}
