import request from 'supertest';
import { Database } from '../../src/persistence/database';
import { globalId } from '../support/ids';
import { startPortal, type Answer, type TestPortal } from '../support/portal';
import { TcpProxy } from '../support/tcp-proxy';

const LISTS = '{ viewer { email } contracts { edges { node { id } } } }';

describe('when the database is away', () => {
  let app: TestPortal;
  let proxy: TcpProxy;
  let token: string;
  let account: number;
  let siteKey: string;

  beforeAll(async () => {
    app = await startPortal({
      database: { poolSize: 3, statementTimeoutMs: 2_000 },
      via: (url) => {
        const { hostname, port } = new URL(url);
        proxy = new TcpProxy({ host: hostname, port: Number(port) });
        // Away from the start: the process must come up all the same. The port is taken when it starts to listen.
        proxy.port = 20_000 + (process.pid % 10_000);
        return url.replace(`:${port}/`, `:${proxy.port}/`);
      },
    });
    const site = await app.story.makeSite();
    siteKey = site.siteKey;
    account = await app.story.makeAccount();
    await app.story.makeContract({ roles: [[account, 'CUSTOMER']] });
    await app.story.makeUser({ site, accounts: [account], email: 'uma@example.com' });
  });
  afterAll(async () => {
    await proxy.pass();
    await app.close();
    await proxy.close();
  });

  const ready = async (): Promise<number> => (await request(app.url).get('/health/ready')).status;
  const live = async (): Promise<number> => (await request(app.url).get('/health/live')).status;
  const ask = (): Promise<Answer> => app.portal.ask(LISTS, {}, token);
  const codesOf = (answer: Answer): string[] => [...new Set(answer.errors.map((error) => error.extensions.code))];

  async function timed<Result>(work: () => Promise<Result>): Promise<{ result: Result; seconds: number }> {
    const started = performance.now();
    const result = await work();
    return { result, seconds: (performance.now() - started) / 1000 };
  }

  async function expectWorking(): Promise<void> {
    const answer = await ask();
    expect([answer.errors, answer.data]).toEqual([[], { viewer: { email: 'uma@example.com' }, contracts: { edges: [expect.anything()] } }]);
    expect(await ready()).toBe(200);
  }

  it('from the start: the process is up, not ready, and says so; it recovers by itself', async () => {
    expect([await live(), await ready()]).toEqual([200, 503]);
    const logIn = () =>
      app.portal.ask(
        `mutation { logIn(input: { siteKey: "${siteKey}", email: "uma@example.com", password: "x" }) { userErrors { code } } }`,
      );
    const { result, seconds } = await timed(logIn);
    expect(codesOf(result)).toEqual(['UPSTREAM_UNAVAILABLE']);
    expect(seconds).toBeLessThan(5);
    const [error] = result.errors;
    expect(error?.message).toBe('The database cannot be reached at the moment. Please try again shortly.');
    expect(app.log().some((line) => line['errorId'] === error?.extensions.errorId && error?.extensions.errorId !== undefined)).toBe(true);
    await proxy.start();
    token = await app.portal.logIn({ siteKey, email: 'uma@example.com' });
    await expectWorking();
  });

  it('never sends people to the log-in page', async () => {
    await proxy.refuse();
    const { result, seconds } = await timed(ask);
    expect(codesOf(result)).toEqual(['UPSTREAM_UNAVAILABLE']);
    expect(result.data).toEqual({ viewer: null, contracts: null });
    expect(seconds).toBeLessThan(5);
    expect([await live(), await ready()]).toEqual([200, 503]);
    await proxy.pass();
    await expectWorking();
  });

  it('metrics are told all the same, without those that are read from the database', async () => {
    const metrics = async (): Promise<string> => (await request(app.url).get('/metrics').expect(200)).text;
    const OF_THE_SYNC = /^portal_(customer_)?sync\w+(\{| )/m;
    expect(await metrics()).toMatch(/^portal_sync_halted 0$/m);
    await proxy.refuse();
    app.clock.advanceSeconds(5);
    const { result, seconds } = await timed(metrics);
    expect(result).toMatch(/^portal_sql_statements_total \d+$/m);
    expect(result).not.toMatch(OF_THE_SYNC);
    expect(seconds).toBeLessThan(5);
    await proxy.pass();
    app.clock.advanceSeconds(5);
    expect(await metrics()).toMatch(OF_THE_SYNC);
    await expectWorking();
  });

  it('cut off between requests: the next one works, or is refused and the one after works', async () => {
    for (let times = 0; times < 3; times += 1) {
      proxy.cut();
      const answer = await ask();
      expect(codesOf(answer)).toEqual(answer.errors.length === 0 ? [] : ['UPSTREAM_UNAVAILABLE']);
      await expectWorking();
    }
  });

  it('lost during a request: UPSTREAM_UNAVAILABLE, for reads and for writes', async () => {
    for (const query of [
      LISTS,
      `mutation { logIn(input: { siteKey: "${siteKey}", email: "uma@example.com", password: "x" }) { userErrors { code } } }`,
    ]) {
      const stop = app.container.database.observe(() => proxy.cut());
      const answer = await app.portal.ask(query, {}, token);
      stop();
      expect(codesOf(answer)).toEqual(['UPSTREAM_UNAVAILABLE']);
      await expectWorking();
    }
  });

  it('lost in the middle of a transaction: nothing of it remains, and the connection is not used again', async () => {
    const staff = await app.admin.logIn(await app.story.makePlatformUser());
    const site =
      'mutation { siteCreate(input: { siteKey: "lost", name: "Lost", url: "https://lost.example", takesUnlabelled: false, privateLabels: ["A"] }) { userErrors { code } } }';
    const stop = app.container.database.observe((sql) => (sql.includes('`site_labels`') ? proxy.cut() : undefined));
    const answer = await app.admin.ask(site, {}, staff);
    stop();
    expect(codesOf(answer)).toEqual(['UPSTREAM_UNAVAILABLE']);
    expect(await app.admin.data(site, {}, staff)).toEqual({ siteCreate: { userErrors: [] } });
  });

  it('a black hole: given up within seconds, connections not leaked, and all is well afterwards', async () => {
    await expectWorking();
    proxy.stall();
    const { result, seconds } = await timed(() => Promise.all(Array.from({ length: 12 }, ask)));
    expect(new Set(result.flatMap(codesOf))).toEqual(new Set(['UPSTREAM_UNAVAILABLE']));
    expect(seconds).toBeLessThan(9);
    expect(await live()).toBe(200);
    const [again, readiness] = await Promise.all([timed(ask), ready()]);
    expect(readiness).toBe(503);
    expect([codesOf(again.result), again.seconds < 6]).toEqual([['UPSTREAM_UNAVAILABLE'], true]);
    await proxy.pass();
    await expectWorking();
    await Promise.all(Array.from({ length: 12 }, expectWorking));
    // Two pools of three, and nothing left over from the dark.
    expect(proxy.connections).toBeLessThanOrEqual(6);
  });

  it('a black hole in the middle of a transaction is left in time, and its connection is not used again', async () => {
    const url = new URL(app.databaseUrl);
    const way = new TcpProxy({ host: url.hostname, port: Number(url.port) });
    await way.start();
    const database = new Database({ url: app.databaseUrl.replace(`:${url.port}/`, `:${way.port}/`), poolSize: 1, statementTimeoutMs: 300 });
    const stalled = database.transaction(async (transaction) => {
      way.stall();
      await transaction.query('SELECT 1');
    });
    await expect(stalled).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    await way.pass();
    await expect(database.transaction((transaction) => transaction.query('SELECT 1 AS one'))).resolves.toEqual([{ one: 1 }]);
    await database.close();
    await way.close();
  });

  it('a black hole does not hold up a shutdown', async () => {
    const url = new URL(app.databaseUrl);
    const way = new TcpProxy({ host: url.hostname, port: Number(url.port) });
    await way.start();
    const database = new Database({ url: app.databaseUrl.replace(`:${url.port}/`, `:${way.port}/`), poolSize: 1 });
    await database.transaction((transaction) => transaction.query('SELECT 1'));
    await database.rows('SELECT 1');
    way.stall();
    const { seconds } = await timed(() => database.close());
    expect(seconds).toBeLessThan(3);
    await way.close();
  });

  it('a transaction does not wait for ever for a connection', async () => {
    const database = new Database({ url: app.databaseUrl, poolSize: 1, acquireTimeoutMs: 200 });
    const inner = (): Promise<unknown> => database.transaction((transaction) => transaction.query('SELECT 1'));
    await expect(database.transaction(inner)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    await expect(inner()).resolves.toBeDefined();
    await database.close();
  });

  it('knows the contract again after all that', async () => {
    const { accounts } = await app.portal.data<{ accounts: unknown }>('{ accounts { edges { node { id } } } }', {}, token);
    expect(accounts).toEqual({ edges: [{ node: { id: globalId('Account', account) } }] });
  });
});
