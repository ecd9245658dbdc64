import { logInAccount, Throttle, type ThrottleSubject } from '../../src/domain/identity/throttle';
import { THROTTLE_RULES, throttleRule, type ThrottleRule } from '../../src/domain/identity/throttle-rule';
import { JobRunner } from '../../src/jobs/job-runner';
import { throttleCleanUpJob } from '../../src/jobs/throttle-clean-up.job';
import { RateLimited } from '../../src/kernel/fault';
import { Database } from '../../src/persistence/database';
import { JobLeaseRepository } from '../../src/persistence/repositories/job-lease.repository';
import { ThrottleRepository } from '../../src/persistence/repositories/throttle.repository';
import { FakeClock } from '../support/fake-clock';
import { silentLogger } from '../support/sync-engine';
import { openTestDatabase, type TestDatabase } from '../support/test-database';

let test: TestDatabase;
let clock: FakeClock;
let throttle: Throttle;

const account = logInAccount({ siteId: 7 }, 'una@example.com');
const address: ThrottleSubject = { rule: 'LOG_IN_ADDRESS', key: '192.0.2.7' };
const enrolment: ThrottleSubject = { rule: 'ENROL_EMAIL', key: '7|una@example.com' };

beforeAll(async () => (test = await openTestDatabase()));
afterAll(() => test.close());
beforeEach(async () => {
  await test.truncate();
  clock = new FakeClock();
  throttle = throttleOver(test.database);
});

function throttleOver(database: Database): Throttle {
  return new Throttle(database, new ThrottleRepository(database), clock);
}

/** Seconds to wait; 0 when the guess was let through. */
async function guess(subjects: readonly ThrottleSubject[], through = throttle): Promise<number> {
  try {
    await through.take(subjects);
    return 0;
  } catch (fault) {
    if (fault instanceof RateLimited) return fault.retryAfterSeconds;
    throw fault;
  }
}

async function guessTimes(times: number, subjects: readonly ThrottleSubject[]): Promise<number[]> {
  const waits: number[] = [];
  for (let time = 0; time < times; time += 1) waits.push(await guess(subjects));
  return waits;
}

/** As if so many had failed before, and the pause were over. */
const haveFailed = (times: number) =>
  test.database.transaction((transaction) => transaction.query('UPDATE throttles SET guesses = ?, ends_at = ?', [times, clock.now()]));

describe('straight failures of an account', () => {
  it('pass ten times, then after pauses that grow to a quarter of an hour', async () => {
    expect(await guessTimes(10, [account])).toEqual(Array(10).fill(0));
    for (const pause of [30, 60, 120, 240, 480, 900, 900, 900]) {
      expect(await guess([account])).toBe(pause);
      clock.advanceSeconds(pause - 1);
      expect(await guess([account])).toBe(1);
      clock.advanceSeconds(1);
      expect(await guess([account])).toBe(0);
    }
  });

  it('say in words how long to wait', async () => {
    await guessTimes(10, [account]);
    const fault = { code: 'RATE_LIMITED', message: 'Too many attempts. Please try again in 30 seconds.', retryAfterSeconds: 30 };
    await expect(throttle.take([account])).rejects.toMatchObject(fault);
    clock.advanceSeconds(30);
    await guess([account]);
    clock.advanceSeconds(60);
    await guess([account]);
    await expect(throttle.take([account])).rejects.toThrow('Please try again in 2 minutes.');
  });

  it('are forgotten after a success, and by no time', async () => {
    await guessTimes(10, [account]);
    await throttle.succeeded([account]);
    expect(await guessTimes(10, [account])).toEqual(Array(10).fill(0));
    clock.advanceMinutes(60 * 24 * 365);
    await throttle.removeStale();
    expect(await guessTimes(2, [account])).toEqual([0, 60]);
  });

  it('are a hundred at most, until a reset', async () => {
    await guess([account]);
    await haveFailed(99);
    expect(await guess([account])).toBe(0);
    clock.advanceMinutes(60 * 24 * 365);
    await throttle.removeStale();
    await expect(throttle.take([account])).rejects.toThrow('Please set a new password');
    expect(await guess([account])).toBeGreaterThanOrEqual(1);
    await throttle.reset(account);
    expect(await guess([account])).toBe(0);
  });

  it('are free where the clock is behind that of the process that counted last', async () => {
    const ahead = new FakeClock('2026-11-23T15:00:02.000Z');
    const other = new Throttle(test.database, new ThrottleRepository(test.database), ahead);
    await other.take([account]);
    expect(await guess([account])).toBe(0);
    await other.succeeded([account]);
    expect(await guess([account])).toBe(0);
  });

  it('are one account’s, on one site, of one realm', async () => {
    await guessTimes(10, [account]);
    const others = [
      logInAccount({ siteId: 8 }, 'una@example.com'),
      logInAccount({ siteId: 7 }, 'nobody@example.com'),
      logInAccount('platform', 'una@example.com'),
      { rule: 'CODE_ACCOUNT', key: account.key } as const,
    ];
    for (const other of others) expect(await guess([other])).toBe(0);
    expect(await guess([account])).toBe(30);
  });
});

describe('windows', () => {
  it('let so many through, and as many again once they are over', async () => {
    const { most, lengthMs } = THROTTLE_RULES.ENROL_EMAIL;
    expect(await guessTimes(most, [enrolment])).toEqual(Array(most).fill(0));
    expect(await guess([enrolment])).toBe(lengthMs / 1000);
    clock.advanceSeconds(lengthMs / 1000 - 1);
    expect(await guess([enrolment])).toBe(1);
    clock.advanceSeconds(1);
    expect(await guessTimes(most + 1, [enrolment])).toEqual([...Array<number>(most).fill(0), lengthMs / 1000]);
  });

  it('don’t count what was right', async () => {
    const { most } = THROTTLE_RULES.ENROL_EMAIL;
    await guessTimes(most, [enrolment]);
    await throttle.succeeded([enrolment]);
    expect(await guessTimes(2, [enrolment])).toEqual([0, 3600]);
    await throttle.succeeded([{ rule: 'ENROL_EMAIL', key: 'never guessed' }]);
  });

  it('count an IPv6 client by its /64, and IPv4 the same in either form', async () => {
    const from = (key: string): ThrottleSubject => ({ rule: 'ENROL_ADDRESS', key });
    for (const host of ['1', '2', 'ffff:1', 'b:c:d', 'cafe']) expect(await guess([from(`2001:db8:1:2::${host}`)])).toBe(0);
    expect(await guess([from('2001:db8:1:2:9::9')])).toBe(3600);
    expect(await guess([from('2001:db8:1:3::1')])).toBe(0);
    for (let time = 0; time < 5; time += 1) await guess([from('192.0.2.7')]);
    expect(await guess([from('::ffff:192.0.2.7')])).toBe(3600);
    expect(await guess([from('192.0.2.8')])).toBe(0);
  });

  it('are cleared away when they are over, in however many rows', async () => {
    await guess([account, address, enrolment]);
    const values = Array.from({ length: 2_500 }, (_, index) => [Buffer.alloc(32, `row ${index} `), 'FORGOT_EMAIL', 1, clock.now()]);
    await test.database.execute('INSERT INTO throttles (key_hash, rule, guesses, ends_at) VALUES ?', [values]);
    expect(await throttle.removeStale()).toBe(2_500);
    clock.advanceMinutes(15);
    expect(await throttle.removeStale()).toBe(1);
    clock.advanceMinutes(45);
    expect(await throttle.removeStale()).toBe(1);
    expect(await test.database.rows('SELECT rule FROM throttles')).toEqual([{ rule: 'LOG_IN_ACCOUNT' }]);
    await throttle.succeeded([account]);
    expect(await throttle.removeStale()).toBe(1);
    expect(await test.database.rows('SELECT rule FROM throttles')).toEqual([]);
  });
});

it('is cleared away every hour, by one worker at a time', async () => {
  const leases = new JobLeaseRepository(test.database);
  const runner = new JobRunner({ leases, logger: silentLogger, clock });
  const job = throttleCleanUpJob({ runner, throttle, logger: silentLogger }, new AbortController().signal);
  const count = async () => (await test.database.rows('SELECT 1 FROM throttles')).length;
  expect(job.schedule).toMatch(/^\d+ \* \* \* \*$/);
  await guess([enrolment]);
  clock.advanceMinutes(60);
  const held = await leases.acquire(job.name, 'another worker', 30_000);
  await job.run();
  expect(await count()).toBe(1);
  if (held) await leases.release(held);
  await job.run();
  expect(await count()).toBe(0);
});

describe('a guess on several subjects', () => {
  it('counts on none when one refuses', async () => {
    await guessTimes(10, [account]);
    expect(await guessTimes(3, [account, address, enrolment])).toEqual([30, 30, 30]);
    expect(await test.database.rows('SELECT rule, guesses FROM throttles')).toEqual([{ rule: 'LOG_IN_ACCOUNT', guesses: 10 }]);
  });

  it('tells the longest wait', async () => {
    await guessTimes(10, [account]);
    await guessTimes(5, [enrolment]);
    expect(await guess([account, enrolment])).toBe(3600);
  });

  it('needs none', async () => {
    await throttle.take([]);
    await throttle.succeeded([]);
    expect(await test.database.rows('SELECT rule FROM throttles')).toEqual([]);
  });

  it('is let through exactly as often as allowed, however many come at once over two processes', async () => {
    const second = new Database({ url: test.url, poolSize: 5 });
    try {
      const processes = [throttle, throttleOver(second)];
      const subjects = (index: number) => (index % 4 < 2 ? [account, address] : [address, account]);
      const waits = await Promise.all(Array.from({ length: 30 }, (_, index) => guess(subjects(index), processes[index % 2] as Throttle)));
      expect(waits.filter((wait) => wait === 0)).toHaveLength(10);
      const rows = await test.database.rows('SELECT rule, guesses FROM throttles ORDER BY rule');
      expect(rows).toEqual([
        { rule: 'LOG_IN_ACCOUNT', guesses: 10 },
        { rule: 'LOG_IN_ADDRESS', guesses: 10 },
      ]);
    } finally {
      await second.close();
    }
  });
});

describe('the table', () => {
  it('holds digests only, and a rule’s name fits', async () => {
    const rules = Object.keys(THROTTLE_RULES) as ThrottleRule[];
    await throttle.take(rules.map((rule) => ({ rule, key: rule.endsWith('ADDRESS') ? '192.0.2.7' : 'una@example.com' })));
    const rows = await test.database.rows<{ rule: ThrottleRule; hex: string }>('SELECT rule, HEX(key_hash) AS hex, t.* FROM throttles t');
    expect(rows.map(({ rule }) => rule).sort()).toEqual([...rules].sort());
    expect(rows.every(({ hex, rule }) => hex.length === 64 && throttleRule(rule).about.endsWith('.'))).toBe(true);
    const dump = rows.map((row) => JSON.stringify(row) + Buffer.from(row.hex, 'hex').toString('latin1')).join('\n');
    expect(dump).not.toMatch(/una|example|192\.0/);
  });
});
