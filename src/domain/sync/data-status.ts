import type { Clock } from '../../kernel/clock';
import { instantOf } from '../../kernel/instant';
import { SYNC_KINDS, type SyncKind } from '../../persistence/entities/sync.entity';
import type { CustomerSyncRepository, LinkedAccountSync } from '../../persistence/repositories/customer-sync.repository';
import type { SyncStateRepository } from '../../persistence/repositories/sync-state.repository';

export type { LinkedAccountSync } from '../../persistence/repositories/customer-sync.repository';

/** `LOADING`: an account's sync waits or runs. `DELAYED`: an account's sync failed and nothing was read since, or a kind was not read for too long. */
export type DataState = 'UP_TO_DATE' | 'LOADING' | 'DELAYED';

/** How fresh each kind is. What changed in the servicing system before `readAt` is here; null where the kind was never read. */
export type KindFreshness = readonly { kind: SyncKind; readAt: Date | null }[];

/** How fresh what a user sees is. */
export interface DataStatus {
  state: DataState;
  /** In a sentence for the user. */
  message: string;
  accountsDone: number;
  accountsTotal: number;
  kinds: KindFreshness;
  /** When the kind that lags most was last read; null where one never was. */
  lastSyncedAt: Date | null;
  /** The linked accounts; for staff. */
  accounts: readonly LinkedAccountSync[];
}

/** Tells users and staff how fresh what a user sees is, in two statements at most, however many users are asked for. */
export class DataStatusReader {
  constructor(
    private readonly state: Pick<SyncStateRepository, 'latestGoodRuns'>,
    private readonly syncs: Pick<CustomerSyncRepository, 'listOfUsers'>,
    private readonly clock: Clock,
    /** A kind not read for longer is late. */
    private readonly delayedAfterMs: number,
  ) {}

  /** The same for all users. */
  async kinds(): Promise<KindFreshness> {
    const runs = await this.state.latestGoodRuns();
    return SYNC_KINDS.map((kind) => ({ kind, readAt: runs.find((run) => run.kind === kind)?.startedAt ?? null }));
  }

  /** The accounts linked to each user. */
  accounts(userIds: readonly number[]): Promise<LinkedAccountSync[]> {
    return this.syncs.listOfUsers(userIds);
  }

  /** What the two come to for one user. */
  statusOf(kinds: KindFreshness, accounts: readonly LinkedAccountSync[]): DataStatus {
    return dataStatusOf(kinds, accounts, new Date(this.clock.now().getTime() - this.delayedAfterMs));
  }
}

const MESSAGES: Record<DataState, string> = {
  UP_TO_DATE: 'Everything is up to date.',
  LOADING: 'Your contracts, invoices and payments are being loaded. What is here already can be used meanwhile.',
  DELAYED: 'The latest changes are not here yet: what you see may be somewhat older than usual.',
};

/** Judges how fresh what a user sees is; kinds read before `lateBefore` are late. */
export function dataStatusOf(kinds: KindFreshness, accounts: readonly LinkedAccountSync[], lateBefore: Date): DataStatus {
  const instants = kinds.map(({ readAt }) => readAt?.getTime() ?? null);
  const oldest = instants.includes(null) ? null : Math.min(...(instants as number[]));
  const isLate = oldest === null || oldest < lateBefore.getTime();
  const pending = accounts.filter(({ sync }) => sync?.state === 'QUEUED' || sync?.state === 'RUNNING').length;
  // A sync of everything that began after the failure has brought what the failed one did not.
  const failed = accounts.filter(
    ({ sync }) =>
      sync?.state === 'FAILED' && (oldest === null || sync.finishedAt === null || instantOf(sync.finishedAt).getTime() >= oldest),
  ).length;
  const state = pending > 0 ? 'LOADING' : failed > 0 || isLate ? 'DELAYED' : 'UP_TO_DATE';
  return {
    state,
    message: MESSAGES[state],
    accountsDone: accounts.length - pending - failed,
    accountsTotal: accounts.length,
    kinds,
    lastSyncedAt: oldest === null ? null : new Date(oldest),
    accounts,
  };
}
