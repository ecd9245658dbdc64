import { Arg, Ctx, Field, InputType, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import type { IdentitySettings, MfaSettingsService } from '../../../domain/identity/mfa-settings.service';
import { staffActor, type AdminContext } from '../../shared/context';
import { MutationPayload } from '../../shared/user-error.type';

@ObjectType('MfaSettings', {
  description: 'The switches of multi-factor authentication for everybody at once. A site has one of its own: `Site.mfaIsOn`.',
  simpleResolvers: true,
})
class MfaSettingsType {
  @Field(() => Boolean, { description: 'Whether it is on for the users of every site, whatever the site says.' })
  onAllSites: boolean;

  @Field(() => Boolean, { description: 'Whether it is on for platform users.' })
  onPlatform: boolean;

  @Field(() => Int, { description: 'Grows with each change; `mfaSettingsUpdate` takes the one you have seen.' })
  version: number;
}

@InputType('MfaSettingsUpdateInput', { description: 'New values of the switches. What is left out stays as it is.' })
class MfaSettingsUpdateInput {
  @Field(() => Int, { description: 'The `version` you have seen. If it is not the current one, nothing is changed.' })
  version: number;

  @Field(() => Boolean, { nullable: true, description: 'For the users of every site.' })
  onAllSites?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'For platform users.' })
  onPlatform?: boolean | null;
}

@ObjectType('MfaSettingsPayload', { description: 'The answer to a change of the switches.', simpleResolvers: true })
class MfaSettingsPayload extends MutationPayload {
  @Field(() => MfaSettingsType, { nullable: true, description: 'The switches as they are now; null when it was refused.' })
  mfaSettings: MfaSettingsType | null;
}

@Resolver()
export class MfaSettingsResolver {
  constructor(private readonly service: MfaSettingsService) {}

  @Query(() => MfaSettingsType, { nullable: true, description: 'The switches of multi-factor authentication for everybody at once.' })
  async mfaSettings(): Promise<MfaSettingsType> {
    return toMfaSettings(await this.service.find());
  }

  @Mutation(() => MfaSettingsPayload, {
    nullable: true,
    description:
      'Turns the switches; acts at the next log-in, running sessions go on. Sensitive: see `stepUpBegin`. Refusals: `CHANGED_MEANWHILE` when somebody else turned them since.',
  })
  async mfaSettingsUpdate(
    @Arg('input', () => MfaSettingsUpdateInput, { description: 'The new values.' }) input: MfaSettingsUpdateInput,
    @Ctx() context: AdminContext,
  ): Promise<MfaSettingsPayload> {
    const edit = { mfaOnAllSites: input.onAllSites ?? undefined, mfaOnPlatform: input.onPlatform ?? undefined };
    const outcome = await this.service.update(staffActor(context), input.version, edit);
    return outcome.done
      ? { mfaSettings: toMfaSettings(outcome.value), userErrors: [] }
      : { mfaSettings: null, userErrors: outcome.refusals };
  }
}

function toMfaSettings({ mfaOnAllSites, mfaOnPlatform, version }: IdentitySettings): MfaSettingsType {
  return { onAllSites: mfaOnAllSites, onPlatform: mfaOnPlatform, version };
}
