import { MaxLength, MinLength } from 'class-validator';
import { Arg, Ctx, Field, FieldResolver, ID, InputType, Mutation, Resolver, Root } from 'type-graphql';
import type { FactorDutyService } from '../../../domain/identity/factor-duty.service';
import type { UserReader, UserRow } from '../../../domain/users/user-reader';
import { staffActor, type AdminContext } from '../../shared/context';
import { decodeKeyOf } from '../../shared/node-id';
import { toUser, UserType } from '../../types/users/user.type';
import { UserPayload } from '../users/user-payload.type';

@InputType('UserRequireAppInput', { description: 'Who must enrol an authenticator app, or no longer need.' })
class UserRequireAppInput {
  @Field(() => ID, { description: 'The user.' })
  userId: string;

  @Field(() => Boolean, { description: 'Whether an app must be enrolled.' })
  isRequired: boolean;
}

@InputType('UserRemoveAppInput', { description: 'Whose authenticator app to remove, and why.' })
class UserRemoveAppInput {
  @Field(() => ID, { description: 'The user.' })
  userId: string;

  @MinLength(10)
  @MaxLength(500)
  @Field(() => String, { description: 'Why, and how you know that it is them who ask; it is written down.' })
  reason: string;
}

/** What administrators do about the second factors of end users. */
@Resolver(() => UserType)
export class FactorDutyResolver {
  constructor(
    private readonly duty: FactorDutyService,
    private readonly userReader: UserReader,
  ) {}

  @FieldResolver(() => Boolean, { description: 'Whether the user must enrol an authenticator app before anything else.' })
  mustEnrolApp(@Root() user: UserRow): boolean {
    return user.mustEnrolApp === 1;
  }

  @Mutation(() => UserPayload, {
    nullable: true,
    description:
      'Says whether a user must enrol an authenticator app. From the next log-in on a session is good for nothing else until it is enrolled. Sensitive: see `stepUpBegin`. No refusals.',
  })
  async userRequireApp(
    @Arg('input', () => UserRequireAppInput, { description: 'The user.' }) input: UserRequireAppInput,
    @Ctx() context: AdminContext,
  ): Promise<UserPayload> {
    const key = decodeKeyOf('User', input.userId) ?? 0;
    await this.duty.requireApp(staffActor(context), key, input.isRequired);
    return this.toPayload(key);
  }

  @Mutation(() => UserPayload, {
    nullable: true,
    description:
      "Removes a user's authenticator app and its recovery codes when they are lost. The user is told by mail; the next log-in asks for an e-mailed code where those are on. Sensitive: see `stepUpBegin`. Refusals: `NO_APP`.",
  })
  async userRemoveApp(
    @Arg('input', () => UserRemoveAppInput, { description: 'The user and the reason.' }) input: UserRemoveAppInput,
    @Ctx() context: AdminContext,
  ): Promise<UserPayload> {
    const key = decodeKeyOf('User', input.userId) ?? 0;
    const outcome = await this.duty.removeApp(staffActor(context), key, input.reason);
    return outcome.done ? this.toPayload(key) : { user: null, userErrors: outcome.refusals };
  }

  private async toPayload(key: number): Promise<UserPayload> {
    const [row] = await this.userReader.findByIds([key]);
    return { user: row ? toUser(row) : null, userErrors: [] };
  }
}
