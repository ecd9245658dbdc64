import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { csrfTokenOf, type Authentication } from '../../../domain/identity/session-token';
import type { OwnSessionRow } from '../../../domain/identity/session.service';
import type { RequestContext } from '../../shared/context';
import { describedEnum } from '../../shared/enum';
import { encodeNodeId } from '../../shared/node-id';
import { MutationPayload } from '../../shared/user-error.type';
import { RunningSession, toRunningSession } from './running-session.type';

export const AuthenticationEnum = describedEnum<Authentication>('Authentication', 'How somebody proved at the log-in who they are.', {
  PASSWORD: 'With a password alone.',
  EMAIL_CODE: 'With a password and a code sent by e-mail.',
  AUTHENTICATOR_APP: 'With a password and a code of an authenticator app.',
  RECOVERY_CODE: 'With a password and a recovery code.',
});

@ObjectType('OwnSession', { description: 'A running log-in of your own, on this or another device.', simpleResolvers: true })
export class OwnSessionType extends RunningSession {
  @Field(() => ID, { description: 'Opaque; `sessionRevoke` takes it.' })
  id: string;

  @Field(() => AuthenticationEnum, { description: 'How you proved who you are.' })
  authentication: Authentication;

  @Field(() => Boolean, { description: 'Whether it is the one you ask with.' })
  isCurrent: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'What each mutation carries as `X-CSRF-Token`. Null in all but the current session, and there without a cookie.',
  })
  csrfToken: string | null;
}

@InputType('SessionRevokeInput', { description: 'Which of your sessions to end.' })
export class SessionRevokeInput {
  @Field(() => ID, { description: 'One of `viewer.sessions`; it may be the current one.' })
  sessionId: string;
}

@ObjectType('SessionRevokePayload', { description: 'The answer to the end of a session.', simpleResolvers: true })
export class SessionRevokePayload extends MutationPayload {}

@ObjectType('SessionsEndPayload', { description: 'The answer to the end of sessions.', simpleResolvers: true })
export class SessionsEndPayload extends MutationPayload {
  @Field(() => Int, { description: 'How many sessions were ended.' })
  endedCount: number;
}

export function toOwnSession(row: OwnSessionRow, { viewer, token, transport }: RequestContext): OwnSessionType {
  const isCurrent = row.id === viewer.session.id;
  return {
    id: encodeNodeId('OwnSession', row.id),
    ...toRunningSession(row),
    authentication: row.authentication,
    isCurrent,
    csrfToken: isCurrent && transport === 'COOKIE' && token !== undefined ? csrfTokenOf(token) : null,
  };
}
