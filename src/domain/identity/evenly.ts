/**
 * Runs `work` and answers when a whole number of floors has passed, at least one: how long the work took cannot be told from outside,
 * nor whether it failed, as long as it takes less than a floor; and beyond that only how many floors. Milliseconds.
 */
export async function evenly<Result>(floorMs: number, work: () => Promise<Result>): Promise<Result> {
  const startedAt = performance.now();
  try {
    return await work();
  } finally {
    const floors = Math.max(1, Math.ceil((performance.now() - startedAt) / floorMs));
    const left = startedAt + floors * floorMs - performance.now();
    await new Promise<void>((resolve) => setTimeout(resolve, Math.max(0, left)));
  }
}
