import { randomUUID } from 'node:crypto';
import type { Clock } from '../../kernel/clock';
import { limitedAttempt } from '../../kernel/limited-attempt';
import type { EftBatchRepository } from '../../persistence/repositories/eft-batch.repository';
import type { ClaimedHandOver, PaymentHandOverRepository } from '../../persistence/repositories/payment-hand-over.repository';
import { AttemptTooLongError, type HandOverAnswer, type HandOverCall } from './hand-over-call';
import type { HandOverEnd, HandOverOutcome } from './hand-over-end';
import type { LatePayments } from './late-payments';
import type { ServicingWatch } from './servicing-watch';
import type { StoppedPayments } from './stopped-payments';

/** One attempt, for the log: nothing of it is secret. */
export interface HandOverReport {
  paymentId: number;
  task: ClaimedHandOver['task'];
  outcome: HandOverOutcome;
  /** Failed ones before this one. */
  attempts: number;
  reason: string | null;
}

/** What the hand-over works with. */
export interface PaymentHandOverParts {
  handOvers: PaymentHandOverRepository;
  batches: EftBatchRepository;
  call: HandOverCall;
  end: HandOverEnd;
  watch: ServicingWatch;
  late: LatePayments;
  stopped: StoppedPayments;
  clock: Clock;
  /** Hears of each attempt. */
  onAttempt: (report: HandOverReport) => void;
  /** How long a claimed task is ours. Default 120 000. */
  claimMs?: number;
  /** How long one attempt may take, well below the claim. Default 90 000. */
  attemptMs?: number;
  /** How long attempts under way may go on once the process is to stop. Default 5 000. */
  graceMs?: number;
}

/** How many payments one process asks ASPIRE about at a time. */
const PARALLEL_HAND_OVERS = 4;
/** After so many calls in a row without an answer ASPIRE is left alone until the next round. */
const UNREACHABLE_IN_A_ROW = 5;
/** At most; a round of so many has left work behind. */
export const ATTEMPTS_PER_ROUND = 100;

/** What one call of `work` is about. */
interface Round {
  stop: AbortSignal;
  reports: HandOverReport[];
  failures: unknown[];
  unreachableInARow: number;
}

/** Brings payments to ASPIRE and looks how they stand there, with any number of processes doing the same. */
export class PaymentHandOver {
  private inFlight = 0;

  constructor(private readonly parts: PaymentHandOverParts) {}

  /**
   * Works off what is due, 100 tasks at most and 4 at a time over all calls, and resolves when these are done. Once `stop` aborts, nothing new is
   * begun and what is under way is given back after a short grace.
   * @throws what the database throws; claims it could not give back end by themselves.
   */
  async work(stop: AbortSignal = new AbortController().signal): Promise<HandOverReport[]> {
    const round: Round = { stop, reports: [], failures: [], unreachableInARow: 0 };
    await this.parts.stopped.cancel();
    // That ASPIRE as a whole gives no answer is no reason not to try each payment.
    if (!stop.aborted && !(await this.parts.watch.look(stop))) round.unreachableInARow = 1;
    const running = new Set<Promise<void>>();
    try {
      for (let begun = 0; begun < ATTEMPTS_PER_ROUND && this.goesOn(round);) {
        const claimed = await this.claim(Math.min(PARALLEL_HAND_OVERS - this.inFlight, ATTEMPTS_PER_ROUND - begun));
        begun += claimed.length;
        for (const claim of claimed) {
          const attempt = this.attempt(claim, round).finally(() => {
            this.inFlight -= 1;
            running.delete(attempt);
          });
          running.add(attempt);
        }
        if (running.size === 0) break;
        await Promise.race(running);
      }
    } finally {
      await Promise.all(running);
    }
    if (round.failures.length > 0) throw round.failures[0];
    await this.parts.late.raise();
    return round.reports;
  }

  private goesOn({ stop, failures, unreachableInARow }: Round): boolean {
    return !stop.aborted && failures.length === 0 && unreachableInARow < UNREACHABLE_IN_A_ROW;
  }

  private async claim(wanted: number): Promise<ClaimedHandOver[]> {
    if (wanted <= 0) return [];
    this.inFlight += wanted;
    let claimed: ClaimedHandOver[] = [];
    try {
      const { handOvers, clock, claimMs = 120_000 } = this.parts;
      claimed = await handOvers.claimDue(clock.now(), randomUUID(), claimMs, wanted);
    } finally {
      this.inFlight -= wanted - claimed.length;
    }
    return claimed;
  }

  /** Never throws: a failure of the database ends the round. */
  private async attempt(claim: ClaimedHandOver, round: Round): Promise<void> {
    const { batches, end, onAttempt } = this.parts;
    const { paymentId, task, attempts, status, dueOn, updatedAt } = claim;
    try {
      const leftOutBy = task === 'WATCH' && status === 'SCHEDULED' ? await batches.findPosted(dueOn, updatedAt) : undefined;
      const answer: HandOverAnswer = round.stop.aborted ? { kind: 'BROKEN_OFF' } : await this.call(claim, round.stop);
      round.unreachableInARow = answer.kind === 'UNREACHABLE' ? round.unreachableInARow + 1 : 0;
      const outcome = await end.write(claim, answer, leftOutBy);
      const report = { paymentId, task, outcome, attempts, reason: 'reason' in answer ? answer.reason : null };
      round.reports.push(report);
      onAttempt(report);
    } catch (error) {
      round.failures.push(error);
    }
  }

  private call(claim: ClaimedHandOver, stop: AbortSignal): Promise<HandOverAnswer> {
    const { call, attemptMs = 90_000, graceMs = 5_000 } = this.parts;
    const tooLong = new AttemptTooLongError(`ASPIRE did not finish within ${attemptMs / 1_000} s.`);
    return limitedAttempt({ stop, attemptMs, graceMs, tooLong }, (signal) => call.make(claim, signal));
  }
}
