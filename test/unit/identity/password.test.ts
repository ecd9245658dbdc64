import { PasswordHasher } from '../../../src/domain/identity/password-hasher';
import { passwordRefusal } from '../../../src/domain/identity/password-policy';

describe('which passwords may be used', () => {
  it.each([
    ['', 'PASSWORD_TOO_SHORT'],
    ['x'.repeat(14), 'PASSWORD_TOO_SHORT'],
    ['x'.repeat(15), undefined],
    ['x'.repeat(128), undefined],
    ['x'.repeat(129), 'PASSWORD_TOO_LONG'],
    ['\u{1F600}'.repeat(14), 'PASSWORD_TOO_SHORT'],
    ['\u{1F600}'.repeat(128), undefined],
    ['lower case only and no digits', undefined],
    [' '.repeat(15), undefined],
  ])('%j: %s', (password, code) => {
    expect(passwordRefusal(password)?.code).toBe(code);
  });
});

describe('hashing passwords', () => {
  it('fits the password it was made of, and no other', async () => {
    const hasher = new PasswordHasher();
    const hash = await hasher.hash('correct horse battery staple');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await hasher.hash('correct horse battery staple')).not.toBe(hash);
    expect(await hasher.matches(hash, 'correct horse battery staple')).toBe(true);
    for (const wrong of ['', 'correct horse battery stapl', 'Correct horse battery staple'])
      expect(await hasher.matches(hash, wrong)).toBe(false);
  });

  it('no hash fits nothing, not even the decoy', async () => {
    const hasher = new PasswordHasher();
    for (const password of ['', 'x', 'no password is equal to this one']) {
      expect([await hasher.matches(null, password), await hasher.matches(undefined, password)]).toEqual([false, false]);
    }
  });

  it('an unknown user takes as much work as a known one', async () => {
    const hasher = new PasswordHasher();
    const hash = await hasher.hash('correct horse battery staple');
    await hasher.matches(undefined, 'warm up');
    const cpuOf = async (known: string | undefined): Promise<number> => {
      const before = process.cpuUsage();
      for (let times = 0; times < 8; times += 1) await hasher.matches(known, 'a wrong password');
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    const ratios = [];
    for (let rounds = 0; rounds < 5; rounds += 1) ratios.push((await cpuOf(undefined)) / (await cpuOf(hash)));
    const median = ratios.sort((left, right) => left - right)[2] as number;
    expect(median).toBeGreaterThan(0.5);
    expect(median).toBeLessThan(2);
  });

  it('does two at once and no more, in the order they came', async () => {
    const hasher = new PasswordHasher();
    const inner = hasher as unknown as {
      running: number;
      waiting: unknown[];
      inTurn<Result>(work: () => Promise<Result>): Promise<Result>;
    };
    let atOnce = 0;
    let most = 0;
    const order: number[] = [];
    const jobs = Array.from({ length: 9 }, (_, index) =>
      inner.inTurn(async () => {
        most = Math.max(most, ++atOnce);
        order.push(index);
        await new Promise((resolve) => setImmediate(resolve));
        atOnce -= 1;
        if (index === 3) throw new Error('one that fails frees its place');
      }),
    );
    const outcomes = await Promise.allSettled(jobs);
    expect(outcomes.filter((outcome) => outcome.status === 'rejected')).toHaveLength(1);
    expect([most, order]).toEqual([2, [0, 1, 2, 3, 4, 5, 6, 7, 8]]);
    expect([inner.running, inner.waiting.length]).toEqual([0, 0]);
  });
});
