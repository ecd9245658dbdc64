import { MaxLength } from 'class-validator';
import { Arg, Ctx, Field, InputType, Mutation, Resolver } from 'type-graphql';
import type { SessionTransport } from '../../../domain/identity/session-token';
import type { UserIdentityService } from '../../../domain/identity/user-identity.service';
import type { UserSessionService } from '../../../domain/identity/user-session.service';
import type { PortalContext } from '../../shared/context';
import { logInFrom, LogInPayload, toLogInPayload } from '../../types/identity/log-in.type';
import { LogOutPayload, SessionTransportEnum } from '../../types/identity/session.type';

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

  @Field(() => SessionTransportEnum, { defaultValue: 'BEARER', description: "How the session's token shall travel." })
  transport: SessionTransport;
}

@Resolver()
export class LogInResolver {
  constructor(
    private readonly identity: UserIdentityService,
    private readonly sessions: UserSessionService,
  ) {}

  @Mutation(() => LogInPayload, {
    nullable: true,
    description:
      'Logs an end user in, or asks for a second factor. Refusals: `WRONG_CREDENTIALS` (whatever the reason), `UNKNOWN_SITE`. `RATE_LIMITED` after many failures, or many mailed codes.',
  })
  async logIn(
    @Arg('input', () => LogInInput, { description: 'Site, e-mail and password.' }) input: LogInInput,
    @Ctx() context: PortalContext,
  ): Promise<LogInPayload> {
    const { siteKey, email, password, transport } = input;
    return toLogInPayload(context, await this.identity.logIn(siteKey, email, password, logInFrom(context, transport)));
  }

  @Mutation(() => LogOutPayload, {
    nullable: true,
    description: 'Ends the session whose token came with the request, and takes its cookie away.',
  })
  async logOut(@Ctx() context: PortalContext): Promise<LogOutPayload> {
    if (context.token !== undefined) await this.sessions.logOut(context.token, context.origin);
    context.forget();
    return { userErrors: [] };
  }
}
