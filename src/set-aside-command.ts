import type { Container } from './container';
import type { SetAsideRetryReport } from './domain/sync/set-aside-retry';
import { SYNC_KINDS, type SyncKind } from './domain/sync/sync-reader';
import type { Actor } from './kernel/actor';
import { OperatorError } from './process';

/**
 * Reads every record that is set aside again, kind by kind, and says in a line each how it went.
 * @throws OperatorError when a kind is being synced right now or the sync stands still.
 */
export async function retrySetAside(
  container: Pick<Container, 'setAsideRetry' | 'syncState' | 'clock'>,
  actor: Actor,
  kinds: readonly SyncKind[] | undefined,
  print: (line: string) => void,
): Promise<void> {
  const waiting = (await container.syncState.countSetAside()).map((row) => row.kind);
  const wanted = (kinds ?? SYNC_KINDS).filter((kind) => waiting.includes(kind));
  if (wanted.length === 0) print('No record is set aside.');
  for (const kind of wanted) {
    const { applied, stillUnreadable, changedSince, needCustomerSync } = await retryKind(container, actor, kind);
    const later = `${changedSince} have changed since and come with the next sync, ${needCustomerSync} come with the sync of their customer`;
    print(`${kind}: ${applied} read, ${stillUnreadable} still unreadable, ${later}.`);
  }
}

async function retryKind(
  { setAsideRetry, clock }: Pick<Container, 'setAsideRetry' | 'clock'>,
  actor: Actor,
  kind: SyncKind,
): Promise<SetAsideRetryReport> {
  // What stays unreadable counts as set aside anew: without that it would be read for ever.
  const setAsideUntil = clock.now();
  const sum: SetAsideRetryReport = { applied: 0, stillUnreadable: 0, changedSince: 0, needCustomerSync: 0, hasMore: true };
  while (sum.hasMore) {
    const outcome = await setAsideRetry.retry(actor, { kind, setAsideUntil });
    if (!outcome.done) throw new OperatorError(`${kind}: ${outcome.refusals.map((refusal) => refusal.message).join(' ')}`);
    const { applied, stillUnreadable, changedSince, needCustomerSync, hasMore } = outcome.value;
    sum.applied += applied;
    sum.stillUnreadable += stillUnreadable;
    // Those stay where they are: what waits behind too many of them comes with the next sync as well, or with a full one.
    sum.changedSince = Math.max(sum.changedSince, changedSince);
    sum.needCustomerSync = needCustomerSync;
    sum.hasMore = hasMore && applied + stillUnreadable > 0;
  }
  return sum;
}
