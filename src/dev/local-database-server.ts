import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync, readFileSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { type DatabaseFiles, isAlive } from './local-database-files';

const START_PATIENCE_MS = 60_000;
const STOP_PATIENCE_MS = 60_000;

/** The character set and collation of every schema we make. */
export const CHARACTER_SET = 'utf8mb4';
export const COLLATION = 'utf8mb4_unicode_ci';

/** What is fixed for a server's life. */
export interface ServerOptions {
  readonly port: number;
  readonly bufferPoolMegabytes: number;
}

/** The path of mariadbd. `sbin` is searched first: it is not on everybody's PATH. */
export function findServerProgram(): string {
  const usual = ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin'].map((place) => join(place, 'mariadbd'));
  const onPath = () => spawnSync('sh', ['-c', 'command -v mariadbd'], { encoding: 'utf8' }).stdout.trim();
  const found = usual.find(isExecutable) ?? onPath();
  if (found === '') {
    throw new Error(
      'mariadbd is not installed. Run "node .ci/setup.mjs --database", or set PORTAL_DATABASE_URL to a MariaDB or MySQL server.',
    );
  }
  return found;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Lays an empty data directory; all of it or nothing, so that a broken-off first start does no harm. Does what mariadb-install-db does, less
 * help texts and sys schema: that script needs a program of Debian's client package, and takes twice the time.
 */
export async function installData(files: DatabaseFiles): Promise<void> {
  const unfinished = `${files.data}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  const program = findServerProgram();
  const options = [
    '--no-defaults',
    ...asCurrentUser(),
    '--bootstrap',
    `--datadir=${unfinished}`,
    '--log-warnings=0',
    '--enforce-storage-engine=',
  ];
  const child = spawn(program, [...options, '--max-allowed-packet=8M', '--net-buffer-length=16K'], { stdio: ['pipe', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  // It may end before it has read everything: its exit code tells, not the broken pipe.
  child.stdin.on('error', () => undefined).end(bootstrapStatements(program));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`mariadbd could not lay out ${files.data} (exit code ${code}).\n${lastLines(said)}`);
  renameSync(unfinished, files.data);
}

function bootstrapStatements(program: string): string {
  const prefix = dirname(dirname(realpathSync(program)));
  const shares = ['share/mysql', 'share/mariadb'].flatMap((share) => [join(prefix, share), join('/usr', share)]);
  const parts = ['system_tables', 'performance_tables', 'system_tables_data'];
  const read = (part: string) => {
    // The files were renamed from mysql_… to mariadb_… in MariaDB 11.
    const candidates = shares.flatMap((share) => [join(share, `mysql_${part}.sql`), join(share, `mariadb_${part}.sql`)]);
    const found = candidates.find((path) => existsSync(path));
    if (found === undefined) throw new Error(`The files of the MariaDB server are incomplete: no ${part}.sql in ${shares.join(', ')}.`);
    return readFileSync(found, 'utf8');
  };
  return ['create database if not exists mysql;', 'use mysql;', 'set @auth_root_socket = null;', ...parts.map(read), ''].join('\n');
}

/** mariadbd refuses to run as root unless told so by name. */
function asCurrentUser(): string[] {
  return process.getuid?.() === 0 ? ['--user=root'] : [];
}

/** Starts mariadbd in a process group of its own, so that Ctrl-C in a terminal reaches us and not it; resolves once it answers. */
export async function launch(files: DatabaseFiles, options: ServerOptions): Promise<void> {
  if (existsSync(files.errorLog)) renameSync(files.errorLog, `${files.errorLog}.previous`);
  const log = openSync(files.errorLog, 'a', 0o600);
  const child = spawn(findServerProgram(), serverArguments(files, options), { detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  let ended: string | undefined;
  child.once('error', (error) => (ended = error.message));
  child.once('exit', (code, signal) => (ended = `exit code ${code ?? signal}`));
  child.unref();
  const patience = Date.now() + START_PATIENCE_MS;
  while (Date.now() < patience) {
    if (ended !== undefined) throw new ServerDied(`mariadbd ended during its start (${ended}).`, files.errorLog);
    if ((await ping(files)) !== undefined) return;
    await sleep(15);
  }
  child.kill('SIGTERM');
  throw new ServerDied(`mariadbd gave no answer within ${START_PATIENCE_MS / 1000} s.`, files.errorLog);
}

function serverArguments(files: DatabaseFiles, options: ServerOptions): string[] {
  return [
    '--no-defaults',
    ...asCurrentUser(),
    `--datadir=${files.data}`,
    `--socket=${files.socket}`,
    `--pid-file=${files.pid}`,
    `--port=${options.port}`,
    '--bind-address=127.0.0.1',
    '--skip-name-resolve',
    // root has no password here: SQL must not become a way to read or write other files of this machine.
    `--secure-file-priv=${files.exchange}`,
    '--local-infile=1',
    `--character-set-server=${CHARACTER_SET}`,
    `--collation-server=${COLLATION}`,
    '--default-time-zone=+00:00',
    '--max-connections=300',
    '--skip-log-bin',
    '--performance-schema=OFF',
    `--innodb-buffer-pool-size=${options.bufferPoolMegabytes}M`,
    '--innodb-flush-log-at-trx-commit=2',
  ];
}

/** mariadbd ended where it should have run; the message carries the end of its error log. */
export class ServerDied extends Error {
  readonly portWasTaken: boolean;

  constructor(what: string, errorLog: string) {
    const log = existsSync(errorLog) ? readFileSync(errorLog, 'utf8') : '';
    super(`${what} The end of ${errorLog}:\n${lastLines(log)}`);
    this.name = 'ServerDied';
    this.portWasTaken = log.includes('Bind on TCP/IP port');
  }
}

function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-12).join('\n');
}

/** The port of the server that runs from exactly these files; undefined when none answers. */
export async function ping(files: DatabaseFiles): Promise<number | undefined> {
  if (!existsSync(files.socket)) return undefined;
  let connection: Connection | undefined;
  try {
    connection = await createConnection({ socketPath: files.socket, user: 'root', connectTimeout: 2_000 });
    const [rows] = await connection.query<RowDataPacket[]>('SELECT @@datadir AS directory, @@port AS port');
    const row = rows[0] as { directory: string; port: number } | undefined;
    return row !== undefined && row.directory.replace(/\/$/, '') === files.data ? row.port : undefined;
  } catch {
    return undefined;
  } finally {
    await connection?.end().catch(() => undefined);
  }
}

/** Whether a server could listen on this loopback port now. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** A loopback port nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('No free port.'))));
    });
  });
}

/** Asks one process, by its id, to end in order, and waits until it has. */
export async function terminate(pid: number): Promise<void> {
  if (!isAlive(pid)) return;
  process.kill(pid, 'SIGTERM');
  const patience = Date.now() + STOP_PATIENCE_MS;
  while (isAlive(pid)) {
    if (Date.now() > patience) throw new Error(`The database server (process ${pid}) has not stopped within ${STOP_PATIENCE_MS / 1000} s.`);
    await sleep(15);
  }
}
