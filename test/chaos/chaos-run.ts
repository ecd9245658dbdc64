import { setTimeout as pause } from 'node:timers/promises';
import { compareBook } from './book-comparison';
import { type ChaosSettings, type DayPlan, planChaos, type PlannedEvent, type Shift } from './chaos-plan';
import { type ChaosWorld, openChaosWorld } from './chaos-world';
import { compareSight } from './sight-comparison';
import { isHalted, type SyncDesk } from './sync-desk';

const LOOK_EVERY_MS = 20;
/** How long the kinds may be behind while something is wrong: then it is put right. */
const OUTAGE_MS = 700;
/** Longer than anything takes on a busy machine: what is not done by then never will be. */
const PATIENCE_MS = 90_000;
const EVENT_PAUSE_MS = 15;

/** How a run of the chaos ended. */
export interface ChaosResult {
  seed: number;
  /** Played to their ends. */
  days: number;
  events: number;
  kills: number;
  restores: number;
  /** The portal's answers that were looked at. */
  answers: number;
  /** What should never have been, in words; empty when all was well. */
  problems: string[];
}

/** Plays days of chaos and compares the portal with the book at each day's end; stops at the first problem. */
export async function playChaos(settings: ChaosSettings, tell: (line: string) => void, endAt = Infinity): Promise<ChaosResult> {
  const world = await openChaosWorld(settings);
  const play = new Play(settings, world, tell);
  try {
    await play.begin();
    for (const day of planChaos(settings)) {
      await play.day(day);
      if (play.result.problems.length > 0 || performance.now() > endAt) break;
    }
    await play.end();
    return play.result;
  } finally {
    await world.close();
  }
}

class Play {
  readonly result: ChaosResult;
  /** The sequences at which the days began that lie behind. */
  private starts: number[] = [];

  constructor(
    settings: ChaosSettings,
    private readonly world: ChaosWorld,
    private readonly tell: (line: string) => void,
  ) {
    this.result = { seed: settings.seed, days: 0, events: 0, kills: 0, restores: 0, answers: 0, problems: [] };
  }

  /** Loads the book for the first time. */
  async begin(): Promise<void> {
    await this.world.desk.start();
    this.world.reader.start();
    await this.settle();
  }

  async day({ day, shifts, restore }: DayPlan): Promise<void> {
    const { book, desk, events, reader } = this.world;
    const before = { ...this.result, kills: desk.kills, answers: reader.answers };
    this.starts.push(await book.latestSequence());
    for (const shift of shifts) await this.shift(shift);
    if (restore) await this.restore(restore.kill);
    await this.settle();
    await this.compare(`day ${day}`);
    await book.advance(1);
    await book.refresh();
    this.result.days = day;
    const did = `${this.result.events - before.events} events, ${desk.kills - before.kills} kills, ${reader.answers - before.answers} answers`;
    const unreadable = events.unreadable().length;
    this.tell(`Day ${day}: ${did}${restore ? ', restored' : ''}; ${unreadable} unreadable; ${this.result.problems.length} problems.`);
  }

  /** Repairs what is unreadable, and finds the portal like the book. */
  async end(): Promise<void> {
    const { desk, events, reader } = this.world;
    if (this.result.problems.length === 0) {
      await events.repairAll();
      await this.settle();
      await this.compare('the end');
    }
    await reader.end();
    Object.assign(this.result, { kills: desk.kills, answers: reader.answers });
  }

  private async shift({ before, during, outage, kill }: Shift): Promise<void> {
    const { book, desk } = this.world;
    for (const event of before) await this.happen(event);
    if (outage) await book.fault(withoutUndefined(outage));
    desk.killNext(kill);
    await desk.tick('FREQUENT');
    for (const event of during) {
      await pause(EVENT_PAUSE_MS);
      await this.happen(event);
    }
    await isQuietWithin(desk, outage ? OUTAGE_MS : PATIENCE_MS);
    await book.fault({ mode: 'none' });
  }

  private async happen(event: PlannedEvent): Promise<void> {
    this.result.events += 1;
    await this.world.events.happen(event);
  }

  private async restore(kill: Shift['kill']): Promise<void> {
    const { book, desk, database } = this.world;
    await this.settle();
    const yesterday = this.starts.at(-2) ?? this.starts[0] ?? 0;
    await book.restore(yesterday);
    this.starts = this.starts.filter((start) => start <= yesterday);
    await book.refresh();
    await desk.tick('FREQUENT');
    if (!(await becomes(() => isHalted(database), PATIENCE_MS))) this.problem('A restore of the servicing database was not noticed.');
    desk.killNext(kill);
    await desk.recover();
    await this.quiet('the recovery after a restore');
    this.result.restores += 1;
  }

  /** Everything is put right, all kinds are due, and done. */
  private async settle(): Promise<void> {
    const { book, desk } = this.world;
    await book.fault({ mode: 'none' });
    desk.killNext(undefined);
    await desk.heal();
    await desk.tick('ALL');
    await this.quiet('a sync with nothing in its way');
  }

  private async quiet(what: string): Promise<void> {
    if (!(await isQuietWithin(this.world.desk, PATIENCE_MS))) this.problem(`Not done within ${PATIENCE_MS / 1_000} s: ${what}.`);
  }

  private async compare(when: string): Promise<void> {
    for (const difference of await compareBook(this.world.book, this.world.database)) this.problem(`At ${when}: ${difference}`);
    for (const difference of await compareSight(this.world)) this.problem(`At ${when}: ${difference}`);
    for (const problem of this.world.reader.problems.splice(0)) this.problem(`Until ${when}: ${problem}`);
  }

  private problem(words: string): void {
    this.result.problems.push(words);
  }
}

function isQuietWithin(desk: SyncDesk, ms: number): Promise<boolean> {
  return becomes(() => desk.isQuiet(), ms);
}

async function becomes(test: () => Promise<boolean>, withinMs: number): Promise<boolean> {
  for (const until = performance.now() + withinMs; performance.now() < until; await pause(LOOK_EVERY_MS)) if (await test()) return true;
  return test();
}

function withoutUndefined(given: object): object {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
