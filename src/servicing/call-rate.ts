import type { CallLane } from '../domain/sync/servicing-traffic';
import type { CallTime } from './call-time';

type Elapsed = Pick<CallTime, 'elapsedMs'>;

/**
 * How many calls may begin a second: half a second's worth at once after a rest. Urgent calls take half of the rate at most, and whatever feed pages
 * take, that half is there for them: their share of the burst is never given to a feed page.
 */
export class CallRate {
  private readonly all: TokenBucket;
  private readonly urgent: TokenBucket;
  private readonly heldUntilMs = { urgent: 0, feed: 0 };

  constructor(
    perSecond: number,
    private readonly time: Elapsed,
  ) {
    this.all = new TokenBucket(perSecond, Math.max(2, perSecond / 2), time);
    this.urgent = new TokenBucket(perSecond / 2, Math.max(1, perSecond / 4), time);
  }

  /** Lets one call begin; false when it is too soon. */
  take(lane: CallLane): boolean {
    if (this.msUntilNext(lane) > 0) return false;
    this.all.take();
    if (lane === 'urgent') this.urgent.take();
    return true;
  }

  /** How long until a call may begin, in whole milliseconds. */
  msUntilNext(lane: CallLane): number {
    const waits = lane === 'urgent' ? [this.all.msUntil(1), this.urgent.msUntil(1)] : [this.all.msUntil(1 + this.urgent.capacity)];
    return Math.ceil(Math.max(0, this.heldUntilMs[lane] - this.time.elapsedMs(), ...waits));
  }

  /** Lets no call of a lane begin for so long. */
  hold(lane: CallLane, ms: number): void {
    this.heldUntilMs[lane] = Math.max(this.heldUntilMs[lane], this.time.elapsedMs() + ms);
  }
}

/** Fills with so many tokens a second, up to its capacity. */
class TokenBucket {
  private tokens: number;
  private filledAtMs: number;

  constructor(
    private readonly perSecond: number,
    readonly capacity: number,
    private readonly time: Elapsed,
  ) {
    this.tokens = capacity;
    this.filledAtMs = time.elapsedMs();
  }

  take(): void {
    this.tokens -= 1;
  }

  msUntil(wanted: number): number {
    const now = this.time.elapsedMs();
    this.tokens = Math.min(this.capacity, this.tokens + ((now - this.filledAtMs) / 1_000) * this.perSecond);
    this.filledAtMs = now;
    // A hair's breadth is rounding, not a reason to wait.
    return this.tokens >= wanted - 1e-9 ? 0 : ((wanted - this.tokens) / this.perSecond) * 1_000;
  }
}
