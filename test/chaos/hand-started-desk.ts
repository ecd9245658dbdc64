import type { PlannedKill } from './chaos-plan';
import type { SyncDesk } from './sync-desk';
import { type FromWorker, type SyncMode } from './worker-words';
import { WorkerProcess } from './worker-process';

const AGAIN_AFTER_MS = 80;

/** One of the two workers and what is known of it. */
interface Hand {
  process: WorkerProcess;
  ready: Promise<void>;
  onReady: () => void;
  isBusy: boolean;
  pages: number;
  /** What was wanted when it began: what is wanted later, it has not done. */
  began: number;
}

/** Has workers sync by telling them to: both at once, so that they meet at the lease, and again until what is wanted has been done. */
export class HandStartedDesk implements SyncDesk {
  kills = 0;
  private readonly hands: Hand[] = [];
  private wanted: SyncMode | undefined;
  private wants = 0;
  private plan: PlannedKill | undefined;
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(private readonly args: readonly [databaseUrl: string, connectorUrl: string, token: string]) {}

  async start(): Promise<void> {
    for (let place = 0; place < 2; place += 1) this.hands.push(this.hire());
    await this.heal();
  }

  tick(): Promise<void> {
    return this.want('INCREMENTAL');
  }

  recover(): Promise<void> {
    return this.want('FULL');
  }

  isQuiet(): Promise<boolean> {
    return Promise.resolve(this.wanted === undefined);
  }

  killNext(kill: PlannedKill | undefined): void {
    this.plan = kill;
    for (const hand of this.hands) hand.pages = 0;
  }

  async heal(): Promise<void> {
    await Promise.all(this.hands.map(({ ready }) => ready));
  }

  async stop(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer);
    this.wanted = undefined;
    this.plan = undefined;
    await Promise.all(this.hands.map((hand) => hand.process.kill()));
  }

  private hire(): Hand {
    const process = new WorkerProcess('test/chaos/chaos-worker.ts', { args: this.args }, (line) =>
      this.hear(hand, JSON.parse(line) as FromWorker),
    );
    const hand: Hand = { process, ready: Promise.resolve(), onReady: () => undefined, isBusy: true, pages: 0, began: 0 };
    this.revive(hand);
    return hand;
  }

  private hear(hand: Hand, word: FromWorker): void {
    switch (word.say) {
      case 'READY':
        hand.isBusy = false;
        hand.onReady();
        return this.send(hand);
      case 'PAGE':
        hand.pages += 1;
        if (this.plan && hand.pages >= this.plan.afterPages) this.execute(hand, this.plan);
        return;
      case 'ENDED':
        hand.isBusy = false;
        // A halt is for people to end: trying again would only say so again.
        if ((word.outcome === 'SUCCEEDED' || word.outcome === 'HALTED') && hand.began === this.wants) this.wanted = undefined;
        this.later(() => this.send(hand), word.outcome === 'SUCCEEDED' ? 0 : AGAIN_AFTER_MS);
    }
  }

  private want(mode: SyncMode): Promise<void> {
    if (this.wanted !== 'FULL') this.wanted = mode;
    this.wants += 1;
    for (const hand of this.hands) this.send(hand);
    return Promise.resolve();
  }

  private send(hand: Hand): void {
    if (hand.isBusy || this.wanted === undefined || !hand.process.isAlive) return;
    hand.isBusy = true;
    hand.began = this.wants;
    hand.process.write(this.wanted);
  }

  private execute(hand: Hand, { momentMs }: PlannedKill): void {
    this.plan = undefined;
    this.later(() => {
      // One that has just come to its end dies, too, but that is no feat.
      if (hand.isBusy) this.kills += 1;
      void hand.process.kill().then(() => this.revive(hand));
    }, momentMs);
  }

  private revive(hand: Hand): void {
    hand.isBusy = true;
    hand.ready = new Promise((resolve) => (hand.onReady = resolve));
    hand.process.start();
  }

  private later(act: () => void, ms: number): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      act();
    }, ms);
    this.timers.add(timer);
  }
}
