import { Field, ID, Int, ObjectType } from 'type-graphql';
import {
  SYNC_KINDS,
  type SetAsideRow,
  type SyncKind,
  type SyncMode,
  type SyncOutcome,
  type SyncRunRow,
} from '../../../domain/sync/sync-reader';
import { connectionType } from '../../shared/connection';
import { describedEnum } from '../../shared/enum';
import { encodeNodeId } from '../../shared/node-id';
import { DateTime } from '../../shared/scalars';
import { SyncKindEnum, toKindWord, type SyncKindWord } from '../../types/sync/sync-kind-enum';

export const SyncModeEnum = describedEnum<SyncMode>('SyncMode', 'How much is pulled.', {
  INCREMENTAL: 'What has changed since the last pull.',
  FULL: 'Everything; what is gone is removed.',
  CUSTOMER: 'All of one customer.',
});

const SyncOutcomeEnum = describedEnum<SyncOutcome>('SyncOutcome', 'How a pull stands.', {
  RUNNING: 'Not over yet.',
  SUCCEEDED: 'Read to the end.',
  FAILED: 'Broken off; the next one goes on from there.',
  HALTED: 'Stopped because the servicing database was restored; a full sync is needed.',
});

@ObjectType('SyncRun', { description: 'One pull of one kind.', simpleResolvers: true })
export class SyncRunType {
  @Field(() => ID, { description: 'Opaque and stable.' })
  id: string;

  @Field(() => SyncKindEnum, { description: 'What was pulled.' })
  kind: SyncKindWord;

  @Field(() => SyncModeEnum, { description: 'How much was pulled.' })
  mode: SyncMode;

  @Field(() => SyncOutcomeEnum, { description: 'How it ended.' })
  outcome: SyncOutcome;

  @Field(() => DateTime, { description: 'When it started.' })
  startedAt: string;

  @Field(() => DateTime, { nullable: true, description: 'When it ended; null while it runs.' })
  finishedAt: string | null;

  @Field(() => Int, { description: 'Records written.' })
  recordsWritten: number;

  @Field(() => Int, { description: 'Records removed because they are gone from the servicing system.' })
  recordsRemoved: number;

  @Field(() => Int, { description: 'Records set aside because they could not be read.' })
  recordsSetAside: number;

  @Field(() => String, { nullable: true, description: 'What went wrong, in plain words; null when nothing did.' })
  error: string | null;
}

@ObjectType('SyncKindStatus', { description: 'How fresh one kind is.', simpleResolvers: true })
export class SyncKindStatusType {
  @Field(() => SyncKindEnum, { description: 'The kind.' })
  kind: SyncKindWord;

  @Field(() => SyncRunType, { nullable: true, description: 'The latest pull; null before the first.' })
  lastRun: SyncRunType | null;

  @Field(() => DateTime, { nullable: true, description: 'When the last pull that ended well was over; null before the first.' })
  lastSucceededAt: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Seconds since the last pull that ended well began: what changed before is here. Null before the first.',
  })
  lagSeconds: number | null;

  @Field(() => Int, { description: 'Records that wait to become readable.' })
  setAsideCount: number;
}

@ObjectType('SetAsideRecord', {
  description: 'A record that could not be read. It is replaced as soon as a readable one arrives.',
  simpleResolvers: true,
})
export class SetAsideRecordType {
  @Field(() => SyncKindEnum, { description: 'The kind of record.' })
  kind: SyncKindWord;

  @Field(() => String, {
    description: "The record's number in the servicing system, or its place in the feed where even that was unreadable.",
  })
  recordKey: string;

  @Field(() => String, { description: 'Which field could not be read, and why.' })
  reason: string;

  @Field(() => DateTime, { description: 'When it was set aside.' })
  setAsideAt: string;
}

export const SyncRunConnection = connectionType('SyncRun', SyncRunType, 'sync runs');
export const SetAsideRecordConnection = connectionType('SetAsideRecord', SetAsideRecordType, 'records set aside');

export function toSyncRun(row: SyncRunRow): SyncRunType {
  return {
    ...row,
    id: encodeNodeId('SyncRun', row.id),
    kind: toKindWord(row.kind),
    startedAt: row.startedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

export function toSetAsideRecord(row: SetAsideRow): SetAsideRecordType {
  return { kind: toKindWord(row.kind), recordKey: row.recordKey, reason: row.reason, setAsideAt: row.setAsideAt.toISOString() };
}

/** The freshness of every kind, in the order they are pulled. */
export function toStatus(
  latest: SyncRunRow[],
  good: SyncRunRow[],
  setAside: { kind: SyncKind; total: number }[],
  now: Date,
): SyncKindStatusType[] {
  return SYNC_KINDS.map((kind) => {
    const run = latest.find((row) => row.kind === kind);
    const succeeded = good.find((row) => row.kind === kind);
    return {
      kind: toKindWord(kind),
      lastRun: run ? toSyncRun(run) : null,
      lastSucceededAt: succeeded?.finishedAt?.toISOString() ?? null,
      lagSeconds: succeeded ? Math.floor((now.getTime() - succeeded.startedAt.getTime()) / 1000) : null,
      setAsideCount: setAside.find((row) => row.kind === kind)?.total ?? 0,
    };
  });
}
