import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The longest unix socket path that Linux (107) and macOS (103) both take, in bytes. */
const LONGEST_SOCKET_PATH = 103;
const LOCK_PATIENCE_MS = 90_000;

/** Where the parts of one private database lie. */
export interface DatabaseFiles {
  readonly directory: string;
  readonly data: string;
  readonly socket: string;
  readonly pid: string;
  readonly port: string;
  readonly errorLog: string;
  readonly lock: string;
  /** One file per program that uses the server now; its name begins with the program's process id. */
  readonly users: string;
  /** The only place the server may read or write files for SQL statements; stays empty. */
  readonly exchange: string;
}

/** Names the files of the database in `directory`; creates nothing. */
export function databaseFiles(directory: string): DatabaseFiles {
  const at = resolve(directory);
  const inside = join(at, 'mariadb.sock');
  const digest = createHash('sha256').update(at).digest('hex').slice(0, 16);
  return {
    directory: at,
    data: join(at, 'data'),
    socket: Buffer.byteLength(inside) <= LONGEST_SOCKET_PATH ? inside : join(tmpdir(), `portal-database-${digest}.sock`),
    pid: join(at, 'mariadb.pid'),
    port: join(at, 'port'),
    errorLog: join(at, 'error.log'),
    lock: join(at, 'lock'),
    users: join(at, 'users'),
    exchange: join(at, 'exchange'),
  };
}

/** The project's own private database: `.local/database` beside package.json, from sources and from the build alike. */
export function defaultDatabaseDirectory(): string {
  let at = __dirname;
  while (!existsSync(join(at, 'package.json')) && dirname(at) !== at) at = dirname(at);
  return join(at, '.local', 'database');
}

/** Makes the directories; says in words when that is not allowed. */
export function prepareDirectory(files: DatabaseFiles): void {
  try {
    for (const directory of [files.directory, files.users, files.exchange]) mkdirSync(directory, { recursive: true, mode: 0o700 });
    writeFileSync(join(files.directory, '.writable'), '');
  } catch (error) {
    throw new Error(`The database directory ${files.directory} cannot be written: ${(error as Error).message}`, { cause: error });
  }
}

/** The number a file holds, or undefined when there is no such file or no such number. */
export function readNumber(path: string): number | undefined {
  if (!existsSync(path)) return undefined;
  const value = Number(readFileSync(path, 'utf8').trim());
  return Number.isInteger(value) && value > 0 ? value : undefined;
}

/** Whether a process with this id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Runs `work` while no other program starts or stops the same database. A lock left by a dead process counts for nothing. */
export async function whileLocked<T>(files: DatabaseFiles, work: () => Promise<T>): Promise<T> {
  const patience = Date.now() + LOCK_PATIENCE_MS;
  while (!takeLock(files.lock)) {
    if (Date.now() > patience) {
      throw new Error(`Process ${readNumber(files.lock)} has been starting or stopping the database in ${files.directory} for too long.`);
    }
    await sleep(25);
  }
  try {
    return await work();
  } finally {
    rmSync(files.lock, { force: true });
  }
}

function takeLock(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const holder = readNumber(path);
    if (holder !== undefined && !isAlive(holder)) rmSync(path, { force: true });
    return false;
  }
}

let registrations = 0;

/** Notes that this process uses the server. The returned function takes the note back and tells whether anyone else still uses it. */
export function registerUse(files: DatabaseFiles): () => { othersRemain: boolean } {
  const mine = join(files.users, `${process.pid}-${++registrations}`);
  writeFileSync(mine, '');
  return () => {
    rmSync(mine, { force: true });
    const names = readdirSync(files.users);
    const live = names.filter((name) => isAlive(Number.parseInt(name, 10)));
    for (const name of names) if (!live.includes(name)) rmSync(join(files.users, name), { force: true });
    return { othersRemain: live.length > 0 };
  };
}
