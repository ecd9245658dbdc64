import { MaxLength } from 'class-validator';
import { Arg, Ctx, Field, InputType, Mutation, Query, Resolver } from 'type-graphql';
import type { PlatformIdentityService, PlatformUserReader } from '../../../domain/identity/platform-identity.service';
import type { PlatformSessionService } from '../../../domain/identity/platform-session.service';
import type { SessionTransport } from '../../../domain/identity/session-token';
import type { AdminContext } from '../../shared/context';
import { logInFrom, LogInPayload, toLogInPayload } from '../../types/identity/log-in.type';
import { LogOutPayload, SessionTransportEnum } from '../../types/identity/session.type';
import { PlatformUserType, toPlatformUser } from './platform-user.type';

@InputType('PlatformLogInInput', { description: 'Who logs in.' })
class PlatformLogInInput {
  @MaxLength(254)
  @Field(() => String, { description: "The platform user's e-mail. Upper and lower case are alike." })
  email: string;

  @MaxLength(128)
  @Field(() => String, { description: "The platform user's password." })
  password: string;

  @Field(() => SessionTransportEnum, { defaultValue: 'BEARER', description: "How the session's token shall travel." })
  transport: SessionTransport;
}

@Resolver()
export class PlatformLogInResolver {
  constructor(
    private readonly identity: PlatformIdentityService,
    private readonly sessions: PlatformSessionService,
    private readonly platformUsers: PlatformUserReader,
  ) {}

  @Query(() => PlatformUserType, { nullable: true, description: 'The platform user who is logged in.' })
  async viewer(@Ctx() context: AdminContext): Promise<PlatformUserType | null> {
    return this.findPlatformUser(context.viewer.platformUserId, context);
  }

  /** A platform user is shown to itself and to administrators. */
  async findPlatformUser(key: number, context: AdminContext): Promise<PlatformUserType | null> {
    const { platformUserId, role } = context.viewer;
    const [row] = key === platformUserId || role === 'ADMINISTRATOR' ? await this.platformUsers.findByIds([key]) : [];
    return row ? toPlatformUser(row) : null;
  }

  @Mutation(() => LogInPayload, {
    nullable: true,
    description:
      'Logs a platform user in, or asks for a second factor. Refusals: `WRONG_CREDENTIALS`, whatever the reason. `RATE_LIMITED` after many failures, or many mailed codes.',
  })
  async logIn(
    @Arg('input', () => PlatformLogInInput, { description: 'E-mail and password.' }) input: PlatformLogInInput,
    @Ctx() context: AdminContext,
  ): Promise<LogInPayload> {
    const { email, password, transport } = input;
    return toLogInPayload(context, await this.identity.logIn(email, password, logInFrom(context, transport)));
  }

  @Mutation(() => LogOutPayload, {
    nullable: true,
    description: 'Ends the session whose token came with the request, and takes its cookie away.',
  })
  async logOut(@Ctx() context: AdminContext): Promise<LogOutPayload> {
    if (context.token !== undefined) await this.sessions.logOut(context.token, context.origin);
    context.forget();
    return { userErrors: [] };
  }
}
