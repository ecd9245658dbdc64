import { MaxLength } from 'class-validator';
import { Arg, Ctx, Field, InputType, Mutation, Resolver } from 'type-graphql';
import type { PasswordService } from '../../../domain/identity/password.service';
import type { AdminContext } from '../../shared/context';
import {
  PASSWORD_DESCRIPTIONS,
  PasswordChangeInput,
  PasswordChangePayload,
  PasswordForgotPayload,
  PasswordLinkCheckInput,
  PasswordLinkCheckPayload,
  PasswordResetInput,
  PasswordResetPayload,
  toChangePayload,
  toForgotPayload,
  toLinkCheckPayload,
  toResetPayload,
} from '../../types/identity/password.type';

@InputType('PlatformPasswordForgotInput', { description: 'Who has forgotten the password.' })
class PlatformPasswordForgotInput {
  @MaxLength(254)
  @Field(() => String, { description: "The platform user's e-mail. Upper and lower case are alike." })
  email: string;
}

/** How platform users set their passwords. */
@Resolver()
export class PlatformPasswordResolver {
  constructor(private readonly passwords: PasswordService) {}

  @Mutation(() => PasswordForgotPayload, {
    nullable: true,
    description: `Has a link to set a password sent to a platform user by e-mail. Whether there is one with this e-mail is not told: the answer and the
time it takes are the same. An earlier link no longer works. No refusals.`,
  })
  async passwordForgot(
    @Arg('input', () => PlatformPasswordForgotInput, { description: 'The e-mail.' }) input: PlatformPasswordForgotInput,
    @Ctx() context: AdminContext,
  ): Promise<PasswordForgotPayload> {
    return toForgotPayload(await this.passwords.forgot(null, input.email, context.origin));
  }

  @Mutation(() => PasswordLinkCheckPayload, { nullable: true, description: PASSWORD_DESCRIPTIONS.passwordLinkCheck })
  async passwordLinkCheck(
    @Arg('input', () => PasswordLinkCheckInput, { description: 'The link.' }) input: PasswordLinkCheckInput,
  ): Promise<PasswordLinkCheckPayload> {
    return toLinkCheckPayload(await this.passwords.check('PLATFORM', input.token));
  }

  @Mutation(() => PasswordResetPayload, { nullable: true, description: PASSWORD_DESCRIPTIONS.passwordReset })
  async passwordReset(
    @Arg('input', () => PasswordResetInput, { description: 'Link and new password.' }) input: PasswordResetInput,
    @Ctx() context: AdminContext,
  ): Promise<PasswordResetPayload> {
    return toResetPayload(await this.passwords.reset('PLATFORM', input.token, input.newPassword, context.origin));
  }

  @Mutation(() => PasswordChangePayload, { nullable: true, description: PASSWORD_DESCRIPTIONS.passwordChange })
  async passwordChange(
    @Arg('input', () => PasswordChangeInput, { description: 'Both passwords.' }) input: PasswordChangeInput,
    @Ctx() context: AdminContext,
  ): Promise<PasswordChangePayload> {
    const { viewer, token, origin } = context;
    const who = { realm: 'PLATFORM', id: viewer.platformUserId, token: token ?? '' } as const;
    return toChangePayload(context, await this.passwords.change(who, input.currentPassword, input.newPassword, origin));
  }
}
