import { readFile } from '../../src/nacha/file-reader';
import { validateFile } from '../../src/nacha/file-validator';
import { AspireSimulator } from '../../src/simulator/aspire-simulator';
import { DEMO_STORIES } from '../../src/simulator/demo-stories';
import { type Answer, type Body, SimulatorClient } from '../support/simulator-client';

const NOW = new Date('2026-11-23T12:00:00Z');
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
  simulator = new AspireSimulator({ contracts: 60, seed: 1, token: 's3cret', asOf: '2026-11-23', now: () => NOW });
  client = new SimulatorClient((await simulator.start()).url, 'Bearer s3cret');
});

afterEach(async () => {
  await simulator.stop();
});

function put(paymentId: string, fields: object = {}): Promise<Answer> {
  return client.call('PUT', `/alternate-efts/${paymentId}`, { ...EFT, ...fields });
}

async function record(paymentId: string): Promise<Body> {
  return (await client.call('GET', `/alternate-efts/${paymentId}`)).body;
}

/** The contract that the payments are for. */
async function contract(): Promise<unknown> {
  const { body } = await client.call('GET', `/customers/${DEMO_STORIES.lessee.AccountOid}`);
  return body.contracts.find(({ ContractOid }) => ContractOid === EFT.ContractOid);
}

describe('EFT over HTTP', () => {
  it('goes from three records over a cancel, a batch and its file to a return, and the feeds tell it', async () => {
    const before = await contract();
    const { latestSequence } = await client.control('book');
    await put('w-1');
    await put('w-2');
    await put('c-1', { SecCode: 'CCD', Amount: '75.25', AccountType: 'SAVINGS' });
    await client.call('POST', '/alternate-efts/w-2/cancel');
    const range = { from: '2026-11-23', to: EFT.DueDate };
    const generated = await client.control('events', { type: 'GENERATE_EFT', ...range });
    expect(generated).toMatchObject({ count: 0, leftOut: [], batch: { state: 'REVIEW', totals: { count: 2, Amount: '325.25' } } });
    expect(await record('w-1')).toMatchObject({ state: 'OPEN', BatchNumber: 1, PostedAt: null });
    expect(await client.control('events', { type: 'GENERATE_EFT', ...range })).toMatchObject({ batch: null });
    const posted = await client.control('events', { type: 'POST_EFT', batch: 1 });
    expect(await client.control('events', { type: 'POST_EFT', batch: 1 })).toMatchObject({
      count: 0,
      latestSequence: posted.latestSequence,
    });
    const batch = await client.control('eft-batches/1');
    expect(posted.batch).toEqual(batch);
    expect((await client.control('eft-batches')).batches).toEqual([batch]);
    const { text } = await client.control(`eft-files/${String(batch.FileName)}`);
    const { file, problems } = readFile(text as string);
    expect([problems, validateFile(file)]).toEqual([[], []]);
    expect(file.batches.map(({ secCode, entries }) => [secCode, entries.map(({ amountCents }) => amountCents)])).toEqual([
      ['WEB', [25_000]],
      ['CCD', [7_525]],
    ]);
    expect(await record('w-1')).toMatchObject({ state: 'PROCESSED', PostedAt: NOW.toISOString(), FileName: batch.FileName });
    const paid = (await client.call('GET', `/changes/payments?since=${latestSequence}`)).body.changes;
    expect(paid).toMatchObject([{ data: { Reference: 'w-1', Amount: '250.00' } }, { data: { Reference: 'c-1', Amount: '75.25' } }]);
    const returned = await client.control('events', { type: 'RETURN_EFT', paymentId: 'w-1', reasonCode: 'R01' });
    expect((await client.control('eft-files')).files).toEqual([{ FileName: batch.FileName }, { FileName: returned.FileName }]);
    const sentBack = { ReturnedDate: '2026-11-23', ReturnReasonCode: 'R01' };
    expect(await record('w-1')).toMatchObject({ state: 'PROCESSED', ...sentBack });
    const changes = (await client.call('GET', `/changes/payments?since=${posted.latestSequence}`)).body.changes;
    expect(changes).toMatchObject([{ data: { Reference: 'w-1', ...sentBack } }]);
    expect((await client.call('GET', `/changes/invoices?since=${posted.latestSequence}`)).body.changes.length).toBeGreaterThan(0);
    await client.control('events', { type: 'RETURN_EFT', paymentId: 'c-1', reasonCode: 'R01' });
    expect(await contract()).toEqual(before);
    expect((await client.control('alternate-efts')).records).toEqual([await record('w-1'), await record('w-2'), await record('c-1')]);
  });

  it('applies cash and calculates values as the lender has set up', async () => {
    const settings = { cashApplication: 'BALANCE_FORWARD', calculatesContractValues: true, savesAmortizationSchedules: true };
    expect((await client.control('book')).settings).toEqual(settings);
    const changed = { cashApplication: 'PRIORITY_POST', calculatesContractValues: false };
    expect(await client.control('settings', changed)).toEqual({ ...settings, ...changed });
    const before = await contract();
    await client.control('advance', { days: 40 });
    expect(await contract()).toEqual(before);
    await client.control('events', { type: 'CALCULATE_CONTRACT_VALUES' });
    expect(await contract()).not.toEqual(before);
    for (const wrong of [{ cashApplication: 'RANDOM' }, { calculatesContractValues: 'no' }, { other: 1 }, []]) {
      expect((await client.send('POST', '/control/settings', wrong)).status).toBe(400);
    }
  });

  it('answers 404 for batches and files that there are not', async () => {
    for (const path of ['eft-batches/1', 'eft-batches/x', 'eft-batches/1/x', 'eft-files/none', 'alternate-efts/p-1']) {
      expect((await client.send('GET', `/control/${path}`)).status).toBe(404);
    }
    expect((await client.send('POST', '/control/events', { type: 'POST_EFT', batch: 1 })).status).toBe(404);
  });
});
