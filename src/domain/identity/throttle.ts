import { createHash } from 'node:crypto';
import type { Origin, Realm } from '../../kernel/actor';
import type { Clock } from '../../kernel/clock';
import { RateLimited } from '../../kernel/fault';
import type { Database } from '../../persistence/database';
import type { ThrottleCount, ThrottleRepository } from '../../persistence/repositories/throttle.repository';
import { clientNetwork } from './client-network';
import { THROTTLE_RULES, throttleRule, type GuessWindow, type StraightFailures, type ThrottleRule } from './throttle-rule';

export type { ThrottleRule } from './throttle-rule';

/** What guesses are counted on: a rule and whom it is applied to. The key is stored as a digest only. */
export interface ThrottleSubject {
  rule: ThrottleRule;
  /** An address for rules by address; else whatever tells the accounts apart. */
  key: string;
}

/** Waiting does not help an exhausted account: clients that know nothing but a number shall not come back before tomorrow. */
const EXHAUSTED_RETRY_MS = 24 * 60 * 60 * 1_000;

/** A guess that may not be made now. */
interface Delay {
  waitMs: number;
  message: string;
}

/** Limits guessing, for all processes together: what it counts is in the database. */
export class Throttle {
  constructor(
    private readonly database: Database,
    private readonly counts: ThrottleRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Counts one guess on every subject; to be called before the guess is evaluated, so that parallel ones count each.
   * @throws RateLimited when a subject has used its guesses up; then none of them counts.
   */
  async take(subjects: readonly ThrottleSubject[]): Promise<void> {
    if (subjects.length === 0) return;
    const keys = subjects.map((subject) => ({ keyHash: throttleKey(subject), rule: subject.rule }));
    // Whoever has to wait is told so by a mere look: what a flood is refused takes no locks.
    const seen = await this.counts.find(keys.map(({ keyHash }) => keyHash));
    const delay = longestDelay(seen, this.clock.now()) ?? (await this.count(keys));
    if (delay) throw new RateLimited(delay.message, Math.ceil(delay.waitMs / 1_000));
  }

  /** The guess was right: straight failures are forgotten, and the guess doesn't count in its windows. */
  async succeeded(subjects: readonly ThrottleSubject[]): Promise<void> {
    const straight = subjects.filter(({ rule }) => isStraight(rule));
    await this.counts.clear(straight.map(throttleKey), this.clock.now());
    await this.giveBack(subjects);
  }

  /** What was counted was not done after all: it doesn't count in its windows. */
  giveBack(subjects: readonly ThrottleSubject[]): Promise<void> {
    return this.counts.takeBack(subjects.filter(({ rule }) => !isStraight(rule)).map(throttleKey));
  }

  /** Starts the count of a subject anew, as a new password does. */
  reset(subject: ThrottleSubject): Promise<void> {
    return this.counts.clear([throttleKey(subject)], this.clock.now());
  }

  /** Clears windows away that are over, and what was forgotten; tells how many. Straight failures stay: time doesn't forgive them. */
  async removeStale(): Promise<number> {
    const rules = Object.keys(THROTTLE_RULES) as ThrottleRule[];
    const [straight, windows] = [rules.filter(isStraight), rules.filter((rule) => !isStraight(rule))];
    const now = this.clock.now();
    return (await this.counts.removeEnded(windows, now)) + (await this.counts.removeCleared(straight, now));
  }

  /** Counts one more on each, or on none and tells how long to wait. A rollback would undo new rows that others wait for: they'd deadlock. */
  private count(keys: readonly Pick<ThrottleCount, 'keyHash' | 'rule'>[]): Promise<Delay | undefined> {
    return this.database.transaction(async (transaction) => {
      const now = this.clock.now();
      const counts = await this.counts.lock(transaction, keys, now);
      const delay = longestDelay(counts, now);
      const counted = counts.map((count) => withOneMore(count, now));
      if (!delay) await this.counts.save(transaction, counted);
      return delay;
    });
  }
}

/** Wrong passwords for an e-mail on a site, or on the platform. Log-in counts on it, a new password resets it. */
export function logInAccount(where: { siteId: number } | 'platform', emailKey: string): ThrottleSubject {
  return { rule: 'LOG_IN_ACCOUNT', key: `${where === 'platform' ? where : where.siteId}|${emailKey}` };
}

/** Wrong answers of a person asked for a second factor. */
export function codeAccount(realm: Realm, personId: number): ThrottleSubject {
  return { rule: 'CODE_ACCOUNT', key: `${realm}|${personId}` };
}

/** Codes that are mailed to a person at the request of whoever is there. */
export function codeMails(realm: Realm, personId: number, { address }: Origin): ThrottleSubject[] {
  const toPerson: ThrottleSubject = { rule: 'CODE_MAIL_ACCOUNT', key: `${realm}|${personId}` };
  return address === null ? [toPerson] : [toPerson, { rule: 'CODE_MAIL_ADDRESS', key: address }];
}

function throttleKey({ rule, key }: ThrottleSubject): Buffer {
  const facts = throttleRule(rule);
  const counted = facts.kind === 'WINDOW' && facts.byAddress ? clientNetwork(key) : key;
  return createHash('sha256').update(`${rule}|${counted}`).digest();
}

function isStraight(rule: ThrottleRule): boolean {
  return throttleRule(rule).kind === 'STRAIGHT_FAILURES';
}

function longestDelay(counts: readonly ThrottleCount[], now: Date): Delay | undefined {
  const delays = counts.flatMap((count) => delayOf(count, now) ?? []);
  return delays.sort((one, other) => other.waitMs - one.waitMs)[0];
}

function delayOf(count: ThrottleCount, now: Date): Delay | undefined {
  const rule = throttleRule(count.rule as ThrottleRule);
  const waitMs = count.endsAt.getTime() - now.getTime();
  if (rule.kind === 'STRAIGHT_FAILURES' && count.guesses >= rule.most) return { waitMs: EXHAUSTED_RETRY_MS, message: rule.wayOut };
  const isFree = count.guesses < (rule.kind === 'WINDOW' ? rule.most : rule.free);
  return waitMs <= 0 || isFree ? undefined : { waitMs, message: `Too many attempts. Please try again in ${inWords(waitMs)}.` };
}

function withOneMore(count: ThrottleCount, now: Date): ThrottleCount {
  const rule = throttleRule(count.rule as ThrottleRule);
  return rule.kind === 'WINDOW' ? inWindow(rule, count, now) : afterFailure(rule, count, now);
}

function inWindow(rule: GuessWindow, count: ThrottleCount, now: Date): ThrottleCount {
  if (count.endsAt > now) return { ...count, guesses: count.guesses + 1 };
  return { ...count, guesses: 1, endsAt: new Date(now.getTime() + rule.lengthMs) };
}

function afterFailure(rule: StraightFailures, count: ThrottleCount, now: Date): ThrottleCount {
  const guesses = count.guesses + 1;
  const pause = Math.min(guesses - rule.free, rule.pausesMs.length - 1);
  return { ...count, guesses, endsAt: new Date(now.getTime() + (rule.pausesMs[pause] ?? 0)) };
}

function inWords(waitMs: number): string {
  const seconds = Math.ceil(waitMs / 1_000);
  if (seconds < 120) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
