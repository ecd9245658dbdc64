import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { createSchema, dropSchema, type LocalDatabase, schemaUrl, startLocalDatabase } from '../../src/dev/local-database';
import { isAlive } from '../../src/dev/local-database-files';

async function ask(url: string, statement: string): Promise<RowDataPacket[]> {
  const connection = await createConnection(url);
  try {
    const [rows] = await connection.query<RowDataPacket[]>(statement);
    return rows;
  } finally {
    await connection.end();
  }
}

const processId = (directory: string) => Number(readFileSync(join(directory, 'mariadb.pid'), 'utf8'));

describe('the private database', () => {
  const directory = join(mkdtempSync(join(tmpdir(), 'portal-db-')), 'database');
  const started: LocalDatabase[] = [];
  const start = async (at = directory) => {
    const database = await startLocalDatabase({ directory: at, bufferPoolMegabytes: 32 });
    started.push(database);
    return database;
  };

  afterEach(async () => {
    for (const database of started.splice(0)) await database.stop();
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('starts from nothing and answers over socket and loopback port', async () => {
    const lines: string[] = [];
    const database = await startLocalDatabase({ directory, bufferPoolMegabytes: 32, progress: (line) => lines.push(line) });
    started.push(database);
    expect(lines).toHaveLength(2);
    expect(database.reused).toBe(false);
    expect(database.url).toBe(`mariadb://root@127.0.0.1:${database.port}`);
    const settings = 'SELECT @@character_set_server a, @@local_infile b, @@log_bin c, @@performance_schema d, @@global.time_zone e';
    const [row] = await ask(database.url, settings);
    expect(row).toEqual({ a: 'utf8mb4', b: 1, c: 0, d: 0, e: '+00:00' });
    expect(existsSync(database.socketPath)).toBe(true);
  });

  it('keeps its data and its port from one start to the next', async () => {
    const first = await start();
    const url = await createSchema(first.url, 'kept');
    await ask(url, 'CREATE TABLE note (id INT PRIMARY KEY, text VARCHAR(20))');
    await ask(url, "INSERT INTO note VALUES (1, 'Grüße 🚜')");
    const pid = processId(directory);
    await first.stop();
    expect(isAlive(pid)).toBe(false);

    const second = await start();
    expect(second.reused).toBe(false);
    expect(second.port).toBe(first.port);
    expect(await ask(url, 'SELECT text FROM note')).toEqual([{ text: 'Grüße 🚜' }]);
    await dropSchema(second.url, 'kept');
    expect(await ask(second.url, "SHOW DATABASES LIKE 'kept'")).toEqual([]);
  });

  it('is shared by several programs and stopped by the last of them', async () => {
    const [first, second] = await Promise.all([start(), start()]);
    expect(second.port).toBe(first.port);
    expect([first.reused, second.reused].sort()).toEqual([false, true]);
    await first.stop();
    await first.stop();
    expect(await ask(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    const pid = processId(directory);
    await second.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it('does not wait for programs and locks that died without a word', async () => {
    const database = await start();
    const pid = processId(directory);
    const dead = '4194304'; // above the kernel's largest process id
    writeFileSync(join(directory, 'users', `${dead}-1`), '');
    writeFileSync(join(directory, 'lock'), dead);
    await database.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it('comes back with its data after the server was killed', async () => {
    const first = await start();
    const url = await createSchema(first.url, 'crashed');
    await ask(url, 'CREATE TABLE note (id INT PRIMARY KEY)');
    process.kill(processId(directory), 'SIGKILL');
    const second = await start();
    expect(second.reused).toBe(false);
    // The dead server's port may not be free yet: then the new one has another.
    expect(await ask(schemaUrl(second.url, 'crashed'), 'SHOW TABLES')).toHaveLength(1);
  });

  it('takes another port when its own is taken by another program', async () => {
    const first = await start();
    await first.stop();
    const other = await new Promise<Server>((resolve) => {
      const server = createServer();
      server.listen(first.port, '127.0.0.1', () => resolve(server));
    });
    try {
      const second = await start();
      expect(second.port).not.toBe(first.port);
      expect(await ask(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    } finally {
      other.close();
    }
  });

  it('works in a directory whose path is too long for a socket', async () => {
    const long = join(directory, 'd'.repeat(100));
    const database = await start(long);
    expect(database.socketPath.startsWith(tmpdir())).toBe(true);
    expect((await start(long)).reused).toBe(true);
  });

  it('says what is wrong', async () => {
    mkdirSync(directory, { recursive: true });
    const file = join(directory, 'a-file');
    writeFileSync(file, '');
    await expect(startLocalDatabase({ directory: join(file, 'inside') })).rejects.toThrow(/cannot be written/);
    const broken = await start(join(directory, 'broken'));
    await broken.stop();
    writeFileSync(join(directory, 'broken', 'data', 'ibdata1'), 'not a tablespace');
    await expect(startLocalDatabase({ directory: join(directory, 'broken') })).rejects.toThrow(
      /ended during its start \(exit code 1\)[^]*(InnoDB|Aborting)/,
    );
    await expect(createSchema('mysql://root@127.0.0.1:1', 'a`b')).rejects.toThrow(/no schema name/);
  });
});
