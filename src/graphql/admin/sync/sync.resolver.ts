import { Arg, Args, Ctx, Field, InputType, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import type { SyncReader } from '../../../domain/sync/sync-reader';
import type { HandStartedSync } from '../../../domain/sync/hand-started-sync';
import { resolvePage } from '../../../kernel/page';
import { connect, type ConnectionOf } from '../../shared/connection';
import { staffActor, type AdminContext } from '../../shared/context';
import { describedEnum } from '../../shared/enum';
import { MutationPayload } from '../../shared/user-error.type';
import { SyncKindEnum, toKind, type SyncKindWord } from '../../types/sync/sync-kind-enum';
import { SyncListArguments } from './sync-list.input';
import { SyncRunConnection, toSyncRun, type SyncRunType } from './sync.types';

type StartableMode = 'FULL' | 'INCREMENTAL';

const StartableModeEnum = describedEnum<StartableMode>('SyncStartMode', 'How much a sync started by hand pulls.', {
  INCREMENTAL: 'What has changed since the last pull.',
  FULL: 'Everything; what is gone is removed. The way out after a restore of the servicing database.',
});

@InputType('SyncStartInput', { description: 'A sync to start.' })
class SyncStartInput {
  @Field(() => StartableModeEnum, { defaultValue: 'INCREMENTAL', description: 'How much to pull.' })
  mode: StartableMode;

  @Field(() => [SyncKindEnum], { defaultValue: [], description: 'Only these kinds; all of them when empty.' })
  kinds: SyncKindWord[];

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      'Lets it remove more than the set share of a kind. Only where you have made sure that the servicing system really holds so few.',
  })
  acceptMassRemoval: boolean;
}

@ObjectType('SyncStartPayload', {
  description: 'The answer to the start of a sync; see `syncHealth` and `syncRuns` for how it goes.',
  simpleResolvers: true,
})
class SyncStartPayload extends MutationPayload {}

@Resolver()
export class SyncResolver {
  constructor(
    private readonly syncReader: SyncReader,
    private readonly starter: HandStartedSync,
  ) {}

  @Query(() => SyncRunConnection, { nullable: true, description: 'Pulls, latest first.' })
  async syncRuns(@Args() args: SyncListArguments): Promise<ConnectionOf<SyncRunType>> {
    const kind = toKind(args.kind);
    const ordering = 'sync runs';
    const page = resolvePage(args, ordering);
    return connect(await this.syncReader.listRuns(kind, page), page, {
      ordering,
      position: (row) => ({ value: row.id, id: row.id }),
      toNode: toSyncRun,
      count: () => this.syncReader.countRuns(kind),
    });
  }

  @Mutation(() => SyncStartPayload, {
    nullable: true,
    description:
      'Asks the workers for a sync, which begins within seconds. A kind that is being synced already is synced again when that is over; a full sync that was broken off is gone on with.',
  })
  async syncStart(
    @Arg('input', () => SyncStartInput, { description: 'How much to pull.' }) input: SyncStartInput,
    @Ctx() context: AdminContext,
  ): Promise<SyncStartPayload> {
    const { mode, acceptMassRemoval: acceptsRemovals } = input;
    const kinds = input.kinds.flatMap((kind) => toKind(kind) ?? []);
    await this.starter.start(staffActor(context), { mode, kinds, acceptsRemovals });
    return { userErrors: [] };
  }
}
