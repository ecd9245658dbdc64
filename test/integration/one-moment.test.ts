import { Database } from '../../src/persistence/database';
import { TcpProxy } from '../support/tcp-proxy';
import { openTestDatabase, type TestDatabase } from '../support/test-database';

describe('reads of one moment', () => {
  let server: TestDatabase;
  let proxy: TcpProxy;
  let database: Database;

  beforeAll(async () => {
    server = await openTestDatabase();
    const { hostname, port } = new URL(server.url);
    proxy = new TcpProxy({ host: hostname, port: Number(port) });
    await proxy.start();
    database = new Database({ url: server.url.replace(`:${port}/`, `:${proxy.port}/`), poolSize: 2, queryTimeoutMs: 500 });
  });
  beforeEach(async () => {
    await server.truncate();
    await write(1);
  });
  afterAll(async () => {
    await database.close();
    await proxy.close();
    await server.close();
  });

  const write = (turns: number): Promise<void> =>
    server.database.execute('INSERT INTO payment_locks (lock_key, turns) VALUES (?, ?) ON DUPLICATE KEY UPDATE turns = VALUES(turns)', [
      'user:1',
      turns,
    ]);
  const read = async (): Promise<number | undefined> =>
    (await database.rows<{ turns: number }>('SELECT turns FROM payment_locks'))[0]?.turns;

  /** Something to wait for. */
  function gate(): { open: () => void; isOpen: Promise<void> } {
    let open: () => void = () => undefined;
    const isOpen = new Promise<void>((resolve) => (open = resolve));
    return { open, isOpen };
  }

  it('see nothing of what is committed meanwhile; other reads do, at the same time', async () => {
    const [written, readElsewhere] = [gate(), gate()];
    const inside = database.atOneMoment(async () => {
      const before = await read();
      await write(2);
      written.open();
      await readElsewhere.isOpen;
      return [before, ...(await Promise.all([read(), read()]))];
    });
    await written.isOpen;
    expect(await read()).toBe(2);
    readElsewhere.open();
    expect(await inside).toEqual([1, 1, 1]);
  });

  it('are such whatever the isolation level is', async () => {
    const own = new Database({ url: server.url, poolSize: 1 });
    const turns = () => own.rows<{ turns: number }>('SELECT turns FROM payment_locks');
    await own.rows('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
    const seen = await own.atOneMoment(async () => {
      const before = await turns();
      await write(2);
      return [before, await turns()];
    });
    expect(seen).toEqual([[{ turns: 1 }], [{ turns: 1 }]]);
    await own.close();
  });

  it('need no other connection, and give theirs back', async () => {
    const single = new Database({ url: server.url, poolSize: 1, acquireTimeoutMs: 500 });
    const turns = () => single.rows<{ turns: number }>('SELECT turns FROM payment_locks');
    for (let time = 0; time < 3; time += 1) expect(await single.atOneMoment(() => Promise.all([turns(), turns()]))).toHaveLength(2);
    await expect(single.atOneMoment(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await turns()).toHaveLength(1);
    await single.close();
  });

  it('go on over any connection for what outlasts them', async () => {
    let late: Promise<number | undefined> | undefined;
    const over = gate();
    await database.atOneMoment(async () => {
      late = over.isOpen.then(read);
      await read();
    });
    await write(4);
    over.open();
    expect(await late).toBe(4);
  });

  it('what is written within them is written', async () => {
    await database.atOneMoment(async () => {
      expect(await read()).toBe(1);
      await database.execute('UPDATE payment_locks SET turns = 5', []);
      expect(await read()).toBe(1);
    });
    expect(await read()).toBe(5);
  });

  it('end in a fault when the connection is lost, and the next ones do not', async () => {
    const cut = database.atOneMoment(async () => {
      await read();
      proxy.cut();
      return read();
    });
    await expect(cut).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(await database.atOneMoment(read)).toBe(1);
  });
});
