import { evenly } from '../../../src/domain/identity/evenly';

const FLOOR_MS = 40;

async function durationOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await evenly(FLOOR_MS, work).catch(() => undefined);
  return performance.now() - startedAt;
}

const busyFor = (milliseconds: number) => () => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('answering evenly', () => {
  it('hands over what the work came to, or how it failed', async () => {
    expect(await evenly(1, () => Promise.resolve('answer'))).toBe('answer');
    await expect(evenly(1, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });

  it('takes a floor, whether the work is quick, slow or fails', async () => {
    for (const work of [busyFor(0), busyFor(10), busyFor(25), () => Promise.reject(new Error('broken'))]) {
      const duration = await durationOf(work);
      expect(duration).toBeGreaterThan(FLOOR_MS - 2);
      expect(duration).toBeLessThan(FLOOR_MS + 30);
    }
  });

  it('takes whole floors when one is not enough', async () => {
    expect(await durationOf(busyFor(FLOOR_MS + 5))).toBeGreaterThan(2 * FLOOR_MS - 2);
  });

  it('waits for nothing without a floor', async () => {
    expect(await evenly(0, () => Promise.resolve('answer'))).toBe('answer');
  });
});
