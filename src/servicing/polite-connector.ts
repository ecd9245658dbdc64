import type { CallLane, CallOutcome, CircuitState, ServicingCall, TrafficFollower } from '../domain/sync/servicing-traffic';
import { unavailable } from '../kernel/fault';
import { CallGate, type CallLimits, NoTurnError } from './call-gate';
import { type CallTime, machineTime } from './call-time';
import { CircuitBreaker, CutOffError, type ReadPass } from './circuit-breaker';
import {
  type ConnectorAnswer,
  type ConnectorClient,
  ConnectorError,
  type ConnectorFailure,
  type ConnectorRequest,
} from './connector-client';
import { connectorErrorOf, failureOf, LONGEST_WAIT_ASKED_MS, pauseBeforeRepeat } from './repeated-read';

/** How the portal behaves towards ASPIRE. */
export interface Manners extends CallLimits {
  /** How long an urgent call waits for its turn. Milliseconds. */
  patienceMs: number;
  /** Default: the machine's. */
  time?: CallTime;
}

type Read<Result> = (answer: ConnectorAnswer) => Result;

const OUTCOMES: Record<ConnectorFailure, CallOutcome> = { NO_ANSWER: 'no_answer', REFUSED: 'refused', NOT_UNDERSTOOD: 'not_understood' };

/** Makes calls within limits, repeats reads that got no answer, and stops them while there is none to be expected. Tells of each call. */
export class PoliteConnector {
  private readonly followers: TrafficFollower[] = [];
  private readonly time: CallTime;
  private readonly gate: CallGate;
  private readonly breaker: CircuitBreaker;

  constructor(
    private readonly client: Pick<ConnectorClient, 'call'>,
    private readonly manners: Manners,
  ) {
    this.time = manners.time ?? machineTime;
    this.gate = new CallGate(manners, this.time);
    this.breaker = new CircuitBreaker(this.time, (state) => this.tellState(state));
  }

  follow(follower: TrafficFollower): void {
    this.followers.push(follower);
  }

  /** A call that people or payments wait for: made once, never cut off, never behind feed pages. @throws as ConnectorClient does */
  async urgent<Result>(request: ConnectorRequest, read: Read<Result>): Promise<Result> {
    try {
      const result = await this.once('urgent', request, read);
      this.breaker.answered();
      return result;
    } catch (error) {
      if (!request.signal?.aborted && failureOf(error) === 'REFUSED') this.breaker.answered();
      throw error;
    }
  }

  /** A read of the sync, repeated up to three times. @throws as ConnectorClient does, and at once while the circuit is open */
  async feed<Result>(request: ConnectorRequest, read: Read<Result>): Promise<Result> {
    request.signal?.throwIfAborted();
    let pass: ReadPass | undefined;
    try {
      pass = this.breaker.enter();
      const result = await this.repeated(pass, request, read);
      this.breaker.answered();
      return result;
    } catch (error) {
      if (isCutOff(error)) this.tell({ lane: 'feed', outcome: 'not_made', seconds: null });
      else if (pass) this.noteEnd(pass, request, error);
      throw error;
    }
  }

  private noteEnd(pass: ReadPass, { signal }: ConnectorRequest, error: unknown): void {
    if (signal?.aborted) this.breaker.brokenOff(pass);
    else if (failureOf(error) === 'REFUSED') this.breaker.answered();
    else this.breaker.unanswered(pass, error);
  }

  /** A trial is one call: it decides soon whether the others may go on. */
  private async repeated<Result>(pass: ReadPass, request: ConnectorRequest, read: Read<Result>): Promise<Result> {
    for (let repetitions = 0; ; repetitions += 1) {
      try {
        return await this.once('feed', request, read, () => this.breaker.check(pass));
      } catch (error) {
        const isOver = pass.isTrial || isCutOff(error);
        const pauseMs = isOver ? undefined : pauseBeforeRepeat(error, repetitions, this.time.random());
        if (request.signal?.aborted || pauseMs === undefined) throw error;
        await this.time.sleep(pauseMs, request.signal);
        this.breaker.check(pass);
      }
    }
  }

  /** `check` is asked when it is the call's turn. */
  private async once<Result>(lane: CallLane, request: ConnectorRequest, read: Read<Result>, check?: () => void): Promise<Result> {
    const leave = await this.turn(lane, request);
    try {
      check?.();
      return await this.timed(lane, request, read);
    } catch (error) {
      const askedMs = connectorErrorOf(error)?.retryAfterMs;
      // Who asks one call to wait means the others, too; calls that people wait for may still try.
      if (lane === 'feed' && askedMs !== undefined) this.gate.hold('feed', Math.min(askedMs, LONGEST_WAIT_ASKED_MS));
      throw error;
    } finally {
      leave();
    }
  }

  private async timed<Result>(lane: CallLane, request: ConnectorRequest, read: Read<Result>): Promise<Result> {
    const startedMs = this.time.elapsedMs();
    const end = (outcome: CallOutcome): void => this.tell({ lane, outcome, seconds: (this.time.elapsedMs() - startedMs) / 1_000 });
    try {
      const result = await this.client.call(request, read);
      end('answered');
      return result;
    } catch (error) {
      end(request.signal?.aborted ? 'broken_off' : OUTCOMES[failureOf(error)]);
      throw error;
    }
  }

  private async turn(lane: CallLane, { method, path, signal }: ConnectorRequest): Promise<() => void> {
    try {
      return await this.gate.enter(lane, { signal, patienceMs: lane === 'urgent' ? this.manners.patienceMs : undefined });
    } catch (error) {
      this.tell({ lane, outcome: signal?.aborted ? 'broken_off' : 'not_made', seconds: null });
      if (!(error instanceof NoTurnError)) throw error;
      const message = `ASPIRE's connector, ${method} ${path}: the call was not made. ${error.message}`;
      throw unavailable('servicing system', new ConnectorError(message, { cause: error, failure: 'NO_ANSWER' }));
    }
  }

  private tell(call: ServicingCall): void {
    for (const follower of this.followers) follower.onCall?.(call);
  }

  private tellState(state: CircuitState): void {
    for (const follower of this.followers) follower.onCircuitChange?.(state);
  }
}

function isCutOff(error: unknown): boolean {
  return connectorErrorOf(error) instanceof CutOffError;
}
