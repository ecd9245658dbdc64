/** Does the work and answers, or throws what it threw, no sooner than `floorMs` after the start: how long it took tells nothing of what was found. */
export async function evenly<Result>(floorMs: number, work: () => Promise<Result>): Promise<Result> {
  const floor = new Promise<void>((resolve) => setTimeout(resolve, floorMs));
  try {
    return await work();
  } finally {
    await floor;
  }
}
