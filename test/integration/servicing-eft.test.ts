import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AlternateEftInstruction } from '../../src/domain/sync/servicing-system';
import { AspireServicingSystem } from '../../src/servicing/aspire-servicing-system';
import { AspireSimulator } from '../../src/simulator/aspire-simulator';
import { SimulatorClient } from '../support/simulator-client';

const TOKEN = 's3cret';
const INSTRUCTION: AlternateEftInstruction = {
  contractId: 10_003,
  amountCents: 25_000,
  currencyCode: 'USD',
  dueOn: '2026-11-25',
  secCode: 'WEB',
  routingNumber: '021000021',
  accountNumber: '000123456',
  accountType: 'CHECKING',
  accountHolderName: 'Dana Whitfield',
};
const NOT_COLLECTED = { batchNumber: null, postedAt: null, traceNumber: null, fileName: null, returnedOn: null, returnReasonCode: null };

let simulator: AspireSimulator;
let client: SimulatorClient;
let url: string;
let system: AspireServicingSystem;

beforeEach(async () => {
  simulator = new AspireSimulator({ contracts: 60, token: TOKEN, asOf: '2026-11-23', now: () => new Date('2026-11-23T12:00:00Z') });
  ({ url } = await simulator.start());
  client = new SimulatorClient(url, `Bearer ${TOKEN}`);
  system = new AspireServicingSystem({ url, token: TOKEN });
});

afterEach(async () => {
  await simulator.stop();
});

/** A connector that answers every call in one way. */
async function answering(status: number, body: string, act: (system: AspireServicingSystem) => Promise<void>): Promise<void> {
  const server: Server = createServer((request, response) => {
    request.resume();
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await act(new AspireServicingSystem({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: TOKEN }));
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

describe('payments handed to the servicing system', () => {
  it('are one record however often they are put, and tell how they were collected and sent back', async () => {
    const open = {
      paymentId: 'p-1',
      amountCents: 25_000,
      payments: 1,
      paymentsProcessed: 0,
      state: 'OPEN',
      ...NOT_COLLECTED,
      correction: null,
    };
    const put = await system.putAlternateEft('p-1', INSTRUCTION);
    expect(put).toEqual({ id: put.id, ...open });
    expect(await system.putAlternateEft('p-1', INSTRUCTION)).toEqual(put);
    expect(await system.findAlternateEft('p-1')).toEqual(put);
    await client.control('events', { type: 'postAlternateEft', paymentId: 'p-1' });
    const collected = await system.findAlternateEft('p-1');
    expect(collected).toMatchObject({ state: 'PROCESSED', batchNumber: 1, postedAt: '2026-11-23T12:00:00.000Z', returnedOn: null });
    expect(collected?.traceNumber).toMatch(/^09100001\d{7}$/);
    await client.control('events', { type: 'RETURN_EFT', paymentId: 'p-1', reasonCode: 'R01' });
    expect(await system.cancelAlternateEft('p-1')).toEqual({ ...collected, returnedOn: '2026-11-23', returnReasonCode: 'R01' });
    expect(await system.findAlternateEft('p-2')).toBeUndefined();
    expect(await system.cancelAlternateEft('p-2')).toBeUndefined();
  });

  it('tell what their bank has put right', async () => {
    await system.putAlternateEft('p-1', INSTRUCTION);
    await client.control('events', { type: 'postAlternateEft', paymentId: 'p-1' });
    const collected = await system.findAlternateEft('p-1');
    const right = { routingNumber: '091000019', accountNumber: '00098-76' };
    const { FileName } = await client.control('events', { type: 'CORRECT_EFT', paymentId: 'p-1', changeCode: 'C03', ...right });
    expect((await client.control(`eft-files/${String(FileName)}`)).text).toContain('COR');
    const correction = { code: 'C03', receivedOn: '2026-11-23', ...right, accountType: null, accountHolderName: null };
    expect(await system.findAlternateEft('p-1')).toEqual({ ...collected, correction });
    expect((await client.call('GET', '/alternate-efts/p-1')).body.Correction).toMatchObject({ AccountNumber: '00098-76' });
  });

  it('with other content under the same id are a conflict', async () => {
    await system.putAlternateEft('p-1', INSTRUCTION);
    await expect(system.putAlternateEft('p-1', { ...INSTRUCTION, amountCents: 1 })).rejects.toMatchObject({
      name: 'Fault',
      code: 'CONFLICT',
    });
  });

  it.each<[string, Partial<AlternateEftInstruction>, string]>([
    ['that it cannot take (422)', { contractId: 10_008 }, 'The contract is not booked.'],
    ['that make no sense to it (400)', { amountCents: 0 }, '"Amount" must be more than zero.'],
  ])('%s are refused for good, with its reason', async (_, fields, reason) => {
    const refused = system.putAlternateEft('p-1', { ...INSTRUCTION, ...fields });
    await expect(refused).rejects.toMatchObject({ name: 'InstructionRefusedError', reason });
    expect(await system.findAlternateEft('p-1')).toBeUndefined();
  });

  it.each([
    [400, '<h1>Bad request</h1>'],
    [422, '{}'],
    [500, '{ "error": { "code": "INTERNAL", "message": "No." } }'],
    [503, '{ "error": { "code": "UNAVAILABLE", "message": "No." } }'],
  ])("are not refused by an answer %i %s: it may be anybody's, or pass", async (status, body) => {
    await answering(status, body, async (other) => {
      await expect(other.putAlternateEft('p-1', INSTRUCTION)).rejects.toMatchObject({ name: 'Fault', code: 'UPSTREAM_UNAVAILABLE' });
    });
  });

  it.each(['lateAnswer', 'lostAnswer'])('are found again when their answer does not arrive (%s)', async (mode) => {
    await client.control('faults', { mode, ms: 10_000, path: 'alternate-efts', times: 1 });
    const impatient = new AspireServicingSystem({ url, token: TOKEN, timeoutMs: 500 });
    await expect(impatient.putAlternateEft('p-1', INSTRUCTION)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    const found = await system.findAlternateEft('p-1');
    expect(found).toMatchObject({ paymentId: 'p-1', state: 'OPEN' });
    expect(await system.putAlternateEft('p-1', INSTRUCTION)).toEqual(found);
  });

  it('can be given up while the answer is awaited', async () => {
    await client.control('faults', { mode: 'slow', ms: 60_000 });
    const calls = [
      (signal: AbortSignal) => system.putAlternateEft('p-1', INSTRUCTION, signal),
      (signal: AbortSignal) => system.findAlternateEft('p-1', signal),
      (signal: AbortSignal) => system.cancelAlternateEft('p-1', signal),
      (signal: AbortSignal) => system.listEftBatches(signal),
    ];
    for (const call of calls) {
      const stop = new AbortController();
      const waiting = call(stop.signal);
      stop.abort(new Error('enough'));
      await expect(waiting).rejects.toThrow('enough');
    }
  });
});

describe('the EFT batches', () => {
  it('are listed newest first', async () => {
    expect(await system.listEftBatches()).toEqual([]);
    await system.putAlternateEft('p-1', INSTRUCTION);
    await client.control('events', { type: 'postAlternateEft', paymentId: 'p-1' });
    await system.putAlternateEft('p-2', INSTRUCTION);
    await client.control('events', { type: 'GENERATE_EFT', from: '2026-11-23', to: '2026-11-30' });
    const sums = { count: 1, amountCents: 25_000 };
    expect(await system.listEftBatches()).toEqual([
      {
        number: 2,
        state: 'REVIEW',
        dueFrom: '2026-11-23',
        dueTo: '2026-11-30',
        postedAt: null,
        fileName: null,
        effectiveEntryOn: null,
        ...sums,
      },
      {
        number: 1,
        state: 'POSTED',
        dueFrom: '2026-11-25',
        dueTo: '2026-11-25',
        postedAt: '2026-11-23T12:00:00.000Z',
        fileName: 'EFT-2026-11-23-000001.ach',
        effectiveEntryOn: '2026-11-24',
        ...sums,
      },
    ]);
  });

  it('of a connector that does not know the path are not told', async () => {
    await answering(404, '{ "error": { "code": "NOT_FOUND", "message": "No." } }', async (older) => {
      expect(await older.listEftBatches()).toBeUndefined();
    });
  });
});
