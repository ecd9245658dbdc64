import { Field, ObjectType } from 'type-graphql';
import { csrfTokenOf, type NewSession, type SessionTransport } from '../../../domain/identity/session-token';
import type { RequestContext } from '../../shared/context';
import { describedEnum } from '../../shared/enum';
import { DateTime } from '../../shared/scalars';
import { MutationPayload } from '../../shared/user-error.type';

export const SessionTransportEnum = describedEnum<SessionTransport>('SessionTransport', "How a session's token travels.", {
  BEARER: 'In the answer, and then in the header `Authorization: Bearer <token>`. For programs.',
  COOKIE:
    "In a cookie that no script can read. For browsers. Each mutation then carries the session's `csrfToken` in the header `X-CSRF-Token`, and a request that names an Origin must come from the site's own pages.",
});

@ObjectType('Session', { description: 'A log-in.', simpleResolvers: true })
export class SessionType {
  @Field(() => String, {
    nullable: true,
    description: 'Send it as `Authorization: Bearer <token>`. Shown this once; keep it secret. Null when it went into the cookie.',
  })
  token: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Send it with each mutation as `X-CSRF-Token`; the current one of `viewer.sessions` tells it again. Null without a cookie, where it is not needed.',
  })
  csrfToken: string | null;

  @Field(() => DateTime, {
    description: 'When it ends at the latest. It ends earlier after a while without a request: 30 minutes, if the site says nothing else.',
  })
  expiresAt: string;
}

@ObjectType('LogOutPayload', { description: 'The answer to a log-out.', simpleResolvers: true })
export class LogOutPayload extends MutationPayload {}

/** Hands a new session to the client: its token in the answer, or in the cookie. */
export function handOver(context: RequestContext, session: NewSession): SessionType {
  context.keep(session);
  return toSession(session);
}

export function toSession({ token, transport, expiresAt }: NewSession): SessionType {
  const secrets = transport === 'COOKIE' ? { token: null, csrfToken: csrfTokenOf(token) } : { token, csrfToken: null };
  return { ...secrets, expiresAt: expiresAt.toISOString() };
}
