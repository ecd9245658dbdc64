import { ArrayMaxSize, IsEmail, MaxLength, MinLength } from 'class-validator';
import { Arg, Ctx, Field, ID, InputType, Mutation, Resolver } from 'type-graphql';
import type { UserAccessService } from '../../../domain/access/user-access.service';
import type { UserReader } from '../../../domain/users/user-reader';
import type { Outcome } from '../../../kernel/outcome';
import { staffActor, type AdminContext } from '../../shared/context';
import { decodeKeyOf } from '../../shared/node-id';
import { toUser } from '../../types/users/user.type';
import { UserPayload } from '../users/user-payload.type';

@InputType('UserCreateInput', { description: 'A new end user.' })
class UserCreateInput {
  @Field(() => ID, { description: 'The site the user will belong to.' })
  siteId: string;

  @IsEmail()
  @MaxLength(254)
  @Field(() => String, { description: 'The address the user logs in with; unique on the site.' })
  email: string;

  @MinLength(1)
  @MaxLength(100)
  @Field(() => String, { description: 'First name.' })
  firstName: string;

  @MinLength(1)
  @MaxLength(100)
  @Field(() => String, { description: 'Last name.' })
  lastName: string;

  @ArrayMaxSize(100)
  @Field(() => [ID], { description: 'The accounts to link, at least one; each must be linkable for the site.' })
  accountIds: string[];
}

@InputType('UserAccountInput', { description: 'A user and an account.' })
class UserAccountInput {
  @Field(() => ID, { description: 'The user.' })
  userId: string;

  @Field(() => ID, { description: 'The account.' })
  accountId: string;
}

@InputType('UserUnlinkAccountInput', { description: 'A link to take away.' })
class UserUnlinkAccountInput extends UserAccountInput {
  @Field(() => Boolean, { defaultValue: false, description: 'Whether the last link may be taken away too; the user then sees nothing.' })
  allowNone: boolean;
}

@Resolver()
export class UserAccessResolver {
  constructor(
    private readonly access: UserAccessService,
    private readonly userReader: UserReader,
  ) {}

  @Mutation(() => UserPayload, {
    nullable: true,
    description:
      'Creates an end user with at least one link, who is sent an e-mail with a link to choose a password. Refusals: `NO_ACCOUNT`, `ACCOUNT_NOT_LINKABLE`, `EMAIL_TAKEN`.',
  })
  async userCreate(
    @Arg('input', () => UserCreateInput, { description: 'The new user.' }) input: UserCreateInput,
    @Ctx() context: AdminContext,
  ): Promise<UserPayload> {
    const siteId = decodeKeyOf('Site', input.siteId) ?? 0;
    const accountIds = input.accountIds.map((id) => decodeKeyOf('Account', id) ?? 0);
    return this.toPayload(
      await this.access.createUser(staffActor(context), { ...input, siteId, accountIds, passwordHash: null, enrolmentSource: 'ADMIN' }),
    );
  }

  @Mutation(() => UserPayload, { nullable: true, description: 'Links an account to a user. Refusals: `ACCOUNT_NOT_LINKABLE`.' })
  async userLinkAccount(
    @Arg('input', () => UserAccountInput, { description: 'User and account.' }) input: UserAccountInput,
    @Ctx() context: AdminContext,
  ): Promise<UserPayload> {
    return this.toPayload(
      await this.access.link(staffActor(context), decodeKeyOf('User', input.userId) ?? 0, decodeKeyOf('Account', input.accountId) ?? 0),
    );
  }

  @Mutation(() => UserPayload, {
    nullable: true,
    description: "Takes a link away, effective at the user's next request. Refusals: `NOT_LINKED`, `LAST_LINK`.",
  })
  async userUnlinkAccount(
    @Arg('input', () => UserUnlinkAccountInput, { description: 'User and account.' }) input: UserUnlinkAccountInput,
    @Ctx() context: AdminContext,
  ): Promise<UserPayload> {
    const accountId = decodeKeyOf('Account', input.accountId) ?? 0;
    return this.toPayload(
      await this.access.unlink(staffActor(context), decodeKeyOf('User', input.userId) ?? 0, accountId, input.allowNone),
    );
  }

  private async toPayload(outcome: Outcome<{ userId: number }>): Promise<UserPayload> {
    if (!outcome.done) return { user: null, userErrors: outcome.refusals };
    const [row] = await this.userReader.findByIds([outcome.value.userId]);
    return { user: row ? toUser(row) : null, userErrors: [] };
  }
}
