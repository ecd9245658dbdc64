import { KIND_FACTS } from '../../src/domain/sync/kind-facts';
import { SyncRounds } from '../../src/jobs/sync-rounds';
import { localDateAt } from '../../src/kernel/local-date';
import { Database } from '../../src/persistence/database';
import { SYNC_KINDS, type SyncKind } from '../../src/persistence/entities/sync.entity';
import { FakeClock } from '../support/fake-clock';
import { kindsOf, makeSyncRounds, makeSyncService, silentLogger, TIMETABLE } from '../support/sync-engine';
import { SyncWorld } from '../support/sync-world';
import { TcpProxy } from '../support/tcp-proxy';
import { openTestDatabase, type TestDatabase } from '../support/test-database';

let test: TestDatabase;
let world: SyncWorld;

beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  await test.truncate();
  world = await SyncWorld.open(test.database, { contracts: 20 });
});
afterEach(() => world.close());

/** Workers that share the database, each with its own look at the schedule; all of them at the same time on a clock of ours. */
function workers(count: number, clock: FakeClock): { tick(): Promise<void> } {
  const rounds = Array.from({ length: count }, () => {
    const sync = makeSyncService(test.database, { system: world.system(), clock });
    return new SyncRounds(makeSyncRounds(test.database, sync, { clock, kindsAtOnce: 3 }), new AbortController().signal);
  });
  return {
    tick: async () => {
      await Promise.all(rounds.map((one) => one.run()));
      await Promise.all(rounds.map((one) => one.settled()));
    },
  };
}

const runsOf = (kind: SyncKind, day: string) =>
  test.database
    .rows<{ at: string }>("SELECT started_at AS at FROM sync_runs WHERE kind = ? AND outcome = 'SUCCEEDED' ORDER BY id", [kind])
    .then((rows) => rows.filter(({ at }) => localDateAt(new Date(`${at.replace(' ', 'T')}Z`), TIMETABLE.timeZone) === day));

describe('the schedule of the sync', () => {
  it.each(['2027-03-14', '2027-11-07'])(
    'pulls what is daily exactly once on %s, when the clocks change',
    async (day) => {
      const clock = new FakeClock(`${day}T05:00:00.000Z`);
      const { tick } = workers(2, clock);
      await makeSyncRounds(test.database, world.service(), { clock }).scheduled.ensure();
      await tick();
      await test.database.transaction((transaction) => transaction.query('DELETE FROM sync_runs'));
      // Quarters of an hour around the time of the daily kinds, hours elsewhere.
      for (let minutes = 0; minutes < 26 * 60;) {
        const step = minutes >= 3 * 60 && minutes < 7 * 60 ? 15 : 60;
        clock.advanceMinutes(step);
        minutes += step;
        await tick();
      }
      expect(kindsOf('DAILY')).toHaveLength(4);
      for (const kind of kindsOf('DAILY')) {
        const runs = await runsOf(kind, day);
        expect([kind, runs.length]).toEqual([kind, 1]);
        const hour = new Intl.DateTimeFormat('en-US', { timeZone: TIMETABLE.timeZone, hour: 'numeric', hourCycle: 'h23' });
        expect(hour.format(new Date(`${(runs[0]?.at ?? '').replace(' ', 'T')}Z`))).toBe('04');
      }
      expect((await runsOf('accounts', day)).length).toBeGreaterThan(20);
    },
    120_000,
  );

  it('lets many workers pull each kind once a tick, each after those it refers to', async () => {
    const clock = new FakeClock('2026-11-25T12:00:00.000Z');
    const { tick } = workers(4, clock);
    await makeSyncRounds(test.database, world.service(), { clock }).scheduled.ensure();
    await tick();
    const rows = await test.database.rows<{ kind: SyncKind }>('SELECT kind FROM sync_runs ORDER BY id');
    const order = rows.map(({ kind }) => kind);
    expect([...order].sort()).toEqual(Object.keys(KIND_FACTS).sort());
    for (const kind of order) for (const other of KIND_FACTS[kind].refersTo) expect(order.indexOf(other)).toBeLessThan(order.indexOf(kind));
    await tick();
    expect(await world.state.countRuns(undefined)).toBe(order.length);
  });

  it('leaves a kind alone that is switched off, until it is asked for', async () => {
    const clock = new FakeClock('2026-11-25T12:00:00.000Z');
    const { tick } = workers(1, clock);
    const { scheduled } = makeSyncRounds(test.database, world.service(), { clock });
    await scheduled.ensure();
    await test.database.transaction((transaction) => scheduled.switch('contacts', false, transaction));
    await tick();
    expect([await world.state.countRuns('contacts'), await world.state.countRuns('contracts')]).toEqual([0, 1]);
    await scheduled.want(['contacts'], { mode: 'INCREMENTAL', acceptsRemovals: false });
    await tick();
    expect(await world.state.countRuns('contacts')).toBe(1);
    clock.advanceMinutes(30);
    await tick();
    expect([await world.state.countRuns('contacts'), await world.state.countRuns('contracts')]).toEqual([1, 2]);
  });

  it('tries what has failed again soon, and keeps a full sync asked for until it is done', async () => {
    const clock = new FakeClock('2026-11-25T12:00:00.000Z');
    const { tick } = workers(1, clock);
    const { scheduled } = makeSyncRounds(test.database, world.service(), { clock });
    await scheduled.ensure();
    await scheduled.want(['contracts'], { mode: 'FULL', acceptsRemovals: false });
    await world.control('faults', { mode: 'error', kind: 'contracts' });
    await tick();
    const failed = await world.schedules.find('contracts');
    expect(failed).toMatchObject({ failures: 1, wantedMode: 'FULL' });
    expect((failed?.dueAt.getTime() ?? 0) - clock.now().getTime()).toBeLessThan(45_000);
    await world.control('faults', { mode: 'none' });
    clock.advanceSeconds(45);
    await tick();
    expect((await world.state.latestRuns()).find((run) => run.kind === 'contracts')).toMatchObject({ mode: 'FULL', outcome: 'SUCCEEDED' });
    expect(await world.schedules.find('contracts')).toMatchObject({
      failures: 0,
      wantedMode: null,
      wantedAt: null,
      acceptsRemovals: false,
    });
  });

  it('waits while the database is away, says so once, and goes on', async () => {
    const proxy = new TcpProxy({ host: '127.0.0.1', port: Number(new URL(test.url).port) });
    await proxy.start();
    const away = new Database({ url: test.url.replace(/:\d+\//, `:${proxy.port}/`), poolSize: 3 });
    const said: string[] = [];
    const logger = { ...silentLogger, error: (_details: object, message: string) => void said.push(message) };
    const clock = new FakeClock('2026-11-25T12:00:00.000Z');
    const parts = makeSyncRounds(away, makeSyncService(away, { system: world.system(), clock }), { clock });
    await parts.scheduled.ensure();
    const rounds = new SyncRounds({ ...parts, logger }, new AbortController().signal);
    await proxy.refuse();
    for (const _look of [1, 2, 3]) await rounds.run();
    expect(said).toEqual(['The schedule of the sync cannot be read; trying again.']);
    await proxy.pass();
    await rounds.run();
    await rounds.settled();
    expect((await world.state.latestRuns()).map((run) => run.outcome)).toEqual(SYNC_KINDS.map(() => 'SUCCEEDED'));
    await away.close();
    await proxy.close();
  });

  it('does not forget what was asked for while a pull ran', async () => {
    const clock = new FakeClock('2026-11-25T12:00:00.000Z');
    const system = world.system();
    const { scheduled } = makeSyncRounds(test.database, world.service(), { clock });
    await scheduled.ensure();
    const describe = system.describe.bind(system);
    let asked = false;
    system.describe = async (signal) => {
      clock.advanceSeconds(1);
      if (!asked) await scheduled.want(['accounts'], { mode: 'FULL', acceptsRemovals: true });
      asked = true;
      return describe(signal);
    };
    const rounds = makeSyncRounds(test.database, makeSyncService(test.database, { system, clock }), { clock });
    const one = new SyncRounds(rounds, new AbortController().signal, { only: new Set(['accounts']) });
    await one.run();
    await one.settled();
    expect(await world.state.countRuns('accounts')).toBe(2);
    expect((await world.state.latestRuns())[0]).toMatchObject({ kind: 'accounts', mode: 'FULL' });
  });
});
