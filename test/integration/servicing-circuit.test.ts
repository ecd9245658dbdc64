import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Booted, boot } from '../../src/boot';
import { readConfig } from '../../src/config';
import { CircuitRecorder } from '../../src/domain/sync/circuit-recorder';
import { ServicingCircuits } from '../../src/domain/sync/servicing-circuits';
import type { CircuitState } from '../../src/domain/sync/servicing-traffic';
import { ServicingCircuitRepository } from '../../src/persistence/repositories/servicing-circuit.repository';
import { FakeClock } from '../support/fake-clock';
import { openTestDatabase, type TestDatabase } from '../support/test-database';

const OPEN: CircuitState = {
  state: 'OPEN',
  since: new Date('2026-11-23T14:59:00Z'),
  failuresInARow: 5,
  lastError: 'it cannot be reached (ECONNREFUSED).',
  nextAttemptAt: new Date('2026-11-23T15:00:15Z'),
};
const CLOSED: CircuitState = {
  state: 'CLOSED',
  since: new Date('2026-11-23T15:01:00Z'),
  failuresInARow: 0,
  lastError: null,
  nextAttemptAt: null,
};

let test: TestDatabase;
let clock: FakeClock;
let circuits: ServicingCircuitRepository;
let reader: ServicingCircuits;
let failures: unknown[];

beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  await test.truncate();
  clock = new FakeClock();
  circuits = new ServicingCircuitRepository(test.database);
  reader = new ServicingCircuits(circuits, clock);
  failures = [];
});

const recorder = (processName: string, into: ConstructorParameters<typeof CircuitRecorder>[0]['circuits'] = circuits) =>
  new CircuitRecorder({ circuits: into, processName, role: 'WORKER', clock, onFailure: (error) => failures.push(error) });

describe('what a process says of ASPIRE', () => {
  it('is read by the others as it was said', async () => {
    const worker = recorder('host:1:a');
    worker.onCircuitChange(OPEN);
    await worker.beat();
    expect(await reader.list()).toEqual([{ ...OPEN, processName: 'host:1:a', role: 'WORKER', seenAt: clock.now(), isSilent: false }]);
    await worker.close();
    expect(failures).toEqual([]);
  });

  it('is one row, the latest', async () => {
    const worker = recorder('host:1:a');
    worker.onCircuitChange(OPEN);
    worker.onCircuitChange({ ...OPEN, state: 'HALF_OPEN', nextAttemptAt: null });
    worker.onCircuitChange(CLOSED);
    await worker.beat();
    expect(await reader.list()).toMatchObject([CLOSED]);
    await worker.close();
  });

  it('gets a sign of life while there is trouble, and none afterwards', async () => {
    const worker = recorder('host:1:a');
    worker.onCircuitChange(OPEN);
    clock.advanceMinutes(1);
    await worker.beat();
    const seenAt = clock.now();
    expect(await reader.list()).toMatchObject([{ seenAt }]);
    worker.onCircuitChange(CLOSED);
    await worker.beat();
    clock.advanceMinutes(1);
    await worker.beat();
    expect(await reader.list()).toMatchObject([{ state: 'CLOSED', seenAt }]);
    await worker.close();
  });

  it('goes with the process that ends in good order, and stays with one that does not until a day has passed', async () => {
    const [orderly, killed] = [recorder('host:1:a'), recorder('host:2:b')];
    for (const each of [orderly, killed]) each.onCircuitChange(OPEN);
    await Promise.all([orderly.beat(), killed.beat()]);
    await orderly.close();
    expect(await reader.list()).toMatchObject([{ processName: 'host:2:b', isSilent: false }]);
    clock.advanceMinutes(4);
    expect(await reader.list()).toMatchObject([{ processName: 'host:2:b', isSilent: true }]);
    clock.advanceMinutes(24 * 60);
    expect(await reader.list()).toEqual([]);
    const another = recorder('host:3:c');
    another.onCircuitChange(OPEN);
    await another.beat();
    expect(await test.database.rows('SELECT process_name AS name FROM servicing_circuits')).toEqual([{ name: 'host:3:c' }]);
    await another.close();
    await killed.close();
  });

  it('is written once the database is back, and hinders nothing before', async () => {
    let isAway = true;
    const save: ServicingCircuitRepository['save'] = (row) => (isAway ? Promise.reject(new Error('Away.')) : circuits.save(row));
    const worker = recorder('host:1:a', { save, remove: (name) => circuits.remove(name), removeSeenBefore: () => Promise.resolve() });
    worker.onCircuitChange(CLOSED);
    await worker.beat();
    expect(failures).toEqual([new Error('Away.'), new Error('Away.')]);
    isAway = false;
    await worker.beat();
    expect(await reader.list()).toMatchObject([CLOSED]);
    await worker.close();
  });

  it('of any length fits', async () => {
    const worker = recorder('host:1:a');
    worker.onCircuitChange({ ...OPEN, lastError: 'ä'.repeat(3_000) });
    await worker.close();
    expect(failures).toEqual([]);
  });
});

describe('a process whose ASPIRE is in maintenance', () => {
  let maintenance: Server;
  let portal: Booted;
  let asked: number;

  beforeEach(async () => {
    asked = 0;
    maintenance = createServer((_request, response) => {
      asked += 1;
      response.setHeader('content-type', 'text/html').end('<h1>We are back soon.</h1>');
    });
    await new Promise<void>((resolve) => maintenance.listen(0, '127.0.0.1', resolve));
    const config = readConfig({
      PORTAL_DATABASE_URL: test.url,
      PORTAL_ASPIRE_URL: `http://127.0.0.1:${(maintenance.address() as AddressInfo).port}`,
      PORTAL_ASPIRE_TOKEN: 'a-token-for-tests',
      PORTAL_LOG_LEVEL: 'silent',
    });
    portal = await boot({ role: 'WORKER', config });
  });
  afterEach(async () => {
    await portal.close();
    maintenance.closeAllConnections();
    maintenance.close();
  });

  it('leaves it alone, says so to the others and in its metrics, and takes that back at its end', async () => {
    const { sync, circuitRecorder, syncHealth, registry } = portal.container;
    expect(await registry.metrics()).toContain('portal_aspire_circuit_open 0');
    for (let times = 0; times < 5; times += 1) await expect(sync.syncCustomer(1)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    await expect(sync.syncCustomer(1)).rejects.toMatchObject({
      cause: { message: expect.stringMatching(/^ASPIRE has given no proper answer since/) as string },
    });
    expect(asked).toBe(5);
    await circuitRecorder?.beat();
    expect((await syncHealth.read()).circuits).toMatchObject([
      { role: 'WORKER', state: 'OPEN', failuresInARow: 5, lastError: expect.stringContaining('not JSON') as string },
    ]);
    const metrics = await registry.metrics();
    expect(metrics).toContain('portal_aspire_circuit_open 1');
    expect(metrics).toContain('portal_aspire_calls_total{lane="feed",outcome="not_understood"} 5');
    expect(metrics).toContain('portal_aspire_calls_total{lane="feed",outcome="not_made"} 1');
    expect(metrics).toContain('portal_aspire_call_seconds_count{lane="feed"} 5');
    await portal.close();
    expect(await test.database.rows('SELECT process_name FROM servicing_circuits')).toEqual([]);
  });

  it('still hands payments over, and asks whether it was restored, as if nothing were', async () => {
    for (let times = 0; times < 5; times += 1) await portal.container.sync.syncCustomer(1).catch(() => undefined);
    await portal.container.paymentHandOver.work();
    expect(asked).toBeGreaterThan(5);
  });
});
