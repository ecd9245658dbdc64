/** Few enough for one transaction to be short on every node of a cluster. */
const ROWS_AT_ONCE = 1_000;

/**
 * Calls `remove`, which takes away at most so many rows and tells how many, again and again until it finds fewer than it might take, or
 * `signal` says stop. Tells how many there were in all.
 */
export async function removeInBatches(remove: (limit: number) => Promise<number>, signal?: AbortSignal): Promise<number> {
  let total = 0;
  for (let removed = ROWS_AT_ONCE; removed === ROWS_AT_ONCE && !signal?.aborted; total += removed) removed = await remove(ROWS_AT_ONCE);
  return total;
}
