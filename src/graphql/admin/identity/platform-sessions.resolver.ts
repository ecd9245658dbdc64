import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { PlatformSessionService } from '../../../domain/identity/platform-session.service';
import type { AdminContext } from '../../shared/context';
import { encodeNodeId } from '../../shared/node-id';
import { OwnSessionType, toOwnSession } from '../../types/identity/own-session.type';
import { PlatformUserType } from './platform-user.type';

/** Platform user → own sessions. */
@Resolver(() => PlatformUserType)
export class PlatformSessionsResolver {
  constructor(private readonly ownSessions: PlatformSessionService) {}

  @FieldResolver(() => [OwnSessionType], {
    nullable: true,
    description: 'Your own running sessions, latest first; 100 at most. Null for everybody but yourself.',
  })
  async sessions(@Root() platformUser: PlatformUserType, @Ctx() context: AdminContext): Promise<OwnSessionType[] | null> {
    const { platformUserId } = context.viewer;
    if (platformUser.id !== encodeNodeId('PlatformUser', platformUserId)) return null;
    return (await this.ownSessions.list(platformUserId)).map((row) => toOwnSession(row, context));
  }
}
