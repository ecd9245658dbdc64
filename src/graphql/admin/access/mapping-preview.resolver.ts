import { ArrayMaxSize, MaxLength } from 'class-validator';
import { Args, ArgsType, Ctx, Field, FieldResolver, ID, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { AffectedUserRow, MappingPreviewService, MappingSide, MovedContractRow } from '../../../domain/access/mapping-preview.service';
import type { UserReader } from '../../../domain/users/user-reader';
import { resolvePage } from '../../../kernel/page';
import { connect, connectionType, type ConnectionOf } from '../../shared/connection';
import { byId, type AdminContext } from '../../shared/context';
import { decodeKeyOf } from '../../shared/node-id';
import { PagingArguments } from '../../shared/paging';
import { toUser, UserType } from '../../types/users/user.type';

@ArgsType()
class MappingPreviewArguments {
  @Field(() => ID, { description: 'The site.' })
  siteId: string;

  @ArrayMaxSize(200)
  @MaxLength(100, { each: true })
  @Field(() => [String], { description: 'All private labels it would take.' })
  privateLabels: string[];

  @Field(() => Boolean, { description: 'Whether it would take contracts without a private label.' })
  takesUnlabelled: boolean;
}

@ObjectType('SiteMappingContract', { description: 'A booked contract that would come or go.', simpleResolvers: true })
class MovedContractType {
  @Field(() => String, { description: 'The contract id printed on invoices.' })
  contractNumber: string;

  @Field(() => String, { description: 'What is leased or financed.' })
  description: string;

  @Field(() => String, { nullable: true, description: 'Its private label, if any.' })
  privateLabel: string | null;

  @Field(() => Boolean, { description: 'Whether it is terminated, and so listed under Closed.' })
  isClosed: boolean;
}

@ObjectType('SiteMappingUser', { description: 'A user of the site for whom contracts would come or go.', simpleResolvers: true })
class AffectedUserType {
  @Field(() => UserType, { nullable: true, description: 'The user.' })
  user: UserType | null;

  @Field(() => Int, { description: 'How many contracts would come or go for this user.' })
  contractCount: number;
}

const MovedContractConnection = connectionType('SiteMappingContract', MovedContractType, 'contracts that would come or go');
const AffectedUserConnection = connectionType('SiteMappingUser', AffectedUserType, 'users for whom contracts would come or go');
const BY_NUMBER = 'contracts by number';
const BY_EMAIL = 'users by e-mail';

@ObjectType('SiteMappingSide', { description: 'What a changed mapping would bring, or take away.' })
class MappingSideType {
  side: MappingSide;
}

@ObjectType('SiteMappingPreview', {
  description: 'What a changed mapping of labels would do, computed by the very rule that decides. Nothing is changed.',
  simpleResolvers: true,
})
class MappingPreviewType {
  @Field(() => MappingSideType, { description: 'What the site would take that it does not take now.' })
  gained: MappingSideType;

  @Field(() => MappingSideType, { description: 'What the site takes now and would not take any more.' })
  lost: MappingSideType;
}

@Resolver(() => MappingSideType)
export class MappingPreviewResolver {
  constructor(
    private readonly previews: MappingPreviewService,
    private readonly userReader: UserReader,
  ) {}

  @Query(() => MappingPreviewType, {
    nullable: true,
    description: "Tells what `siteUpdate` with these labels would do to the site's contracts and users, before it is done.",
  })
  async siteMappingPreview(@Args() args: MappingPreviewArguments): Promise<MappingPreviewType> {
    const privateLabels = args.privateLabels.map((label) => label.trim());
    const wanted = { privateLabels, takesUnlabelled: args.takesUnlabelled };
    const { gained, lost } = await this.previews.preview(decodeKeyOf('Site', args.siteId) ?? 0, wanted);
    return { gained: toSide(gained), lost: toSide(lost) };
  }

  @FieldResolver(() => MovedContractConnection, { description: 'The contracts, by number.' })
  async contracts(@Root() { side }: MappingSideType, @Args() args: PagingArguments): Promise<ConnectionOf<MovedContractType>> {
    const page = resolvePage(args, BY_NUMBER);
    return connect(await side.contracts(page), page, {
      ordering: BY_NUMBER,
      position: (row) => ({ value: row.contractNumber, id: row.id }),
      toNode: toMovedContract,
      count: () => side.countContracts(),
    });
  }

  @FieldResolver(() => AffectedUserConnection, { description: "The site's users who see some of them through a link, by e-mail." })
  async users(
    @Root() { side }: MappingSideType,
    @Args() args: PagingArguments,
    @Ctx() context: AdminContext,
  ): Promise<ConnectionOf<AffectedUserType>> {
    const page = resolvePage(args, BY_EMAIL);
    const rows = await side.users(page);
    const loader = context.loaders.byKey('users', async (ids) => byId(await this.userReader.findByIds(ids)));
    const users = byId((await Promise.all(rows.map((row) => loader.load(row.userId)))).filter((row) => row !== null));
    return connect(rows, page, {
      ordering: BY_EMAIL,
      position: (row) => ({ value: row.emailKey, id: row.userId }),
      toNode: ({ userId, contractCount }: AffectedUserRow): AffectedUserType => {
        const user = users.get(userId);
        return { user: user ? toUser(user) : null, contractCount };
      },
      count: () => side.countUsers(),
    });
  }
}

function toSide(side: MappingSide): MappingSideType {
  return Object.assign(new MappingSideType(), { side });
}

function toMovedContract(row: MovedContractRow): MovedContractType {
  return { ...row, isClosed: row.isTerminated === 1 };
}
