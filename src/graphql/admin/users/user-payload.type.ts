import { Field, ObjectType } from 'type-graphql';
import { MutationPayload } from '../../shared/user-error.type';
import { UserType } from '../../types/users/user.type';

@ObjectType('UserPayload', { description: 'The answer to a change of a user.', simpleResolvers: true })
export class UserPayload extends MutationPayload {
  @Field(() => UserType, { nullable: true, description: 'The user as it is now; null when it was refused.' })
  user: UserType | null;
}
