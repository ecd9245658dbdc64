import { Field, ObjectType } from 'type-graphql';
import type { Refusal } from '../../kernel/outcome';

@ObjectType('UserError', { description: 'Why a mutation was refused, in a form to show to the person who asked.', simpleResolvers: true })
export class UserErrorType {
  @Field(() => String, { description: "Stable, for programs: the mutation's description lists the codes it can answer with." })
  code: string;

  @Field(() => String, { description: 'A sentence for people.' })
  message: string;

  @Field(() => String, { nullable: true, description: 'The input field to blame, where there is one.' })
  field?: string | undefined;
}

/** The part every mutation's payload has. */
@ObjectType()
export abstract class MutationPayload {
  @Field(() => [UserErrorType], { description: 'Empty when it was done.' })
  userErrors: readonly Refusal[];
}
