import { operatorReason } from '../domain/sync/sync-error';
import type { CircuitState } from '../domain/sync/servicing-traffic';
import { type Fault, unavailable } from '../kernel/fault';
import type { CallTime } from './call-time';
import { ConnectorError } from './connector-client';

const FAILURES_UNTIL_OPEN = 5;
/** Between openings; the last one goes on. Each is up to a fifth shorter or longer, so that processes do not try all at once. */
const PAUSES_MS = [15_000, 30_000, 60_000, 120_000, 300_000];
const JITTER = 0.2;

/** A read was not made, because the circuit is open: that says nothing new of ASPIRE. */
export class CutOffError extends ConnectorError {}

/** What a read is let through as. A trial's end decides about the circuit. */
export interface ReadPass {
  readonly isTrial: boolean;
}

/**
 * Stops the reads of the sync while ASPIRE gives no answer: five of them in a row open the circuit, and after a pause one trial call closes it or
 * opens it for longer. Any proper answer closes it, whoever asked.
 */
export class CircuitBreaker {
  private current: CircuitState;
  private openings = 0;
  private nextAttemptMs = 0;
  /** When the latest row of failures began. */
  private failingSince: Date | undefined;

  constructor(
    private readonly time: CallTime,
    private readonly onChange: (state: CircuitState) => void,
  ) {
    this.current = { state: 'CLOSED', since: time.now(), failuresInARow: 0, lastError: null, nextAttemptAt: null };
  }

  /** @throws Fault UPSTREAM_UNAVAILABLE while the circuit is open; its cause says since when, why, and until when. */
  enter(): ReadPass {
    if (this.current.state === 'CLOSED') return { isTrial: false };
    if (this.current.state === 'HALF_OPEN' || this.time.elapsedMs() < this.nextAttemptMs) throw this.cutOff();
    this.change({ ...this.current, state: 'HALF_OPEN', nextAttemptAt: null });
    return { isTrial: true };
  }

  /** Whether a read that was let through may still go on. @throws Fault as `enter` does, when the circuit opened meanwhile */
  check({ isTrial }: ReadPass): void {
    if (!isTrial && this.current.state !== 'CLOSED') throw this.cutOff();
  }

  /** A call got a proper answer, even if it was no. */
  answered(): void {
    this.failingSince = undefined;
    this.openings = 0;
    const isNews = this.current.state !== 'CLOSED';
    const closed: CircuitState = { ...this.current, state: 'CLOSED', failuresInARow: 0, lastError: null, nextAttemptAt: null };
    if (isNews) this.change({ ...closed, since: this.time.now() });
    else this.current = closed;
  }

  /** A read got no proper answer, however often it was repeated. */
  unanswered({ isTrial }: ReadPass, error: unknown): void {
    this.failingSince ??= this.time.now();
    const failuresInARow = this.current.failuresInARow + 1;
    this.current = { ...this.current, failuresInARow, lastError: operatorReason(error) };
    const wasTried = isTrial && this.current.state === 'HALF_OPEN';
    if (wasTried || (this.current.state === 'CLOSED' && failuresInARow >= FAILURES_UNTIL_OPEN)) this.open(this.failingSince);
  }

  /** A read was broken off by its caller, which says nothing of ASPIRE: the next one is the trial then. */
  brokenOff({ isTrial }: ReadPass): void {
    if (isTrial && this.current.state === 'HALF_OPEN') this.change({ ...this.current, state: 'OPEN', nextAttemptAt: this.time.now() });
  }

  private open(since: Date): void {
    const pauseMs = (PAUSES_MS[Math.min(this.openings, PAUSES_MS.length - 1)] as number) * (1 - JITTER + 2 * JITTER * this.time.random());
    this.openings += 1;
    this.nextAttemptMs = this.time.elapsedMs() + pauseMs;
    this.change({ ...this.current, state: 'OPEN', since, nextAttemptAt: new Date(this.time.now().getTime() + pauseMs) });
  }

  private change(state: CircuitState): void {
    this.current = state;
    this.onChange(state);
  }

  private cutOff(): Fault {
    const { since, failuresInARow, lastError, nextAttemptAt } = this.current;
    const next = nextAttemptAt === null ? 'It is being asked again right now.' : `It is asked again at ${inWords(nextAttemptAt)}.`;
    const why = `${failuresInARow} calls in a row, the last one: ${lastError ?? 'for a reason not known'}`;
    return unavailable(
      'servicing system',
      new CutOffError(`ASPIRE has given no proper answer since ${inWords(since)} (${why}) ${next}`, { failure: 'NO_ANSWER' }),
    );
  }
}

function inWords(instant: Date): string {
  return `${instant.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
