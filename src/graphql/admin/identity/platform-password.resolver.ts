import { MaxLength } from 'class-validator';
import { Arg, Ctx, Field, InputType, Mutation, Resolver } from 'type-graphql';
import type { PasswordService } from '../../../domain/identity/password.service';
import type { AdminContext } from '../../shared/context';
import { PasswordForgotPayload, toForgotPayload } from '../../types/identity/password.type';

@InputType('PlatformPasswordForgotInput', { description: 'Who has forgotten the password.' })
class PlatformPasswordForgotInput {
  @MaxLength(254)
  @Field(() => String, { description: "The platform user's e-mail. Upper and lower case are alike." })
  email: string;
}

/** Platform users who have forgotten their passwords. */
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
}
