import { existsSync, writeFileSync } from 'node:fs';
import { createConnection } from 'mysql2/promise';
import {
  type DatabaseFiles,
  databaseFiles,
  defaultDatabaseDirectory,
  isAlive,
  prepareDirectory,
  readNumber,
  registerUse,
  whileLocked,
} from './local-database-files';
import { CHARACTER_SET, COLLATION, freePort, installData, isFree, launch, ping, ServerDied, terminate } from './local-database-server';

/** How to run a private database; everything has a default. */
export interface LocalDatabaseOptions {
  /** Where its data, socket and logs live; default `.local/database` in the project. */
  readonly directory?: string;
  /** Told what takes time, one line each. */
  readonly progress?: (line: string) => void;
  /** InnoDB's cache; default 256. Has no effect on a server that already runs. */
  readonly bufferPoolMegabytes?: number;
}

/** A running private database server. */
export interface LocalDatabase {
  /** `mariadb://root@127.0.0.1:<port>`, without a schema: add one with `createSchema`. */
  readonly url: string;
  readonly socketPath: string;
  readonly port: number;
  /** True when the server was running already. */
  readonly reused: boolean;
  /** Gives the server back; the last program that uses it stops it, data kept. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts (or finds running) a private MariaDB for development, demo, tests and benchmarks: own data directory, own socket, a loopback port,
 * root without a password. Several programs share one server per directory. Not durable against a power cut; never for production.
 */
export async function startLocalDatabase(options: LocalDatabaseOptions = {}): Promise<LocalDatabase> {
  const files = databaseFiles(options.directory ?? defaultDatabaseDirectory());
  prepareDirectory(files);
  return whileLocked(files, async () => {
    const running = await ping(files);
    const port = running ?? (await start(files, options));
    const release = registerUse(files);
    return {
      url: `mariadb://root@127.0.0.1:${port}`,
      socketPath: files.socket,
      port,
      reused: running !== undefined,
      stop: once(() => whileLocked(files, () => stop(files, release))),
    };
  });
}

async function start(files: DatabaseFiles, options: LocalDatabaseOptions): Promise<number> {
  const progress = options.progress ?? (() => undefined);
  if (!existsSync(files.data)) {
    progress(`Laying out a private database in ${files.directory} …`);
    await installData(files);
  }
  progress('Starting the private database …');
  const bufferPoolMegabytes = options.bufferPoolMegabytes ?? 256;
  for (let attempt = 1; ; attempt++) {
    const port = await choosePort(files);
    try {
      await launch(files, { port, bufferPoolMegabytes });
      writeFileSync(files.port, String(port));
      return port;
    } catch (error) {
      // Between our look at the port and the server's bind another program may take it.
      if (!(error instanceof ServerDied && error.portWasTaken) || attempt === 3) throw error;
    }
  }
}

async function choosePort(files: DatabaseFiles): Promise<number> {
  const remembered = readNumber(files.port);
  return remembered !== undefined && (await isFree(remembered)) ? remembered : freePort();
}

async function stop(files: DatabaseFiles, release: () => { othersRemain: boolean }): Promise<void> {
  if (release().othersRemain) return;
  // The process id is only trusted while the server itself answers: after a crash it may belong to anything.
  const pid = readNumber(files.pid);
  if (pid !== undefined && isAlive(pid) && (await ping(files)) !== undefined) await terminate(pid);
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= work());
}

/** Creates the schema unless it exists; resolves to the URL that includes it. */
export async function createSchema(url: string, name: string): Promise<string> {
  await execute(url, `CREATE DATABASE IF NOT EXISTS ${quoted(name)} CHARACTER SET ${CHARACTER_SET} COLLATE ${COLLATION}`);
  return schemaUrl(url, name);
}

/** Drops the schema and all that is in it; no error when there is none. */
export async function dropSchema(url: string, name: string): Promise<void> {
  await execute(url, `DROP DATABASE IF EXISTS ${quoted(name)}`);
}

/** The same server's URL, for one schema. */
export function schemaUrl(url: string, name: string): string {
  const result = new URL(url);
  result.pathname = `/${name}`;
  return result.href;
}

async function execute(url: string, statement: string): Promise<void> {
  const server = new URL(url);
  const connection = await createConnection({
    host: server.hostname,
    port: server.port === '' ? 3306 : Number(server.port),
    user: decodeURIComponent(server.username),
    password: decodeURIComponent(server.password),
    connectTimeout: 10_000,
  });
  try {
    await connection.query(statement);
  } finally {
    await connection.end();
  }
}

function quoted(name: string): string {
  if (!/^[A-Za-z0-9_]{1,64}$/.test(name)) throw new Error(`"${name}" is no schema name: 1 to 64 letters, digits and underscores.`);
  return `\`${name}\``;
}
