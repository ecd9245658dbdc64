import type { GraphQLObjectType, GraphQLSchema } from 'graphql';
import { applyMiddleware, type IMiddlewareTypeMap } from 'graphql-middleware';
import { deny, rule, shield } from 'graphql-shield';

/** Type → field → who may ask for it. */
export type PermissionMap = Readonly<Record<string, Readonly<Record<string, ReturnType<ReturnType<typeof rule>>>>>>;

/** Stands before every mutation there is or will be, whatever its name, alias or fragment. Throws what the caller is to be told. */
export type MutationGuard = (context: unknown, mutation: string) => Promise<void>;

/**
 * Puts each rule of the map before its field, and nothing before the others: wrapping every leaf costs half a request.
 * @throws Error when a root field has no rule, or the map names a type or field that doesn't exist.
 */
export function applyPermissions(schema: GraphQLSchema, permissions: PermissionMap, ...mutationGuards: MutationGuard[]): GraphQLSchema {
  assertComplete(schema, permissions);
  const all = shield(permissions, { allowExternalErrors: true, fallbackRule: deny }).generate(schema) as IMiddlewareTypeMap;
  const ruled = Object.entries(permissions).map(([type, fields]) => {
    const generated = all[type] as Record<string, unknown>;
    return [type, Object.fromEntries(Object.keys(fields).map((field) => [field, generated[field]]))];
  });
  const protectedSchema = applyMiddleware(schema, Object.fromEntries(ruled) as IMiddlewareTypeMap);
  assertAttached(schema, protectedSchema, permissions);
  if (mutationGuards.length > 0) guardMutations(protectedSchema, mutationGuards);
  return protectedSchema;
}

function guardMutations(schema: GraphQLSchema, guards: readonly MutationGuard[]): void {
  for (const [name, field] of Object.entries(schema.getMutationType()?.getFields() ?? {})) {
    const resolve = field.resolve;
    if (!resolve) throw new Error(`Mutation.${name} has no resolver to guard.`);
    field.resolve = async (source: unknown, args: Record<string, unknown>, context: unknown, info): Promise<unknown> => {
      for (const guard of guards) await guard(context, name);
      return resolve(source, args, context, info);
    };
  }
}

function fieldsOf(schema: GraphQLSchema, type: string): ReturnType<GraphQLObjectType['getFields']> | undefined {
  return (schema.getType(type) as GraphQLObjectType | undefined)?.getFields();
}

function assertComplete(schema: GraphQLSchema, permissions: PermissionMap): void {
  const faults: string[] = [];
  for (const root of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.keys(root?.getFields() ?? {})) {
      if (root && !permissions[root.name]?.[field]) faults.push(`${root.name}.${field} has no permission`);
    }
  }
  for (const [type, fields] of Object.entries(permissions)) {
    const known = fieldsOf(schema, type);
    for (const field of Object.keys(fields)) if (!known?.[field]) faults.push(`${type}.${field} has a permission but does not exist`);
  }
  if (faults.length > 0) throw new Error(`The permission map does not fit the schema: ${faults.join('; ')}.`);
}

function assertAttached(before: GraphQLSchema, after: GraphQLSchema, permissions: PermissionMap): void {
  for (const [type, fields] of Object.entries(permissions)) {
    for (const field of Object.keys(fields)) {
      const resolve = fieldsOf(after, type)?.[field]?.resolve;
      if (!resolve || resolve === fieldsOf(before, type)?.[field]?.resolve)
        throw new Error(`The permission of ${type}.${field} was not attached.`);
    }
  }
}
