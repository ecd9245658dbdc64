import { MaxLength } from 'class-validator';
import { Args, ArgsType, Ctx, Field, FieldResolver, ID, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { LookAlike } from '../../../domain/access/explanation';
import type { LookAlikeFinder } from '../../../domain/access/look-alike-finder';
import type { LinkableAccountReader, LinkableAccountRow } from '../../../domain/access/user-access.service';
import type { SiteReader } from '../../../domain/sites/site.service';
import { notFound } from '../../../kernel/fault';
import { resolvePage } from '../../../kernel/page';
import { connect, connectionType, type ConnectionOf } from '../../shared/connection';
import { byId, type AdminContext } from '../../shared/context';
import { decodeKeyOf } from '../../shared/node-id';
import { PagingArguments } from '../../shared/paging';
import { LocalDate } from '../../shared/scalars';
import { AccountType, toAccount } from '../../types/accounts/account.type';
import { LookAlikeAccountType, toLookAlike } from './explanation.types';

@ObjectType('LinkableAccount', { description: 'An account that an end user of the site can be linked to.', simpleResolvers: true })
class LinkableAccountType {
  @Field(() => AccountType, { description: 'The account.' })
  account: AccountType;

  @Field(() => Int, { description: 'On how many active contracts that the site takes the account is customer or guarantor.' })
  contractCount: number;

  @Field(() => String, { nullable: true, description: 'City and region of the account, to tell look-alike names apart.' })
  place: string | null;

  @Field(() => String, { nullable: true, description: "The account's first address in one line, to tell look-alike names apart." })
  address: string | null;

  /** For the links; not part of the schema. */
  key: number;
}

const LinkableAccountConnection = connectionType('LinkableAccount', LinkableAccountType, 'linkable accounts');
const ORDERING = 'linkable accounts by name';

@ArgsType()
class LinkableAccountArguments extends PagingArguments {
  @Field(() => ID, { description: 'The site.' })
  siteId: string;

  @MaxLength(100)
  @Field(() => String, {
    nullable: true,
    description:
      'Beginnings of words of the name, in any order; or the beginning of the name or account number, or a whole contract number. Upper and lower case are alike.',
  })
  search?: string | null;
}

@Resolver(() => LinkableAccountType)
export class LinkableAccountResolver {
  constructor(
    private readonly linkable: LinkableAccountReader,
    private readonly namesakes: LookAlikeFinder,
    private readonly siteReader: SiteReader,
  ) {}

  @Query(() => LinkableAccountConnection, {
    nullable: true,
    description:
      'The accounts that users of a site can be linked to: customer or guarantor on at least one active contract whose private label the site takes.',
  })
  async linkableAccounts(@Args() args: LinkableAccountArguments): Promise<ConnectionOf<LinkableAccountType>> {
    const page = resolvePage(args, ORDERING);
    const [site] = await this.siteReader.findByIds([decodeKeyOf('Site', args.siteId) ?? 0]);
    if (!site) throw notFound();
    const search = args.search ?? undefined;
    return connect(await this.linkable.listLinkable(site, search, page), page, {
      ordering: ORDERING,
      position: (row) => ({ value: row.name, id: row.id }),
      toNode: toLinkableAccount,
      count: () => this.linkable.countLinkable(site, search),
    });
  }

  @FieldResolver(() => LocalDate, {
    nullable: true,
    description: 'The latest day of an invoice or a payment received on a contract of the account; null where there is none.',
  })
  async lastActivityOn(@Root() { key }: LinkableAccountType, @Ctx() context: AdminContext): Promise<string | null> {
    const loader = context.loaders.byKey('last activity', async (ids) => byId(await this.linkable.listLastActivity(ids)));
    return (await loader.load(key))?.lastActivityOn ?? null;
  }

  @FieldResolver(() => [LookAlikeAccountType], {
    description: 'Other accounts whose names are nearly the same, whether they can be linked or not. Ask for it only when you show it.',
  })
  async lookAlikes(@Root() { key }: LinkableAccountType, @Ctx() context: AdminContext): Promise<LookAlikeAccountType[]> {
    const loader = context.loaders.byKey<LookAlike[]>('look-alikes', (ids) => this.namesakes.findForAll(ids));
    return ((await loader.load(key)) ?? []).map(toLookAlike);
  }
}

function toLinkableAccount(row: LinkableAccountRow): LinkableAccountType {
  const inOneLine = (...parts: (string | null)[]): string | null => parts.filter((part) => part).join(', ') || null;
  return {
    key: row.id,
    account: toAccount(row),
    contractCount: row.contractCount,
    place: inOneLine(row.city, row.region),
    address: inOneLine(row.address1, row.city, row.region, row.postalCode),
  };
}
