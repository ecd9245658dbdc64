import { Field, ObjectType } from 'type-graphql';
import type { SiteRow } from '../../../domain/sites/site.service';
import { NodeInterface } from '../../shared/node.type';
import { encodeNodeId } from '../../shared/node-id';

/** The facts of a site that everybody may know; the rest is staff's. */
export type SiteFacts = Pick<SiteRow, 'id' | 'siteKey' | 'name' | 'url'>;

@ObjectType('Site', {
  implements: NodeInterface,
  description: 'A branded portal of the finance company. A user belongs to exactly one.',
  simpleResolvers: true,
})
export class SiteType extends NodeInterface {
  @Field(() => String, { description: 'The word by which a front end names its site when somebody logs in, for example "default".' })
  siteKey: string;

  @Field(() => String, { description: "The site's name as shown to people." })
  name: string;

  @Field(() => String, { description: 'Where people reach the site.' })
  url: string;
}

export function toSite<Row extends SiteFacts>(row: Row): SiteType & Omit<Row, 'id'> {
  return { ...row, id: encodeNodeId('Site', row.id) };
}
