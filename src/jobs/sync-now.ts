import type { SyncMode } from '../domain/sync/sync-reader';
import { SYNC_KINDS, type SyncKind } from '../domain/sync/sync-reader';
import type { KindReport, SyncProgress, SyncReport } from '../domain/sync/sync-report';
import { SyncRounds, type SyncRoundsParts } from './sync-rounds';

/** A sync that somebody waits for. */
export interface SyncRequest {
  mode: Exclude<SyncMode, 'CUSTOMER'>;
  /** All, when left out. */
  kinds?: readonly SyncKind[] | undefined;
  /** Lets it remove more than the set share of a kind. */
  acceptMassRemoval?: boolean | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: SyncProgress) => void) | undefined;
}

/**
 * Asks for a sync and takes part in it until it is over; kinds that other processes pull are waited for and not in the report. What failed stays asked
 * for: workers try it again.
 */
export async function syncNow(parts: SyncRoundsParts, request: SyncRequest): Promise<SyncReport> {
  const { mode, kinds = SYNC_KINDS, acceptMassRemoval = false, signal = new AbortController().signal, onProgress } = request;
  const ended = new Map<SyncKind, KindReport>();
  await parts.scheduled.ensure();
  await parts.scheduled.want(kinds, { mode, acceptsRemovals: acceptMassRemoval });
  const only = new Set(kinds);
  const onReport = (report: KindReport): void => {
    ended.set(report.kind, report);
    // A regular pull that falls due while others still run is the workers'.
    if (report.outcome !== 'FAILED') only.delete(report.kind);
  };
  await new SyncRounds(parts, signal, { only, onProgress, onReport }).bring(kinds, ended);
  const reports = kinds.flatMap((kind) => ended.get(kind) ?? []);
  const outcomes = reports.map((report) => report.outcome);
  const worst = (['HALTED', 'FAILED'] as const).find((outcome) => outcomes.includes(outcome));
  return { outcome: worst ?? (signal.aborted ? 'FAILED' : 'SUCCEEDED'), kinds: reports };
}
