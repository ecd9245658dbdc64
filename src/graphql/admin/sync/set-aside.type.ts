import { Field, Int, ObjectType } from 'type-graphql';
import type { SetAsideRetryReport } from '../../../domain/sync/set-aside-retry';
import type { SetAsideRow } from '../../../domain/sync/sync-reader';
import { connectionType } from '../../shared/connection';
import { DateTime } from '../../shared/scalars';
import { SyncKindEnum, toKindWord, type SyncKindWord } from '../../types/sync/sync-kind-enum';

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

  @Field(() => String, {
    nullable: true,
    description: 'Its place in the feed, from where `setAsideRecordsRetry` reads it again; null where it came with a customer.',
  })
  sequence: string | null;

  @Field(() => String, { description: 'Which field could not be read, and why.' })
  reason: string;

  @Field(() => DateTime, { description: 'When it was set aside, or last tried again.' })
  setAsideAt: string;

  /** As it came; shown by a field of its own, masked and to administrators only. */
  asItCame: string;
}

@ObjectType('SetAsideRetry', { description: 'What became of records that were read again.', simpleResolvers: true })
export class SetAsideRetryType implements SetAsideRetryReport {
  @Field(() => Int, { description: 'Records that are here now, or are gone from the servicing system and from here.' })
  applied: number;

  @Field(() => Int, { description: 'Records that still cannot be read; their reasons are up to date.' })
  stillUnreadable: number;

  @Field(() => Int, {
    description: 'Records that have changed in the servicing system meanwhile: a sync of the kind, which was asked for, brings them.',
  })
  changedSince: number;

  @Field(() => Int, {
    description: 'Records that came with a customer and not with the feed: `customerSyncStart` of that customer brings them.',
  })
  needCustomerSync: number;

  @Field(() => Boolean, { description: 'Whether others of the kind were not tried: ask again.' })
  hasMore: boolean;
}

export const SetAsideRecordConnection = connectionType('SetAsideRecord', SetAsideRecordType, 'records set aside');

export function toSetAsideRecord(row: SetAsideRow): SetAsideRecordType {
  const { recordKey, reason, payload } = row;
  const sequence = row.sequence === null ? null : String(row.sequence);
  return { kind: toKindWord(row.kind), recordKey, sequence, reason, setAsideAt: row.setAsideAt.toISOString(), asItCame: payload };
}
