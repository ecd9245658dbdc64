import {
  buildClientSchema,
  getIntrospectionQuery,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isUnionType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type IntrospectionQuery,
} from 'graphql';
import type { ApiClient } from './portal';

/** A root field of an API. */
export interface RootField {
  kind: 'query' | 'mutation';
  field: GraphQLField<unknown, unknown>;
}

/** A place that takes an id: an argument of a root field, or a field inside its input objects. */
export interface IdPlace {
  root: RootField;
  path: string[];
}

/** The schema as the API itself tells it. */
export async function introspect(api: ApiClient): Promise<GraphQLSchema> {
  return buildClientSchema(await api.data<IntrospectionQuery & Record<string, unknown>>(getIntrospectionQuery()));
}

/** Every root field there is. */
export function rootFields(schema: GraphQLSchema): RootField[] {
  const of = (kind: RootField['kind'], type: GraphQLObjectType | null | undefined): RootField[] =>
    Object.values(type?.getFields() ?? {}).map((field) => ({ kind, field }));
  return [...of('query', schema.getQueryType()), ...of('mutation', schema.getMutationType())];
}

/** Every place of a root field that takes an id. */
export function idPlaces(root: RootField): IdPlace[] {
  return root.field.args.flatMap((argument) => idPaths(argument.type, [argument.name]).map((path) => ({ root, path })));
}

function idPaths(type: GraphQLInputType, path: string[]): string[][] {
  const named = getNamedType(type);
  if (named.name === 'ID') return [path];
  if (!isInputObjectType(named)) return [];
  return Object.values(named.getFields()).flatMap((field) => idPaths(field.type, [...path, field.name]));
}

/** The fields below the root that take an id. */
export function nestedIdArguments(schema: GraphQLSchema): string[] {
  const roots = [schema.getQueryType()?.name, schema.getMutationType()?.name];
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    if (!isObjectType(type) || type.name.startsWith('__') || roots.includes(type.name)) return [];
    const fields = Object.values(type.getFields()).filter((field) => field.args.some((argument) => idPaths(argument.type, []).length > 0));
    return fields.map((field) => `${type.name}.${field.name}`);
  });
}

/** An operation that asks one root field for as much as it offers, all arguments given as variables. */
export function operationOf({ kind, field }: RootField, depth = 4): string {
  const variables = field.args.map((argument) => `$${argument.name}: ${String(argument.type)}`).join(', ');
  const values = field.args.map((argument) => `${argument.name}: $${argument.name}`).join(', ');
  const [declared, given] = field.args.length > 0 ? [`(${variables})`, `(${values})`] : ['', ''];
  return `${kind} ${declared} { ${field.name}${given}${selection(field.type, depth)} }`;
}

function selection(type: GraphQLOutputType, depth: number): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return '';
  if (isUnionType(named))
    return ` { __typename ${named
      .getTypes()
      .map((type) => `... on ${type.name}${selection(type, depth - 1)}`)
      .join(' ')} }`;
  if (isInterfaceType(named) || !isObjectType(named)) return ' { __typename id }';
  const fields = Object.values(named.getFields()).filter((field) => !field.args.some(isRequiredArgument));
  const shown = fields.filter((field) => depth > 1 || isLeafType(getNamedType(field.type)));
  return ` { __typename ${shown.map((field) => `${field.name}${selection(field.type, depth - 1)}`).join(' ')} }`;
}

/** Values by the names of input fields, in the place of samples. */
export type NamedValues = Readonly<Record<string, unknown>>;

/** Arguments that the schema accepts: only what must be given, and what `at` says for its path. */
export function argumentsFor(
  { field }: RootField,
  at: { path: string[]; value: unknown } = { path: [], value: undefined },
  named: NamedValues = {},
): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  for (const argument of field.args) {
    const [head, ...rest] = at.path;
    if (head === argument.name) given[argument.name] = valueFor(argument.type, named, { path: rest, value: at.value });
    else if (isRequiredArgument(argument)) given[argument.name] = valueFor(argument.type, named);
  }
  return given;
}

/** Something for everything: ids are those of a user that doesn't exist. */
function valueFor(type: GraphQLInputType, named: NamedValues, at?: { path: string[]; value: unknown }): unknown {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return [valueFor(nullable.ofType, named, at)];
  if (at && at.path.length === 0) return at.value;
  if (isEnumType(nullable)) return nullable.getValues()[0]?.name;
  if (isInputObjectType(nullable)) {
    const [head, ...rest] = at?.path ?? [];
    const fields = Object.values(nullable.getFields()).filter((field) => field.name === head || isRequiredInputField(field));
    return Object.fromEntries(
      fields.map((field) => {
        if (field.name !== head) return [field.name, named[field.name] ?? valueFor(field.type, named)];
        return [field.name, valueFor(field.type, named, at && { path: rest, value: at.value })];
      }),
    );
  }
  return SAMPLES[getNamedType(nullable).name];
}

const SAMPLES: Record<string, unknown> = {
  ID: 'VXNlcjo5OTk5OTk5',
  String: 'x',
  Int: 1,
  Boolean: true,
  Decimal: '1.00',
  LocalDate: '2026-11-24',
};
