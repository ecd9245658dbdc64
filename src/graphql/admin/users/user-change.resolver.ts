import { IsEmail, MaxLength, MinLength } from 'class-validator';
import { Arg, Ctx, Field, ID, InputType, Int, Mutation, Resolver } from 'type-graphql';
import type { UserReader } from '../../../domain/users/user-reader';
import type { UserService } from '../../../domain/users/user.service';
import { staffActor, type AdminContext } from '../../shared/context';
import { decodeKeyOf } from '../../shared/node-id';
import { toUser } from '../../types/users/user.type';
import { UserPayload } from './user-payload.type';

@InputType('UserUpdateInput', { description: 'New values of a user. What is left out stays as it is.' })
class UserUpdateInput {
  @Field(() => ID, { description: 'The user.' })
  userId: string;

  @Field(() => Int, { description: 'The `version` of the user you have seen. If it is not the current one, nothing is changed.' })
  version: number;

  @IsEmail()
  @MaxLength(254)
  @Field(() => String, { nullable: true, description: 'The address the user logs in with; unique on the site.' })
  email?: string | null;

  @MinLength(1)
  @MaxLength(100)
  @Field(() => String, { nullable: true, description: 'First name.' })
  firstName?: string | null;

  @MinLength(1)
  @MaxLength(100)
  @Field(() => String, { nullable: true, description: 'Last name.' })
  lastName?: string | null;
}

@InputType('UserInput', { description: 'A user.' })
class UserInput {
  @Field(() => ID, { description: 'The user.' })
  userId: string;
}

/** Changes of end users as such. */
@Resolver()
export class UserChangeResolver {
  constructor(
    private readonly userService: UserService,
    private readonly userReader: UserReader,
  ) {}

  @Mutation(() => UserPayload, {
    nullable: true,
    description:
      "Changes a user's name or e-mail. With another e-mail, a link to set a password that was sent to the old one no longer works. Refusals: `EMAIL_TAKEN`, and `CHANGED_MEANWHILE` when somebody else changed the user since; the message says who changed what and when.",
  })
  async userUpdate(
    @Arg('input', () => UserUpdateInput, { description: 'The new values.' }) input: UserUpdateInput,
    @Ctx() context: AdminContext,
  ): Promise<UserPayload> {
    const { email, firstName, lastName } = input;
    const edit = { email: email ?? undefined, firstName: firstName ?? undefined, lastName: lastName ?? undefined };
    const userId = decodeKeyOf('User', input.userId) ?? 0;
    const outcome = await this.userService.update(staffActor(context), userId, input.version, edit);
    return outcome.done ? this.toPayload(userId) : { user: null, userErrors: outcome.refusals };
  }

  @Mutation(() => UserPayload, { nullable: true, description: 'Switches a user off: running sessions end at once. No refusals.' })
  async userDisable(
    @Arg('input', () => UserInput, { description: 'The user.' }) input: UserInput,
    @Ctx() context: AdminContext,
  ): Promise<UserPayload> {
    const { userId } = await this.userService.disable(staffActor(context), decodeKeyOf('User', input.userId) ?? 0);
    return this.toPayload(userId);
  }

  @Mutation(() => UserPayload, { nullable: true, description: 'Switches a user on again, who then logs in anew. No refusals.' })
  async userEnable(
    @Arg('input', () => UserInput, { description: 'The user.' }) input: UserInput,
    @Ctx() context: AdminContext,
  ): Promise<UserPayload> {
    const { userId } = await this.userService.enable(staffActor(context), decodeKeyOf('User', input.userId) ?? 0);
    return this.toPayload(userId);
  }

  private async toPayload(userId: number): Promise<UserPayload> {
    const [row] = await this.userReader.findByIds([userId]);
    return { user: row ? toUser(row) : null, userErrors: [] };
  }
}
