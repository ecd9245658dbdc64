import type { Clock } from '../../kernel/clock';
import type { CustomerSyncClaim, CustomerSyncEnd, CustomerSyncRepository } from '../../persistence/repositories/customer-sync.repository';
import { operatorReason } from './sync-error';
import type { SyncService } from './sync.service';

export type { CustomerSyncClaim } from '../../persistence/repositories/customer-sync.repository';

/** The pauses after each attempt that failed; after the last one, some eight hours in all, it is given up. */
const PAUSES_SECONDS = [10, 30, 120, 300, 900, 1_800, 3_600, 7_200, 14_400];

/** How an attempt ended. `LOST`: another process took over, and its attempt counts. `GIVEN_BACK`: stopped before its time, to be done by another. */
export type CustomerSyncAttempt = Ended | { outcome: 'LOST' | 'GIVEN_BACK' };

type Done = { outcome: 'DONE'; recordsWritten: number; recordsSetAside: number };
type Failed = { outcome: 'FAILED'; error: string };
type Ended = Done | Failed | { outcome: 'POSTPONED'; error: string; nextAttemptAt: Date };

/** What the work is done with. */
export interface CustomerSyncWorkParts {
  syncs: CustomerSyncRepository;
  sync: Pick<SyncService, 'syncCustomer'>;
  clock: Clock;
  /** How long a dead process keeps others from its customer. Default 20 000. */
  claimTtlMs?: number;
}

/** Does what the queue of customers asks for, one customer at a time and each by one process at a time. */
export class CustomerSyncWork {
  private readonly ttlMs: number;

  constructor(private readonly parts: CustomerSyncWorkParts) {
    this.ttlMs = parts.claimTtlMs ?? 20_000;
  }

  /** The next customer who is due; undefined when there is none. */
  claimNext(holder: string): Promise<CustomerSyncClaim | undefined> {
    return this.parts.syncs.claimNext(holder, this.ttlMs, this.parts.clock.now());
  }

  /** This customer; undefined when it is not due or another process has it. */
  claim(accountId: number, holder: string): Promise<CustomerSyncClaim | undefined> {
    return this.parts.syncs.claim(accountId, holder, this.ttlMs, this.parts.clock.now());
  }

  /** Makes one attempt and writes down how it ended; only a lost database is thrown, and the claim then expires. */
  async attempt(claim: CustomerSyncClaim, stop?: AbortSignal): Promise<CustomerSyncAttempt> {
    const { syncs, clock } = this.parts;
    // What ends the process in the midst of each attempt must not do so for ever.
    if (claim.attempts > PAUSES_SECONDS.length + 1) return this.end(claim, broken(claim.attempts - 1));
    const lost = new AbortController();
    const renewal = setInterval(() => {
      const beat = syncs.renew(claim, this.ttlMs).then((held) => held || lost.abort(new Error('Another process took over.')));
      // A renewal that fails is made up for by the next one; if none is, the claim expires and another process finds it.
      beat.catch(() => undefined);
    }, this.ttlMs / 3);
    try {
      const result = await this.read(claim, AbortSignal.any(stop ? [stop, lost.signal] : [lost.signal]));
      if (result.outcome === 'FAILED' && stop?.aborted) {
        await syncs.giveBack(claim);
        return { outcome: 'GIVEN_BACK' };
      }
      if (lost.signal.aborted) return { outcome: 'LOST' };
      return await this.end(
        claim,
        result.outcome === 'FAILED' && result.mayPass ? this.postponed(claim, result.error, clock.now()) : result,
      );
    } finally {
      clearInterval(renewal);
    }
  }

  private async read({ accountId }: CustomerSyncClaim, signal: AbortSignal): Promise<Done | (Failed & { mayPass: boolean })> {
    try {
      const { outcome, recordsWritten, recordsSetAside } = await this.parts.sync.syncCustomer(accountId, signal);
      if (outcome === 'SUCCEEDED') return { outcome: 'DONE', recordsWritten, recordsSetAside };
      return { outcome: 'FAILED', error: 'The servicing system knows no such account; the next sync removes it here.', mayPass: false };
    } catch (error) {
      return { outcome: 'FAILED', error: operatorReason(error), mayPass: true };
    }
  }

  private postponed({ attempts }: CustomerSyncClaim, error: string, now: Date): Ended {
    const pause = PAUSES_SECONDS[attempts - 1];
    if (pause === undefined) return { outcome: 'FAILED', error };
    return { outcome: 'POSTPONED', error, nextAttemptAt: new Date(now.getTime() + pause * 1000) };
  }

  private async end(claim: CustomerSyncClaim, attempt: Ended): Promise<CustomerSyncAttempt> {
    const held = await this.parts.syncs.finish(claim, toEnd(attempt, this.parts.clock.now()));
    return held ? attempt : { outcome: 'LOST' };
  }
}

function broken(attempts: number): Failed {
  return { outcome: 'FAILED', error: `Given up: the process ended before its time in the last of ${attempts} attempts.` };
}

function toEnd(attempt: Ended, at: Date): CustomerSyncEnd {
  switch (attempt.outcome) {
    case 'DONE':
      return { state: 'DONE', error: null, at };
    case 'FAILED':
      return { state: 'FAILED', error: attempt.error, at };
    case 'POSTPONED':
      return { state: 'QUEUED', error: attempt.error, at, nextAttemptAt: attempt.nextAttemptAt };
  }
}
