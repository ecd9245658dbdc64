import { evenly } from '../../../src/domain/identity/evenly';

describe('an even answer', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it.each([
    ['an answer', () => Promise.resolve('done')],
    ['an error', () => Promise.reject(new Error('done'))],
    [
      'an error thrown at once',
      () => {
        throw new Error('done');
      },
    ],
  ])('%s comes at the floor, not sooner', async (_name, work) => {
    let settled: unknown;
    void evenly(500, work).then(
      (value) => (settled = value),
      (error: Error) => (settled = error.message),
    );
    await jest.advanceTimersByTimeAsync(499);
    expect(settled).toBeUndefined();
    await jest.advanceTimersByTimeAsync(1);
    expect(settled).toBe('done');
  });

  it('work that takes longer is answered when it is done', async () => {
    let settled = false;
    void evenly(500, () => new Promise((resolve) => setTimeout(resolve, 800))).then(() => (settled = true));
    await jest.advanceTimersByTimeAsync(799);
    expect(settled).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    expect(settled).toBe(true);
  });
});
