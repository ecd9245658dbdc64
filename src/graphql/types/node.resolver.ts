import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { decodeNodeId } from '../shared/node-id';
import { NodeInterface, type NodeObject } from '../shared/node.type';
import type { RequestContext } from '../shared/context';

/** Finds an object of one type by its key, within what the viewer may see. */
export type NodeFinder<Context> = (key: string, context: Context) => Promise<object | null>;

@Resolver()
export class NodeResolver<Context extends RequestContext> {
  constructor(private readonly finders: Readonly<Record<string, NodeFinder<Context>>>) {}

  @Query(() => NodeInterface, {
    nullable: true,
    description: 'Any object by its id; null when it does not exist or is not visible to the viewer.',
  })
  async node(
    @Arg('id', () => ID, { description: 'The id of an object of any type.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<NodeObject | null> {
    const { typeName, key } = decodeNodeId(id);
    const found = await this.finders[typeName]?.(key, context as Context);
    return found ? { ...found, __typename: typeName } : null;
  }
}
