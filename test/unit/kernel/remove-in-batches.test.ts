import { removeInBatches } from '../../../src/kernel/remove-in-batches';

describe('removing in batches', () => {
  /** Rows that are removed; and how many were asked for each time. */
  function table(rows: number): { remove: (limit: number) => Promise<number>; limits: number[] } {
    const limits: number[] = [];
    let left = rows;
    const remove = (limit: number): Promise<number> => {
      limits.push(limit);
      const removed = Math.min(limit, left);
      left -= removed;
      return Promise.resolve(removed);
    };
    return { remove, limits };
  }

  it.each([
    [0, 1],
    [999, 1],
    [1_000, 2],
    [2_500, 3],
  ])('%s rows go in %s goes', async (rows, goes) => {
    const { remove, limits } = table(rows);
    expect(await removeInBatches(remove)).toBe(rows);
    expect(limits).toEqual(Array(goes).fill(1_000));
  });

  it('stops between two goes when told to, and then counts what is gone', async () => {
    const stop = new AbortController();
    const { remove, limits } = table(5_000);
    const removed = await removeInBatches((limit) => {
      if (limits.length === 1) stop.abort();
      return remove(limit);
    }, stop.signal);
    expect([removed, limits.length]).toEqual([2_000, 2]);
    expect(await removeInBatches(remove, stop.signal)).toBe(0);
  });
});
