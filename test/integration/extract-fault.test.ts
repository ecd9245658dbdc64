import '../support/over-extracts';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExtractFolderServicingSystem } from '../../src/servicing/extracts/extract-folder-servicing-system';
import type { ExtractDelivery } from '../support/extract-delivery';
import { differences, SyncWorld } from '../support/sync-world';
import { openTestDatabase, type TestDatabase } from '../support/test-database';

let test: TestDatabase;
let world: SyncWorld;
let delivery: ExtractDelivery;

beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  await test.truncate();
  world = await SyncWorld.open(test.database);
  delivery = world.delivery as ExtractDelivery;
});
afterEach(() => world.close());

describe('a sync from a folder', () => {
  it('stops at a file that was not copied whole, says so, keeps what it has, and goes on once it is', async () => {
    await world.sync();
    const before = await world.dump();
    await world.put('contracts', { ...(await world.aspireRecord('contracts', 2)), Description: 'Newer' });
    await delivery.deliver();
    await world.breakReading('contracts');
    const report = await world.sync();
    expect(report.kinds.map(({ outcome }) => outcome).slice(0, 4)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED', 'FAILED']);
    expect(report.kinds[3]?.error).toMatch(
      /^The extract folder's extract-000002\/contracts-1\.ndjson: it has \d+ bytes, not \d+ as the manifest says\. It was not copied whole/,
    );
    expect(differences(await world.dump(), before)).toEqual([]);

    rmSync(join(delivery.path, 'manifest.json'));
    const again = await world.sync();
    expect(again.outcome).toBe('SUCCEEDED');
    expect((await world.dump())['contracts']?.join()).toContain('"Newer"');
  });

  it('names what the manifest lacks', async () => {
    await world.sync();
    writeFileSync(join(delivery.path, 'manifest.json'), '{"format":1,"epoch":"x","latestSequence":1,"extracts":[');
    const report = await world.sync({ service: world.service(new ExtractFolderServicingSystem({ path: delivery.path })) });
    expect(report.kinds[0]?.error).toBe(
      "The extract folder's manifest.json: it is not whole or not JSON. Write it under another name and rename it into place.",
    );
  });
});

describe('a newer snapshot', () => {
  it('is read whole, and what it does not hold any more is removed', async () => {
    await world.sync();
    const before = await world.counts();
    const invoice = await world.aspireRecord('invoices');
    await world.remove('invoices', invoice['InvoiceOid']);
    // Without one the writer begins anew, with a snapshot that knows of no deletions.
    rmSync(join(delivery.path, 'manifest.json'));
    const report = await world.sync();
    expect(report.kinds.find(({ kind }) => kind === 'invoices')).toMatchObject({ outcome: 'SUCCEEDED', recordsRemoved: 1 });
    expect((await world.counts())['invoices']).toBe((before['invoices'] ?? 0) - 1);
    expect((await world.state.latestRuns()).find(({ kind }) => kind === 'invoices')).toMatchObject({ mode: 'FULL' });
    const next = await world.sync();
    expect(next.kinds.map(({ recordsWritten }) => recordsWritten)).toEqual(next.kinds.map(() => 0));
  });
});

describe('extracts of changes', () => {
  it('hold what changed and what is gone, and are small', async () => {
    await world.sync();
    const invoice = await world.aspireRecord('invoices');
    await world.remove('invoices', invoice['InvoiceOid']);
    await world.put('contacts', await world.aspireRecord('contacts'));
    expect(await delivery.deliver()).toMatchObject({
      content: 'CHANGES',
      files: { contacts: [{ records: 1 }], invoices: [{ records: 1 }] },
    });
    expect(await delivery.deliver()).toBeUndefined();
    const report = await world.sync();
    expect(report.kinds.map(({ recordsWritten, recordsRemoved }) => recordsWritten + recordsRemoved).slice(0, 6)).toEqual([
      0, 1, 0, 0, 0, 1,
    ]);
  });
});
