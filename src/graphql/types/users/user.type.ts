import { Field, ObjectType } from 'type-graphql';
import type { UserRow } from '../../../domain/users/user-reader';
import { connectionType } from '../../shared/connection';
import { encodeNodeId } from '../../shared/node-id';
import { NodeInterface } from '../../shared/node.type';

/** The facts of a user that the user itself is shown. */
export type UserFacts = Pick<UserRow, 'id' | 'siteId' | 'email' | 'firstName' | 'lastName'>;

@ObjectType('User', {
  implements: NodeInterface,
  description: 'An end user of a site: a borrower, lessee or guarantor, or a person they designate.',
  simpleResolvers: true,
})
export class UserType extends NodeInterface {
  @Field(() => String, { description: 'The address the user logs in with; unique on the site.' })
  email: string;

  @Field(() => String, { description: 'First name.' })
  firstName: string;

  @Field(() => String, { description: 'Last name.' })
  lastName: string;

  /** For later features' links; not part of the schema. */
  key: number;
  siteId: number;
}

export const UserConnection = connectionType('User', UserType, 'users');

export function toUser<Row extends UserFacts>(row: Row): UserType & Omit<Row, 'id'> {
  return { ...row, id: encodeNodeId('User', row.id), key: row.id };
}
