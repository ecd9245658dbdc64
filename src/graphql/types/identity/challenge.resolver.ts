import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { LogInSteps } from '../../../domain/identity/log-in-steps';
import type { Realm } from '../../../kernel/actor';
import type { RequestContext } from '../../shared/context';
import { ChallengeAnswerInput, ChallengeResendInput } from './challenge.input';
import { toChallenge } from './challenge.type';
import { ChallengePayload, logInFrom, LogInPayload, toLogInPayload } from './log-in.type';
import type { WhoAsks } from './who-asks';

/** Asking for a factor and answering; the same on both APIs, each for its own realm. */
@Resolver()
export class ChallengeResolver<Context extends RequestContext> {
  constructor(
    private readonly realm: Realm,
    private readonly steps: LogInSteps,
    private readonly whoAsks: WhoAsks<Context>,
  ) {}

  @Mutation(() => LogInPayload, {
    nullable: true,
    description:
      'Answers a challenge: of a log-in, which is then complete, or of `stepUpBegin`. Either way the session has a new token. Refusals: `WRONG_ANSWER`; `CHALLENGE_DEAD` when it was used, is too old or had five guesses. `RATE_LIMITED` after many wrong answers.',
  })
  async challengeAnswer(
    @Arg('input', () => ChallengeAnswerInput, { description: 'The challenge and the answer.' }) input: ChallengeAnswerInput,
    @Ctx() context: Context,
  ): Promise<LogInPayload> {
    const { challengeToken: token, method, answer } = input;
    const viewer = await context.loadViewer();
    const given = { token, method, answer, sessionTokenHash: viewer?.session.tokenHash };
    return toLogInPayload(context, await this.steps.answer(this.realm, given, logInFrom(context, 'BEARER')));
  }

  @Mutation(() => ChallengePayload, {
    nullable: true,
    description:
      'Sends a new code by e-mail; the one before is dead. At most every 30 seconds (else `RATE_LIMITED`) and five times; `RATE_LIMITED` after many codes within an hour, too. Refusals: `CHALLENGE_DEAD`, `NO_RESEND_LEFT`.',
  })
  async challengeResend(
    @Arg('input', () => ChallengeResendInput, { description: 'The challenge.' }) input: ChallengeResendInput,
    @Ctx() context: Context,
  ): Promise<ChallengePayload> {
    const outcome = await this.steps.resend(this.realm, input.challengeToken, context.origin);
    if (!outcome.done) return { challenge: null, userErrors: outcome.refusals };
    return { challenge: toChallenge(outcome.value), userErrors: [] };
  }

  @Mutation(() => ChallengePayload, {
    nullable: true,
    description:
      'Asks for a factor within a session. Sensitive operations answer `MFA_REQUIRED` when the last one was shown more than ten minutes ago; after this and `challengeAnswer` they go through. No refusals. `RATE_LIMITED` where many codes were mailed within an hour.',
  })
  async stepUpBegin(@Ctx() context: Context): Promise<ChallengePayload> {
    return { challenge: toChallenge(await this.steps.beginStepUp(this.realm, this.whoAsks(context))), userErrors: [] };
  }
}
