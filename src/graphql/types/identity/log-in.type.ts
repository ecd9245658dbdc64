import { createUnionType, Field, ObjectType } from 'type-graphql';
import type { LogInStep } from '../../../domain/identity/log-in-steps';
import type { LogInFrom, SessionTransport } from '../../../domain/identity/session-token';
import type { Outcome } from '../../../kernel/outcome';
import type { RequestContext } from '../../shared/context';
import { MutationPayload } from '../../shared/user-error.type';
import { ChallengeType, toChallenge } from './challenge.type';
import { handOver, SessionType } from './session.type';

@ObjectType('LoggedIn', { description: 'Somebody is logged in.', simpleResolvers: true })
export class LoggedInType {
  @Field(() => SessionType, { description: 'The session.' })
  session: SessionType;
}

type Typed<Value, Name extends string> = Value & { __typename: Name };
type LogInOutcome = Typed<LoggedInType, 'LoggedIn'> | Typed<ChallengeType, 'Challenge'>;

const LogInOutcomeUnion = createUnionType({
  name: 'LogInOutcome',
  description: 'How far a log-in has come: to a session, or to a factor that is asked for.',
  types: () => [LoggedInType, ChallengeType] as const,
});

@ObjectType('LogInPayload', { description: 'The answer to a log-in.', simpleResolvers: true })
export class LogInPayload extends MutationPayload {
  @Field(() => LogInOutcomeUnion, { nullable: true, description: 'How far the log-in has come; null when it was refused.' })
  outcome: LogInOutcome | null;
}

@ObjectType('ChallengePayload', { description: 'The answer to a wish to be asked for a factor.', simpleResolvers: true })
export class ChallengePayload extends MutationPayload {
  @Field(() => ChallengeType, { nullable: true, description: 'What is asked for; null when it was refused.' })
  challenge: ChallengeType | null;
}

/** Where a log-in comes from, and how its session shall travel. */
export function logInFrom({ origin, head, token }: RequestContext, transport: SessionTransport): LogInFrom {
  return { transport, origin, userAgent: head.userAgent, replaces: token };
}

export function toLogInPayload(context: RequestContext, outcome: Outcome<LogInStep>): LogInPayload {
  if (!outcome.done) return { outcome: null, userErrors: outcome.refusals };
  return { outcome: toOutcome(context, outcome.value), userErrors: [] };
}

function toOutcome(context: RequestContext, step: LogInStep): LogInOutcome {
  if (step.kind === 'CHALLENGE') return { __typename: 'Challenge', ...toChallenge(step.challenge) };
  return { __typename: 'LoggedIn', session: handOver(context, step.session) };
}
