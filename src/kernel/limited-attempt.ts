/** How long an attempt at something outside may take. */
export interface AttemptLimits {
  /** Of the process: once it aborts, the attempt has only the grace left. */
  stop: AbortSignal;
  attemptMs: number;
  graceMs: number;
  /** Why it is broken off after `attemptMs`. */
  tooLong: Error;
}

/** Makes an attempt whose signal aborts when it takes too long (`tooLong`), or when the process is to stop and the grace is over (the reason of `stop`). */
export async function limitedAttempt<Result>(
  { stop, attemptMs, graceMs, tooLong }: AttemptLimits,
  attempt: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const breakOff = new AbortController();
  const timer = setTimeout(() => breakOff.abort(tooLong), attemptMs);
  let grace: NodeJS.Timeout | undefined;
  const onStop = (): void => void (grace = setTimeout(() => breakOff.abort(stop.reason), graceMs));
  stop.addEventListener('abort', onStop, { once: true });
  try {
    return await attempt(breakOff.signal);
  } finally {
    clearTimeout(timer);
    clearTimeout(grace);
    stop.removeEventListener('abort', onStop);
  }
}
