import { setTimeout as pause } from 'node:timers/promises';
import type { Container } from './container';
import type { CustomerSyncAttempt } from './domain/sync/customer-sync-work';
import { attemptName } from './jobs/customer-sync.job';
import type { Actor } from './kernel/actor';
import { instantOf } from './kernel/instant';
import { OperatorError } from './process';

const LOOK_EVERY_MS = 500;

/**
 * Syncs the customer with that account number here and now, or waits for the worker that is at it already; says in a sentence how it went.
 * @throws OperatorError when the account is not known here or its sync did not succeed.
 */
export async function syncCustomer(container: Container, actor: Actor, accountNumber: string): Promise<string> {
  const [account, ...others] = await container.accounts.findByNumbers([accountNumber]);
  if (!account) throw new OperatorError(`Not known here: account ${accountNumber}. Has a sync run?`);
  if (others.length > 0)
    throw new OperatorError(`${others.length + 1} accounts have the number ${accountNumber}: sync everything instead.`);
  const requested = await container.customerSyncQueue.start(actor, account.id);
  if (!requested.done) throw new OperatorError(requested.refusals.map((refusal) => refusal.message).join('\n'));
  for (;;) {
    const claim = await container.customerSyncWork.claim(account.id, attemptName());
    const attempt = claim ? await container.customerSyncWork.attempt(claim) : await endedElsewhere(container, account.id);
    if (attempt) return inWords(attempt, accountNumber);
    await pause(LOOK_EVERY_MS);
  }
}

/** How a worker's attempt ended; undefined while it is not over. */
async function endedElsewhere(container: Container, accountId: number): Promise<CustomerSyncAttempt | undefined> {
  const sync = await container.customerSyncs.find(accountId);
  if (sync?.state === 'FAILED') return { outcome: 'FAILED', error: sync.error ?? 'for a reason not noted' };
  if (sync?.state === 'DONE') return { outcome: 'DONE', recordsWritten: 0, recordsSetAside: 0 };
  if (sync?.state !== 'QUEUED' || sync.error === null) return undefined;
  return { outcome: 'POSTPONED', error: sync.error, nextAttemptAt: instantOf(sync.nextAttemptAt) };
}

function inWords(attempt: CustomerSyncAttempt, accountNumber: string): string {
  switch (attempt.outcome) {
    case 'DONE':
      return attempt.recordsWritten + attempt.recordsSetAside === 0
        ? `Account ${accountNumber} is synced; a worker did it.`
        : `Account ${accountNumber} is synced: ${attempt.recordsWritten} records written, ${attempt.recordsSetAside} set aside.`;
    case 'POSTPONED':
      throw new OperatorError(`${attempt.error} A worker tries again from ${attempt.nextAttemptAt.toISOString()} on.`);
    case 'FAILED':
      throw new OperatorError(`Account ${accountNumber} could not be synced: ${attempt.error}`);
    default:
      throw new OperatorError('Another process took over the sync of this customer. Ask again in a minute.');
  }
}
