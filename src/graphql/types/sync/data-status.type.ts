import { Field, Int, ObjectType } from 'type-graphql';
import type { DataState, DataStatus, LinkedAccountSync } from '../../../domain/sync/data-status';
import { describedEnum } from '../../shared/enum';
import { DateTime } from '../../shared/scalars';
import { SyncKindEnum, toKindWord, type SyncKindWord } from './sync-kind-enum';

const DataStateEnum = describedEnum<DataState>('DataState', 'How fresh what a user sees is.', {
  UP_TO_DATE: 'As fresh as it is meant to be.',
  LOADING:
    'An account linked to the user is just being loaded from the servicing system, as after the user was created. Ask again in some seconds.',
  DELAYED:
    'Older than it is meant to be: the servicing system is being restored, could not be read for a while, or not for one of the accounts.',
});

@ObjectType('DataProgress', { description: 'How many of the accounts linked to a user are loaded.', simpleResolvers: true })
export class DataProgressType {
  @Field(() => Int, { description: 'Accounts that are loaded.' })
  accountsDone: number;

  @Field(() => Int, { description: 'Accounts linked to the user.' })
  accountsTotal: number;
}

@ObjectType('DataKindStatus', { description: 'How fresh one kind of data is.', simpleResolvers: true })
export class DataKindStatusType {
  @Field(() => SyncKindEnum, { description: 'The kind.' })
  kind: SyncKindWord;

  @Field(() => DateTime, {
    nullable: true,
    description: 'What changed in the servicing system before this moment is here; null before the first sync.',
  })
  syncedAt: string | null;
}

@ObjectType('DataStatus', {
  description: 'How fresh what a user sees is. Cheap enough to be asked every few seconds.',
  simpleResolvers: true,
})
export class DataStatusType {
  @Field(() => DataStateEnum, { description: 'How fresh it is, in a word.' })
  state: DataState;

  @Field(() => String, { description: 'The same in a sentence to show to the user.' })
  message: string;

  @Field(() => DataProgressType, { description: 'How far the loading of the linked accounts is.' })
  progress: DataProgressType;

  @Field(() => [DataKindStatusType], { description: 'How fresh each kind is.' })
  kinds: DataKindStatusType[];

  @Field(() => DateTime, {
    nullable: true,
    description:
      'The `syncedAt` of the kind that lags most, of those that are read several times an hour; null while one was never synced.',
  })
  lastSyncedAt: string | null;

  /** For staff; not part of the portal's schema. */
  linked: readonly LinkedAccountSync[];
}

export function toDataStatus(status: DataStatus): DataStatusType {
  const { state, message, accountsDone, accountsTotal, kinds, lastSyncedAt, accounts } = status;
  return {
    state,
    message,
    progress: { accountsDone, accountsTotal },
    kinds: kinds.map(({ kind, readAt }) => ({ kind: toKindWord(kind), syncedAt: readAt?.toISOString() ?? null })),
    lastSyncedAt: lastSyncedAt?.toISOString() ?? null,
    linked: accounts,
  };
}
