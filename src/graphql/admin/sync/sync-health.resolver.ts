import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import type { HandStartedSync } from '../../../domain/sync/hand-started-sync';
import type { SyncHealthReader } from '../../../domain/sync/sync-health.service';
import { staffActor, type AdminContext } from '../../shared/context';
import { MutationPayload } from '../../shared/user-error.type';
import { SyncKindEnum, type SyncKindWord, toKind } from '../../types/sync/sync-kind-enum';
import { SyncHealthType, toSyncHealth } from './sync-health.type';

@InputType('SyncScheduleUpdateInput', { description: 'A kind to switch on or off.' })
class SyncScheduleUpdateInput {
  @Field(() => SyncKindEnum, { description: 'The kind.' })
  kind: SyncKindWord;

  @Field(() => Boolean, { description: 'Whether it is to be pulled regularly; one switched on is due at once.' })
  isOn: boolean;
}

@ObjectType('SyncScheduleUpdatePayload', { description: 'The answer to the switching of a kind.', simpleResolvers: true })
class SyncScheduleUpdatePayload extends MutationPayload {
  @Field(() => SyncHealthType, { description: 'How the sync stands now.' })
  syncHealth: SyncHealthType;
}

/** How the sync stands, and the switches of its kinds. */
@Resolver()
export class SyncHealthResolver {
  constructor(
    private readonly reader: SyncHealthReader,
    private readonly switches: HandStartedSync,
  ) {}

  @Query(() => SyncHealthType, { nullable: true, description: 'How the sync with the servicing system stands, and what to do about it.' })
  async syncHealth(): Promise<SyncHealthType> {
    return toSyncHealth(await this.reader.read());
  }

  @Mutation(() => SyncScheduleUpdatePayload, {
    nullable: true,
    description:
      'Switches regular pulls of a kind on or off. One that is off is pulled only when `syncStart` asks for it, and users are not told that it is late.',
  })
  async syncScheduleUpdate(
    @Arg('input', () => SyncScheduleUpdateInput, { description: 'The kind.' }) input: SyncScheduleUpdateInput,
    @Ctx() context: AdminContext,
  ): Promise<SyncScheduleUpdatePayload> {
    const kind = toKind(input.kind);
    if (kind) await this.switches.switch(staffActor(context), kind, input.isOn);
    return { syncHealth: toSyncHealth(await this.reader.read()), userErrors: [] };
  }
}
