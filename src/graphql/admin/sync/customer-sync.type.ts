import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { CustomerSyncReason, CustomerSyncRow, CustomerSyncState } from '../../../domain/sync/customer-sync-queue';
import { describedEnum } from '../../shared/enum';
import { encodeNodeId } from '../../shared/node-id';
import { DateTime, toInstant } from '../../shared/scalars';
import { AccountType } from '../../types/accounts/account.type';

const CustomerSyncStateEnum = describedEnum<CustomerSyncState>('CustomerSyncState', 'How the sync of one customer stands.', {
  QUEUED: 'Waits for a worker, or for the next attempt when one has failed.',
  RUNNING: 'Under way.',
  DONE: 'All of the customer is here.',
  FAILED: 'Given up; `error` says why.',
});

const CustomerSyncReasonEnum = describedEnum<CustomerSyncReason>('CustomerSyncReason', 'Why the sync of a customer was asked for.', {
  USER_CREATED: 'A user with this account was created.',
  LINKED: 'The account was linked to a user.',
  ENROLLED: 'A user registered by themself.',
  IMPORTED: 'A file of users names the account. Such syncs wait for all others.',
  STAFF: 'By hand.',
});

@ObjectType('CustomerSync', {
  description: 'The latest sync of one customer, which brings all of the customer at once.',
  simpleResolvers: true,
})
export class CustomerSyncType {
  @Field(() => ID, { description: "The account's id, as `customerSyncStart` takes it." })
  accountId: string;

  @Field(() => AccountType, { nullable: true, description: 'The account; null when it has left the servicing system.' })
  account: AccountType | null;

  @Field(() => CustomerSyncStateEnum, { nullable: true, description: 'How it stands; null when none was ever asked for.' })
  state: CustomerSyncState | null;

  @Field(() => CustomerSyncReasonEnum, { nullable: true, description: 'Why it was asked for.' })
  reason: CustomerSyncReason | null;

  @Field(() => Int, { description: 'Attempts since it was asked for.' })
  attempts: number;

  @Field(() => String, { nullable: true, description: 'What went wrong at the latest attempt, in plain words; null when nothing did.' })
  error: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was asked for.' })
  requestedAt: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When the latest attempt started; null before the first.' })
  startedAt: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When the latest attempt ended; null while it runs.' })
  finishedAt: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When the next attempt is due; null unless it is queued.' })
  nextAttemptAt: string | null;
}

/** The sync of an account as staff are shown it. */
export function toCustomerSync(accountId: number, account: AccountType | null, sync: CustomerSyncRow | null): CustomerSyncType {
  const instant = (text: string | null | undefined): string | null => (text == null ? null : toInstant(text));
  return {
    accountId: encodeNodeId('Account', accountId),
    account,
    state: sync?.state ?? null,
    reason: sync?.reason ?? null,
    attempts: sync?.attempts ?? 0,
    error: sync?.error ?? null,
    requestedAt: instant(sync?.requestedAt),
    startedAt: instant(sync?.startedAt),
    finishedAt: instant(sync?.finishedAt),
    nextAttemptAt: sync?.state === 'QUEUED' ? instant(sync.nextAttemptAt) : null,
  };
}
