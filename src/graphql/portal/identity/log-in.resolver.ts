import { MaxLength } from 'class-validator';
import { Arg, Ctx, Field, InputType, Mutation, Resolver } from 'type-graphql';
import type { UserIdentityService } from '../../../domain/identity/user-identity.service';
import type { PortalContext } from '../../shared/context';
import { LogInPayload, LogOutPayload, toLogInPayload } from '../../types/identity/session.type';

@InputType('LogInInput', { description: 'Who logs in where.' })
class LogInInput {
  @MaxLength(40)
  @Field(() => String, { description: 'The site\'s key, for example "default".' })
  siteKey: string;

  @MaxLength(254)
  @Field(() => String, { description: "The user's e-mail. Upper and lower case are alike." })
  email: string;

  @MaxLength(128)
  @Field(() => String, { description: "The user's password." })
  password: string;
}

@Resolver()
export class LogInResolver {
  constructor(private readonly identity: UserIdentityService) {}

  @Mutation(() => LogInPayload, {
    nullable: true,
    description: 'Logs an end user in. Refusals: `WRONG_CREDENTIALS` (whatever the reason), `UNKNOWN_SITE`.',
  })
  async logIn(
    @Arg('input', () => LogInInput, { description: 'Site, e-mail and password.' }) input: LogInInput,
    @Ctx() context: PortalContext,
  ): Promise<LogInPayload> {
    return toLogInPayload(await this.identity.logIn(input.siteKey, input.email, input.password, context.origin));
  }

  @Mutation(() => LogOutPayload, { nullable: true, description: 'Ends the session whose token came with the request.' })
  async logOut(@Ctx() context: PortalContext): Promise<LogOutPayload> {
    if (context.token !== undefined) await this.identity.logOut(context.token, context.origin);
    return { userErrors: [] };
  }
}
