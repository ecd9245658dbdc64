import { request as httpRequest } from 'node:http';
import { AspireSimulator, type AspireSimulatorOptions } from '../../src/simulator/aspire-simulator';
import { DEMO_STORIES } from '../../src/simulator/demo-stories';
import { KINDS } from '../../src/simulator/record';
import { connectorOperations, connectorStatuses } from '../support/connector-schema';
import { type Answer, type Body, SimulatorClient } from '../support/simulator-client';

const OPTIONS: AspireSimulatorOptions = {
  contracts: 60,
  seed: 1,
  token: 's3cret',
  asOf: '2026-11-23',
  now: () => new Date('2026-11-23T12:00:00Z'),
};
const AUTHORIZATION = 'Bearer s3cret';
const { lessee, guarantor, stranger } = DEMO_STORIES;
const [CHECKING] = lessee.bankAccounts;
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
let url: string;
const met = new Set<string>();

beforeEach(async () => {
  simulator = new AspireSimulator(OPTIONS);
  ({ url } = await simulator.start());
});

afterEach(async () => {
  await simulator.stop();
});

function send(method: string, path: string, body?: unknown, authorization: string | null = AUTHORIZATION): Promise<Answer> {
  return new SimulatorClient(url, authorization).send(method, path, body);
}

/** A call of the protocol, its request and answer held against the OpenAPI document; remembers which answers were met. */
async function call(method: string, path: string, body?: unknown, authorization: string | null = AUTHORIZATION): Promise<Answer> {
  const answer = await new SimulatorClient(url, authorization).call(method, path, body);
  const [, resource = '', id] = (path.split('?')[0] ?? '').split('/');
  const template =
    resource === 'customers' ? '/customers/{AccountOid}' : path.replace(/\?.*/, '').replace(/^(\/alternate-efts\/)[^/]+/, '$1{paymentId}');
  met.add(`${method} ${id === undefined ? path : template} ${answer.status}`);
  return answer;
}

function control(path: string, body?: unknown): Promise<Body> {
  return new SimulatorClient(url, AUTHORIZATION).control(path, body);
}

describe('the protocol over HTTP', () => {
  it('answers info', async () => {
    const { body } = await call('GET', '/info');
    expect(body).toMatchObject({ product: 'ASPIRE', version: '5.20.17', serverTime: '2026-11-23T12:00:00.000Z' });
  });

  it.each(KINDS)('feeds %s page by page', async (kind) => {
    const oids: number[] = [];
    for (let since = 0, more = true; more;) {
      const { body } = await call('GET', `/changes/${kind}?since=${since}&limit=50`);
      oids.push(...body.changes.map(({ oid }) => oid));
      ({ nextSince: since, more } = body);
    }
    const { counts } = await control('book');
    expect(new Set(oids).size).toBe(counts[kind]);
    expect(oids).toHaveLength(counts[kind] ?? NaN);
    await control('events', { type: 'remove', kind, oid: oids[0] });
    const { body } = await call('GET', `/changes/${kind}`);
    expect(body.changes.slice(-1)).toEqual([{ sequence: body.latestSequence, oid: oids[0], deleted: true }]);
  });

  it('refuses a page that makes no sense', async () => {
    for (const kind of KINDS) {
      for (const query of ['limit=0', 'limit=5001', 'limit=x', 'since=-1', 'since=1.5', 'since=9007199254740992']) {
        expect(await call('GET', `/changes/${kind}?${query}`)).toMatchObject({ status: 400, body: { error: { code: 'BAD_REQUEST' } } });
      }
      expect((await call('GET', `/changes/${kind}?limit=5000&since=9007199254740991`)).body.changes).toEqual([]);
    }
  });

  it('reads one customer whole', async () => {
    const { body } = await call('GET', `/customers/${guarantor.AccountOid}`);
    expect(body.contracts.map(({ ContractOid }) => ContractOid)).toEqual(guarantor.guaranteedContractOids);
    const { body: whole } = await call('GET', `/customers/${lessee.AccountOid}`);
    const counted = ['assets', 'schedules', 'principalAndInterest', 'linesOfCredit'].map((kind) => (whole[kind] as unknown[]).length);
    expect(counted).toEqual([11, 4, 4, 1]);
    expect((await call('GET', '/customers/999')).status).toBe(404);
    expect((await call('GET', '/customers/abc')).status).toBe(400);
  });

  it('checks bank accounts', async () => {
    const check = { AccountOid: lessee.AccountOid, ...CHECKING };
    expect((await call('POST', '/checks/bank-account', check)).body).toEqual({ found: true });
    for (const other of [
      { AccountOid: stranger.AccountOid },
      { AccountOid: 999 },
      { AccountNumber: '1' },
      { RoutingNumber: '021000021' },
    ]) {
      expect((await call('POST', '/checks/bank-account', { ...check, ...other })).body).toEqual({ found: false });
    }
    expect((await call('POST', '/checks/bank-account', { ...check, AccountType: 'GOLD' })).status).toBe(400);
  });

  it('tells the facts of an enrolment', async () => {
    const { body } = await call('POST', '/checks/enrolment', { ContractId: ' ol-0010001 ' });
    expect(body).toEqual({
      found: true,
      ContractOid: 10_001,
      IsBooked: true,
      PrivateLabel: null,
      BillingPostalCode: '60614-2035',
      BillingCountryCode: 'US',
      BillToEmailAddress: 'invoices@harborlight.example',
      Customers: [
        {
          AccountOid: 1_002,
          EmailAddress: 'ap@harborlight.example; billing@harborlight.example',
          ContactEmailAddresses: ['dana.whitfield@harborlight.example', 'priya.raman@harborlight.example,ap.desk@harborlight.example'],
        },
      ],
    });
    for (const ContractId of ['CL-0010001', 'OL-9999999', '10001', "'; --"]) {
      expect((await call('POST', '/checks/enrolment', { ContractId })).body).toEqual({ found: false });
    }
    expect((await call('POST', '/checks/enrolment', {})).status).toBe(400);
  });

  it('keeps one Alternate EFT record for parallel and repeated requests', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => call('PUT', '/alternate-efts/p-1', EFT)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect((await call('PUT', '/alternate-efts/p-1', { ...EFT, Amount: '250.01' })).status).toBe(409);
    expect((await call('PUT', '/alternate-efts/p-2', { ...EFT, ContractOid: 10_008 })).status).toBe(422);
    expect((await call('PUT', '/alternate-efts/p%202', EFT)).status).toBe(400);
    expect((await call('GET', '/alternate-efts/p-1')).body).toMatchObject({ state: 'OPEN' });
    const canceled = await Promise.all([1, 2, 3].map(() => call('POST', '/alternate-efts/p-1/cancel')));
    expect(canceled.map(({ body }) => body.state)).toEqual(['CANCELED', 'CANCELED', 'CANCELED']);
    for (const id of ['none', 'p%202']) {
      const status = id === 'none' ? 404 : 400;
      expect((await call('GET', `/alternate-efts/${id}`)).status).toBe(status);
      expect((await call('POST', `/alternate-efts/${id}/cancel`)).status).toBe(status);
    }
  });

  it('lists the latest 50 EFT batches, newest first', async () => {
    expect((await call('GET', '/eft-batches')).body).toEqual({ batches: [] });
    await call('PUT', '/alternate-efts/p-1', EFT);
    await call('PUT', '/alternate-efts/p-2', { ...EFT, Amount: '0.50' });
    for (let batch = 1; batch <= 50; batch += 1) {
      await control('events', { type: 'GENERATE_EFT', from: '2026-11-23', to: EFT.DueDate });
      if (batch < 50) await control('events', { type: 'DISCARD_EFT', batch });
    }
    await call('POST', '/alternate-efts/p-2/cancel');
    await control('events', { type: 'POST_EFT', batch: 50 });
    await call('PUT', '/alternate-efts/p-3', { ...EFT, DueDate: '2026-11-24' });
    await control('events', { type: 'GENERATE_EFT', from: '2026-11-24', to: '2026-11-24' });
    const { batches } = (await call('GET', '/eft-batches')).body as unknown as { batches: { BatchNumber: number }[] };
    expect(batches.map(({ BatchNumber }) => BatchNumber)).toEqual(Array.from({ length: 50 }, (_, index) => 51 - index));
    const nothing = { PostedAt: null, FileName: null, EffectiveEntryDate: null };
    const range = { From: '2026-11-23', To: '2026-11-25' };
    const posted = {
      PostedAt: '2026-11-23T12:00:00.000Z',
      FileName: 'EFT-2026-11-23-000050.ach',
      EffectiveEntryDate: '2026-11-24',
      Count: 1,
      Amount: '250.00',
    };
    expect(batches.slice(0, 3)).toEqual([
      { BatchNumber: 51, State: 'REVIEW', From: '2026-11-24', To: '2026-11-24', ...nothing, Count: 1, Amount: '250.00' },
      { BatchNumber: 50, State: 'POSTED', ...range, ...posted },
      { BatchNumber: 49, State: 'DISCARDED', ...range, ...nothing, Count: 0, Amount: '0.00' },
    ]);
    expect((await send('POST', '/connector/v1/eft-batches', {})).status).toBe(404);
  });

  it('answers 404 where there is nothing and 400 to a body that is no JSON', async () => {
    for (const path of ['/', '/connector/v2/info', '/connector/v1', '/connector/v1/changes/users', '/connector/v1/info/x', '/control/x']) {
      expect(await send('GET', path)).toMatchObject({ status: 404, body: { error: { code: 'NOT_FOUND' } } });
    }
    expect((await send('DELETE', '/connector/v1/alternate-efts/p-1')).status).toBe(404);
    const response = await fetch(`${url}/connector/v1/checks/enrolment`, {
      method: 'POST',
      body: '{',
      headers: { Authorization: AUTHORIZATION },
    });
    expect([response.status, (await response.json()) as unknown]).toMatchObject([400, { error: { code: 'BAD_REQUEST' } }]);
    expect((await send('GET', '/connector/v1/%zz')).status).toBe(400);
  });

  it('lets nobody in without the token', async () => {
    for (const authorization of [null, 'Bearer wrong', 'Basic s3cret', 's3cret', 'Bearer ']) {
      for (const operation of connectorOperations()) {
        const [method = '', path = ''] = operation.split(' ');
        const filled = path.replace('{AccountOid}', '1002').replace('{paymentId}', 'p-1');
        expect((await call(method, filled, method === 'GET' ? undefined : {}, authorization)).status).toBe(401);
      }
      expect((await send('GET', '/control/book', undefined, authorization)).status).toBe(401);
    }
  });
});

describe('the control endpoint', () => {
  it('describes the book', async () => {
    const book = await control('book');
    expect(book).toMatchObject({ today: '2026-11-23', counts: { contracts: 60, alternateEfts: 0 }, fault: { mode: 'none' } });
    expect(book.stories).toEqual(JSON.parse(JSON.stringify(DEMO_STORIES)));
  });

  it.each([
    ['book', { ContractOid: 10_008 }, ['contracts', 'schedules', 'principalAndInterest']],
    ['unbook', { ContractOid: 10_001 }, ['contracts']],
    ['terminate', { ContractOid: 10_001 }, ['contracts']],
    ['terminate', { ContractOid: 10_002 }, ['contracts', 'principalAndInterest']],
    ['unbook', { ContractOid: 10_003 }, ['contracts', 'schedules', 'principalAndInterest']],
    ['relabel', { ContractOid: 10_001, PrivateLabel: 'Summit Capital' }, ['contracts']],
    ['changeRole', { ContractOid: 10_001, Roles: [{ AccountOid: 1_003, ContractRoleType: 'CUSTOMER' }] }, ['contracts']],
    ['bill', { ContractOid: 10_001 }, ['invoices']],
    ['post', { ContractOid: 10_003, Amount: '100.00' }, ['payments', 'invoices', 'contracts']],
    ['deleteInvoice', { InvoiceOid: 30_001 }, ['invoices']],
    ['remove', { kind: 'payments', oid: 70_001 }, ['payments']],
    [
      'put',
      {
        kind: 'accounts',
        data: { AccountOid: 5, AccountId: 'A5', Name: 'New', EntityType: 'PERSON', EmailAddress: null, PhoneNumber: null },
      },
      ['accounts'],
    ],
  ])('does the event %s and the feeds tell it', async (type, fields, kinds) => {
    const { body: before } = await call('GET', '/info');
    const { changes, sequences } = await control('events', { type, ...fields });
    expect(changes.map(({ kind }) => kind)).toEqual(kinds);
    for (const { kind, ...change } of changes) {
      const { body } = await call('GET', `/changes/${kind}?since=${before.latestSequence}`);
      expect(body).toMatchObject({ latestSequence: sequences[sequences.length - 1], changes: [change] });
    }
  });

  it('returns a payment', async () => {
    const { changes } = await control('events', { type: 'post', ContractOid: 10_003, Amount: '100.00' });
    const PaymentOid = changes[0]?.oid;
    const returned = await control('events', { type: 'returnPayment', PaymentOid });
    expect(returned).toMatchObject({ changes: [{ data: { ReturnReasonCode: 'R01' } }, { kind: 'invoices' }, { kind: 'contracts' }] });
  });

  it('moves the clock and goes back to the base book in another epoch', async () => {
    const base = await control('book');
    expect((await control('advance', { days: 30 })).today).toBe('2026-12-23');
    expect((await call('GET', '/info')).body.serverTime).toBe('2026-12-23T12:00:00.000Z');
    const advanced = await control('book');
    expect(advanced.latestSequence).toBeGreaterThan(base.latestSequence);
    await call('PUT', '/alternate-efts/p-1', EFT);
    const restored = await control('restore', { toSequence: base.latestSequence + 5 });
    expect(restored).toMatchObject({ latestSequence: base.latestSequence + 5, today: '2026-11-23', counts: { alternateEfts: 0 } });
    expect(await control('restore', {})).toMatchObject({ latestSequence: base.latestSequence, counts: base.counts });
    expect(new Set([base.epoch, restored.epoch, (await control('book')).epoch]).size).toBe(3);
    expect((await send('POST', '/control/restore', { toSequence: 1 })).status).toBe(422);
  });

  it('goes back within the same epoch when told to, as a careless connector would', async () => {
    const base = await control('book');
    await control('events', { type: 'terminate', ContractOid: 10_003 });
    expect(await control('restore', { keepEpoch: true })).toMatchObject({ epoch: base.epoch, latestSequence: base.latestSequence });
    await control('events', { type: 'unbook', ContractOid: 10_002 });
    const { body } = await call('GET', `/changes/contracts?since=${base.latestSequence}`);
    expect(body.changes).toMatchObject([{ sequence: base.latestSequence + 1, oid: 10_002 }]);
    expect((await control('restore', { keepEpoch: false })).epoch).not.toBe(base.epoch);
    expect((await send('POST', '/control/restore', { keepEpoch: 'yes' })).status).toBe(400);
  });

  it('saves schedules or none, as set', async () => {
    expect(await control('settings', { savesAmortizationSchedules: false })).toMatchObject({ savesAmortizationSchedules: false });
    const { changes } = await control('events', { type: 'book', ContractOid: 10_008 });
    expect(changes.map(({ kind }) => kind)).toEqual(['contracts', 'principalAndInterest']);
    expect((await send('POST', '/control/settings', { savesAmortizationSchedules: 0 })).status).toBe(400);
    await simulator.stop();
    simulator = new AspireSimulator({ ...OPTIONS, settings: { savesAmortizationSchedules: false } });
    ({ url } = await simulator.start());
    expect((await call('GET', '/changes/schedules')).body).toMatchObject({ changes: [], more: false });
    expect((await control('book')).counts).toMatchObject({ schedules: 0, contracts: 60 });
  });
});

describe('faults', () => {
  it('down: connections break, and come back after the given number of requests', async () => {
    await control('faults', { mode: 'down', times: 2 });
    await expect(call('GET', '/info')).rejects.toThrow('fetch failed');
    await expect(call('GET', '/changes/accounts')).rejects.toThrow('fetch failed');
    expect((await call('GET', '/info')).status).toBe(200);
  });

  it('slow: answers after the delay', async () => {
    await control('faults', { mode: 'slow', ms: 150, times: 1 });
    const start = performance.now();
    await call('GET', '/info');
    expect(performance.now() - start).toBeGreaterThan(145);
  });

  it('slow: a delayed answer does not hold up stopping', async () => {
    await control('faults', { mode: 'slow', ms: 60_000 });
    const waiting = call('GET', '/info').then(
      () => 'answered',
      () => 'dropped',
    );
    await control('book');
    await simulator.stop();
    expect(await waiting).toBe('dropped');
  });

  it('error and unauthorized: one feed alone when a kind is given', async () => {
    await control('faults', { mode: 'error', kind: 'invoices' });
    expect((await call('GET', '/changes/invoices')).status).toBe(500);
    expect((await call('GET', '/changes/payments')).status).toBe(200);
    await control('faults', { mode: 'unauthorized' });
    expect((await call('GET', '/info')).status).toBe(401);
    await control('faults', { mode: 'none' });
    expect((await call('GET', '/info')).status).toBe(200);
  });

  it('error: every operation', async () => {
    await control('faults', { mode: 'error' });
    for (const operation of connectorOperations()) {
      const [method = '', path = ''] = operation.split(' ');
      const filled = path.replace('{AccountOid}', '1002').replace('{paymentId}', 'p-1');
      expect((await call(method, filled, method === 'GET' ? undefined : {})).status).toBe(500);
    }
  });

  it('halfPage: half of the promised bytes, then the end', async () => {
    await control('faults', { mode: 'halfPage', kind: 'contracts' });
    const received = await new Promise<{ promised: number; got: number; aborted: boolean }>((resolve, reject) => {
      httpRequest(`${url}/connector/v1/changes/contracts`, { headers: { Authorization: AUTHORIZATION } }, (response) => {
        let got = 0;
        response.on('data', (chunk: Buffer) => (got += chunk.length));
        response.on('error', () => undefined);
        response.on('close', () => resolve({ promised: Number(response.headers['content-length']), got, aborted: !response.complete }));
      })
        .on('error', reject)
        .end();
    });
    expect(received).toEqual({ promised: received.promised, got: Math.floor(received.promised / 2), aborted: true });
  });

  it('version: reports the given one', async () => {
    await control('faults', { mode: 'version', version: '5.20.16' });
    expect((await call('GET', '/info')).body.version).toBe('5.20.16');
    expect((await call('GET', '/changes/accounts')).status).toBe(200);
  });

  it('that do not exist are refused', async () => {
    for (const fault of [
      { mode: 'fire' },
      { mode: 'slow', ms: -1 },
      { mode: 'down', times: 0 },
      { mode: 'error', kind: 'users' },
      { mode: 'error', path: 'users' },
      { mode: 'error', path: '/info' },
      {},
    ]) {
      expect((await send('POST', '/control/faults', fault)).status).toBe(400);
    }
  });
});

describe('the tests above', () => {
  it('have met every answer of every operation that the simulator can give', () => {
    const never = ['429', '503'];
    const older = 'GET /eft-batches 404';
    const expected = connectorOperations().flatMap((operation) => connectorStatuses(operation).map((status) => `${operation} ${status}`));
    expect(expected.filter((answer) => !met.has(answer) && !never.includes(answer.slice(-3)) && answer !== older)).toEqual([]);
  });
});
