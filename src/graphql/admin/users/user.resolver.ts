import { MaxLength, ValidateNested } from 'class-validator';
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, InputType, Int, Query, Resolver, Root } from 'type-graphql';
import type { AccountReader } from '../../../domain/accounts/account-reader';
import type { EnrolmentSource, UserReader, UserRow } from '../../../domain/users/user-reader';
import { resolvePage } from '../../../kernel/page';
import { connect, type ConnectionOf } from '../../shared/connection';
import { byId, groupBy, type AdminContext } from '../../shared/context';
import { describedEnum } from '../../shared/enum';
import { decodeKeyOf } from '../../shared/node-id';
import { PagingArguments } from '../../shared/paging';
import { DateTime, toInstant } from '../../shared/scalars';
import { AccountType, toAccount } from '../../types/accounts/account.type';
import { toUser, UserConnection, UserType } from '../../types/users/user.type';

const ORDERING = 'users by e-mail';

const EnrolmentSourceEnum = describedEnum<EnrolmentSource>('EnrolmentSource', 'How a user came about.', {
  ADMIN: 'Created by staff.',
  IMPORT: 'Imported by staff from a file.',
  COMMAND_LINE: 'Created by the operator at the command line.',
  SELF: 'Registered by themself.',
});

@InputType('UserFilter', { description: 'Which users to list. Conditions given together must all hold.' })
class UserFilterInput {
  @Field(() => ID, { nullable: true, description: 'Only users of this site.' })
  siteId?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Only users who are switched off (true), or only those who are not (false).' })
  isDisabled?: boolean | null;

  @MaxLength(100)
  @Field(() => String, {
    nullable: true,
    description:
      "The beginning of the e-mail, of words of the user's name, of the number or of words of the name of a linked account, or of the number of a contract of such an account (from three characters on). With an @: e-mail only.",
  })
  search?: string | null;
}

@ArgsType()
class UserListArguments extends PagingArguments {
  @ValidateNested()
  @Field(() => UserFilterInput, { nullable: true, description: 'All when left out.' })
  filter?: UserFilterInput | null;
}

@Resolver(() => UserType)
export class UserResolver {
  constructor(
    private readonly userReader: UserReader,
    private readonly accountReader: AccountReader,
  ) {}

  @Query(() => UserConnection, { nullable: true, description: 'End users, by e-mail.' })
  async users(@Args() args: UserListArguments): Promise<ConnectionOf<UserType>> {
    const page = resolvePage(args, ORDERING);
    const siteId = args.filter?.siteId;
    const filter = {
      siteId: siteId == null ? undefined : (decodeKeyOf('Site', siteId) ?? 0),
      search: args.filter?.search ?? undefined,
      isDisabled: args.filter?.isDisabled ?? undefined,
    };
    return connect(await this.userReader.list(filter, page), page, {
      ordering: ORDERING,
      position: (row) => ({ value: row.email.toLowerCase(), id: row.id }),
      toNode: toUser<UserRow>,
      count: () => this.userReader.count(filter),
    });
  }

  @Query(() => UserType, { nullable: true, description: 'One end user; null when there is none with that id.' })
  async user(@Arg('id', () => ID, { description: "A user's id." }) id: string): Promise<UserType | null> {
    const key = decodeKeyOf('User', id);
    return key === undefined ? null : this.findUser(key);
  }

  async findUser(key: number): Promise<UserType | null> {
    const [row] = await this.userReader.findByIds([key]);
    return row ? toUser(row) : null;
  }

  async findAccount(key: number): Promise<AccountType | null> {
    const [row] = await this.accountReader.findForStaff([key]);
    return row ? toAccount(row) : null;
  }

  @FieldResolver(() => Boolean, { description: 'Whether the user is switched off: cannot log in, and running sessions are dead.' })
  isDisabled(@Root() user: UserRow): boolean {
    return user.disabledAt !== null;
  }

  @FieldResolver(() => EnrolmentSourceEnum, { description: 'How the user came about.' })
  enrolmentSource(@Root() user: UserRow): EnrolmentSource {
    return user.enrolmentSource;
  }

  @FieldResolver(() => DateTime, { description: 'When the user was created.' })
  createdAt(@Root() user: UserRow): string {
    return toInstant(user.createdAt);
  }

  @FieldResolver(() => Int, { description: 'Grows with each change; `userUpdate` takes the one you have seen.' })
  version(@Root() user: UserRow): number {
    return user.version;
  }

  @FieldResolver(() => DateTime, { nullable: true, description: 'The last log-in; null before the first.' })
  lastLoggedInAt(@Root() user: UserRow): string | null {
    return user.lastLoggedInAt === null ? null : toInstant(user.lastLoggedInAt);
  }

  @FieldResolver(() => [AccountType], {
    description:
      'The accounts linked to the user that are here. One that has left the servicing system is not listed: `links` has it, and says so.',
  })
  async linkedAccounts(@Root() user: UserType, @Ctx() context: AdminContext): Promise<AccountType[]> {
    const linksOf = context.loaders.byKey('links', async (ids) => groupBy(await this.userReader.listLinks(ids), (row) => row.userId));
    const accounts = context.loaders.byKey('accounts', async (ids) => byId(await this.accountReader.findForStaff(ids)));
    const links = (await linksOf.load(user.key)) ?? [];
    const rows = await Promise.all(links.map((link) => accounts.load(link.accountId)));
    return rows.flatMap((row) => (row ? [toAccount(row)] : []));
  }
}
