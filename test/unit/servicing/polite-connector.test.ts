import type { CircuitState, ServicingCall } from '../../../src/domain/sync/servicing-traffic';
import { Fault, unavailable } from '../../../src/kernel/fault';
import { ConnectorError, type ConnectorFailure, type ConnectorRequest, RequestRefusedError } from '../../../src/servicing/connector-client';
import { PoliteConnector } from '../../../src/servicing/polite-connector';
import { FakeCallTime, settle } from '../../support/fake-call-time';

const failed = (failure: ConnectorFailure, retryAfterMs?: number) =>
  unavailable('servicing system', new ConnectorError(`It failed: ${failure}.`, { failure, retryAfterMs }));

const INFO: ConnectorRequest = { method: 'GET', path: '/info' };

let time: FakeCallTime;
/** What the next calls come to: an answer or an error; the last one goes on. */
let fate: unknown[];
let made: string[];
let calls: ServicingCall[];
let states: CircuitState[];
let connector: PoliteConnector;

beforeEach(() => {
  time = new FakeCallTime();
  fate = ['answer'];
  made = [];
  calls = [];
  states = [];
  const call = async (request: ConnectorRequest): Promise<unknown> => {
    made.push(request.path);
    const next: unknown = fate.length > 1 ? fate.shift() : fate[0];
    await Promise.resolve();
    request.signal?.throwIfAborted();
    if (next instanceof Error) throw next;
    return next;
  };
  connector = new PoliteConnector({ call } as ConstructorParameters<typeof PoliteConnector>[0], {
    callsAtOnce: 4,
    callsPerSecond: 1_000,
    patienceMs: 15_000,
    time,
  });
  connector.follow({ onCall: (told) => calls.push(told), onCircuitChange: (state) => states.push(state) });
});

const read = () => 'unused';
/** The end of a call: what it came to, once so much time has passed. */
async function endOf(call: Promise<unknown>, ms = 0): Promise<unknown> {
  let end: unknown = 'still waiting';
  call.then(
    (answer) => (end = answer),
    (error: unknown) => (end = error),
  );
  await settle();
  await time.pass(ms);
  return end;
}
const feed = (signal?: AbortSignal) => connector.feed({ ...INFO, signal }, read);
/** Five reads that fail after all their repetitions. */
async function openCircuit(): Promise<void> {
  fate = [failed('NOT_UNDERSTOOD')];
  for (let times = 0; times < 5; times += 1) await endOf(feed());
}

describe('a read', () => {
  it('is made again until it is answered', async () => {
    fate = [failed('NO_ANSWER'), failed('NO_ANSWER'), failed('NO_ANSWER'), 'answer'];
    expect(await endOf(feed(), 30_000)).toBe('answer');
    expect(time.sleeps).toEqual([250, 1_000, 4_000]);
    expect(calls.map(({ outcome }) => outcome)).toEqual(['no_answer', 'no_answer', 'no_answer', 'answered']);
    expect(states).toEqual([]);
  });

  it('is made four times at most', async () => {
    fate = [failed('NO_ANSWER')];
    expect(await endOf(feed(), 60_000)).toEqual(fate[0]);
    expect(made).toHaveLength(4);
  });

  it('waits as long as it is asked to, and so do the other reads, but not urgent calls', async () => {
    fate = [failed('NO_ANSWER', 20_000), 'answer'];
    const first = feed();
    await endOf(first);
    const second = feed();
    expect(await endOf(second, 19_000)).toBe('still waiting');
    expect(made).toHaveLength(1);
    expect(await endOf(connector.urgent(INFO, read))).toBe('answer');
    expect(await endOf(second, 2_000)).toBe('answer');
    expect(await endOf(first)).toBe('answer');
  });

  it.each([
    ['refused', new RequestRefusedError('ASPIRE answered 422'), 'refused'],
    ['refused for its token', failed('REFUSED'), 'refused'],
    ['not understood', failed('NOT_UNDERSTOOD'), 'not_understood'],
  ])('is not made again when it is %s', async (_how, error, outcome) => {
    fate = [error];
    expect(await endOf(feed(), 60_000)).toBe(error);
    expect(calls.map((call) => call.outcome)).toEqual([outcome]);
  });

  it('is broken off in a pause at once', async () => {
    fate = [failed('NO_ANSWER')];
    const stop = new AbortController();
    const call = feed(stop.signal);
    await endOf(call);
    stop.abort(new Error('The process is stopping.'));
    expect(await endOf(call)).toEqual(new Error('The process is stopping.'));
    expect([made.length, time.asleep]).toEqual([1, 0]);
  });
});

describe('after five reads without a proper answer', () => {
  beforeEach(openCircuit);

  it('reads are cut off and told so', async () => {
    expect(states.map(({ state }) => state)).toEqual(['OPEN']);
    const end = await endOf(feed());
    expect(end).toBeInstanceOf(Fault);
    expect(((end as Fault).cause as Error).message).toMatch(/^ASPIRE has given no proper answer since .* It is asked again at /);
    expect(made).toHaveLength(5);
    expect(calls.at(-1)).toEqual({ lane: 'feed', outcome: 'not_made', seconds: null });
    expect(states).toHaveLength(1);
  });

  it('urgent calls are made all the same, and their success lets reads through again', async () => {
    fate = [failed('NO_ANSWER'), 'answer'];
    expect(await endOf(connector.urgent(INFO, read))).toEqual(failed('NO_ANSWER'));
    expect(states).toHaveLength(1);
    expect(await endOf(connector.urgent(INFO, read))).toBe('answer');
    expect(states.map(({ state }) => state)).toEqual(['OPEN', 'CLOSED']);
    expect(await endOf(feed())).toBe('answer');
  });

  it('a refusal of an urgent call is an answer, too', async () => {
    fate = [new RequestRefusedError('ASPIRE answered 400')];
    await endOf(connector.urgent(INFO, read));
    expect(states.at(-1)?.state).toBe('CLOSED');
  });

  it('a trial is one call, and its failure means a longer pause', async () => {
    fate = [failed('NO_ANSWER')];
    await time.pass(15_000);
    expect(await endOf(feed(), 60_000)).toEqual(fate[0]);
    expect(made).toHaveLength(6);
    expect(states.map(({ state }) => state)).toEqual(['OPEN', 'HALF_OPEN', 'OPEN']);
  });

  it('a trial that is broken off is left to the next read', async () => {
    await time.pass(15_000);
    const stop = new AbortController();
    const trial = feed(stop.signal);
    stop.abort(new Error('The process is stopping.'));
    expect(await endOf(trial)).toEqual(new Error('The process is stopping.'));
    fate = ['answer'];
    expect(await endOf(feed())).toBe('answer');
    expect(states.map(({ state }) => state)).toEqual(['OPEN', 'HALF_OPEN', 'OPEN', 'HALF_OPEN', 'CLOSED']);
  });
});

it('reads that wait, for their turn or to be made again, are cut off when the circuit opens', async () => {
  fate = [failed('NO_ANSWER')];
  const repeated = feed();
  await endOf(repeated);
  fate = [failed('NOT_UNDERSTOOD')];
  const reads = Array.from({ length: 20 }, () => endOf(feed()));
  const ends = await Promise.all(reads);
  const cutOff = (end: unknown) => end instanceof Fault && /^ASPIRE has given no proper answer/.test((end.cause as Error).message);
  expect(ends.filter(cutOff).length).toBeGreaterThan(10);
  expect(made.length).toBeLessThan(9);
  expect(cutOff(await endOf(repeated, 500))).toBe(true);
});

it('an urgent call that has no turn in time says why, and is not counted against ASPIRE', async () => {
  fate = [new Promise(() => undefined)];
  for (let times = 0; times < 3; times += 1) void connector.urgent(INFO, read);
  const end = await endOf(connector.urgent({ method: 'POST', path: '/checks/enrolment' }, read), 15_000);
  expect(((end as Fault).cause as Error).message).toBe(
    "ASPIRE's connector, POST /checks/enrolment: the call was not made. Its turn did not come within 15000 ms: the portal has as many calls under way as it may make at once.",
  );
  expect(calls).toEqual([{ lane: 'urgent', outcome: 'not_made', seconds: null }]);
});
