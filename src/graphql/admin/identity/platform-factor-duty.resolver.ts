import { MaxLength, MinLength } from 'class-validator';
import { Arg, Ctx, Field, ID, InputType, Mutation, Resolver } from 'type-graphql';
import type { FactorDutyService } from '../../../domain/identity/factor-duty.service';
import type { PlatformUserReader } from '../../../domain/identity/platform-identity.service';
import { staffActor, type AdminContext } from '../../shared/context';
import { decodeKeyOf } from '../../shared/node-id';
import { PlatformUserPayload, toPlatformUser } from './platform-user.type';

@InputType('PlatformUserRequireAppInput', { description: 'Who must enrol an authenticator app, or no longer need.' })
class PlatformUserRequireAppInput {
  @Field(() => ID, { description: 'The platform user.' })
  platformUserId: string;

  @Field(() => Boolean, { description: 'Whether an app must be enrolled.' })
  isRequired: boolean;
}

@InputType('PlatformUserRemoveAppInput', { description: 'Whose authenticator app to remove, and why.' })
class PlatformUserRemoveAppInput {
  @Field(() => ID, { description: 'The platform user.' })
  platformUserId: string;

  @MinLength(10)
  @MaxLength(500)
  @Field(() => String, { description: 'Why, and how you know that it is them who ask; it is written down.' })
  reason: string;
}

/** What administrators do about the second factors of platform users. */
@Resolver()
export class PlatformFactorDutyResolver {
  constructor(
    private readonly duty: FactorDutyService,
    private readonly platformUsers: PlatformUserReader,
  ) {}

  @Mutation(() => PlatformUserPayload, {
    nullable: true,
    description:
      'Says whether a platform user must enrol an authenticator app. From the next log-in on a session is good for nothing else until it is enrolled. Sensitive: see `stepUpBegin`. No refusals.',
  })
  async platformUserRequireApp(
    @Arg('input', () => PlatformUserRequireAppInput, { description: 'The platform user.' }) input: PlatformUserRequireAppInput,
    @Ctx() context: AdminContext,
  ): Promise<PlatformUserPayload> {
    const key = decodeKeyOf('PlatformUser', input.platformUserId) ?? 0;
    await this.duty.requireApp(staffActor(context), key, input.isRequired);
    return this.toPayload(key);
  }

  @Mutation(() => PlatformUserPayload, {
    nullable: true,
    description:
      "Removes a platform user's authenticator app and its recovery codes when they are lost; they are told by mail. Sensitive: see `stepUpBegin`. Refusals: `NO_APP`.",
  })
  async platformUserRemoveApp(
    @Arg('input', () => PlatformUserRemoveAppInput, { description: 'The platform user and the reason.' }) input: PlatformUserRemoveAppInput,
    @Ctx() context: AdminContext,
  ): Promise<PlatformUserPayload> {
    const key = decodeKeyOf('PlatformUser', input.platformUserId) ?? 0;
    const outcome = await this.duty.removeApp(staffActor(context), key, input.reason);
    return outcome.done ? this.toPayload(key) : { platformUser: null, userErrors: outcome.refusals };
  }

  private async toPayload(key: number): Promise<PlatformUserPayload> {
    const [row] = await this.platformUsers.findByIds([key]);
    return { platformUser: row ? toPlatformUser(row) : null, userErrors: [] };
  }
}
