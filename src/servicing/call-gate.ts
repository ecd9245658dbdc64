import type { CallLane } from '../domain/sync/servicing-traffic';
import { CallRate } from './call-rate';
import type { CallTime } from './call-time';

/** How much one process asks of ASPIRE at most. */
export interface CallLimits {
  /** At least 2. */
  callsAtOnce: number;
  callsPerSecond: number;
}

/** How long a call waits for its turn. */
export interface Patience {
  signal?: AbortSignal | undefined;
  /** Default: as long as it takes. */
  patienceMs?: number | undefined;
}

/** A call's turn did not come within its patience. */
export class NoTurnError extends Error {}

/** In the order in which a place that becomes free is given away. */
const LANES: readonly CallLane[] = ['urgent', 'feed'];

interface Lane {
  /** At once. The other lane's own places are never taken. */
  readonly most: number;
  /** First come, first served. */
  readonly waiting: Set<() => void>;
  running: number;
  /** Ends the wait for what the rate allows; undefined while nothing waits for that. */
  rateWait: AbortController | undefined;
}

/**
 * Lets calls through, so many at once and so many a second. Urgent calls and feed pages wait apart: half the places (rounded down) are kept for
 * urgent calls and one for feed pages, the rest is taken by either; how the calls a second are shared is CallRate's.
 */
export class CallGate {
  private readonly atOnce: number;
  private readonly rate: CallRate;
  private readonly lanes: Readonly<Record<CallLane, Lane>>;

  constructor(
    { callsAtOnce, callsPerSecond }: CallLimits,
    private readonly time: CallTime,
  ) {
    if (callsAtOnce < 2) throw new RangeError('Two calls at once are the least: one for each lane.');
    this.atOnce = callsAtOnce;
    this.rate = new CallRate(callsPerSecond, time);
    const lane = (most: number): Lane => ({ most, waiting: new Set(), running: 0, rateWait: undefined });
    this.lanes = { urgent: lane(callsAtOnce - 1), feed: lane(callsAtOnce - Math.floor(callsAtOnce / 2)) };
  }

  /**
   * Resolves when it is the call's turn, with what must be called once at its end.
   * @throws the signal's reason as soon as it aborts; NoTurnError when the patience is over.
   */
  async enter(name: CallLane, { signal, patienceMs }: Patience = {}): Promise<() => void> {
    signal?.throwIfAborted();
    const lane = this.lanes[name];
    const over = new AbortController();
    const turn = new Promise<void>((resolve, reject) => {
      const admit = (): void => resolve();
      const leave = (reason: unknown): void => {
        if (!lane.waiting.delete(admit)) return;
        if (lane.waiting.size === 0) lane.rateWait?.abort();
        reject(reason);
      };
      signal?.addEventListener('abort', () => leave(signal.reason), { once: true, signal: over.signal });
      if (patienceMs !== undefined) this.after(patienceMs, over.signal, () => leave(new NoTurnError(noTurn(patienceMs))));
      lane.waiting.add(admit);
      this.admit();
    });
    try {
      await turn;
    } finally {
      over.abort();
    }
    return () => this.leave(lane);
  }

  /** Lets nobody of a lane through for so long. */
  hold(name: CallLane, ms: number): void {
    this.rate.hold(name, ms);
  }

  private leave(lane: Lane): void {
    lane.running -= 1;
    this.admit();
  }

  private admit(): void {
    for (const name of LANES) this.admitFrom(name);
  }

  private admitFrom(name: CallLane): void {
    const lane = this.lanes[name];
    for (const admit of lane.waiting) {
      if (lane.running >= lane.most || this.running >= this.atOnce) return;
      if (!this.rate.take(name)) return this.waitForRate(name);
      lane.waiting.delete(admit);
      lane.running += 1;
      admit();
    }
  }

  private get running(): number {
    return LANES.reduce((running, name) => running + this.lanes[name].running, 0);
  }

  private waitForRate(name: CallLane): void {
    const lane = this.lanes[name];
    if (lane.rateWait) return;
    const wait = new AbortController();
    lane.rateWait = wait;
    const end = (): void => {
      if (lane.rateWait === wait) lane.rateWait = undefined;
    };
    wait.signal.addEventListener('abort', end, { once: true });
    this.after(this.rate.msUntilNext(name), wait.signal, () => {
      end();
      this.admit();
    });
  }

  private after(ms: number, unless: AbortSignal, act: () => void): void {
    this.time.sleep(ms, unless).then(act, () => undefined);
  }
}

function noTurn(patienceMs: number): string {
  return `Its turn did not come within ${patienceMs} ms: the portal has as many calls under way as it may make at once.`;
}
