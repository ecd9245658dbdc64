import { Field, ID, InterfaceType } from 'type-graphql';

/** What `node(id)` answers with: an object that says its own type name. */
export interface NodeObject {
  __typename: string;
}

@InterfaceType('Node', {
  description: 'Anything with an id that is unique over all types and can be fetched again by `node(id:)`.',
  autoRegisterImplementations: false,
})
export abstract class NodeInterface {
  @Field(() => ID, { description: 'Opaque and stable. Treat it as text; do not take it apart.' })
  id: string;
}
