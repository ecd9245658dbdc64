import type { Container } from './container';
import type { KindReport, SyncProgress } from './domain/sync/sync-report';
import type { SyncKind } from './domain/sync/sync-reader';
import { syncNow, type SyncRequest } from './jobs/sync-now';

const TOLD_EVERY_MS = 1_000;

/** Where progress is shown; `process.stdout` fits. */
export interface Screen {
  isTTY?: boolean;
  write(text: string): unknown;
}

/**
 * Syncs here and now, and shows how it goes: on a terminal a line for each kind with records, rate and time left, otherwise JSON lines. False when
 * not all of it succeeded.
 */
export async function syncHere(container: Pick<Container, 'syncRounds'>, request: SyncRequest, screen: Screen): Promise<boolean> {
  const started = performance.now();
  const board = screen.isTTY ? new Board(screen) : new JsonLines(screen);
  const report = await syncNow(container.syncRounds, { ...request, onProgress: (progress) => board.progress(progress) });
  const seconds = Math.round(performance.now() - started) / 1000;
  board.end(report.kinds, report.outcome, seconds);
  return report.outcome === 'SUCCEEDED';
}

/** The line of a kind that is being read. */
function progressLine({ kind, records, recordsPerSecond, share, secondsLeft }: SyncProgress): string {
  const left = secondsLeft === null || share >= 1 ? '' : `, ${inWords(secondsLeft)} left`;
  return `${kind.padEnd(20)} ${String(records).padStart(9)} records ${String(recordsPerSecond).padStart(7)}/s ${String(Math.floor(share * 100)).padStart(3)} %${left}`;
}

function inWords(seconds: number): string {
  if (seconds < 90) return `${seconds} s`;
  return seconds < 5_400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3_600).toFixed(1)} h`;
}

/** Keeps the latest line of each kind on a terminal. */
class Board {
  private readonly lines = new Map<SyncKind, string>();
  private drawn = 0;

  constructor(private readonly screen: Screen) {}

  progress(progress: SyncProgress): void {
    this.lines.set(progress.kind, progressLine(progress));
    this.clear();
    this.screen.write([...this.lines.values(), ''].join('\n'));
    this.drawn = this.lines.size;
  }

  end(kinds: readonly KindReport[], outcome: string, seconds: number): void {
    this.clear();
    for (const { kind, outcome: ended, recordsWritten, recordsRemoved, recordsSetAside, error } of kinds) {
      const counts = `${recordsWritten} written, ${recordsRemoved} removed, ${recordsSetAside} set aside`;
      this.screen.write(`${kind.padEnd(20)} ${ended}, ${counts}${error === null ? '' : `: ${error}`}\n`);
    }
    this.screen.write(`${outcome} after ${seconds.toFixed(1)} s.\n`);
  }

  private clear(): void {
    if (this.drawn > 0) this.screen.write(`\x1b[${this.drawn}A\x1b[J`);
    this.drawn = 0;
  }
}

/** Writes what happens as one JSON object a line, progress of a kind at most once a second. */
class JsonLines {
  private readonly toldAt = new Map<SyncKind, number>();

  constructor(private readonly screen: Screen) {}

  progress(progress: SyncProgress): void {
    const now = performance.now();
    if (now - (this.toldAt.get(progress.kind) ?? -Infinity) < TOLD_EVERY_MS) return;
    this.toldAt.set(progress.kind, now);
    this.tell(progress);
  }

  end(kinds: readonly KindReport[], outcome: string, seconds: number): void {
    for (const report of kinds) this.tell(report);
    this.tell({ outcome, seconds });
  }

  private tell(event: object): void {
    this.screen.write(`${JSON.stringify(event)}\n`);
  }
}
