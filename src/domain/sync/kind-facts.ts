import { SYNC_KINDS, type SyncKind } from '../../persistence/entities/sync.entity';

/** How often a kind is pulled: `FREQUENT` every quarter of an hour, `DAILY` in the small hours (domain.md §5). */
export type Cadence = 'FREQUENT' | 'DAILY';

interface KindFacts {
  cadence: Cadence;
  /** Pulled after these when they are due as well, so that what it refers to is here. */
  refersTo: readonly SyncKind[];
  /** Kinds of one lane are never pulled at the same time. */
  lane: string;
  /** So many records of other kinds weigh as much as one of it; 1 when left out. */
  weight?: number;
}

/**
 * What is known of each kind. Payments and invoices share a lane: invoices brought before the payments that settled them would let somebody pay twice
 * what is open no more, so that payments are never newer than the invoices they are matched against.
 */
export const KIND_FACTS: Readonly<Record<SyncKind, KindFacts>> = {
  accounts: { cadence: 'FREQUENT', refersTo: [], lane: 'accounts' },
  contacts: { cadence: 'FREQUENT', refersTo: ['accounts'], lane: 'contacts' },
  locations: { cadence: 'FREQUENT', refersTo: ['accounts'], lane: 'locations' },
  contracts: { cadence: 'FREQUENT', refersTo: ['accounts'], lane: 'contracts' },
  payments: { cadence: 'FREQUENT', refersTo: ['contracts'], lane: 'money' },
  invoices: { cadence: 'FREQUENT', refersTo: ['contracts', 'payments'], lane: 'money' },
  assets: { cadence: 'DAILY', refersTo: ['contracts', 'locations'], lane: 'assets' },
  schedules: { cadence: 'DAILY', refersTo: ['contracts'], lane: 'schedules', weight: 4 },
  principalAndInterest: { cadence: 'DAILY', refersTo: ['contracts'], lane: 'principalAndInterest' },
  linesOfCredit: { cadence: 'DAILY', refersTo: ['accounts', 'contracts'], lane: 'linesOfCredit' },
};

/** The name of the lease that a pull of the kind runs under, however it was started. */
export function leaseNameOf(kind: SyncKind): string {
  return `sync ${KIND_FACTS[kind].lane}`;
}

/** How many records of a kind make a page as heavy as one of `pageSize` records of an ordinary kind. */
export function recordsPerPage(kind: SyncKind, pageSize: number): number {
  return Math.ceil(pageSize / (KIND_FACTS[kind].weight ?? 1));
}

/** The names of all leases that kinds are pulled under. */
export const SYNC_LEASES: readonly string[] = [...new Set(SYNC_KINDS.map(leaseNameOf))];

/** Whether the kind refers to one of these, and so waits for them. */
export function waitsFor(kind: SyncKind, busy: ReadonlySet<SyncKind>): boolean {
  return KIND_FACTS[kind].refersTo.some((other) => busy.has(other));
}
