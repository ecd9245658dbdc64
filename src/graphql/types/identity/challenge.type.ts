import { Field, ObjectType } from 'type-graphql';
import type { Challenge, FactorMethod } from '../../../domain/identity/challenge.service';
import { describedEnum } from '../../shared/enum';
import { DateTime } from '../../shared/scalars';

export const FactorMethodEnum = describedEnum<FactorMethod>('FactorMethod', 'By what somebody shows that it is them.', {
  PASSWORD: 'Their password; only to confirm something while logged in where no second factor is in use.',
  EMAIL_CODE: 'The six digits sent to their e-mail.',
  AUTHENTICATOR_APP: 'The six digits that their authenticator app shows.',
  RECOVERY_CODE: 'One of their recovery codes, each of which works once.',
});

@ObjectType('Challenge', {
  description:
    'A factor is asked for. Nothing is possible before it is answered with `challengeAnswer`: its token is no session, and sent as one it is `MFA_REQUIRED`. Five guesses, then it is dead.',
  simpleResolvers: true,
})
export class ChallengeType {
  @Field(() => String, { description: 'Names the challenge in `challengeAnswer` and `challengeResend`. Shown this once; keep it secret.' })
  token: string;

  @Field(() => [FactorMethodEnum], { description: 'What it can be answered with, the usual one first.' })
  methods: FactorMethod[];

  @Field(() => String, { nullable: true, description: 'Where a code was sent, mostly hidden; null where none was.' })
  emailHint: string | null;

  @Field(() => DateTime, { description: 'When the challenge ends.' })
  expiresAt: string;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When the e-mailed code dies: five minutes after it was sent. A new one is sent by `challengeResend`. Null where none was sent.',
  })
  codeExpiresAt: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'From when on a new code can be sent; null where none was sent and when it was sent as often as it can be.',
  })
  resendFrom: string | null;
}

export function toChallenge(challenge: Challenge): ChallengeType {
  const { expiresAt, codeExpiresAt, resendFrom } = challenge;
  return {
    ...challenge,
    expiresAt: expiresAt.toISOString(),
    codeExpiresAt: codeExpiresAt?.toISOString() ?? null,
    resendFrom: resendFrom?.toISOString() ?? null,
  };
}
