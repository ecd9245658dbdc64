import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import { GraphQLError } from 'graphql';

/** Half a surrogate pair, which JSON can carry and UTF-8 cannot. Literals of a document are checked by graphql-js. */
const HALF_A_PAIR = /\p{Surrogate}/u;

/** Refuses variables with text that is no Unicode: no database column, mail or file could hold it. */
export function wellFormedTextPlugin(): ApolloServerPlugin<BaseContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: ({ request }) => (isWellFormed(request.variables) ? Promise.resolve() : Promise.reject(malformed())),
      }),
  };
}

function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return !HALF_A_PAIR.test(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(isWellFormed);
}

/** Answered like any other variable that cannot be read. */
function malformed(): GraphQLError {
  return new GraphQLError('Text must be well-formed Unicode.', { extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } } });
}
