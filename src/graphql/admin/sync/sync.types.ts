import { Field, ID, Int, ObjectType } from 'type-graphql';
import { recordsOf, recordsPerSecondOf } from '../../../domain/sync/kind-health';
import type { SyncMode, SyncOutcome, SyncRunRow } from '../../../domain/sync/sync-reader';
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
  HALTED: 'Stopped because the servicing database seems to have been restored, or too much would have been removed; a full sync is needed.',
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

  @Field(() => Int, { description: 'Records read: written, removed and set aside together.' })
  records: number;

  @Field(() => Int, { nullable: true, description: 'Records a second; null while it runs, and for one that took no time to speak of.' })
  recordsPerSecond: number | null;

  @Field(() => Int, { description: 'Records written.' })
  recordsWritten: number;

  @Field(() => Int, { description: 'Records removed because they are gone from the servicing system.' })
  recordsRemoved: number;

  @Field(() => Int, { description: 'Records set aside because they could not be read.' })
  recordsSetAside: number;

  @Field(() => String, { nullable: true, description: 'What went wrong, in plain words; null when nothing did.' })
  error: string | null;
}

export const SyncRunConnection = connectionType('SyncRun', SyncRunType, 'sync runs');

export function toSyncRun(row: SyncRunRow): SyncRunType {
  return {
    ...row,
    id: encodeNodeId('SyncRun', row.id),
    records: recordsOf(row),
    recordsPerSecond: recordsPerSecondOf(row),
    kind: toKindWord(row.kind),
    startedAt: row.startedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}
