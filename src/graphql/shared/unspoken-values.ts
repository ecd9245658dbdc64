import { GraphQLError } from 'graphql';

/**
 * What GraphQL says of a wrong request, without the values that were submitted: they may be passwords or numbers of bank accounts, and an
 * answer ends up in logs that nobody thought of.
 */
export function withoutValues(message: string, error: unknown): string {
  const inner = error instanceof GraphQLError ? error.originalError : undefined;
  if (!/^Variable "\$\w+" got invalid value /.test(message) || !inner) return reasonWithoutValue(message);
  const [, variable = ''] = /^(Variable "\$\w+")/.exec(message) ?? [];
  const beforeReason = message.slice(0, -`; ${inner.message}`.length);
  const [place = ''] = / at "[\w.[\]]+"$/.exec(beforeReason) ?? [];
  return `${variable} got an invalid value${place}; ${reasonWithoutValue(inner.message)}`;
}

function reasonWithoutValue(reason: string): string {
  return reason
    .replace(/( cannot represent (?:an? )?[\w -]*value): [\s\S]*$/, '$1.')
    .replace(/^Value "[\s\S]*" does not exist in "(\w+)" enum\.[\s\S]*$/, 'This value does not exist in "$1" enum.')
    .replace(/^(Expected value of type "[^"]+"), found [\s\S]*$/, '$1.')
    .replace(/^(Syntax Error: [\s\S]*\b(?:String|BlockString|Int|Float)) "[\s\S]*$/, '$1.');
}
