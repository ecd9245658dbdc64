import { startWorker } from '../../src/application';
import { readConfig } from '../../src/config';
import { syncCustomer } from '../../src/customer-sync-command';
import { syncNow } from '../../src/jobs/sync-now';
import { systemActor } from '../../src/kernel/actor';
import { instantOf } from '../../src/kernel/instant';
import { createLogger } from '../../src/log';
import { CustomerWorld } from '../support/customer-world';
import type { TestPortal } from '../support/portal';

const OPERATOR = systemActor('the operator');

let stage: CustomerWorld;
let app: TestPortal;

beforeAll(async () => {
  stage = await CustomerWorld.open();
  app = stage.app;
});
afterAll(() => stage.close());
beforeEach(() => stage.begin());
afterEach(() => stage.end());

describe('the queue of customers to be synced', () => {
  it('runs once when asked for twice, and once more when asked for while it runs', async () => {
    await stage.createUser('a@example.com');
    await stage.createUser('b@example.com');
    const reads = stage.countReads();
    await stage.work();
    expect(reads).toEqual([stage.accountId]);
    await stage.createUser('c@example.com');
    const claim = await app.container.customerSyncWork.claimNext('a worker');
    if (!claim) throw new Error('Nothing is due.');
    const { token } = await stage.createUser('d@example.com');
    expect(await stage.find()).toMatchObject({ state: 'RUNNING' });
    expect(await app.container.customerSyncWork.attempt(claim)).toMatchObject({ outcome: 'DONE' });
    expect(await stage.find()).toMatchObject({ state: 'QUEUED', attempts: 0 });
    expect((await stage.statusOf(token)).state).toBe('LOADING');
    await stage.work();
    expect(reads).toHaveLength(3);
    expect(await stage.find()).toMatchObject({ state: 'DONE', attempts: 1 });
  });

  it('is done once by two workers at the same time', async () => {
    const accounts = await app.container.database.rows<{ id: number }>('SELECT id FROM accounts ORDER BY id LIMIT 12');
    const ids = accounts.map((account) => account.id);
    await stage.request(ids, 'IMPORTED');
    const reads = stage.countReads();
    await Promise.all([stage.work(), stage.work(stage.other), stage.work(), stage.work(stage.other)]);
    expect(new Set(reads)).toEqual(new Set(ids));
    const rows = await app.container.database.rows("SELECT state, attempts FROM customer_syncs WHERE state = 'DONE' AND attempts = 1");
    expect(rows).toHaveLength(ids.length);
  });

  it('those of new users come before those of a file', async () => {
    const [first] = await app.container.database.rows<{ id: number }>('SELECT id FROM accounts WHERE id <> ? ORDER BY id LIMIT 1', [
      stage.accountId,
    ]);
    await stage.request([first?.id ?? 0], 'IMPORTED');
    app.clock.advanceSeconds(1);
    await stage.request([stage.accountId], 'USER_CREATED');
    expect(await app.container.customerSyncWork.claimNext('a')).toMatchObject({ accountId: stage.accountId });
    expect(await app.container.customerSyncWork.claimNext('b')).toMatchObject({ accountId: first?.id });
    expect(await app.container.customerSyncWork.claimNext('c')).toBeUndefined();
  });

  it('is worked off by a worker within seconds, whatever the schedule of the sync', async () => {
    const config = readConfig({ PORTAL_SYNC_EVERY_MINUTES: '1440' });
    const stop = await startWorker(app.container, config, createLogger('silent'));
    await stage.request([stage.accountId], 'LINKED');
    const requestedAt = Date.now();
    while ((await stage.find())?.state !== 'DONE' && Date.now() - requestedAt < 10_000);
    await stop();
    expect(await stage.find()).toMatchObject({ state: 'DONE', attempts: 1 });
  });

  it("takes over a dead worker's claim, whose late end then counts for nothing", async () => {
    await stage.createUser();
    const { customerSyncs } = app.container;
    const dead = await customerSyncs.claimNext('dead', 20_000, app.clock.now());
    if (!dead) throw new Error('Nothing is due.');
    await stage.work(stage.other);
    expect(await stage.find()).toMatchObject({ state: 'RUNNING', attempts: 1 });
    expect(await customerSyncs.renew(dead, 0)).toBe(true);
    await stage.work(stage.other);
    expect(await stage.find()).toMatchObject({ state: 'DONE', attempts: 2 });
    expect(await customerSyncs.renew(dead, 20_000)).toBe(false);
    expect(await customerSyncs.finish(dead, { state: 'FAILED', error: 'late', at: app.clock.now() })).toBe(false);
    expect(await app.container.customerSyncWork.attempt(dead)).toEqual({ outcome: 'LOST' });
    expect(await stage.find()).toMatchObject({ state: 'DONE', error: null });
  });

  it('is given back when the worker is stopped', async () => {
    await stage.createUser();
    const stop = new AbortController();
    stage.system = stage.world.system();
    stage.system.readCustomer = (_id, signal) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason as Error));
        stop.abort(new Error('stopping'));
      });
    await stage.work(app, stop.signal);
    expect(await stage.find()).toMatchObject({ state: 'QUEUED', attempts: 0, error: null });
    expect(await app.container.database.rows("SELECT 1 FROM sync_runs WHERE mode = 'CUSTOMER'")).toEqual([]);
    stage.system = stage.world.system();
    await stage.work(stage.other);
    expect((await stage.find())?.state).toBe('DONE');
  });

  it('waits with growing pauses, says why, and is given up after hours', async () => {
    const { id } = await stage.createUser();
    await stage.world.control('faults', { mode: 'error' });
    const pauses: number[] = [];
    for (;;) {
      await stage.work();
      const sync = await stage.find();
      if (sync?.state !== 'QUEUED') break;
      const pause = (instantOf(sync.nextAttemptAt).getTime() - app.clock.now().getTime()) / 1000;
      pauses.push(pause);
      app.clock.advanceSeconds(pause);
    }
    expect(pauses).toEqual(pauses.toSorted((one, next) => one - next));
    expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeGreaterThan(6 * 3600);
    stage.staff = await app.admin.logIn(await app.story.makePlatformUser());
    expect((await stage.statusForStaff(id)).accounts).toMatchObject([
      { state: 'FAILED', attempts: pauses.length + 1, error: expect.stringContaining('500') as unknown },
    ]);
    await stage.world.control('faults', { mode: 'none' });
  });

  it('says that the servicing database was restored, and is done after the full sync', async () => {
    await stage.createUser();
    await stage.world.control('restore', {});
    await stage.work();
    expect(await stage.find()).toMatchObject({ state: 'QUEUED', error: expect.stringContaining('restored') as unknown });
    await syncNow(app.container.syncRounds, { mode: 'FULL', acceptMassRemoval: true });
    app.clock.advanceSeconds(10);
    await stage.work();
    expect(await stage.find()).toMatchObject({ state: 'DONE', error: null });
  });

  it('at the command line says how it went', async () => {
    const number = (await app.container.accounts.findForStaff([stage.accountId]))[0]?.accountNumber ?? '';
    expect(await syncCustomer(app.container, OPERATOR, number)).toMatch(
      new RegExp(`^Account ${number} is synced: [1-9]\\d* records written`),
    );
    await expect(syncCustomer(app.container, OPERATOR, 'no such number')).rejects.toThrow('Not known here');
    await stage.world.control('faults', { mode: 'down' });
    await expect(syncCustomer(app.container, OPERATOR, number)).rejects.toThrow(/A worker tries again from/);
    await stage.world.control('faults', { mode: 'none' });
    await stage.world.remove('accounts', stage.accountId);
    await expect(syncCustomer(app.container, OPERATOR, number)).rejects.toThrow('no such account');
  });
});
