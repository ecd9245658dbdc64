import type { SyncKind, SyncMode, SyncOutcome } from '../../persistence/entities/sync.entity';
import type { Lease } from '../../persistence/repositories/job-lease.repository';

/** How far a running pull is. */
export interface SyncProgress {
  kind: SyncKind;
  /** Read so far in this run: written, removed and set aside together. */
  records: number;
  recordsPerSecond: number;
  /** Of what there is to read: 0 … 1. */
  share: number;
  /** Null while nothing can be said. */
  secondsLeft: number | null;
}

/** How to pull. */
export interface SyncOptions {
  mode: Exclude<SyncMode, 'CUSTOMER'>;
  /** Nothing is written once another runner holds the lease. */
  lease: Lease;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: SyncProgress) => void) | undefined;
  /** Lets a pull remove more than the set share of a kind, as after a restore of a far older backup. */
  acceptMassRemoval?: boolean | undefined;
}

/** How the pull of one kind ended. */
export interface KindReport {
  kind: SyncKind;
  outcome: Exclude<SyncOutcome, 'RUNNING'>;
  recordsWritten: number;
  recordsRemoved: number;
  recordsSetAside: number;
  durationMs: number;
  /** In plain words, for operators. */
  error: string | null;
}

/** How a pull ended: the worst outcome of its kinds; `FAILED` too when it was stopped before all had their turn. */
export interface SyncReport {
  outcome: KindReport['outcome'];
  kinds: KindReport[];
}

/** How the pull of one customer ended. */
export interface CustomerSyncReport {
  outcome: 'SUCCEEDED' | 'NOT_FOUND';
  recordsWritten: number;
  recordsSetAside: number;
}
