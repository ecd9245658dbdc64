import { Args, Ctx, Field, FieldResolver, ID, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { DetachedLinkReader, DetachedLinkRow } from '../../../domain/access/detached-link-reader';
import type { UserReader } from '../../../domain/users/user-reader';
import { resolvePage } from '../../../kernel/page';
import { connect, connectionType, type ConnectionOf } from '../../shared/connection';
import { byId, type AdminContext } from '../../shared/context';
import { encodeNodeId } from '../../shared/node-id';
import { PagingArguments } from '../../shared/paging';
import { DateTime, toInstant } from '../../shared/scalars';
import { toUser, UserType } from '../../types/users/user.type';

const ORDERING = 'detached links';

@ObjectType('DetachedLink', {
  description:
    'A link of a user to an account that is not here: it was removed in the servicing system, or its database was restored to a time before the account. Nobody has to restore the link: it works again by itself once a sync brings an account with the same number.',
  simpleResolvers: true,
})
class DetachedLinkType {
  @Field(() => ID, { description: "The account's id, as `userUnlinkAccount` takes it." })
  accountId: string;

  @Field(() => String, { description: "The account's number in the servicing system: look there whether it is to come back." })
  recordKey: string;

  @Field(() => DateTime, { description: 'When the account was linked.' })
  linkedAt: string;

  /** For the link to the user; not part of the schema. */
  userId: number;
}

const DetachedLinkConnection = connectionType('DetachedLink', DetachedLinkType, 'detached links');

/** Links that outlived their account. */
@Resolver(() => DetachedLinkType)
export class DetachedLinkResolver {
  constructor(
    private readonly reader: DetachedLinkReader,
    private readonly users: UserReader,
  ) {}

  @Query(() => DetachedLinkConnection, {
    nullable: true,
    description:
      'Links of users to accounts that are not here, by account. After a removal by mistake or a restore, have the account entered again in the servicing system or wait for the next sync. Where the account was replaced by another one, link that one (`userLinkAccount`) and take this link away (`userUnlinkAccount`). Where it is gone for good, take the link away. What the user still sees through it is in `User.links`.',
  })
  async detachedLinks(@Args() args: PagingArguments): Promise<ConnectionOf<DetachedLinkType>> {
    const page = resolvePage(args, ORDERING);
    return connect(await this.reader.list(page), page, {
      ordering: ORDERING,
      position: (row) => ({ value: row.accountId, id: row.userId }),
      toNode: toDetachedLink,
      count: () => this.reader.count(),
    });
  }

  @FieldResolver(() => UserType, { nullable: true, description: 'The user.' })
  async user(@Root() { userId }: DetachedLinkType, @Ctx() { loaders }: AdminContext): Promise<UserType | null> {
    const row = await loaders.byKey('users', async (ids) => byId(await this.users.findByIds(ids))).load(userId);
    return row && toUser(row);
  }
}

function toDetachedLink({ userId, accountId, linkedAt }: DetachedLinkRow): DetachedLinkType {
  return { accountId: encodeNodeId('Account', accountId), recordKey: String(accountId), linkedAt: toInstant(linkedAt), userId };
}
