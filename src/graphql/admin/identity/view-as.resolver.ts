import { MaxLength } from 'class-validator';
import { Arg, Ctx, Field, FieldResolver, ID, InputType, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import type { Authentication } from '../../../domain/identity/session-token';
import type { UserSessionRow, ViewAsService } from '../../../domain/identity/view-as.service';
import { groupBy, staffActor, type AdminContext } from '../../shared/context';
import { decodeKeyOf } from '../../shared/node-id';
import { MutationPayload } from '../../shared/user-error.type';
import { AuthenticationEnum, SessionsEndPayload } from '../../types/identity/own-session.type';
import { RunningSession, toRunningSession } from '../../types/identity/running-session.type';
import { SessionType, toSession } from '../../types/identity/session.type';
import { UserType } from '../../types/users/user.type';

@InputType('ViewAsStartInput', { description: 'Whom to look as, and why.' })
class ViewAsStartInput {
  @Field(() => ID, { description: 'The user.' })
  userId: string;

  @MaxLength(500)
  @Field(() => String, { description: 'Why, in at least 10 characters, for example the number of the ticket. Kept in the audit log.' })
  reason: string;
}

@InputType('ViewAsEndInput', { description: 'Which of your view-as sessions to end.' })
class ViewAsEndInput {
  @Field(() => ID, { nullable: true, description: 'Only those as this user; all of yours when left out.' })
  userId?: string | null;
}

@InputType('UserSessionsEndInput', { description: 'Whose sessions to end.' })
class UserSessionsEndInput {
  @Field(() => ID, { description: 'The user.' })
  userId: string;
}

@ObjectType('ViewAsStartPayload', { description: 'The answer to the wish to look as a customer.', simpleResolvers: true })
class ViewAsStartPayload extends MutationPayload {
  @Field(() => SessionType, { nullable: true, description: 'The read-only session for the portal API; null when it was refused.' })
  session: SessionType | null;
}

@ObjectType('UserSession', {
  description: 'A running session on the portal. Its token is known to nobody but its client.',
  simpleResolvers: true,
})
class UserSessionType extends RunningSession {
  @Field(() => AuthenticationEnum, { description: 'How whoever uses it proved at their log-in who they are.' })
  authentication: Authentication;

  @Field(() => Boolean, { description: 'Whether this is not the user but a member of staff who looks as the user.' })
  isViewAs: boolean;

  @Field(() => String, { nullable: true, description: "The e-mail of the member of staff who looks; null in the user's own session." })
  staffEmail: string | null;

  @Field(() => String, { nullable: true, description: "Why staff look; null in the user's own session." })
  viewReason: string | null;
}

@Resolver(() => UserType)
export class ViewAsResolver {
  constructor(private readonly viewAs: ViewAsService) {}

  @Mutation(() => ViewAsStartPayload, {
    nullable: true,
    description:
      'Opens a read-only session on the portal API as an end user: the token goes into `Authorization` there. It ends after 15 minutes, with `viewAsEnd`, or with the session it was asked with. Each answer made with it says so in `extensions.viewingAs` and the header `X-Viewing-As`; each mutation but `logOut` is FORBIDDEN. Refusals: `REASON_TOO_SHORT`, `USER_DISABLED`, `SITE_DISABLED`.',
  })
  async viewAsStart(
    @Arg('input', () => ViewAsStartInput, { description: 'User and reason.' }) input: ViewAsStartInput,
    @Ctx() context: AdminContext,
  ): Promise<ViewAsStartPayload> {
    const { viewer, head } = context;
    const onlooker = { actor: staffActor(context), role: viewer.role, session: viewer.session, userAgent: head.userAgent };
    const outcome = await this.viewAs.start(onlooker, decodeKeyOf('User', input.userId) ?? 0, input.reason);
    if (!outcome.done) return { session: null, userErrors: outcome.refusals };
    return { session: toSession(outcome.value), userErrors: [] };
  }

  @Mutation(() => SessionsEndPayload, { nullable: true, description: 'Ends your own view-as sessions: those as one user, or all.' })
  async viewAsEnd(
    @Arg('input', () => ViewAsEndInput, { description: 'Which.' }) input: ViewAsEndInput,
    @Ctx() context: AdminContext,
  ): Promise<SessionsEndPayload> {
    const userId = input.userId == null ? undefined : (decodeKeyOf('User', input.userId) ?? 0);
    return { endedCount: await this.viewAs.end(staffActor(context), userId), userErrors: [] };
  }

  @Mutation(() => SessionsEndPayload, {
    nullable: true,
    description: 'Ends every session of an end user, on whatever device, and those of staff who look as the user.',
  })
  async userSessionsEnd(
    @Arg('input', () => UserSessionsEndInput, { description: 'Whose.' }) input: UserSessionsEndInput,
    @Ctx() context: AdminContext,
  ): Promise<SessionsEndPayload> {
    const userId = decodeKeyOf('User', input.userId) ?? 0;
    return { endedCount: await this.viewAs.endSessions(staffActor(context), userId), userErrors: [] };
  }

  @FieldResolver(() => [UserSessionType], { description: 'The running sessions, latest first; 100 at most.' })
  async sessions(@Root() user: UserType, @Ctx() context: AdminContext): Promise<UserSessionType[]> {
    const loader = context.loaders.byKey('sessions', async (ids) => groupBy(await this.viewAs.listSessions(ids), (row) => row.userId));
    return ((await loader.load(user.key)) ?? []).map(toUserSession);
  }
}

function toUserSession(row: UserSessionRow): UserSessionType {
  return {
    ...toRunningSession(row),
    authentication: row.authentication,
    isViewAs: row.staffEmail !== null,
    staffEmail: row.staffEmail,
    viewReason: row.viewReason,
  };
}
