import { AspireSimulator } from '../../src/simulator/aspire-simulator';
import { DEMO_STORIES } from '../../src/simulator/demo-stories';
import { KINDS } from '../../src/simulator/record';
import { validateResponse } from '../support/connector-schema';
import { SimulatorClient } from '../support/simulator-client';

const { lessee } = DEMO_STORIES;

let simulator: AspireSimulator;
let client: SimulatorClient;

beforeEach(async () => {
  simulator = new AspireSimulator({ contracts: 60, token: 's3cret', asOf: '2026-11-23' });
  const { url } = await simulator.start();
  client = new SimulatorClient(url, 'Bearer s3cret');
});

afterEach(async () => {
  await simulator.stop();
});

describe('faults of feeds', () => {
  it.each(KINDS)('garbageRecord: the first record of a page of %s is unreadable', async (kind) => {
    await client.control('faults', { mode: 'garbageRecord', kind, times: 1 });
    const path = `/changes/${kind}?limit=5`;
    const broken = await client.send('GET', `/connector/v1${path}`);
    const errors = validateResponse('GET', path, broken.status, broken.body);
    expect(errors.some((error) => error.startsWith('/changes/0'))).toBe(true);
    expect(errors.some((error) => error.startsWith('/changes/1'))).toBe(false);
    const sound = await client.call('GET', path);
    expect(broken.body.changes.slice(1)).toEqual(sound.body.changes.slice(1));
  });

  it.each(KINDS)('emptyFeed: the feed of %s says that there is nothing', async (kind) => {
    await client.control('faults', { mode: 'emptyFeed', kind });
    const { body } = await client.call('GET', `/changes/${kind}?since=0`);
    expect(body).toMatchObject({ changes: [], nextSince: 0, more: false });
    expect((await client.call('GET', `/changes/${kind}?since=7`)).body).toMatchObject({ changes: [], nextSince: 7, more: false });
    const other = kind === 'accounts' ? 'contacts' : 'accounts';
    expect((await client.call('GET', `/changes/${other}`)).body.changes.length).toBeGreaterThan(0);
    expect((await client.call('GET', `/customers/${lessee.AccountOid}`)).body.contracts.length).toBeGreaterThan(0);
  });

  it.each(KINDS)('halfFeed: the feed of %s ends after half of them, whatever the pages', async (kind) => {
    const whole = (await client.call('GET', `/changes/${kind}?limit=5000`)).body;
    const half = whole.changes.slice(0, Math.floor(whole.changes.length / 2));
    await client.control('faults', { mode: 'halfFeed', kind });
    for (const limit of [1, 7, Math.max(1, half.length), 5_000]) {
      const seen: unknown[] = [];
      let asked = 0;
      for (let since = 0, more = true; more; asked += 1) {
        const { body } = await client.call('GET', `/changes/${kind}?since=${since}&limit=${limit}`);
        seen.push(...body.changes);
        ({ nextSince: since, more } = body);
      }
      expect(seen).toEqual(half);
      expect(asked).toBe(Math.max(1, Math.ceil(half.length / limit)));
    }
    await client.control('events', { type: 'put', kind, data: (whole.changes[0] as unknown as { data: unknown }).data });
    const later = (await client.call('GET', `/changes/${kind}?since=${whole.latestSequence}`)).body;
    expect(later).toMatchObject({ changes: [], nextSince: whole.latestSequence, latestSequence: whole.latestSequence + 1, more: false });
  });
});
