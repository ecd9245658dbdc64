import type { RunCounts } from '../../persistence/repositories/sync-state.repository';
import type { SyncKind } from '../../persistence/entities/sync.entity';
import type { SyncProgress } from './sync-report';

/** How far the reading of one feed is: the share of the change sequence that it has passed. */
export class PullProgress {
  private share = 0;
  private shareOfRun = 0;

  constructor(
    private readonly kind: SyncKind,
    private readonly startedAt: Date,
    private readonly from: number,
    /** Whether the whole feed counts, not only what lies beyond `from`. */
    private readonly countsWhole: boolean,
  ) {}

  /** Takes note of a page; the share read, in thousandths. */
  reach(page: { nextSince: number; latestSequence: number; more: boolean }): number {
    const within = (from: number): number =>
      page.more ? Math.min(0.999, (page.nextSince - from) / Math.max(1, page.latestSequence - from)) : 1;
    this.shareOfRun = within(this.from);
    this.share = this.countsWhole ? within(0) : this.shareOfRun;
    return Math.floor(this.share * 1000);
  }

  /** How far it is, in words for people. */
  tell({ recordsWritten, recordsRemoved, recordsSetAside }: RunCounts, now: Date): SyncProgress {
    const records = recordsWritten + recordsRemoved + recordsSetAside;
    const seconds = Math.max((now.getTime() - this.startedAt.getTime()) / 1000, 0.001);
    const secondsLeft = this.shareOfRun > 0 ? Math.ceil((seconds * (1 - this.shareOfRun)) / this.shareOfRun) : null;
    return { kind: this.kind, records, recordsPerSecond: Math.round(records / seconds), share: this.share, secondsLeft };
  }
}
