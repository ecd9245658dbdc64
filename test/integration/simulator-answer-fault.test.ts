import { AspireSimulator } from '../../src/simulator/aspire-simulator';
import { connectorOperations } from '../support/connector-schema';
import { type Answer, type Body, SimulatorClient } from '../support/simulator-client';

const EFT = {
  ContractOid: 10_003,
  Amount: '250.00',
  CurrencyCode: 'USD',
  DueDate: '2026-11-25',
  SecCode: 'WEB',
  RoutingNumber: '021000021',
  AccountNumber: '000123456',
  AccountType: 'CHECKING',
  AccountHolderName: 'Dana Whitfield',
};

let simulator: AspireSimulator;
let client: SimulatorClient;

beforeEach(async () => {
  simulator = new AspireSimulator({ contracts: 60, seed: 1, token: 's3cret', asOf: '2026-11-23' });
  client = new SimulatorClient((await simulator.start()).url, 'Bearer s3cret');
});

afterEach(async () => {
  await simulator.stop();
});

function call(method: string, path: string, body?: unknown): Promise<Answer> {
  return client.call(method, path, body);
}

function control(path: string, body?: unknown): Promise<Body> {
  return client.control(path, body);
}

async function records(): Promise<unknown[]> {
  return (await control('alternate-efts')).records as unknown[];
}

describe('an answer that does not arrive in time', () => {
  it('lateAnswer: the work is done at once, the answer comes after the delay, a refusal too', async () => {
    await control('faults', { mode: 'lateAnswer', ms: 800, path: 'alternate-efts', times: 2 });
    const start = performance.now();
    const timed = async (answer: Promise<Answer>) => ({ ...(await answer), after: performance.now() - start });
    const created = timed(call('PUT', '/alternate-efts/p-1', EFT));
    const refused = timed(call('PUT', '/alternate-efts/p-2', { ...EFT, ContractOid: 10_008 }));
    let known: unknown[] = [];
    while (known.length === 0 && performance.now() - start < 790) known = await records();
    expect(known).toMatchObject([{ paymentId: 'p-1', state: 'OPEN' }]);
    for (const [answer, status] of [
      [await created, 201],
      [await refused, 422],
    ] as const) {
      expect(answer.status).toBe(status);
      expect(answer.after).toBeGreaterThan(795);
    }
    expect((await call('GET', '/alternate-efts/p-1')).body).toEqual((await created).body);
  });

  it('lateAnswer: a delayed answer does not hold up stopping', async () => {
    await control('faults', { mode: 'lateAnswer', ms: 60_000 });
    const waiting = call('PUT', '/alternate-efts/p-1', EFT).then(
      () => 'answered',
      () => 'dropped',
    );
    while ((await records()).length === 0);
    await simulator.stop();
    expect(await waiting).toBe('dropped');
  });

  it('lostAnswer: the work is done, and the connection breaks', async () => {
    await control('faults', { mode: 'lostAnswer', path: 'alternate-efts', times: 2 });
    await expect(call('PUT', '/alternate-efts/p-1', EFT)).rejects.toThrow('fetch failed');
    expect(await records()).toMatchObject([{ paymentId: 'p-1', state: 'OPEN' }]);
    await expect(call('POST', '/alternate-efts/p-1/cancel')).rejects.toThrow('fetch failed');
    expect((await call('GET', '/alternate-efts/p-1')).body).toMatchObject({ state: 'CANCELED' });
  });
});

describe('a fault with a path', () => {
  it('strikes only the calls there and below, and only they count', async () => {
    await control('faults', { mode: 'error', path: 'alternate-efts/p-1/cancel', times: 1 });
    expect((await call('GET', '/info')).status).toBe(200);
    expect((await call('PUT', '/alternate-efts/p-1', EFT)).status).toBe(201);
    expect((await call('POST', '/alternate-efts/p-1/cancel')).status).toBe(500);
    expect((await call('POST', '/alternate-efts/p-1/cancel')).status).toBe(200);
    await control('faults', { mode: 'error', path: 'changes', kind: 'payments' });
    expect((await call('GET', '/changes/invoices')).status).toBe(200);
    expect((await call('GET', '/changes/payments')).status).toBe(500);
  });

  it('takes any that the protocol has', async () => {
    for (const operation of connectorOperations()) {
      const path = operation.split('/').slice(1).join('/');
      expect(await control('faults', { mode: 'error', path })).toMatchObject({ path });
    }
  });
});
