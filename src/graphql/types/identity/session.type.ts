import { Field, ObjectType } from 'type-graphql';
import type { Outcome } from '../../../kernel/outcome';
import type { NewSession } from '../../../domain/identity/session-token';
import { DateTime } from '../../shared/scalars';
import { MutationPayload } from '../../shared/user-error.type';

@ObjectType('Session', { description: 'A log-in.', simpleResolvers: true })
export class SessionType {
  @Field(() => String, { description: 'Send it as `Authorization: Bearer <token>`. Shown this once; keep it secret.' })
  token: string;

  @Field(() => DateTime, { description: 'When it ends at the latest. It ends earlier after 30 minutes without a request.' })
  expiresAt: string;
}

@ObjectType('LogInPayload', { description: 'The answer to a log-in.', simpleResolvers: true })
export class LogInPayload extends MutationPayload {
  @Field(() => SessionType, { nullable: true, description: 'The new session; null when the log-in was refused.' })
  session: SessionType | null;
}

@ObjectType('LogOutPayload', { description: 'The answer to a log-out.', simpleResolvers: true })
export class LogOutPayload extends MutationPayload {}

export function toLogInPayload(outcome: Outcome<NewSession>): LogInPayload {
  if (!outcome.done) return { session: null, userErrors: outcome.refusals };
  return { session: { token: outcome.value.token, expiresAt: outcome.value.expiresAt.toISOString() }, userErrors: [] };
}
