import { Database, type Transaction } from '../../src/persistence/database';
import { TcpProxy } from '../support/tcp-proxy';
import { openTestDatabase, type TestDatabase } from '../support/test-database';

const KEY = 'user:1';

describe('a COMMIT that a node of a cluster refuses', () => {
  let server: TestDatabase;
  let proxy: TcpProxy;
  let database: Database;

  beforeAll(async () => {
    server = await openTestDatabase();
    const { hostname, port } = new URL(server.url);
    proxy = new TcpProxy({ host: hostname, port: Number(port) });
    await proxy.start();
    database = new Database({ url: server.url.replace(`:${port}/`, `:${proxy.port}/`), poolSize: 2 });
  });
  beforeEach(() => server.truncate());
  afterAll(async () => {
    await database.close();
    await proxy.close();
    await server.close();
  });

  const takeTurn = (transaction: Transaction): Promise<unknown> =>
    transaction.query('INSERT INTO payment_locks (lock_key, turns) VALUES (?, 1) ON DUPLICATE KEY UPDATE turns = turns + 1', [KEY]);
  const turns = (): Promise<{ turns: number }[]> => server.database.rows('SELECT turns FROM payment_locks WHERE lock_key = ?', [KEY]);

  it('because another was ahead starts the transaction anew, as often as it takes, and what it does is done once', async () => {
    proxy.refuseCommits(8);
    let runs = 0;
    await database.transaction((transaction) => {
      runs += 1;
      return takeTurn(transaction);
    });
    expect([runs, await turns()]).toEqual([9, [{ turns: 1 }]]);
  });

  it.each([
    ['lost the majority meanwhile', 1180],
    ['has no majority', 1047],
  ])('by a node that %s: unavailable, and not run anew, for it may have been done', async (_name, errno) => {
    proxy.refuseCommits(1, errno);
    let runs = 0;
    const refused = database.transaction((transaction) => {
      runs += 1;
      return takeTurn(transaction);
    });
    await expect(refused).rejects.toMatchObject({ name: 'Fault', code: 'UPSTREAM_UNAVAILABLE', cause: { errno } });
    expect(runs).toBe(1);
  });

  it('for ten seconds on end is a conflict, not a fault of ours, and nothing is done', async () => {
    const started = performance.now();
    let ran = 0;
    const refused = database.transaction(async () => {
      ran += 1;
      jest.spyOn(performance, 'now').mockReturnValue(started + ran * 4_000);
      throw Object.assign(new Error('Deadlock found'), { code: 'ER_LOCK_DEADLOCK' });
    });
    await expect(refused).rejects.toMatchObject({ name: 'Fault', code: 'CONFLICT', cause: { code: 'ER_LOCK_DEADLOCK' } });
    jest.restoreAllMocks();
    expect([ran, await turns()]).toEqual([4, []]);
  });
});
