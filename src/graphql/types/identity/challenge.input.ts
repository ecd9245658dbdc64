import { MaxLength } from 'class-validator';
import { Field, InputType } from 'type-graphql';
import type { FactorMethod } from '../../../domain/identity/challenge.service';
import { FactorMethodEnum } from './challenge.type';

@InputType('ChallengeAnswerInput', { description: 'An answer to a challenge. Each counts as a guess, right or wrong.' })
export class ChallengeAnswerInput {
  @MaxLength(100)
  @Field(() => String, { description: "The challenge's token." })
  challengeToken: string;

  @Field(() => FactorMethodEnum, { description: 'One of the methods that the challenge offers.' })
  method: FactorMethod;

  @MaxLength(128)
  @Field(() => String, { description: 'The six digits, the recovery code, or for `PASSWORD` the password.' })
  answer: string;
}

@InputType('ChallengeResendInput', { description: 'Which code to send anew.' })
export class ChallengeResendInput {
  @MaxLength(100)
  @Field(() => String, { description: "The challenge's token; it stays the same." })
  challengeToken: string;
}
