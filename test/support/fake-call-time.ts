import type { CallTime } from '../../src/servicing/call-time';

interface Sleeper {
  atMs: number;
  wake: () => void;
}

/** Time that stands still until it is told to go on, and chance that is always the same. */
export class FakeCallTime implements CallTime {
  /** Every sleep that was asked for, in milliseconds. */
  readonly sleeps: number[] = [];
  chance = 0.5;
  private readonly sleepers = new Set<Sleeper>();
  private ms = 0;

  constructor(private readonly start = '2026-11-23T15:00:00.000Z') {}

  /** How many sleep now. */
  get asleep(): number {
    return this.sleepers.size;
  }

  now(): Date {
    return new Date(Date.parse(this.start) + this.ms);
  }

  elapsedMs(): number {
    return this.ms;
  }

  random(): number {
    return this.chance;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.sleeps.push(ms);
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const sleeper = { atMs: this.ms + ms, wake: resolve };
      this.sleepers.add(sleeper);
      const leave = (): void => {
        if (this.sleepers.delete(sleeper)) reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  /** Lets so much time pass, waking each sleeper at its moment, and everything that follows from it happen. */
  async pass(ms: number): Promise<void> {
    const end = this.ms + ms;
    await settle();
    for (let next = this.nextBy(end); next; next = this.nextBy(end)) {
      this.ms = Math.max(this.ms, next.atMs);
      this.sleepers.delete(next);
      next.wake();
      await settle();
    }
    this.ms = end;
    await settle();
  }

  private nextBy(end: number): Sleeper | undefined {
    return [...this.sleepers].filter(({ atMs }) => atMs <= end).sort((one, other) => one.atMs - other.atMs)[0];
  }
}

/** Lets everything happen that waits for nothing but its turn. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
