import type { KindStanding } from '../../persistence/repositories/sync-standing.repository';
import type { SyncRunRow } from '../../persistence/repositories/sync-state.repository';
import type { SyncKind, SyncMode } from '../../persistence/entities/sync.entity';
import { type Cadence, KIND_FACTS, leaseNameOf } from './kind-facts';
import type { KindLateness } from './kind-lateness';

/** A pull that is under way now. */
export interface RunningPull {
  mode: SyncMode;
  startedAt: Date;
  records: number;
  /** Null while nothing can be said. */
  recordsPerSecond: number | null;
  /** Of what there is to read: 0 … 100. */
  progressPercent: number;
  /** Null while nothing can be said. */
  secondsLeft: number | null;
}

/** How one kind stands. */
export interface KindHealth {
  kind: SyncKind;
  cadence: Cadence;
  /** Off: pulled only when asked for. */
  isOn: boolean;
  /** Null while it is off and not asked for. */
  dueAt: Date | null;
  /** What was asked for by hand and is not done. */
  wantedMode: 'FULL' | 'INCREMENTAL' | null;
  /** Pulls in a row that failed. */
  failures: number;
  lastRun: SyncRunRow | null;
  lastGoodRun: SyncRunRow | null;
  running: RunningPull | null;
  /** Since the last good pull began: what changed before is here. */
  lagSeconds: number | null;
  isLate: boolean;
  setAsideCount: number;
}

/** What is known of the kinds. */
export interface KindFindings {
  latest: readonly SyncRunRow[];
  good: readonly SyncRunRow[];
  standing: readonly KindStanding[];
  setAside: readonly { kind: SyncKind; total: number }[];
  /** Names of leases that are held now. */
  heldLeases: ReadonlySet<string>;
}

/** What was read so far: written, removed and set aside together. */
export function recordsOf({ recordsWritten, recordsRemoved, recordsSetAside }: SyncRunRow): number {
  return recordsWritten + recordsRemoved + recordsSetAside;
}

/** Null for a pull that is not over or took no time that could be measured. */
export function recordsPerSecondOf(run: SyncRunRow): number | null {
  return run.finishedAt && rateOf(run, run.finishedAt);
}

/** How one kind stands now. */
export function kindHealthOf(kind: SyncKind, findings: KindFindings, lateness: KindLateness, now: Date): KindHealth {
  const of = <Row extends { kind: SyncKind }>(rows: readonly Row[]): Row | undefined => rows.find((row) => row.kind === kind);
  const [lastRun, lastGoodRun, standing] = [of(findings.latest), of(findings.good), of(findings.standing)];
  const { isOn = true, wantedMode = null } = standing ?? {};
  const readAt = lastGoodRun?.startedAt ?? null;
  return {
    kind,
    cadence: KIND_FACTS[kind].cadence,
    isOn,
    dueAt: standing && (isOn || wantedMode !== null) ? standing.dueAt : null,
    wantedMode,
    failures: standing?.failures ?? 0,
    lastRun: lastRun ?? null,
    lastGoodRun: lastGoodRun ?? null,
    running: lastRun && isRunning(lastRun, findings) ? runningPullOf(lastRun, standing?.fullReadSince ?? null, now) : null,
    lagSeconds: readAt && Math.floor((now.getTime() - readAt.getTime()) / 1000),
    isLate: lateness.isLate({ kind, isOn, readAt }, now),
    setAsideCount: of(findings.setAside)?.total ?? 0,
  };
}

/** A dead process's run stays open until the next one of its kind: it runs only while the lease is held, and by nobody who began later. */
function isRunning(run: SyncRunRow, { latest, heldLeases }: KindFindings): boolean {
  const lease = leaseNameOf(run.kind);
  return (
    run.outcome === 'RUNNING' && heldLeases.has(lease) && latest.every((other) => leaseNameOf(other.kind) !== lease || other.id <= run.id)
  );
}

function runningPullOf(run: SyncRunRow, fullReadSince: Date | null, now: Date): RunningPull {
  const share = (run.progress ?? 0) / 1000;
  const seconds = (now.getTime() - run.startedAt.getTime()) / 1000;
  // What an earlier run has read of the same full read says nothing of how fast this one is.
  const goesOn = fullReadSince !== null && fullReadSince < run.startedAt;
  return {
    mode: run.mode,
    startedAt: run.startedAt,
    records: recordsOf(run),
    recordsPerSecond: rateOf(run, now),
    progressPercent: Math.floor(share * 100),
    secondsLeft: share > 0 && !goesOn ? Math.ceil((seconds * (1 - share)) / share) : null,
  };
}

function rateOf(run: SyncRunRow, until: Date): number | null {
  const seconds = (until.getTime() - run.startedAt.getTime()) / 1000;
  return seconds > 0 ? Math.round(recordsOf(run) / seconds) : null;
}
