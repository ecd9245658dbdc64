import type { CircuitState } from '../../persistence/repositories/servicing-circuit.repository';

export type { CircuitState } from '../../persistence/repositories/servicing-circuit.repository';

/** `urgent`: people or payments wait for it. `feed`: what the sync reads. */
export type CallLane = 'urgent' | 'feed';

/**
 * How a call ended. `refused`: a proper answer, but no. `no_answer`: none in time, or one that says to come again. `not_understood`: not as the
 * protocol says. `broken_off`: by whoever made it. `not_made`: its turn did not come, or the circuit is open.
 */
export type CallOutcome = 'answered' | 'refused' | 'no_answer' | 'not_understood' | 'broken_off' | 'not_made';

/** One call that has ended. */
export interface ServicingCall {
  lane: CallLane;
  outcome: CallOutcome;
  /** Without the wait for its turn; null for a call that was not made. */
  seconds: number | null;
}

/** Hears of the calls to the servicing system; never throws. */
export interface TrafficFollower {
  onCall?(call: ServicingCall): void;
  onCircuitChange?(state: CircuitState): void;
}

/** A servicing system whose traffic can be followed. */
export interface ServicingTraffic {
  follow(follower: TrafficFollower): void;
}
