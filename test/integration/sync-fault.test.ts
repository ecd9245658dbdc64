import type { SyncReport } from '../../src/domain/sync/sync-report';
import { SYNC_KINDS } from '../../src/persistence/entities/sync.entity';
import { differences, SyncWorld } from '../support/sync-world';
import { openTestDatabase, type TestDatabase } from '../support/test-database';

let test: TestDatabase;
let world: SyncWorld;

beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  await test.truncate();
  world = await SyncWorld.open(test.database);
});
afterEach(() => world.close());

/** Faults of a connection, which a folder does not have: extract-fault.test.ts has its own. */
const overHttp = SyncWorld.extracts ? it.skip : it;

const ended = (report: SyncReport) => report.kinds.map(({ kind, outcome }) => `${kind} ${outcome}`);

describe('a sync that cannot go on', () => {
  overHttp.each([
    ['down', {}, /contracts: .*the connection broke|GET \/changes\/contracts: .*(broke|reached)/],
    ['error', {}, /GET \/changes\/contracts: it answered 500 \(INTERNAL/],
    ['halfPage', {}, /GET \/changes\/contracts: .*(broke|not whole|failed)/],
    ['unauthorized', {}, /refused the portal's token \(401\)/],
    ['slow', { ms: 2_000 }, /No complete answer within 300 ms/],
  ])('says why (%s), keeps what it has, keeps no other kind from being read, and goes on next time', async (mode, more, reason) => {
    await world.control('faults', { mode, kind: 'contracts', ...more });
    const report = await world.sync({ service: world.service(world.system({ timeoutMs: 300 })) });
    expect(ended(report)).toEqual([
      'accounts SUCCEEDED',
      'contacts SUCCEEDED',
      'locations SUCCEEDED',
      'contracts FAILED',
      ...SYNC_KINDS.slice(4).map((kind) => `${kind} SUCCEEDED`),
    ]);
    expect(report.kinds[3]?.error).toMatch(reason);
    expect(await world.counts()).toMatchObject({ contracts: 0 });
    const [run] = (await world.state.latestRuns()).filter((row) => row.kind === 'contracts');
    expect(run).toMatchObject({ outcome: 'FAILED', error: report.kinds[3]?.error });
    expect(run?.error).not.toContain('a-token-for-tests');

    await world.control('faults', { mode: 'none' });
    expect((await world.sync()).outcome).toBe('SUCCEEDED');
  });

  overHttp('names a connector that is not there', async () => {
    const report = await world.sync({ service: world.service(world.system({ url: 'http://127.0.0.1:1' })) });
    expect(report.kinds[0]?.error).toMatch(/GET \/info: it cannot be reached|bad port|failed/);
    expect(report.outcome).toBe('FAILED');
  });

  it('goes on after a fault in the midst of a kind from the page before it', async () => {
    const system = world.system();
    const read = system.readChanges.bind(system);
    let pages = 0;
    system.readChanges = (kind, since, limit, signal) =>
      kind === 'invoices' && (pages += 1) === 3 ? Promise.reject(new Error('cut off')) : read(kind, since, limit, signal);
    expect((await world.sync({ service: world.service(system) })).outcome).toBe('FAILED');
    expect(await world.counts()).toMatchObject({ invoices: 2 * world.pageSize });
    const report = await world.sync();
    const clean = await world.dump();
    expect(report.kinds[5]?.recordsWritten).toBe((clean['invoices']?.length ?? 0) - 2 * world.pageSize);
    await test.truncate();
    await world.sync();
    expect(differences(await world.dump(), clean)).toEqual([]);
  });

  it('refuses an ASPIRE that is too old', async () => {
    await world.control('faults', { mode: 'version', version: '5.20.9' });
    const report = await world.sync();
    expect(report.kinds[0]?.error).toBe('ASPIRE 5.20.9 is too old: this portal needs 5.20.17 or later.');
    expect(await world.counts()).toMatchObject({ accounts: 0 });
    await expect(world.service().syncCustomer(1)).rejects.toThrow('is too old');
  });

  it('stops when told to, and says so', async () => {
    const stop = new AbortController();
    const onProgress = ({ kind }: { kind: string }) => kind === 'invoices' && stop.abort(new Error('The worker is stopping.'));
    const report = await world.sync({ signal: stop.signal, onProgress: (progress) => void onProgress(progress) });
    expect(report.outcome).toBe('FAILED');
    expect(report.kinds.slice(3)).toMatchObject([
      { kind: 'contracts', outcome: 'SUCCEEDED' },
      { kind: 'payments', outcome: 'SUCCEEDED' },
      { kind: 'invoices', outcome: 'FAILED', error: 'The worker is stopping.', recordsWritten: world.pageSize },
    ]);
    expect((await world.sync()).outcome).toBe('SUCCEEDED');
  });
});

describe('a record that cannot be read', () => {
  it('is set aside with its reason while the rest is written, and cleared once it is readable', async () => {
    await world.control('faults', { mode: 'garbageRecord', kind: 'invoices', times: 1 });
    const report = await world.sync();
    expect(report.outcome).toBe('SUCCEEDED');
    expect(report.kinds[5]?.recordsSetAside).toBe(1);
    const [record, ...others] = await world.state.listSetAside(undefined, 10);
    expect(others).toEqual([]);
    const invoice = await world.aspireRecord('invoices');
    expect(record).toMatchObject({ kind: 'invoices', recordKey: String(invoice['InvoiceOid']) });
    expect(record?.reason).toMatch(/^Lines\[0\]\./);
    expect(JSON.parse(record?.payload ?? '')).toMatchObject({ oid: invoice['InvoiceOid'] });

    await world.put('invoices', { ...invoice, Lines: [{ ...(invoice['Lines'] as object[])[0], Amount: '12,x' }] });
    await world.sync();
    expect((await world.state.listSetAside('invoices', 10))[0]?.reason).toBe('Lines[0].Amount: "12,x" is not an amount');

    await world.put('invoices', invoice);
    await world.sync();
    expect(await world.state.countSetAside()).toEqual([]);
  });

  it('keeps the last readable one, also through a full pull', async () => {
    await world.sync();
    const before = await world.dump();
    const contract = await world.aspireRecord('contracts', 4);
    await world.put('contracts', { ...contract, Roles: 'none' });
    const report = await world.sync({ mode: 'FULL' });
    expect(report.kinds[3]).toMatchObject({ outcome: 'SUCCEEDED', recordsSetAside: 1, recordsRemoved: 0 });
    expect(differences(await world.dump(), before)).toEqual([]);
  });
});
