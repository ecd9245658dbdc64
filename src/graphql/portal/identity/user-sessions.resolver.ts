import { Ctx, FieldResolver, Resolver } from 'type-graphql';
import type { UserSessionService } from '../../../domain/identity/user-session.service';
import type { PortalContext } from '../../shared/context';
import { OwnSessionType, toOwnSession } from '../../types/identity/own-session.type';
import { UserType } from '../../types/users/user.type';

/** User → own sessions. On the portal there is no user but the viewer. */
@Resolver(() => UserType)
export class UserSessionsResolver {
  constructor(private readonly ownSessions: UserSessionService) {}

  @FieldResolver(() => [OwnSessionType], {
    description: 'The running sessions of the user, latest first; 100 at most. Staff who look as the user are not among them.',
  })
  async sessions(@Ctx() context: PortalContext): Promise<OwnSessionType[]> {
    const rows = await this.ownSessions.list(context.viewer.user.id);
    return rows.map((row) => toOwnSession(row, context));
  }
}
