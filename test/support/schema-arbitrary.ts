import fc from 'fast-check';
import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLField,
  type GraphQLInputType,
} from 'graphql';
import { encodeCursor } from '../../src/kernel/page';
import { globalId } from './ids';

/** Sorts of lists, so that cursors get past their first check. */
const ORDERINGS = [
  'accounts by name',
  'contracts by CONTRACT_NUMBER',
  'contracts by NEXT_DUE_ON descending',
  'invoices by due date descending',
  'received payments by day received descending',
  'payments by submission descending',
  'payments of a contract',
  'linkable accounts by name',
  'sites by key',
  'sync runs',
  'records set aside',
  'users by e-mail',
];

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.constantFrom(
    '',
    ' ',
    '%',
    '\\',
    "'",
    '\u0000',
    '\uD800',
    'x'.repeat(10_000),
    'payments 1',
    'pÄyments 1',
    'a@b.example',
    'https://x.example',
    'x',
  ),
);

const cursor = fc
  .tuple(fc.constantFrom(...ORDERINGS), fc.oneof(text, fc.integer(), fc.constant(null)), fc.maxSafeInteger())
  .map(([ordering, value, id]) => encodeCursor({ value, id }, ordering));

/** Arguments for a field: mostly of the right shape, with any values. */
export function arbitraryArguments(field: GraphQLField<unknown, unknown>, ids: readonly string[]): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(Object.fromEntries(field.args.map((argument) => [argument.name, valueOf(argument.type, argument.name, ids)])));
}

function valueOf(type: GraphQLInputType, name: string, ids: readonly string[]): fc.Arbitrary<unknown> {
  const value = nonNullValueOf(type, name, ids);
  return isNonNullType(type) ? value : fc.oneof(value, value, fc.constant(null));
}

function nonNullValueOf(type: GraphQLInputType, name: string, ids: readonly string[]): fc.Arbitrary<unknown> {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return fc.array(valueOf(nullable.ofType, name, ids), { maxLength: 5 });
  if (isEnumType(nullable)) return fc.constantFrom(...nullable.getValues().map((value) => value.name));
  if (isInputObjectType(nullable)) {
    const fields = Object.values(nullable.getFields()).map((field) => [field.name, valueOf(field.type, field.name, ids)] as const);
    return fc.record(Object.fromEntries(fields));
  }
  if (name === 'after' || name === 'before') return fc.oneof(cursor, cursor, text);
  return SCALARS[getNamedType(nullable).name]?.(ids) ?? text;
}

const SCALARS: Record<string, (ids: readonly string[]) => fc.Arbitrary<unknown>> = {
  Int: () => fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer(), fc.double()),
  Boolean: () => fc.boolean(),
  ID: (ids) =>
    fc.oneof(
      fc.constantFrom(...ids),
      text,
      fc.integer(),
      fc
        .tuple(
          fc.constantFrom('Contract', 'Invoice', 'InvoiceLine', 'Account', 'User', 'Site', 'ReceivedPayment', 'Payment', 'PlatformUser'),
          fc.nat(),
        )
        .map(([of, key]) => globalId(of, key)),
    ),
};
