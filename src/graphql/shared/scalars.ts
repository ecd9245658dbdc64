import { GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { badInput } from '../../kernel/fault';
import { isLocalDate } from '../../kernel/local-date';

const DECIMAL = /^-?\d+(\.\d+)?$/;

function literalText(node: ValueNode): unknown {
  return node.kind === Kind.STRING ? node.value : undefined;
}

/** A text scalar whose outgoing values are ours and go out as they are; only what comes in is checked. */
function textScalar(
  name: string,
  description: string,
  isValid: (text: string) => boolean,
  example: string,
): GraphQLScalarType<string, string> {
  const parse = (value: unknown): string => {
    if (typeof value === 'string' && isValid(value)) return value;
    throw badInput(`${name} is written like "${example}".`);
  };
  return new GraphQLScalarType<string, string>({
    name,
    description,
    serialize: (value) => value as string,
    parseValue: parse,
    parseLiteral: (node) => parse(literalText(node)),
  });
}

/** Decimal number as text. */
export const Decimal = textScalar(
  'Decimal',
  'A decimal number as text, for example "1234.50". Never a floating-point number: no digit is lost on its way.',
  (text) => DECIMAL.test(text),
  '1234.50',
);

/** Calendar day. */
export const LocalDate = textScalar(
  'LocalDate',
  'A calendar day without a time zone, `YYYY-MM-DD`. Due dates and the like are days where the contract is, not instants.',
  isLocalDate,
  '2026-11-23',
);

/** Instant in UTC. */
export const DateTime = textScalar(
  'DateTime',
  'An instant in UTC, RFC 3339, for example "2026-11-23T22:25:23.000Z".',
  (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text) && !Number.isNaN(Date.parse(text)),
  '2026-11-23T22:25:23.000Z',
);

export { instantText as toInstant } from '../../kernel/instant';
