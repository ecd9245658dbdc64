import { setTimeout as pause } from 'node:timers/promises';

/** Time and chance as calls to ASPIRE need them; handed in, so that a test says what they are. */
export interface CallTime {
  /** For what people read. */
  now(): Date;
  /** For durations: a clock that is set back or forth does not move it. Milliseconds. */
  elapsedMs(): number;
  /** From 0 up to, but not including, 1. */
  random(): number;
  /** Rejects with the signal's reason as soon as it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's. */
export const machineTime: CallTime = {
  now: () => new Date(),
  elapsedMs: () => performance.now(),
  random: () => Math.random(),
  async sleep(ms, signal) {
    try {
      await pause(ms, undefined, signal && { signal });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  },
};
