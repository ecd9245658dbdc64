import { hash as hashWith } from '@node-rs/argon2';
import { PasswordHasher, passwordsAtOnce } from '../../../src/domain/identity/password-hasher';

/** The package's names of these are gone at run time. */
const ARGON2I = 1;
const VERSION_16 = 0;

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

  it('takes one writing of a character for the other, but no case and no space', async () => {
    const hasher = new PasswordHasher();
    const hash = await hasher.hash('un caf\u00e9 cr\u00e8me, deux sucres');
    for (const same of [
      'un cafe\u0301 cre\u0300me, deux sucres',
      'un\u00a0caf\u00e9 cr\u00e8me, deux sucres',
      'un caf\u00e9 cr\u00e8me, deux \uff53ucres',
    ])
      expect(await hasher.matches(hash, same)).toBe(true);
    for (const other of ['un cafe creme, deux sucres', 'Un caf\u00e9 cr\u00e8me, deux sucres', 'un caf\u00e9  cr\u00e8me, deux sucres'])
      expect(await hasher.matches(hash, other)).toBe(false);
  });

  it('tells a hash that was made with less work', async () => {
    const hasher = new PasswordHasher();
    const todays = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
    expect(hasher.needsRehash(await hasher.hash('a password'))).toBe(false);
    const cases: [options: object, isWeaker: boolean][] = [
      [{}, false],
      [{ memoryCost: 65_536 }, false],
      [{ timeCost: 3 }, false],
      [{ memoryCost: 19_455 }, true],
      [{ timeCost: 1 }, true],
      [{ memoryCost: 9_216, timeCost: 4 }, true],
      [{ algorithm: ARGON2I }, true],
      [{ version: VERSION_16 }, true],
    ];
    for (const [options, isWeaker] of cases) {
      const hash = await hashWith('a password', { ...todays, ...options });
      expect([options, hasher.needsRehash(hash)]).toEqual([options, isWeaker]);
      expect(await hasher.matches(hash, 'a password')).toBe(true);
    }
    for (const none of ['', '$2b$12$abcdefghijklmnopqrstuv', '$argon2id$v=19$m=x,t=2,p=1$a$b']) expect(hasher.needsRehash(none)).toBe(true);
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

  it('leaves a core to other requests, and threads to other work', () => {
    expect([1, 2, 3, 4, 64].map(passwordsAtOnce)).toEqual([1, 1, 2, 2, 2]);
  });

  it.each([1, 2])('does %d at once and no more, in the order they came', async (allowed) => {
    const hasher = new PasswordHasher(allowed);
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
    expect([most, order]).toEqual([allowed, [0, 1, 2, 3, 4, 5, 6, 7, 8]]);
    expect([inner.running, inner.waiting.length]).toEqual([0, 0]);
  });
});
