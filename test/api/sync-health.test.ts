import request from 'supertest';
import { SYNC_KINDS } from '../../src/domain/sync/sync-reader';
import { CustomerWorld } from '../support/customer-world';

const HEALTH = `{ syncHealth {
  state message advice halt { since reason }
  servicingSystem { product version minimumVersion isSupported describedAt }
  settings { setting verdict evidence advice judgedAt }
  kinds { kind cadence isOn dueAt wantedMode failures lagSeconds isLate setAsideCount
    lastRun { outcome error } lastGoodRun { startedAt finishedAt records recordsPerSecond } running { mode } }
} }`;
const SWITCH =
  'mutation ($input: SyncScheduleUpdateInput!) { syncScheduleUpdate(input: $input) { syncHealth { state } userErrors { code } } }';

interface Kind {
  kind: string;
  cadence: string;
  isOn: boolean;
  dueAt: string | null;
  wantedMode: string | null;
  failures: number;
  lagSeconds: number | null;
  isLate: boolean;
  setAsideCount: number;
  lastRun: { outcome: string; error: string | null } | null;
  lastGoodRun: { startedAt: string; finishedAt: string; records: number; recordsPerSecond: number | null } | null;
  running: object | null;
}

interface Health {
  state: string;
  message: string;
  advice: string | null;
  halt: { since: string; reason: string } | null;
  servicingSystem: Record<string, unknown> | null;
  settings: { setting: string; verdict: string; evidence: string; advice: string | null; judgedAt: string | null }[];
  kinds: Kind[];
}

describe('the health of the sync', () => {
  let stage: CustomerWorld;

  beforeAll(async () => (stage = await CustomerWorld.open()));
  beforeEach(() => stage.begin());
  afterEach(() => stage.end());
  afterAll(() => stage.close());

  const logInAs = async (role: 'ADMINISTRATOR' | 'CUSTOMER_CARE'): Promise<string> =>
    stage.app.admin.logIn(await stage.app.story.makePlatformUser({ role }));
  const health = async (token = stage.staff): Promise<Health> =>
    (await stage.app.admin.data<{ syncHealth: Health }>(HEALTH, {}, token)).syncHealth;
  const kindOf = (report: Health, kind: string): Kind => report.kinds.find((one) => one.kind === kind) as Kind;
  const change = (sql: string): Promise<void> => stage.app.story.change(sql, []);

  /** Bills a contract and puts the servicing database back to where it was before. */
  async function restore(): Promise<void> {
    await stage.world.control('events', { type: 'bill', ContractOid: stage.contract['ContractOid'] });
    await stage.syncAll();
    await stage.world.control('restore', {});
  }

  it('is OK once everything was read, for both roles', async () => {
    const report = await health(await logInAs('CUSTOMER_CARE'));
    expect(report).toMatchObject({ state: 'OK', message: 'Everything is synced as it is meant to be.', advice: null, halt: null });
    const now = stage.app.clock.now().toISOString();
    expect(report.servicingSystem).toEqual({
      product: 'ASPIRE',
      version: expect.any(String) as unknown,
      minimumVersion: '5.20.17',
      isSupported: true,
      describedAt: now,
    });
    expect(report.kinds).toHaveLength(SYNC_KINDS.length);
    for (const kind of report.kinds) {
      expect(kind).toMatchObject({ isOn: true, wantedMode: null, failures: 0, lagSeconds: 0, isLate: false, running: null });
      expect(Date.parse(kind.dueAt ?? '')).toBeGreaterThan(Date.parse(now));
      expect(kind.lastGoodRun?.records).toBeGreaterThan(0);
    }
  });

  it('is LATE when the frequent kinds were not read for 45 minutes', async () => {
    stage.app.clock.advanceMinutes(45);
    stage.staff = await logInAs('ADMINISTRATOR');
    expect((await health()).state).toBe('OK');
    stage.app.clock.advanceSeconds(1);
    const report = await health();
    expect(report.state).toBe('LATE');
    expect(report.message).toMatch(/^Not read for longer than they are meant to be: accounts, contacts/);
    for (const kind of report.kinds) expect([kind.kind, kind.isLate]).toEqual([kind.kind, kind.cadence === 'FREQUENT']);
  });

  it('is FAILING with the reason while a kind cannot be read', async () => {
    await stage.world.control('faults', { mode: 'error', kind: 'contracts' });
    await stage.syncAll();
    const report = await health();
    expect(report.state).toBe('FAILING');
    expect(report.message).toMatch(/^The last pull of contracts failed: ASPIRE's connector, GET \/changes\/contracts: it answered 500/);
    expect(kindOf(report, 'CONTRACTS')).toMatchObject({ failures: 1, lastRun: { outcome: 'FAILED' }, wantedMode: 'INCREMENTAL' });
    expect(kindOf(report, 'CONTRACTS').lastGoodRun).not.toBeNull();
    await stage.world.control('faults', { mode: 'none' });
    await stage.syncAll();
    expect((await health()).state).toBe('OK');
  });

  it('says which version is needed when the servicing system is too old', async () => {
    await stage.world.control('faults', { mode: 'version', version: '5.20.16' });
    await stage.syncAll();
    const report = await health();
    expect(report).toMatchObject({
      state: 'UNSUPPORTED_VERSION',
      message: 'ASPIRE 5.20.16 is too old: this portal needs 5.20.17 or later. Nothing is synced.',
      servicingSystem: { version: '5.20.16', isSupported: false },
    });
    expect(report.advice).toMatch(/^Upgrade ASPIRE to 5\.20\.17 or later\./);
  });

  it('is HALTED after a restore, which administrators are written to once and users are told at once', async () => {
    const { app } = stage;
    const user = await stage.createUser();
    await stage.work();
    expect((await stage.statusOf(user.token)).state).toBe('UP_TO_DATE');
    const second = await app.story.makePlatformUser({ email: 'second@example.com' });
    await app.story.makePlatformUser({ role: 'CUSTOMER_CARE' });
    await app.story.makePlatformUser({ disabled: true });
    await app.deliverMail();
    await restore();
    await stage.syncAll();
    await stage.syncAll();
    const report = await health();
    expect(report.state).toBe('HALTED');
    expect(report.halt).toEqual({
      since: app.clock.now().toISOString(),
      reason: expect.stringMatching(/restored from a backup/) as unknown,
    });
    expect(report.message).toContain(report.halt?.reason);
    expect(report.advice).toContain('full sync');
    const letters = (await app.deliverMail()).filter((mail) => mail.subject.includes('stands still'));
    expect(letters).toHaveLength(2);
    expect(letters.map((mail) => mail.to)).toContain(second.email);
    expect(letters[0]?.text).toContain(report.halt?.reason);
    expect(letters[0]?.text).toContain('start a full sync');
    expect(app.logText()).toContain('restored from a backup');

    const status = await stage.statusOf(user.token);
    expect(status.state).toBe('DELAYED');
    expect(status.message).toMatch(/is being restored or checked.* as of 23 November 2026, \d+:\d\d [AP]M CST\.$/);

    await stage.syncAll('FULL');
    expect(await health()).toMatchObject({ state: 'OK', halt: null });
    expect((await stage.statusOf(user.token)).state).toBe('UP_TO_DATE');
    expect(await app.deliverMail()).toEqual([]);
    await restore();
    await stage.syncAll();
    expect(await app.deliverMail()).toHaveLength(2);
  });

  it('switches a kind off and on: only for administrators, written down, and nobody is told that it is late', async () => {
    const { app } = stage;
    const care = await logInAs('CUSTOMER_CARE');
    const off = { input: { kind: 'CONTACTS', isOn: false } };
    expect((await app.admin.ask(SWITCH, off, care)).errors.map((error) => error.extensions.code)).toEqual(['FORBIDDEN']);
    expect(await app.admin.data(SWITCH, off, stage.staff)).toEqual({
      syncScheduleUpdate: { syncHealth: { state: 'NEEDS_ATTENTION' }, userErrors: [] },
    });
    const user = await stage.createUser();
    await stage.work();
    await change("UPDATE sync_runs SET started_at = '2020-01-01' WHERE kind = 'contacts'");
    const report = await health();
    expect(report.message).toBe('The regular sync of contacts is switched off.');
    expect(kindOf(report, 'CONTACTS')).toMatchObject({ isOn: false, dueAt: null, isLate: false });
    expect(await stage.statusOf(user.token)).toMatchObject({ state: 'UP_TO_DATE', lastSyncedAt: app.clock.now().toISOString() });
    await app.admin.data(SWITCH, { input: { kind: 'CONTACTS', isOn: true } }, stage.staff);
    expect((await stage.statusOf(user.token)).state).toBe('DELAYED');
    expect(kindOf(await health(), 'CONTACTS')).toMatchObject({ isOn: true, dueAt: app.clock.now().toISOString(), isLate: true });
    const page = { limit: 5, backward: false, from: undefined };
    const entries = await app.container.auditEntries.list({ action: 'SYNC_SCHEDULE_CHANGE' }, page);
    expect(entries.map((entry) => entry.summary)).toEqual([
      'Switched the regular sync of contacts on.',
      'Switched the regular sync of contacts off.',
    ]);
  });

  it('tells from the book that Calculate Contract Values seems not to run, once an hour and after each full sync', async () => {
    const settingOf = (report: Health) => report.settings.find((one) => one.setting === 'CALCULATE_CONTRACT_VALUES');
    const judged = settingOf(await health());
    expect(judged).toMatchObject({ verdict: 'OK', advice: null, judgedAt: stage.app.clock.now().toISOString() });
    expect(judged?.evidence).toMatch(/^0 of \d+ active contracts with remaining payments have a next due date more than 2 days ago\.$/);
    // 23 November where the finance company is: the 21st is two days ago.
    await change("UPDATE contracts SET next_due_on = '2026-11-21' WHERE is_booked = 1");
    await stage.syncAll('FULL');
    expect(settingOf(await health())?.verdict).toBe('OK');
    await change("UPDATE contracts SET next_due_on = '2026-11-20' WHERE is_booked = 1");
    await stage.syncAll();
    expect(settingOf(await health())?.verdict).toBe('OK');
    stage.app.clock.advanceMinutes(29);
    stage.staff = await logInAs('ADMINISTRATOR');
    stage.app.clock.advanceMinutes(29);
    await stage.syncAll();
    expect(settingOf(await health())?.verdict).toBe('OK');
    stage.app.clock.advanceMinutes(2);
    await stage.syncAll();
    const report = await health();
    expect(settingOf(report)).toMatchObject({
      verdict: 'SEEMS_OFF',
      advice: expect.stringMatching(/Calculate Contract Values/) as unknown,
    });
    expect(settingOf(report)?.evidence).toMatch(/^(\d+) of \1 active/);
    expect(report).toMatchObject({ state: 'NEEDS_ATTENTION', advice: settingOf(report)?.advice });
  });

  it('tells from the book that Save Customer Amortization Schedule seems to be off', async () => {
    const settingOf = (report: Health) => report.settings.find((one) => one.setting === 'SAVE_CUSTOMER_AMORTIZATION_SCHEDULE');
    const total = `SELECT COUNT(*) AS total FROM contracts WHERE is_booked = 1 AND is_terminated = 0 AND scenario <> 'OPERATING_LEASE'`;
    const [counted] = await stage.app.container.database.rows<{ total: number }>(total);
    expect(settingOf(await health())).toMatchObject({
      verdict: 'OK',
      evidence: `0 of ${counted?.total} active loans and capital leases have no amortization schedule.`,
    });
    await change('DELETE FROM amortization_schedules');
    stage.app.clock.advanceMinutes(59);
    await stage.syncAll();
    stage.app.clock.advanceMinutes(2);
    stage.staff = await logInAs('ADMINISTRATOR');
    await stage.syncAll();
    const report = await health();
    expect(settingOf(report)).toMatchObject({ verdict: 'SEEMS_OFF', judgedAt: stage.app.clock.now().toISOString() });
    expect(settingOf(report)?.evidence).toContain(`${counted?.total} of ${counted?.total}`);
    expect(report).toMatchObject({ state: 'NEEDS_ATTENTION', advice: settingOf(report)?.advice });
  });

  it('is NEVER_SYNCED before anything was read', async () => {
    await stage.app.truncate();
    stage.staff = await logInAs('ADMINISTRATOR');
    const report = await health();
    expect(report).toMatchObject({ state: 'NEVER_SYNCED', message: 'Nothing was ever synced.', servicingSystem: null });
    expect(report.settings.map((one) => [one.verdict, one.judgedAt])).toEqual([
      ['UNKNOWN', null],
      ['UNKNOWN', null],
    ]);
  });

  it('is told by metrics, the same by every process, read anew after five seconds', async () => {
    const metrics = async (url: string): Promise<string[]> =>
      (await request(url).get('/metrics').expect(200)).text.split('\n').filter((line) => /^portal_(customer_)?sync/.test(line));
    stage.app.clock.advanceSeconds(10);
    const told = await metrics(stage.app.url);
    expect(await metrics(stage.other.url)).toEqual(told);
    expect(told).toEqual(
      expect.arrayContaining([
        'portal_sync_lag_seconds{kind="contracts"} 10',
        'portal_sync_last_run_outcome{kind="contracts",outcome="SUCCEEDED"} 1',
        'portal_sync_last_run_outcome{kind="contracts",outcome="FAILED"} 0',
        'portal_sync_failures_in_a_row{kind="contracts"} 0',
        'portal_sync_set_aside_records{kind="contracts"} 0',
        'portal_sync_halted 0',
        'portal_customer_syncs_queued 0',
      ]),
    );
    await stage.request([stage.accountId], 'STAFF');
    await restore();
    await stage.syncAll();
    await change("UPDATE sync_runs SET finished_at = started_at + INTERVAL 2 SECOND, records_written = 50 WHERE kind = 'contracts'");
    expect(await metrics(stage.app.url)).toEqual(told);
    stage.app.clock.advanceSeconds(5);
    expect(await metrics(stage.app.url)).toEqual(
      expect.arrayContaining([
        'portal_sync_last_run_outcome{kind="contracts",outcome="HALTED"} 1',
        'portal_sync_halted 1',
        'portal_sync_records_per_second{kind="contracts"} 25',
        'portal_customer_syncs_queued 1',
      ]),
    );
  });
});
