import { Arg, Ctx, Field, ID, InputType, Mutation, Resolver } from 'type-graphql';
import type { PlatformUserReader } from '../../../domain/identity/platform-identity.service';
import type { StaffPasswordService } from '../../../domain/identity/staff-password.service';
import type { UserReader } from '../../../domain/users/user-reader';
import type { Outcome } from '../../../kernel/outcome';
import { staffActor, type AdminContext } from '../../shared/context';
import { decodeKeyOf } from '../../shared/node-id';
import { toUser } from '../../types/users/user.type';
import { UserPayload } from '../users/user-payload.type';
import { PlatformUserPayload, toPlatformUser } from './platform-user.type';

@InputType('UserResetPasswordInput', { description: 'Who has forgotten the password.' })
class UserResetPasswordInput {
  @Field(() => ID, { description: 'The user.' })
  userId: string;
}

@InputType('UserResendRegistrationInput', { description: 'Who has no password yet.' })
class UserResendRegistrationInput {
  @Field(() => ID, { description: 'The user.' })
  userId: string;
}

@InputType('PlatformUserResetPasswordInput', { description: 'Who has forgotten the password.' })
class PlatformUserResetPasswordInput {
  @Field(() => ID, { description: 'The platform user.' })
  platformUserId: string;
}

/** Links to set a password that staff have sent. */
@Resolver()
export class PasswordLinkResolver {
  constructor(
    private readonly staffPasswords: StaffPasswordService,
    private readonly users: UserReader,
    private readonly platformUsers: PlatformUserReader,
  ) {}

  @Mutation(() => UserPayload, {
    nullable: true,
    description: `Sends a user an e-mail with a link to set a new password, which works for 30 minutes; who has no password yet is sent one to choose the first, as by
\`userResendRegistration\`. An earlier link no longer works; the old password and running sessions stay until the new one is set. Nobody else ever
chooses or sees a password. Refusals: \`USER_DISABLED\`, \`SITE_DISABLED\`.`,
  })
  async userResetPassword(
    @Arg('input', () => UserResetPasswordInput, { description: 'The user.' }) input: UserResetPasswordInput,
    @Ctx() context: AdminContext,
  ): Promise<UserPayload> {
    const userId = decodeKeyOf('User', input.userId) ?? 0;
    return this.toUserPayload(userId, await this.staffPasswords.resetUser(staffActor(context), userId));
  }

  @Mutation(() => UserPayload, {
    nullable: true,
    description: `Sends a user who has no password yet another e-mail with a link to choose one, which works for 72 hours. An earlier link no longer works.
Refusals: \`ALREADY_REGISTERED\` (a password is set), \`USER_DISABLED\`, \`SITE_DISABLED\`.`,
  })
  async userResendRegistration(
    @Arg('input', () => UserResendRegistrationInput, { description: 'The user.' }) input: UserResendRegistrationInput,
    @Ctx() context: AdminContext,
  ): Promise<UserPayload> {
    const userId = decodeKeyOf('User', input.userId) ?? 0;
    return this.toUserPayload(userId, await this.staffPasswords.resendRegistration(staffActor(context), userId));
  }

  @Mutation(() => PlatformUserPayload, {
    nullable: true,
    description: `Sends a platform user an e-mail with a link to set a new password, which works for 30 minutes, or, who has none yet, to choose the first, which works
for 72 hours. For administrators. Refusals: \`PLATFORM_USER_DISABLED\`.`,
  })
  async platformUserResetPassword(
    @Arg('input', () => PlatformUserResetPasswordInput, { description: 'The platform user.' }) input: PlatformUserResetPasswordInput,
    @Ctx() context: AdminContext,
  ): Promise<PlatformUserPayload> {
    const key = decodeKeyOf('PlatformUser', input.platformUserId) ?? 0;
    const outcome = await this.staffPasswords.resetPlatformUser(staffActor(context), key);
    if (!outcome.done) return { platformUser: null, userErrors: outcome.refusals };
    const [row] = await this.platformUsers.findByIds([key]);
    return { platformUser: row ? toPlatformUser(row) : null, userErrors: [] };
  }

  private async toUserPayload(userId: number, outcome: Outcome<void>): Promise<UserPayload> {
    if (!outcome.done) return { user: null, userErrors: outcome.refusals };
    const [row] = await this.users.findByIds([userId]);
    return { user: row ? toUser(row) : null, userErrors: [] };
  }
}
