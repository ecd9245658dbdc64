import { Arg, Args, ArgsType, Ctx, Field, InputType, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { SYNC_KINDS, type SyncKind, type SyncReader } from '../../../domain/sync/sync-reader';
import type { HandStartedSync } from '../../../domain/sync/hand-started-sync';
import type { Clock } from '../../../kernel/clock';
import { badInput } from '../../../kernel/fault';
import { resolvePage, type Position } from '../../../kernel/page';
import { connect, type ConnectionOf } from '../../shared/connection';
import { staffActor, type AdminContext } from '../../shared/context';
import { describedEnum } from '../../shared/enum';
import { PagingArguments } from '../../shared/paging';
import { MutationPayload } from '../../shared/user-error.type';
import { SyncKindEnum, toKind, type SyncKindWord } from '../../types/sync/sync-kind-enum';
import {
  SetAsideRecordConnection,
  SyncKindStatusType,
  SyncRunConnection,
  toSetAsideRecord,
  toStatus,
  toSyncRun,
  type SetAsideRecordType,
  type SyncRunType,
} from './sync.types';

type StartableMode = 'FULL' | 'INCREMENTAL';

const StartableModeEnum = describedEnum<StartableMode>('SyncStartMode', 'How much a sync started by hand pulls.', {
  INCREMENTAL: 'What has changed since the last pull.',
  FULL: 'Everything; what is gone is removed. The way out after a restore of the servicing database.',
});

@ArgsType()
class SyncListArguments extends PagingArguments {
  @Field(() => SyncKindEnum, { nullable: true, description: 'Only this kind.' })
  kind?: SyncKindWord | null;
}

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
    private readonly clock: Clock,
  ) {}

  @Query(() => [SyncKindStatusType], { nullable: true, description: 'How fresh each kind is, in the order they are pulled.' })
  async syncStatus(): Promise<SyncKindStatusType[]> {
    const [latest, good, setAside] = await Promise.all([
      this.syncReader.latestRuns(),
      this.syncReader.latestGoodRuns(),
      this.syncReader.countSetAside(),
    ]);
    return toStatus(latest, good, setAside, this.clock.now());
  }

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

  @Query(() => SetAsideRecordConnection, {
    nullable: true,
    description: 'Records that could not be read, by kind and key. Read forwards only.',
  })
  async setAsideRecords(@Args() args: SyncListArguments): Promise<ConnectionOf<SetAsideRecordType>> {
    const kind = toKind(args.kind);
    const ordering = 'records set aside';
    const page = resolvePage(args, ordering);
    if (page.backward) throw badInput('This list is read forwards only: give "first".');
    return connect(await this.syncReader.listSetAside(kind, page.limit + 1, page.from && toSetAsideKey(page.from)), page, {
      ordering,
      position: (row) => ({ value: `${row.kind} ${row.recordKey}`, id: 0 }),
      toNode: toSetAsideRecord,
      count: async () => {
        const totals = await this.syncReader.countSetAside();
        return totals.filter((row) => kind === undefined || row.kind === kind).reduce((sum, row) => sum + row.total, 0);
      },
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

function toSetAsideKey(position: Position): { kind: SyncKind; recordKey: string } {
  const [word, ...key] = String(position.value).split(' ');
  const kind = SYNC_KINDS.find((candidate) => candidate === word);
  if (!kind) throw badInput('That cursor is malformed.');
  return { kind, recordKey: key.join(' ') };
}
