import { Ctx, Field, FieldResolver, ID, Int, ObjectType, Resolver, Root } from 'type-graphql';
import type { UserLinkReader, UserLinkRow } from '../../../domain/access/user-link-reader';
import type { AccountReader } from '../../../domain/accounts/account-reader';
import type { SiteReader } from '../../../domain/sites/site.service';
import { byId, groupBy, type AdminContext } from '../../shared/context';
import { encodeNodeId } from '../../shared/node-id';
import { DateTime, toInstant } from '../../shared/scalars';
import { AccountType, toAccount } from '../../types/accounts/account.type';
import { RoleTypeEnum } from '../../types/contracts/role-type-enum';
import { UserType } from '../../types/users/user.type';

@ObjectType('UserLink', { description: 'A link of a user to an account, and what it gives.', simpleResolvers: true })
class UserLinkType {
  @Field(() => ID, { description: "The account's id, as `userUnlinkAccount` takes it." })
  accountId: string;

  @Field(() => AccountType, { nullable: true, description: 'The account; null when it has left the servicing system.' })
  account: AccountType | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why there is no account, and what to do, in sentences for people; null while the account is here.',
  })
  explanation: string | null;

  @Field(() => [RoleTypeEnum], {
    description: 'The roles the account has on contracts known here. Only customer and guarantor give access.',
  })
  roles: UserLinkRow['roleTypes'];

  @Field(() => Int, { description: 'Active contracts the user sees through this link: booked, with access, of a label the site takes.' })
  activeContractCount: number;

  @Field(() => Int, { description: 'The same for closed contracts.' })
  closedContractCount: number;

  @Field(() => DateTime, { description: 'When the account was linked.' })
  linkedAt: string;
}

/** User → links. */
@Resolver(() => UserType)
export class UserLinkResolver {
  constructor(
    private readonly linkReader: UserLinkReader,
    private readonly accountReader: AccountReader,
    private readonly siteReader: SiteReader,
  ) {}

  @FieldResolver(() => [UserLinkType], {
    description: 'The linked accounts with their roles and how many contracts each lets the user see.',
  })
  async links(@Root() user: UserType, @Ctx() context: AdminContext): Promise<UserLinkType[]> {
    const { loaders } = context;
    const sites = loaders.byKey('sites', async (ids) => byId(await this.siteReader.findByIds(ids)));
    const site = await sites.load(user.siteId);
    if (!site) return [];
    const linksOf = loaders.byKey(`links on site ${site.id}`, async (ids) =>
      groupBy(await this.linkReader.list(ids, site), (row) => row.userId),
    );
    const accounts = loaders.byKey('accounts', async (ids) => byId(await this.accountReader.findForStaff(ids)));
    const links = (await linksOf.load(user.key)) ?? [];
    return Promise.all(links.map(async (link) => toUserLink(link, await accounts.load(link.accountId))));
  }
}

const DETACHED =
  'This account is not here: it was removed in the servicing system, or its database was restored. The link is kept and works again by itself once the account comes back. If it will not, take the link away.';

function toUserLink(link: UserLinkRow, account: Parameters<typeof toAccount>[0] | null): UserLinkType {
  return {
    accountId: encodeNodeId('Account', link.accountId),
    account: account && toAccount(account),
    explanation: account ? null : DETACHED,
    roles: link.roleTypes,
    activeContractCount: link.activeContracts,
    closedContractCount: link.closedContracts,
    linkedAt: toInstant(link.linkedAt),
  };
}
