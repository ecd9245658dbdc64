import { buildSchema, getVariableValues, parse, validate, type OperationDefinitionNode } from 'graphql';
import { withoutValues } from '../../../src/graphql/shared/unspoken-values';

const schema = buildSchema(
  'enum Kind { A B } input Part { kind: Kind! number: String! count: Int } type Query { a(part: Part, list: [Part!]): String }',
);

function saidOfVariable(value: unknown): string[] {
  const [operation] = parse('query ($part: Part) { a(part: $part) }').definitions;
  const { errors = [] } = getVariableValues(schema, (operation as OperationDefinitionNode).variableDefinitions ?? [], { part: value });
  return errors.map((error) => withoutValues(error.message, error));
}

function saidOfLiteral(part: string): string[] {
  return validate(schema, parse(`{ a(part: ${part}) }`)).map((error) => withoutValues(error.message, error));
}

describe('what is said of a wrong value', () => {
  it.each<[unknown, string]>([
    [{ kind: 'A', number: 12345 }, 'Variable "$part" got an invalid value at "part.number"; String cannot represent a non string value.'],
    [
      { kind: 'A', number: ['12345; at "x"; y'] },
      'Variable "$part" got an invalid value at "part.number"; String cannot represent a non string value.',
    ],
    [{ kind: '12345', number: '' }, 'Variable "$part" got an invalid value at "part.kind"; This value does not exist in "Kind" enum.'],
    [{ kind: 12345, number: '' }, 'Variable "$part" got an invalid value at "part.kind"; Enum "Kind" cannot represent non-string value.'],
    [
      { kind: 'A', number: '', count: '12345' },
      'Variable "$part" got an invalid value at "part.count"; Int cannot represent non-integer value.',
    ],
    [
      { kind: 'A', number: '', count: 1234567890123 },
      'Variable "$part" got an invalid value at "part.count"; Int cannot represent non 32-bit signed integer value.',
    ],
    [{ kind: 'A', number: '', more: '12345' }, 'Variable "$part" got an invalid value; Field "more" is not defined by type "Part".'],
    [{ kind: 'A' }, 'Variable "$part" got an invalid value; Field "number" of required type "String!" was not provided.'],
    ['12345', 'Variable "$part" got an invalid value; Expected type "Part" to be an object.'],
  ])('%j as a variable', (value, said) => {
    expect(saidOfVariable(value)).toEqual([said]);
  });

  it.each([
    ['{ kind: A, number: 12345 }', 'String cannot represent a non string value.'],
    ['{ kind: "12345", number: "" }', 'Enum "Kind" cannot represent non-enum value.'],
    ['{ kind: X12345, number: "" }', 'This value does not exist in "Kind" enum.'],
    ['"12345"', 'Expected value of type "Part".'],
    ['{ kind: A, number: "", more: "12345" }', 'Field "more" is not defined by type "Part".'],
  ])('%s as a literal', (part, said) => {
    expect(saidOfLiteral(part)).toEqual([said]);
  });

  it('of a document that cannot be read', () => {
    const error = (() => {
      try {
        return parse('{ a(part: "12345" "67890") }');
      } catch (failure) {
        return failure as Error;
      }
    })();
    expect(withoutValues((error as Error).message, error)).toBe('Syntax Error: Expected Name, found String.');
  });
});
