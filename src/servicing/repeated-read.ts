import { Fault } from '../kernel/fault';
import { ConnectorError, type ConnectorFailure } from './connector-client';

/** Before the first, second and third repetition; each is a random part of it, so that calls that failed together do not come again together. */
const PAUSES_MS = [500, 2_000, 8_000];
/** Who asks for a longer wait is not asked again by the same call. */
export const LONGEST_WAIT_ASKED_MS = 60_000;

/** What the connector client says of a failed call; undefined for errors that are not its own. */
export function connectorErrorOf(error: unknown): ConnectorError | undefined {
  if (error instanceof ConnectorError) return error;
  return error instanceof Fault && error.cause instanceof ConnectorError ? error.cause : undefined;
}

/** How a call failed. What the caller made of a proper answer counts as a refusal. */
export function failureOf(error: unknown): ConnectorFailure {
  return connectorErrorOf(error)?.failure ?? 'REFUSED';
}

/** How long to wait before a read that failed is made again, after so many repetitions; undefined when it is not to be. Milliseconds. */
export function pauseBeforeRepeat(error: unknown, repetitions: number, random: number): number | undefined {
  const pauseMs = PAUSES_MS[repetitions];
  const failure = connectorErrorOf(error);
  if (pauseMs === undefined || failure?.failure !== 'NO_ANSWER') return undefined;
  const askedMs = failure.retryAfterMs ?? 0;
  return askedMs > LONGEST_WAIT_ASKED_MS ? undefined : askedMs + random * pauseMs;
}
