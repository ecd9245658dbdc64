import { Fault, unavailable } from '../../../src/kernel/fault';
import { ConnectorError, type ConnectorFailure, RequestRefusedError } from '../../../src/servicing/connector-client';
import { failureOf, pauseBeforeRepeat } from '../../../src/servicing/repeated-read';

const failed = (failure: ConnectorFailure, retryAfterMs?: number) =>
  unavailable('servicing system', new ConnectorError('It failed.', { failure, retryAfterMs }));

describe('the pause before a read is made again', () => {
  it.each([
    [0, 500],
    [1, 2_000],
    [2, 8_000],
  ])('is, after %i repetitions, a random part of %i ms', (repetitions, most) => {
    const pauseAt = (random: number) => pauseBeforeRepeat(failed('NO_ANSWER'), repetitions, random);
    expect([pauseAt(0), pauseAt(0.25), pauseAt(0.999)]).toEqual([0, most / 4, most * 0.999]);
  });

  it('does not exist after the third repetition', () => {
    expect(pauseBeforeRepeat(failed('NO_ANSWER'), 3, 0)).toBeUndefined();
  });

  it('is as long as ASPIRE asks, and a bit for not coming all at once', () => {
    expect(pauseBeforeRepeat(failed('NO_ANSWER', 5_000), 0, 0.5)).toBe(5_250);
    expect(pauseBeforeRepeat(failed('NO_ANSWER', 60_000), 0, 0)).toBe(60_000);
  });

  it('is none where ASPIRE asks for more than a minute: the call ends', () => {
    expect(pauseBeforeRepeat(failed('NO_ANSWER', 60_001), 0, 0)).toBeUndefined();
  });

  it.each([
    ['a refused token', failed('REFUSED')],
    ['a refused request', new RequestRefusedError('ASPIRE answered 422')],
    ['an answer that is not as the protocol says', failed('NOT_UNDERSTOOD')],
    ['what the portal itself makes of an answer', new Fault('CONFLICT', 'Other content.')],
    ['a defect of the portal', new TypeError('x is not a function')],
  ])('is none after %s', (_what, error) => {
    expect(pauseBeforeRepeat(error, 0, 0)).toBeUndefined();
  });
});

it('counts what the portal makes of a proper answer as one', () => {
  expect(failureOf(new Fault('CONFLICT', 'Other content.'))).toBe('REFUSED');
  expect(failureOf(failed('NOT_UNDERSTOOD'))).toBe('NOT_UNDERSTOOD');
});
