import type { CircuitState } from '../../../src/domain/sync/servicing-traffic';
import { Fault, unavailable } from '../../../src/kernel/fault';
import { CircuitBreaker, CutOffError } from '../../../src/servicing/circuit-breaker';
import { ConnectorError } from '../../../src/servicing/connector-client';
import { FakeCallTime } from '../../support/fake-call-time';

const failure = (message = 'it answered 500.') => unavailable('servicing system', new ConnectorError(message, { failure: 'NO_ANSWER' }));

let time: FakeCallTime;
let told: CircuitState[];
let breaker: CircuitBreaker;
beforeEach(() => {
  time = new FakeCallTime();
  told = [];
  breaker = new CircuitBreaker(time, (state) => told.push(state));
});

const words = () => told.map(({ state }) => state);
const fail = (message?: string) => breaker.unanswered(breaker.enter(), failure(message));
const failTimes = (times: number) => Array.from({ length: times }, () => fail());
const refusal = () => {
  try {
    breaker.enter();
  } catch (error) {
    return error as Fault;
  }
  return undefined;
};

it('opens at the fifth failure in a row, and says so with all it knows', async () => {
  failTimes(1);
  await time.pass(20_000);
  failTimes(3);
  expect(told).toEqual([]);
  fail('it cannot be reached.');
  expect(told).toEqual([
    {
      state: 'OPEN',
      since: new Date('2026-11-23T15:00:00Z'),
      failuresInARow: 5,
      lastError: 'it cannot be reached.',
      nextAttemptAt: new Date('2026-11-23T15:00:35Z'),
    },
  ]);
});

it('begins to count anew after any proper answer', () => {
  failTimes(4);
  breaker.answered();
  failTimes(4);
  expect(told).toEqual([]);
});

it('tells who is cut off since when, why, and when it is tried next', () => {
  failTimes(5);
  const fault = refusal();
  expect(fault).toBeInstanceOf(Fault);
  expect(fault?.code).toBe('UPSTREAM_UNAVAILABLE');
  expect(fault?.cause).toBeInstanceOf(CutOffError);
  expect((fault?.cause as Error).message).toBe(
    'ASPIRE has given no proper answer since 2026-11-23 15:00:00 UTC (5 calls in a row, the last one: it answered 500.) It is asked again at 2026-11-23 15:00:15 UTC.',
  );
});

it('lets one call try after the pause, and only that one', async () => {
  failTimes(5);
  await time.pass(14_999);
  expect(refusal()).toBeDefined();
  await time.pass(1);
  expect(breaker.enter()).toEqual({ isTrial: true });
  expect((refusal()?.cause as Error).message).toMatch(/It is being asked again right now\.$/);
  expect(words()).toEqual(['OPEN', 'HALF_OPEN']);
  expect(told[1]).toMatchObject({ nextAttemptAt: null, failuresInARow: 5 });
});

it('closes when the trial is answered', async () => {
  failTimes(5);
  await time.pass(15_000);
  breaker.enter();
  breaker.answered();
  expect(told.at(-1)).toEqual({
    state: 'CLOSED',
    since: new Date('2026-11-23T15:00:15Z'),
    failuresInARow: 0,
    lastError: null,
    nextAttemptAt: null,
  });
  expect(breaker.enter()).toEqual({ isTrial: false });
});

it('opens for longer and longer while trials fail, and begins small the next time', async () => {
  failTimes(5);
  const pauses: number[] = [];
  const pause = () => ((told.at(-1)?.nextAttemptAt?.getTime() ?? 0) - time.now().getTime()) / 1_000;
  for (let trial = 0; trial < 6; trial += 1) {
    pauses.push(pause());
    await time.pass(pause() * 1_000);
    fail();
  }
  expect([...pauses, pause()]).toEqual([15, 30, 60, 120, 300, 300, 300]);
  expect(told.at(-1)).toMatchObject({ failuresInARow: 11, since: new Date('2026-11-23T15:00:00Z') });
  breaker.answered();
  failTimes(5);
  expect(pause()).toBe(15);
});

it.each([
  [0, 12],
  [0.999_999, 18],
])('shortens or lengthens its pauses by a fifth at most (chance %f: %i s)', (chance, seconds) => {
  time.chance = chance;
  failTimes(5);
  expect(((told[0]?.nextAttemptAt?.getTime() ?? 0) - time.now().getTime()) / 1_000).toBeCloseTo(seconds, 1);
});

it('closes when a call that people wait for is answered', () => {
  failTimes(5);
  breaker.answered();
  expect(words()).toEqual(['OPEN', 'CLOSED']);
  expect(refusal()).toBeUndefined();
});

it('stops reads that were let through before it opened', () => {
  const early = breaker.enter();
  failTimes(5);
  expect(() => breaker.check(early)).toThrow(Fault);
  breaker.answered();
  expect(() => breaker.check(early)).not.toThrow();
});

it('is not put off by failures of reads that were under way when it opened', () => {
  const early = breaker.enter();
  failTimes(5);
  breaker.unanswered(early, failure());
  expect(words()).toEqual(['OPEN']);
});

it('lets the next one try when a trial is broken off', async () => {
  failTimes(5);
  await time.pass(15_000);
  breaker.brokenOff(breaker.enter());
  expect(words()).toEqual(['OPEN', 'HALF_OPEN', 'OPEN']);
  expect(breaker.enter()).toEqual({ isTrial: true });
});
