import type { Clock } from '../../kernel/clock';
import { instantOf } from '../../kernel/instant';
import { SYNC_KINDS, type SyncKind } from '../../persistence/entities/sync.entity';
import type { CustomerSyncRepository, LinkedAccountSync } from '../../persistence/repositories/customer-sync.repository';
import type { SyncStandingRepository } from '../../persistence/repositories/sync-standing.repository';
import type { SyncStateRepository } from '../../persistence/repositories/sync-state.repository';
import { KIND_FACTS } from './kind-facts';
import type { KindLateness } from './kind-lateness';

export type { LinkedAccountSync } from '../../persistence/repositories/customer-sync.repository';

/**
 * `LOADING`: an account's sync waits or runs. `DELAYED`: the sync stands still, an account's sync failed and nothing was read since, or a kind was not
 * read for too long.
 */
export type DataState = 'UP_TO_DATE' | 'LOADING' | 'DELAYED';

/** How fresh each kind is. What changed in the servicing system before `readAt` is here; null where the kind was never read. */
export type KindFreshness = readonly { kind: SyncKind; readAt: Date | null; isOn: boolean }[];

/** How fresh the book is, the same for all users. */
export interface BookStanding {
  kinds: KindFreshness;
  /** Since when the sync stands still; null while it does not. */
  haltedAt: Date | null;
}

/** How fresh what a user sees is. */
export interface DataStatus {
  state: DataState;
  /** In a sentence for the user. */
  message: string;
  accountsDone: number;
  accountsTotal: number;
  kinds: KindFreshness;
  /** When the kind that lags most was last read, of those that are read several times an hour; null where one never was. */
  lastSyncedAt: Date | null;
  /** The linked accounts; for staff. */
  accounts: readonly LinkedAccountSync[];
}

/** What freshness is judged by. */
export interface FreshnessRules {
  lateness: KindLateness;
  /** IANA; the finance company's, in which users are told times. */
  timeZone: string;
}

/** Where the reader looks. */
export interface DataStatusParts extends FreshnessRules {
  state: Pick<SyncStateRepository, 'latestGoodRuns'>;
  standing: Pick<SyncStandingRepository, 'find'>;
  syncs: Pick<CustomerSyncRepository, 'listOfUsers'>;
  clock: Clock;
}

/** Tells users and staff how fresh what a user sees is, in three statements at most, however many users are asked for. */
export class DataStatusReader {
  constructor(private readonly parts: DataStatusParts) {}

  /** The same for all users. */
  async standing(): Promise<BookStanding> {
    const [runs, { haltedAt, kinds }] = await Promise.all([this.parts.state.latestGoodRuns(), this.parts.standing.find()]);
    const freshness = SYNC_KINDS.map((kind) => ({
      kind,
      readAt: runs.find((run) => run.kind === kind)?.startedAt ?? null,
      isOn: kinds.find((row) => row.kind === kind)?.isOn ?? true,
    }));
    return { kinds: freshness, haltedAt };
  }

  /** The accounts linked to each user. */
  accounts(userIds: readonly number[]): Promise<LinkedAccountSync[]> {
    return this.parts.syncs.listOfUsers(userIds);
  }

  /** What the two come to for one user. */
  statusOf(standing: BookStanding, accounts: readonly LinkedAccountSync[]): DataStatus {
    return dataStatusOf(standing, accounts, this.parts, this.parts.clock.now());
  }
}

const MESSAGES: Record<DataState, string> = {
  UP_TO_DATE: 'Everything is up to date.',
  LOADING: 'Your contracts, invoices and payments are being loaded. What is here already can be used meanwhile.',
  DELAYED: 'The latest changes are not here yet: what you see may be somewhat older than usual.',
};

/** Judges how fresh what a user sees is now. Kinds that are switched off make nothing late. */
export function dataStatusOf(
  { kinds, haltedAt }: BookStanding,
  accounts: readonly LinkedAccountSync[],
  rules: FreshnessRules,
  now: Date,
): DataStatus {
  const awaited = kinds.filter((kind) => kind.isOn);
  const oldest = oldestOf(awaited);
  const frequent = awaited.filter(({ kind }) => KIND_FACTS[kind].cadence === 'FREQUENT');
  const lastSyncedAt = frequent.length > 0 ? oldestOf(frequent) : oldestOf(kinds);
  const isLate = awaited.some((kind) => rules.lateness.isLate(kind, now));
  const pending = accounts.filter(({ sync }) => sync?.state === 'QUEUED' || sync?.state === 'RUNNING').length;
  const failed = accounts.filter((account) => isMissing(account, oldest)).length;
  // While the sync stands still no account can be loaded either.
  const state = haltedAt ? 'DELAYED' : pending > 0 ? 'LOADING' : failed > 0 || isLate ? 'DELAYED' : 'UP_TO_DATE';
  return {
    state,
    message: haltedAt ? haltMessage(lastSyncedAt, rules.timeZone) : MESSAGES[state],
    accountsDone: accounts.length - pending - failed,
    accountsTotal: accounts.length,
    kinds,
    lastSyncedAt,
    accounts,
  };
}

/** Null where one was never read. */
function oldestOf(kinds: KindFreshness): Date | null {
  const instants = kinds.map(({ readAt }) => readAt?.getTime() ?? null);
  return instants.length === 0 || instants.includes(null) ? null : new Date(Math.min(...(instants as number[])));
}

/** A sync of everything that began after the failure has brought what the failed one did not. */
function isMissing({ sync }: LinkedAccountSync, oldest: Date | null): boolean {
  if (sync?.state !== 'FAILED') return false;
  return oldest === null || sync.finishedAt === null || instantOf(sync.finishedAt) >= oldest;
}

function haltMessage(lastSyncedAt: Date | null, timeZone: string): string {
  const pause = "The finance company's system is being restored or checked, and updates are paused until that is done.";
  return lastSyncedAt === null ? pause : `${pause} What you see is as of ${momentInWords(lastSyncedAt, timeZone)}.`;
}

/** For example "24 November 2026, 9:15 PM CST". */
function momentInWords(moment: Date, timeZone: string): string {
  const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone }).format(moment);
  const time = new Intl.DateTimeFormat('en-US', { hour: 'numeric', minute: '2-digit', timeZoneName: 'short', timeZone }).format(moment);
  return `${day}, ${time.replace(/\s/g, ' ')}`;
}
