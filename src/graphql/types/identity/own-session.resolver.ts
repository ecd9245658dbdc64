import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Person, SessionEnder } from '../../../domain/identity/session.service';
import type { RequestContext } from '../../shared/context';
import { decodeKeyOf } from '../../shared/node-id';
import { SessionRevokeInput, SessionRevokePayload, SessionsEndPayload } from './own-session.type';

/** How whoever is logged in ends sessions of their own; alike on both APIs. */
@Resolver()
export class OwnSessionResolver<Context extends RequestContext> {
  constructor(
    private readonly sessions: SessionEnder,
    private readonly personOf: (context: Context) => Person,
  ) {}

  @Mutation(() => SessionRevokePayload, {
    nullable: true,
    description: 'Ends one of your own running sessions, at once. NOT_FOUND when you have none with that id. No refusals.',
  })
  async sessionRevoke(
    @Arg('input', () => SessionRevokeInput, { description: 'Which.' }) input: SessionRevokeInput,
    @Ctx() context: RequestContext,
  ): Promise<SessionRevokePayload> {
    const key = decodeKeyOf('OwnSession', input.sessionId) ?? 0;
    await this.sessions.revoke(this.personOf(context as Context), key, context.origin);
    if (key === context.viewer.session.id) context.forget();
    return { userErrors: [] };
  }

  @Mutation(() => SessionsEndPayload, {
    nullable: true,
    description: 'Ends all of your own running sessions but the one you ask with. No refusals.',
  })
  async sessionsRevokeOthers(@Ctx() context: RequestContext): Promise<SessionsEndPayload> {
    const person = this.personOf(context as Context);
    return { endedCount: await this.sessions.revokeOthers(person, context.viewer.session, context.origin), userErrors: [] };
  }

  @Mutation(() => SessionsEndPayload, {
    nullable: true,
    description:
      'Ends all of your own running sessions, on whatever device: the one you ask with among them, whose cookie is taken away. No refusals.',
  })
  async sessionsRevokeAll(@Ctx() context: RequestContext): Promise<SessionsEndPayload> {
    const endedCount = await this.sessions.revokeEverywhere(this.personOf(context as Context), context.origin);
    context.forget();
    return { endedCount, userErrors: [] };
  }
}
