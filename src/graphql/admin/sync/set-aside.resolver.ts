import { Arg, Args, Ctx, Field, FieldResolver, InputType, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { maskedPayload } from '../../../domain/sync/masked-payload';
import type { SetAsideRetry } from '../../../domain/sync/set-aside-retry';
import { SYNC_KINDS, type SyncKind, type SyncReader } from '../../../domain/sync/sync-reader';
import { badInput } from '../../../kernel/fault';
import { resolvePage, type Position } from '../../../kernel/page';
import { connect, type ConnectionOf } from '../../shared/connection';
import { staffActor, type AdminContext } from '../../shared/context';
import { MutationPayload } from '../../shared/user-error.type';
import { SyncKindEnum, type SyncKindWord, toKind } from '../../types/sync/sync-kind-enum';
import { SetAsideRecordConnection, SetAsideRecordType, SetAsideRetryType, toSetAsideRecord } from './set-aside.type';
import { SyncListArguments } from './sync-list.input';

@InputType('SetAsideRecordsRetryInput', { description: 'Records to read again.' })
class SetAsideRecordsRetryInput {
  @Field(() => SyncKindEnum, { description: 'Their kind.' })
  kind: SyncKindWord;

  @Field(() => String, { nullable: true, description: 'Only the record of this `recordKey`; else the 200 of the kind that wait longest.' })
  recordKey?: string | null;
}

@ObjectType('SetAsideRecordsRetryPayload', { description: 'The answer to the reading again of records.', simpleResolvers: true })
class SetAsideRecordsRetryPayload extends MutationPayload {
  @Field(() => SetAsideRetryType, { nullable: true, description: 'What became of them; null when refused.' })
  retry: SetAsideRetryType | null;
}

/** Records that could not be read, and another try at them. */
@Resolver(() => SetAsideRecordType)
export class SetAsideResolver {
  constructor(
    private readonly syncReader: SyncReader,
    private readonly retry: SetAsideRetry,
  ) {}

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

  @FieldResolver(() => String, {
    nullable: true,
    description:
      "The record as it came, for administrators only, with whatever may be somebody's name, address, number or words told by its length alone: it shows where a record is wrong, and is no way round what staff may see of customers. Null where it is no whole JSON.",
  })
  payload(@Root() record: SetAsideRecordType): string | null {
    return maskedPayload(record.asItCame);
  }

  @Mutation(() => SetAsideRecordsRetryPayload, {
    nullable: true,
    description:
      'Reads records that could not be read again, at once: as after they were put right, or once the portal has learnt to read them. Nothing newer is overwritten. Refusals: `UNKNOWN_RECORD`, `SYNC_RUNNING` while the kind is being synced, `SYNC_HALTED`, `UNSUPPORTED_VERSION`.',
  })
  async setAsideRecordsRetry(
    @Arg('input', () => SetAsideRecordsRetryInput, { description: 'The records.' }) input: SetAsideRecordsRetryInput,
    @Ctx() context: AdminContext,
  ): Promise<SetAsideRecordsRetryPayload> {
    const kind = toKind(input.kind);
    if (!kind) throw badInput('Say which kind.');
    const outcome = await this.retry.retry(staffActor(context), { kind, recordKey: input.recordKey ?? undefined });
    return outcome.done ? { retry: outcome.value, userErrors: [] } : { retry: null, userErrors: outcome.refusals };
  }
}

function toSetAsideKey(position: Position): { kind: SyncKind; recordKey: string } {
  const [word, ...key] = String(position.value).split(' ');
  const kind = SYNC_KINDS.find((candidate) => candidate === word);
  if (!kind) throw badInput('That cursor is malformed.');
  return { kind, recordKey: key.join(' ') };
}
