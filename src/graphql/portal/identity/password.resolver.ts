import { MaxLength } from 'class-validator';
import { Arg, Ctx, Field, InputType, Mutation, Resolver } from 'type-graphql';
import type { PasswordService } from '../../../domain/identity/password.service';
import type { PortalContext } from '../../shared/context';
import { PasswordForgotPayload, toForgotPayload } from '../../types/identity/password.type';

@InputType('PasswordForgotInput', { description: 'Who has forgotten the password, and where.' })
class PasswordForgotInput {
  @MaxLength(40)
  @Field(() => String, { description: 'The site\'s key, for example "default".' })
  siteKey: string;

  @MaxLength(254)
  @Field(() => String, { description: "The user's e-mail. Upper and lower case are alike." })
  email: string;
}

/** End users who have forgotten their passwords. */
@Resolver()
export class PasswordResolver {
  constructor(private readonly passwords: PasswordService) {}

  @Mutation(() => PasswordForgotPayload, {
    nullable: true,
    description: `Has a link to set a password sent to a user of the site by e-mail. Whether there is one with this e-mail is not told: the answer and the
time it takes are the same. An earlier link no longer works. Refusals: \`UNKNOWN_SITE\`.`,
  })
  async passwordForgot(
    @Arg('input', () => PasswordForgotInput, { description: 'Site and e-mail.' }) input: PasswordForgotInput,
    @Ctx() context: PortalContext,
  ): Promise<PasswordForgotPayload> {
    return toForgotPayload(await this.passwords.forgot(input.siteKey, input.email, context.origin));
  }
}
