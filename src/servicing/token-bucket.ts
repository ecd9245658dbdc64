import type { CallTime } from './call-time';

/** Half a second's worth may be taken at once after a rest. */
const BURST_SECONDS = 0.5;

/** Gives out so many tokens a second on the average. */
export class TokenBucket {
  private readonly capacity: number;
  private tokens: number;
  private filledAtMs: number;

  constructor(
    private readonly perSecond: number,
    private readonly time: Pick<CallTime, 'elapsedMs'>,
  ) {
    this.capacity = Math.max(1, perSecond * BURST_SECONDS);
    this.tokens = this.capacity;
    this.filledAtMs = time.elapsedMs();
  }

  /** Takes a token; false when there is none. */
  take(): boolean {
    this.fill();
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }

  /** How long until there is a token, in whole milliseconds. */
  msUntilNext(): number {
    this.fill();
    const ahead = Math.max(0, this.filledAtMs - this.time.elapsedMs());
    return Math.ceil(ahead + Math.max(0, ((1 - this.tokens) / this.perSecond) * 1_000));
  }

  /** Gives nothing for so long, and then no burst. */
  hold(ms: number): void {
    this.fill();
    this.tokens = 0;
    this.filledAtMs = Math.max(this.filledAtMs, this.time.elapsedMs() + ms);
  }

  private fill(): void {
    const now = this.time.elapsedMs();
    if (now <= this.filledAtMs) return;
    this.tokens = Math.min(this.capacity, this.tokens + ((now - this.filledAtMs) / 1_000) * this.perSecond);
    this.filledAtMs = now;
  }
}
