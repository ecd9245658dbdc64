import { setMaxListeners } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ServicingBankAccountLookup } from '../../src/domain/sync/servicing-bank-account-lookup';
import type { CircuitState, ServicingCall } from '../../src/domain/sync/servicing-traffic';
import { Fault } from '../../src/kernel/fault';
import { AspireServicingSystem } from '../../src/servicing/aspire-servicing-system';
import { type CallTime, machineTime } from '../../src/servicing/call-time';
import { AspireSimulator } from '../../src/simulator/aspire-simulator';
import { CountingProxy } from '../support/counting-proxy';
import { FakeCallTime, settle } from '../support/fake-call-time';

const TOKEN = 'a-token-for-tests';
const BANK_ACCOUNT = { routingNumber: '021000021', accountNumber: '12345678', accountType: 'CHECKING' } as const;

let simulator: AspireSimulator;
let simulatorUrl: string;
let proxy: CountingProxy;
let url: string;
/** What the reads waited before they were made again; they did not really wait. */
let pauses: number[];
let calls: ServicingCall[];
let circuits: CircuitState[];

beforeAll(async () => {
  simulator = new AspireSimulator({ contracts: 20, seed: 7, token: TOKEN, asOf: '2026-11-23' });
  simulatorUrl = (await simulator.start()).url;
});
afterAll(() => simulator.stop());
beforeEach(async () => {
  proxy = new CountingProxy(simulatorUrl);
  url = await proxy.start();
  pauses = [];
});
afterEach(async () => {
  await fault({ mode: 'none' });
  await proxy.stop();
});

async function fault(body: object): Promise<void> {
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
  const answer = await fetch(`${simulatorUrl}/control/faults`, { method: 'POST', headers, body: JSON.stringify(body) });
  expect(answer.status).toBe(200);
}

/** Pauses between repetitions are noted, not made. */
const hurried: CallTime = { ...machineTime, random: () => 0.5, sleep: (ms) => Promise.resolve(void pauses.push(ms)) };

function connect({ to = url, time = machineTime, timeoutMs = 10_000, callsAtOnce = 4 } = {}): AspireServicingSystem {
  const manners = { callsAtOnce, callsPerSecond: 1_000, patienceMs: 10_000, time };
  const system = new AspireServicingSystem({ url: to, token: TOKEN, timeoutMs, manners });
  calls = [];
  circuits = [];
  system.follow({ onCall: (call) => calls.push(call), onCircuitChange: (state) => circuits.push(state) });
  return system;
}

/** A server that answers every request alike. */
async function answerAll(answer: RequestListener): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}

const causeOf = (error: unknown) => ((error as Fault).cause as Error).message;
const outcomes = () => calls.map(({ outcome }) => outcome);

describe('the calls of one process', () => {
  it.each([2, 4, 7])('are never more than allowed at once (%i), and all are made', async (callsAtOnce) => {
    const system = connect({ callsAtOnce });
    proxy.hold('/connector/');
    const feed = Array.from({ length: 30 }, () => system.readChanges('contracts', 0, 5));
    const urgent = Array.from({ length: 30 }, () => system.findBankAccount(1, BANK_ACCOUNT));
    await proxy.hasArrived(callsAtOnce);
    proxy.release();
    await Promise.all([...feed, ...urgent]);
    expect(proxy.arrived).toHaveLength(60);
    expect(proxy.mostAtOnce).toBe(callsAtOnce);
  });

  it('that people and payments wait for pass by fifty feed pages', async () => {
    const system = connect();
    proxy.hold('/changes/');
    const pages = Array.from({ length: 50 }, () => system.readChanges('invoices', 0, 5));
    await proxy.hasArrived(2);
    await system.forPayments().describe();
    expect(await system.findAlternateEft('payment-1')).toBeUndefined();
    expect(await system.listEftBatches()).toEqual([]);
    expect(await system.findBankAccount(1, BANK_ACCOUNT)).toBe(false);
    expect(await system.readEnrolmentFacts('nothing')).toBeUndefined();
    expect(proxy.arrived.filter((call) => call.startsWith('GET /changes/'))).toHaveLength(2);
    proxy.release();
    await Promise.all(pages);
    expect(proxy.arrived).toHaveLength(55);
  });

  it('leave the queue when they are broken off, and ASPIRE never hears of them', async () => {
    const system = connect();
    proxy.hold('/changes/');
    const stop = new AbortController();
    setMaxListeners(50, stop.signal);
    const pages = Array.from({ length: 50 }, () => system.readChanges('invoices', 0, 5, stop.signal));
    await proxy.hasArrived(2);
    stop.abort(new Error('The process is stopping.'));
    for (const end of await Promise.allSettled(pages)) expect(end).toMatchObject({ reason: new Error('The process is stopping.') });
    proxy.release();
    await system.describe();
    expect(proxy.arrived).toHaveLength(3);
    expect(new Set(outcomes().slice(0, 50))).toEqual(new Set(['broken_off']));
  });

  it('are taken back when nobody waits for their answer any more', async () => {
    const system = connect({ callsAtOnce: 2 });
    proxy.hold('/checks/');
    const lookup = new ServicingBankAccountLookup(system, 200);
    await expect(lookup.find([1, 2, 3], BANK_ACCOUNT)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(proxy.arrived).toHaveLength(1);
    proxy.release();
    await system.listEftBatches();
    expect(proxy.arrived.slice(1)).toEqual(['GET /eft-batches']);
    expect(outcomes()).toEqual(['broken_off', 'broken_off', 'broken_off', 'answered']);
  });

  it('do not spend their time-out on waiting for their turn', async () => {
    const system = connect({ timeoutMs: 400 });
    await fault({ mode: 'slow', ms: 150, kind: 'accounts' });
    await Promise.all(Array.from({ length: 10 }, () => system.readChanges('accounts', 0, 5)));
    expect(outcomes()).toEqual(Array.from({ length: 10 }, () => 'answered'));
  });
});

describe('a read', () => {
  it.each([
    ['down', {}],
    ['error', {}],
    ['lostAnswer', {}],
    ['slow', { ms: 2_000 }],
  ])('is made again where ASPIRE fails for a moment (%s)', async (mode, more) => {
    const system = connect({ time: hurried, timeoutMs: 300 });
    await fault({ mode, times: 2, ...more });
    expect(await system.describe()).toMatchObject({ product: 'ASPIRE' });
    expect(outcomes()).toEqual(['no_answer', 'no_answer', 'answered']);
    expect(pauses).toEqual([250, 1_000]);
    expect(circuits).toEqual([]);
  });

  it('is not made again with a token that is refused', async () => {
    await fault({ mode: 'unauthorized' });
    const error: unknown = await connect({ time: hurried })
      .describe()
      .catch((reason: unknown) => reason);
    expect(causeOf(error)).toMatch(/refused the portal's token \(401\)/);
    expect([proxy.arrived.length, pauses, outcomes()]).toEqual([1, [], ['refused']]);
  });

  it('that was made in vain for a payment or a person is not repeated: they have their own pauses', async () => {
    await fault({ mode: 'error' });
    const system = connect();
    await expect(system.findAlternateEft('payment-1')).rejects.toBeInstanceOf(Fault);
    await expect(system.forPayments().describe()).rejects.toBeInstanceOf(Fault);
    await expect(system.findBankAccount(1, BANK_ACCOUNT)).rejects.toBeInstanceOf(Fault);
    expect(proxy.arrived).toHaveLength(3);
  });

  it.each([
    [408, 4],
    [429, 4],
    [500, 4],
    [502, 4],
    [503, 4],
    [302, 1],
    [400, 1],
    [401, 1],
    [403, 1],
    [404, 1],
    [409, 1],
    [422, 1],
  ])('that is answered with %i is made so many times: %i', async (status, times) => {
    const answering = await answerAll((_request, response) => response.writeHead(status, { location: '/elsewhere' }).end('{}'));
    await expect(connect({ time: hurried, to: answering.url }).describe()).rejects.toThrow();
    expect(calls).toHaveLength(times);
    await answering.stop();
  });

  it.each([
    ['seconds', () => '7', 7_000],
    ['a date', () => new Date(Date.now() + 30_000).toUTCString(), 30_000],
  ])('waits as long as ASPIRE asks in %s', async (_how, retryAfter, ms) => {
    const busy = await answerAll((_request, response) => response.writeHead(503, { 'retry-after': retryAfter() }).end('{}'));
    const time = new FakeCallTime();
    const stop = new AbortController();
    try {
      const system = connect({ time, to: busy.url });
      const end = system.describe(stop.signal).catch((error: unknown) => error);
      while (time.sleeps.length === 0) await settle();
      expect(time.sleeps[0]).toBeGreaterThan(ms - 2_000);
      expect(time.sleeps[0]).toBeLessThanOrEqual(ms + 500);
      stop.abort(new Error('Seen enough.'));
      expect(await end).toEqual(new Error('Seen enough.'));
    } finally {
      await busy.stop();
    }
  });
});

describe('while ASPIRE is away', () => {
  it('reads are given up for a while, people and payments are not, and the first answer to them ends it', async () => {
    const system = connect({ time: hurried });
    await fault({ mode: 'down' });
    for (let times = 0; times < 5; times += 1) await expect(system.describe()).rejects.toBeInstanceOf(Fault);
    expect(proxy.arrived).toHaveLength(20);
    expect(circuits).toMatchObject([{ state: 'OPEN', failuresInARow: 5, lastError: expect.stringContaining('GET /info') as string }]);
    const cutOff: unknown = await system.readChanges('accounts', 0, 5).catch((error: unknown) => error);
    expect(cutOff).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(causeOf(cutOff)).toMatch(
      /^ASPIRE has given no proper answer since .* UTC \(5 calls in a row, the last one: ASPIRE's connector, GET \/info: the connection broke .*\) It is asked again at .* UTC\.$/,
    );
    expect(proxy.arrived).toHaveLength(20);
    await fault({ mode: 'none' });
    await system.readChanges('accounts', 0, 5).catch(() => undefined);
    expect(proxy.arrived).toHaveLength(20);
    expect(await system.findBankAccount(1, BANK_ACCOUNT)).toBe(false);
    expect(circuits.map(({ state }) => state)).toEqual(['OPEN', 'CLOSED']);
    expect((await system.readChanges('accounts', 0, 5)).changes.length).toBeGreaterThan(0);
  });
});
