/** Where the time comes from. Everything that depends on "now" takes one, so that a test can say what time it is. */
export interface Clock {
  now(): Date;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() };
