import { isAbstractType, type GraphQLSchema } from 'graphql';
import { buildSchemaSync, type BuildSchemaOptions } from 'type-graphql';
import { validateArguments } from './validate-arguments';

type ResolverClass = abstract new (...args: never[]) => object;

/** Resolver instances by their class, as the composition root made them. */
export class ResolverContainer {
  private readonly instances: ReadonlyMap<unknown, object>;

  constructor(resolvers: readonly object[]) {
    this.instances = new Map(resolvers.map((resolver) => [resolver.constructor, resolver]));
  }

  get classes(): ResolverClass[] {
    return [...this.instances.keys()] as ResolverClass[];
  }

  get(resolverClass: unknown): object {
    const instance = this.instances.get(resolverClass);
    if (!instance) throw new Error(`No instance was made of ${(resolverClass as ResolverClass).name}.`);
    return instance;
  }
}

interface FieldHolder {
  fields?: unknown[];
}

/**
 * Builds one API's schema of its resolvers. type-graphql writes field resolvers into metadata that all builds of a process share;
 * putting the object types' fields back afterwards keeps one API's fields out of the other's schema.
 */
export function buildApiSchema(resolvers: readonly object[]): GraphQLSchema {
  const container = new ResolverContainer(resolvers);
  const storage = (globalThis as unknown as { TypeGraphQLMetadataStorage: { objectTypes: FieldHolder[] } }).TypeGraphQLMetadataStorage;
  const before = storage.objectTypes.map((objectType) => ({ objectType, fields: objectType.fields && [...objectType.fields] }));
  try {
    const schema = buildSchemaSync({
      resolvers: container.classes as unknown as BuildSchemaOptions['resolvers'],
      container,
      validateFn: validateArguments,
    });
    return describeRoots(typesByName(schema));
  } finally {
    for (const { objectType, fields } of before) {
      if (fields) objectType.fields = fields;
      else delete objectType.fields;
    }
  }
}

/**
 * Lets interfaces find an object's type by its `__typename`, GraphQL's own default. type-graphql puts an asynchronous function there,
 * which compiled execution doesn't wait for.
 */
function typesByName(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) if (isAbstractType(type)) type.resolveType = undefined;
  return schema;
}

/** type-graphql has no place to describe them at. */
function describeRoots(schema: GraphQLSchema): GraphQLSchema {
  const [query, mutation] = [schema.getQueryType(), schema.getMutationType()];
  if (query) query.description = 'What can be read.';
  if (mutation) mutation.description = 'What can be done. A payload without `userErrors` says that it was.';
  return schema;
}
