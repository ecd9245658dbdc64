import { retrySetAside } from '../../src/set-aside-command';
import { systemActor } from '../../src/kernel/actor';
import { CustomerWorld } from '../support/customer-world';
import type { AspireData } from '../support/sync-world';

const LIST = '{ setAsideRecords { totalCount edges { node { kind recordKey sequence reason payload setAsideAt } } } }';
const RETRY = `mutation ($input: SetAsideRecordsRetryInput!) { setAsideRecordsRetry(input: $input) {
  retry { applied stillUnreadable changedSince needCustomerSync hasMore } userErrors { code message field } } }`;

interface Node {
  kind: string;
  recordKey: string;
  sequence: string | null;
  reason: string;
  payload: string | null;
  setAsideAt: string;
}

interface Retry {
  retry: Record<string, number | boolean> | null;
  userErrors: { code: string; message: string; field: string | null }[];
}

const NONE = { applied: 0, stillUnreadable: 0, changedSince: 0, needCustomerSync: 0, hasMore: false };

describe('records that could not be read', () => {
  let stage: CustomerWorld;
  let account: AspireData;
  let oid: number;

  beforeAll(async () => (stage = await CustomerWorld.open()));
  beforeEach(async () => {
    await stage.begin();
    account = await stage.world.aspireRecord('accounts');
    oid = account['AccountOid'] as number;
  });
  afterEach(() => stage.end());
  afterAll(() => stage.close());

  const list = async (token = stage.staff): Promise<Node[]> => {
    const answer = await stage.app.admin.ask<{ setAsideRecords: { edges: { node: Node }[] } }>(LIST, {}, token);
    return answer.data?.setAsideRecords.edges.map((edge) => edge.node) ?? [];
  };
  const retry = async (input: object, token = stage.staff): Promise<Retry> =>
    (await stage.app.admin.data<{ setAsideRecordsRetry: Retry }>(RETRY, { input }, token)).setAsideRecordsRetry;
  const nameOf = async (id: number): Promise<string | undefined> =>
    (await stage.app.container.database.rows<{ name: string }>('SELECT name FROM accounts WHERE id = ?', [id]))[0]?.name;
  const cursor = async (): Promise<number | undefined> =>
    (await stage.world.state.listCursors()).find((one) => one.kind === 'accounts')?.sequence;

  /** Has the account changed to that name and come unreadable with the next sync, the fault being the connector's and not the record's. */
  async function setAside(name: string): Promise<void> {
    // After a full sync no record is read a second time to recognise a restore: the changed one is the first of its page, which the fault strikes.
    await stage.syncAll('FULL');
    await stage.world.put('accounts', { ...account, Name: name });
    await stage.world.control('faults', { mode: 'garbageRecord', kind: 'accounts' });
    await stage.syncAll();
    await stage.world.control('faults', { mode: 'none' });
    expect((await list()).map((node) => node.recordKey)).toEqual([String(oid)]);
  }

  /** Records of accounts nobody has that have waited for long. */
  function insertWaiting(count: number): Promise<unknown> {
    const rows = Array.from({ length: count }, (_, index) => [
      ...['accounts', String(8_000_001 + index), 1_000_000_001 + index, 'x', '{}', '2020-01-01'],
    ]);
    return stage.app.container.database.transaction((transaction) =>
      transaction.query('INSERT INTO set_aside_records (kind, record_key, sequence, reason, payload, set_aside_at) VALUES ?', [rows]),
    );
  }

  it('are listed with their place in the feed, and to administrators with what they look like but not what they say of people', async () => {
    await setAside('Secret & Sons');
    const [node] = await list();
    expect(node).toMatchObject({ kind: 'ACCOUNTS', reason: 'EntityType: "ROBOT" is not one of COMPANY, PERSON' });
    expect(Number(node?.sequence)).toBe(await cursor());
    const shown = JSON.parse(node?.payload ?? '') as { oid: number; data: AspireData };
    expect(shown).toMatchObject({ oid, deleted: false, data: { AccountOid: oid, AccountId: account['AccountId'], EntityType: 'ROBOT' } });
    expect(shown.data['Name']).toBe('(text of 13 characters)');
    expect(node?.payload).not.toContain('Secret');

    const care = await stage.app.admin.logIn(await stage.app.story.makePlatformUser({ role: 'CUSTOMER_CARE' }));
    const answer = await stage.app.admin.ask<{ setAsideRecords: { edges: { node: Node }[] } }>(LIST, {}, care);
    expect(answer.errors.map((error) => [error.extensions.code, error.path?.at(-1)])).toEqual([['FORBIDDEN', 'payload']]);
    expect(answer.data?.setAsideRecords.edges[0]?.node).toMatchObject({ recordKey: String(oid), payload: null });
    const refusal = await stage.app.admin.ask(RETRY, { input: { kind: 'ACCOUNTS' } }, care);
    expect(refusal.errors.map((error) => error.extensions.code)).toEqual(['FORBIDDEN']);
  });

  it('are read again and applied, without moving the cursor, and that is written down', async () => {
    await setAside('New Name');
    expect(await nameOf(oid)).toBe(account['Name']);
    const before = await cursor();
    expect(await retry({ kind: 'ACCOUNTS' })).toEqual({ retry: { ...NONE, applied: 1 }, userErrors: [] });
    expect(await nameOf(oid)).toBe('New Name');
    expect(await list()).toEqual([]);
    expect(await cursor()).toBe(before);
    const page = { limit: 5, backward: false, from: undefined };
    const [entry] = await stage.app.container.auditEntries.list({ action: 'SET_ASIDE_RETRY' }, page);
    expect(entry?.summary).toBe('Had the records of accounts that could not be read tried again.');
    expect(await retry({ kind: 'ACCOUNTS' })).toEqual({ retry: NONE, userErrors: [] });
  });

  it('stay set aside with their latest reason while they cannot be read', async () => {
    await stage.world.put('accounts', { ...account, EntityType: 'ALIEN' });
    await stage.syncAll();
    stage.app.clock.advanceSeconds(60);
    const key = String(oid);
    expect(await retry({ kind: 'ACCOUNTS', recordKey: key })).toEqual({ retry: { ...NONE, stillUnreadable: 1 }, userErrors: [] });
    const at = stage.app.clock.now().toISOString();
    expect(await list()).toMatchObject([{ recordKey: key, reason: expect.stringContaining('ALIEN') as unknown, setAsideAt: at }]);
    expect(await nameOf(oid)).toBe(account['Name']);
  });

  it('come with a sync, which is asked for, when they have changed since', async () => {
    await setAside('Old News');
    await stage.world.put('accounts', { ...account, Name: 'Latest News' });
    expect(await retry({ kind: 'ACCOUNTS' })).toEqual({ retry: { ...NONE, changedSince: 1 }, userErrors: [] });
    expect(await nameOf(oid)).toBe(account['Name']);
    expect((await stage.world.schedules.find('accounts'))?.wantedMode).toBe('INCREMENTAL');
    await stage.syncAll();
    expect([await nameOf(oid), await list()]).toEqual(['Latest News', []]);
  });

  it('are removed when they are gone from the servicing system', async () => {
    await setAside('Soon Gone');
    const [node] = await list();
    const real = stage.world.system();
    stage.system = stage.world.system();
    stage.system.readChanges = async (kind, since, limit, signal) => {
      const answer = await real.readChanges(kind, since, limit, signal);
      return { ...answer, changes: answer.changes.map((change) => ({ ...change, record: null })) };
    };
    expect((await retry({ kind: 'ACCOUNTS', recordKey: node?.recordKey })).retry).toEqual({ ...NONE, applied: 1 });
    expect([await nameOf(oid), await list()]).toEqual([undefined, []]);
  });

  it('never overwrite what the sync of a customer has brought while they were being read', async () => {
    await setAside('Older');
    const real = stage.world.system();
    stage.system = stage.world.system();
    stage.system.readChanges = async (kind, since, limit, signal) => {
      const old = await real.readChanges(kind, since, limit, signal);
      await stage.world.put('accounts', { ...account, Name: 'Newer' });
      await stage.world.service().syncCustomer(oid);
      return old;
    };
    expect((await retry({ kind: 'ACCOUNTS' })).retry).toEqual({ ...NONE, changedSince: 1 });
    expect([await nameOf(oid), await list()]).toEqual(['Newer', []]);
  });

  it('of unknown number are applied once they can be read, unless something newer has come meanwhile', async () => {
    await setAside('Now Readable');
    const sequence = Number((await list())[0]?.sequence);
    const forget = `UPDATE set_aside_records SET record_key = 'sequence:${sequence}'`;
    await stage.app.story.change(forget, []);
    expect((await retry({ kind: 'ACCOUNTS' })).retry).toEqual({ ...NONE, applied: 1 });
    expect([await nameOf(oid), await list()]).toEqual(['Now Readable', []]);

    await setAside('Older');
    await stage.app.story.change(`UPDATE set_aside_records SET record_key = CONCAT('sequence:', sequence)`, []);
    await stage.app.story.change("UPDATE accounts SET name = 'Newer', synced_at = synced_at + INTERVAL 1 SECOND WHERE id = ?", [oid]);
    expect((await retry({ kind: 'ACCOUNTS' })).retry).toEqual({ ...NONE, applied: 1 });
    expect([await nameOf(oid), await list()]).toEqual(['Newer', []]);
  });

  it('that came with a customer are told to come with that customer; their place in the feed is kept where it is known', async () => {
    await stage.world.put('accounts', { ...account, EntityType: 'ALIEN' });
    await stage.world.service().syncCustomer(oid);
    expect((await list())[0]).toMatchObject({ recordKey: String(oid), sequence: null });
    expect((await retry({ kind: 'ACCOUNTS' })).retry).toEqual({ ...NONE, needCustomerSync: 1 });
    expect((await retry({ kind: 'ACCOUNTS', recordKey: String(oid) })).retry).toEqual({ ...NONE, needCustomerSync: 1 });
    await stage.syncAll();
    const sequence = (await list())[0]?.sequence;
    expect(sequence).not.toBeNull();
    await stage.world.service().syncCustomer(oid);
    expect((await list())[0]?.sequence).toBe(sequence);
  });

  it('are at most 200 at once, those that wait longest first', async () => {
    await setAside('Two Hundred');
    const [{ sequence } = { sequence: '0' }] = await list();
    await insertWaiting(200);
    expect((await retry({ kind: 'ACCOUNTS' })).retry).toEqual({ ...NONE, changedSince: 200, hasMore: true });
    expect(sequence).not.toBeNull();
    expect((await retry({ kind: 'ACCOUNTS', recordKey: String(oid) })).retry).toEqual({ ...NONE, applied: 1 });
  });

  it('are tried again from the command line, all of them, however many', async () => {
    const told: string[] = [];
    const tryAll = () => retrySetAside(stage.app.container, systemActor('the operator'), undefined, (line) => told.push(line));
    await tryAll();
    await setAside('By Hand');
    await stage.app.story.change("UPDATE set_aside_records SET set_aside_at = '2020-01-02'", []);
    const [one] = await stage.app.container.database.rows<{ sequence: number }>('SELECT sequence FROM set_aside_records');
    // Deletions of accounts nobody has, in the place of records that were unreadable.
    await insertWaiting(250);
    const real = stage.world.system();
    stage.system = stage.world.system();
    stage.system.readChanges = async (kind, since, limit, signal) => {
      const answer = await real.readChanges(kind, Math.min(since, one?.sequence ?? 1) - 1, limit, signal);
      if (since < 1_000_000_000) return real.readChanges(kind, since, limit, signal);
      const gone = { sequence: since + 1, id: since + 1 - 1_000_000_000 + 8_000_000, record: null };
      return { ...answer, changes: [gone], unreadable: [], nextSince: since + 1 };
    };
    await tryAll();
    expect(told).toEqual([
      'No record is set aside.',
      'accounts: 251 read, 0 still unreadable, 0 have changed since and come with the next sync, 0 come with the sync of their customer.',
    ]);
    expect([await nameOf(oid), await list()]).toEqual(['By Hand', []]);
  });

  it('are left alone while the kind is being synced, while the sync stands still, and after a restore nobody has noticed yet', async () => {
    await setAside('Waiting');
    const { runner } = stage.app.container;
    await runner.run('sync accounts', async () => {
      expect((await retry({ kind: 'ACCOUNTS' })).userErrors[0]?.code).toBe('SYNC_RUNNING');
    });
    expect((await retry({ kind: 'ACCOUNTS', recordKey: '404' })).userErrors[0]).toMatchObject({
      code: 'UNKNOWN_RECORD',
      field: 'recordKey',
    });
    await stage.world.control('restore', {});
    const [unnoticed] = (await retry({ kind: 'ACCOUNTS' })).userErrors;
    expect(unnoticed).toMatchObject({ code: 'SYNC_HALTED', message: expect.stringContaining('its epoch was') as unknown });
    await stage.syncAll();
    expect((await retry({ kind: 'ACCOUNTS' })).userErrors[0]).toMatchObject({
      code: 'SYNC_HALTED',
      message: expect.stringContaining('stands still') as unknown,
    });
    expect(await nameOf(oid)).toBe(account['Name']);
  });
});
