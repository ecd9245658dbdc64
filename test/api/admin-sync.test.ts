import type { ChangePage, ServicingSystem, SyncKind } from '../../src/domain/sync/servicing-system';
import { SyncRounds } from '../../src/jobs/sync-rounds';
import { noServicingSystem } from '../../src/servicing/no-servicing-system';
import { globalId } from '../support/ids';
import { startPortal, type Nodes, type TestPortal } from '../support/portal';

const START = 'mutation ($input: SyncStartInput!) { syncStart(input: $input) { userErrors { code } } }';
const RUNS = `query ($kind: SyncKind) { syncRuns(first: 100, kind: $kind) { totalCount edges { node {
  id kind mode outcome recordsWritten recordsRemoved recordsSetAside error startedAt finishedAt } } } }`;
const STATUS = '{ syncHealth { kinds { kind lagSeconds setAsideCount lastRun { outcome mode } lastGoodRun { finishedAt } } } }';
const KINDS = [
  'ACCOUNTS',
  'CONTACTS',
  'LOCATIONS',
  'CONTRACTS',
  'PAYMENTS',
  'INVOICES',
  'ASSETS',
  'SCHEDULES',
  'PRINCIPAL_AND_INTEREST',
  'LINES_OF_CREDIT',
];

interface Run {
  id: string;
  kind: string;
  mode: string;
  outcome: string;
  recordsSetAside: number;
  error: string | null;
}

/** A servicing system with an empty book and one unreadable payment, which answers only when it is let. */
class SlowSystem implements ServicingSystem {
  readonly findBankAccount = noServicingSystem.findBankAccount;
  readonly readEnrolmentFacts = noServicingSystem.readEnrolmentFacts;
  readonly putAlternateEft = noServicingSystem.putAlternateEft;
  readonly cancelAlternateEft = noServicingSystem.cancelAlternateEft;
  readonly findAlternateEft = noServicingSystem.findAlternateEft;
  readonly listEftBatches = noServicingSystem.listEftBatches;
  readonly readCustomer = noServicingSystem.readCustomer;
  private gate = Promise.resolve();
  private open = (): void => undefined;

  hold(): void {
    this.gate = new Promise((resolve) => (this.open = resolve));
  }

  go(): void {
    this.open();
  }

  async describe() {
    const version = { version: '5.20.17', minimumVersion: '5.20.17', isSupported: true };
    return { product: 'ASPIRE', ...version, hosting: 'HOSTED' as const, epoch: 'e1', latestSequence: 9 };
  }

  async readChanges<Kind extends SyncKind>(kind: Kind, since: number): Promise<ChangePage<Kind>> {
    await this.gate;
    const unreadable =
      kind === 'payments' && since === 0
        ? [{ key: '77', sequence: 5, reason: 'Amount: "12,x" is not an amount', payload: '{"secret":1}' }]
        : [];
    return { epoch: 'e1', latestSequence: 9, nextSince: 9, more: false, changes: [], unreadable };
  }
}

describe('staff and the sync', () => {
  let app: TestPortal;
  let token: string;
  const system = new SlowSystem();

  beforeAll(async () => (app = await startPortal({ servicingSystem: system })));
  beforeEach(async () => {
    await app.truncate();
    token = await app.admin.logIn(await app.story.makePlatformUser());
  });
  afterAll(() => app.close());

  const ask = <Data = Record<string, unknown>>(query: string, variables: object = {}): Promise<Data> =>
    app.admin.data<Data>(query, variables, token);
  const runs = async (): Promise<Run[]> => (await ask<{ syncRuns: Nodes<Run> }>(RUNS)).syncRuns.edges.map((edge) => edge.node);

  /** What a worker does at one tick: it pulls what is due, and what was waiting for that. */
  async function work(): Promise<void> {
    const rounds = new SyncRounds(app.container.syncRounds, new AbortController().signal);
    await rounds.run();
    await rounds.settled();
  }

  /** Waits for what a sync in the background writes. */
  async function runsWhen(done: (found: Run[]) => boolean): Promise<Run[]> {
    for (let tries = 0; tries < 500; tries += 1) {
      const found = await runs();
      if (done(found)) return found;
    }
    throw new Error('The sync did not get there.');
  }

  it('before the first sync every kind is listed, in the order it is pulled', async () => {
    const { syncHealth } = await ask<{ syncHealth: { kinds: object[] } }>(STATUS);
    const never = { lagSeconds: null, lastGoodRun: null, setAsideCount: 0, lastRun: null };
    expect(syncHealth.kinds).toEqual(KINDS.map((kind) => ({ kind, ...never })));
    expect(await runs()).toEqual([]);
    expect(await ask('{ setAsideRecords { totalCount edges { node { kind } } } }')).toEqual({
      setAsideRecords: { totalCount: 0, edges: [] },
    });
  });

  it('asks the workers for one, once for many requests, and tells how it went', async () => {
    system.hold();
    expect(await ask(START, { input: { mode: 'FULL' } })).toEqual({ syncStart: { userErrors: [] } });
    expect(await ask(START, { input: {} })).toEqual({ syncStart: { userErrors: [] } });
    const working = work();
    const [running] = await runsWhen((found) => found.length === 1);
    expect(running).toMatchObject({ kind: 'ACCOUNTS', mode: 'FULL', outcome: 'RUNNING', finishedAt: null });
    system.go();
    await working;
    const done = await runs();
    const ended = done.map((run) => [run.kind, run.mode, run.outcome, run.recordsSetAside, run.error]);
    expect(new Set(ended.map(String))).toEqual(
      new Set(KINDS.map((kind) => String([kind, 'FULL', 'SUCCEEDED', kind === 'PAYMENTS' ? 1 : 0, null]))),
    );
    expect(ended).toHaveLength(KINDS.length);
    await work();
    expect(await runs()).toHaveLength(KINDS.length);
    app.clock.advanceSeconds(90);
    const { syncHealth } = await ask<{ syncHealth: { kinds: object[] } }>(STATUS);
    const at = new Date(app.clock.now().getTime() - 90_000).toISOString();
    const common = { lagSeconds: 90, lastGoodRun: { finishedAt: at }, lastRun: { outcome: 'SUCCEEDED', mode: 'FULL' } };
    expect(syncHealth.kinds).toEqual(KINDS.map((kind) => ({ kind, ...common, setAsideCount: kind === 'PAYMENTS' ? 1 : 0 })));
    const { setAsideRecords } = await ask('{ setAsideRecords { totalCount edges { node { kind recordKey reason setAsideAt } } } }');
    const record = { kind: 'PAYMENTS', recordKey: '77', reason: 'Amount: "12,x" is not an amount', setAsideAt: at };
    expect(setAsideRecords).toEqual({ totalCount: 1, edges: [{ node: record }] });
  });

  it('syncs only the kinds that were asked for', async () => {
    await ask(START, { input: { mode: 'FULL', kinds: ['CONTRACTS', 'CONTACTS'] } });
    await work();
    expect((await runs()).map((run) => run.kind).sort()).toEqual(['CONTACTS', 'CONTRACTS']);
  });

  it('lists the runs of one kind', async () => {
    await ask(START, { input: {} });
    await work();
    for (const kind of KINDS) {
      const { syncRuns } = await ask<{ syncRuns: Nodes<Run> }>(RUNS, { kind });
      expect([syncRuns.totalCount, syncRuns.edges.map((edge) => [edge.node.kind, edge.node.mode])]).toEqual([1, [[kind, 'INCREMENTAL']]]);
    }
    expect(await ask('{ setAsideRecords(kind: INVOICES) { totalCount edges { node { kind } } } }')).toEqual({
      setAsideRecords: { totalCount: 0, edges: [] },
    });
  });

  it('a run is no node: its id leads nowhere', async () => {
    expect(await ask('query ($id: ID!) { node(id: $id) { id } }', { id: globalId('SyncRun', 1) })).toEqual({ node: null });
  });

  it('modes that cannot be started by hand are BAD_USER_INPUT', async () => {
    const answer = await app.admin.ask(START, { input: { mode: 'CUSTOMER' } }, token);
    expect(answer.errors.map((error) => error.extensions.code)).toEqual(['BAD_USER_INPUT']);
  });

  it('a servicing system that is away fails the run, not the request', async () => {
    const away = jest.spyOn(system, 'describe').mockRejectedValue(new Error('away'));
    expect(await ask(START, { input: {} })).toEqual({ syncStart: { userErrors: [] } });
    await work();
    const failed = await runs();
    expect(failed).toHaveLength(KINDS.length);
    expect(new Set(failed.map((run) => run.outcome))).toEqual(new Set(['FAILED']));
    expect(failed.at(-1)?.error).toEqual(expect.any(String));
    away.mockRestore();
  });
});
