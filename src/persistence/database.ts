import { setTimeout as pause } from 'node:timers/promises';
import { createPool, type Pool, type PoolConnection, type QueryError } from 'mysql2';
import type { DataSource, EntityManager, Logger, QueryRunner } from 'typeorm';
import { Fault, unavailable } from '../kernel/fault';
import { BoundReads } from './bound-reads';
import { createDataSource } from './data-source';
import { assertSupportedServer } from './server-version';

export interface DatabaseOptions {
  url: string;
  poolSize: number;
  /** A read taking longer is given up and its connection closed. Milliseconds; default 5 000. */
  queryTimeoutMs?: number;
  /** The same for a statement of a transaction, which may write a lot. Milliseconds; default 30 000. */
  statementTimeoutMs?: number;
  /** How long a request waits for a free or new connection. Milliseconds; default 3 000. */
  acquireTimeoutMs?: number;
}

/** A value that may stand for a `?` in a statement. */
export type SqlValue = string | number | bigint | boolean | Date | Buffer | null | readonly SqlValue[];

/** An open transaction, handed through to the repositories that write. */
export type Transaction = EntityManager;

const LEAST_TRIES = 4;
const TRY_AGAIN_FOR_MS = 10_000;
const LONGEST_PAUSE_MS = 250;
const CLOSE_TIMEOUT_MS = 2_000;
/** What the server has rolled back whole. `ER_LOCK_DEADLOCK`: on a cluster also the answer to a COMMIT that another node was ahead of. `ER_CHECKREAD`: what a snapshot showed was changed meanwhile (MariaDB's innodb_snapshot_isolation). */
const RETRYABLE = new Set(['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', 'ER_CHECKREAD']);
/** `ER_UNKNOWN_COM_ERROR`: a node of a cluster without a majority; `ER_ERROR_DURING_COMMIT`: it lost the majority while committing, and whether that was in time is not known. */
const UNREACHABLE = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'POOL_CLOSED',
  'ER_SERVER_SHUTDOWN',
  'ER_CON_COUNT_ERROR',
  'ER_UNKNOWN_COM_ERROR',
  'ER_ERROR_DURING_COMMIT',
]);

/**
 * The one way to the database. Reads are lean rows over a pool of their own; writes are TypeORM transactions.
 * Connects on first use and again after a loss, so a server that starts before its database recovers by itself.
 * @throws Fault UPSTREAM_UNAVAILABLE from every method while the database cannot be reached.
 */
export class Database {
  private readonly pool: Pool;
  private readonly dataSource: DataSource;
  private opening: Promise<DataSource> | undefined;
  private readonly observers = new Set<(sql: string) => void>();
  private readonly boundReads = new BoundReads();

  constructor(private readonly options: DatabaseOptions) {
    this.dataSource = createDataSource(options.url, options.poolSize, {
      logger: new StatementLogger((sql) => this.report(sql)),
      statementTimeoutMs: options.statementTimeoutMs ?? 30_000,
    });
    this.pool = createPool({
      uri: options.url.replace(/^mariadb:/, 'mysql:'),
      connectionLimit: options.poolSize,
      charset: 'utf8mb4_unicode_ci',
      timezone: 'Z',
      dateStrings: true,
      supportBigNumbers: true,
      connectTimeout: options.acquireTimeoutMs ?? 3_000,
      enableKeepAlive: true,
    });
  }

  /** Reads rows as plain objects: dates as text, big integers as numbers. */
  rows<Row>(sql: string, values: readonly SqlValue[] = []): Promise<Row[]> {
    this.report(sql);
    const bound = this.boundReads.connection;
    return bound ? this.ask<Row>(bound, sql, values) : this.onAnyConnection<Row>(sql, values);
  }

  /**
   * Runs `work` so that all it reads through `rows` is of one moment: on one connection, in one snapshot, one statement after another. What it
   * writes goes its own way, unseen by the snapshot.
   */
  async atOneMoment<Result>(work: () => Promise<Result>): Promise<Result> {
    const connection = await this.freeConnection();
    const tell = (sql: string): Promise<unknown> => {
      this.report(sql);
      return this.ask(connection, sql, []);
    };
    let isSound = false;
    try {
      // Without this level, which a server may be set up not to have, there is no snapshot.
      await tell('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      await tell('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
      const result = await this.boundReads.run(connection, work);
      isSound = await tell('COMMIT').then(
        () => true,
        () => false,
      );
      return result;
    } finally {
      if (isSound) connection.release();
      else connection.destroy();
    }
  }

  /**
   * Runs `work` in one transaction; a deadlock, a lock time-out or an outdated snapshot, at COMMIT too, starts it anew after a short pause, so it must not act
   * outside the database. @throws Fault CONFLICT when others were ahead again and again for ten seconds: nothing was done.
   */
  async transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    const source = await this.open();
    return untilNobodyIsAhead(() => this.attempt(source, work));
  }

  /** Whether this program brings migrations that the database lacks. */
  async hasPendingMigrations(): Promise<boolean> {
    const source = await this.open();
    const done = await this.rows<{ name: string }>('SELECT name FROM migrations').catch((error: unknown) => {
      if (codeOf(error) === 'ER_NO_SUCH_TABLE') return [];
      throw error;
    });
    const names = new Set(done.map((migration) => migration.name));
    return source.migrations.some((migration) => !names.has(migration.name ?? migration.constructor.name));
  }

  /** Brings the schema up to date; returns the names of the migrations run. @throws Fault CONFLICT on a server that is too old. */
  async migrate(): Promise<string[]> {
    // A data source of its own: changing a big table takes longer than any statement of a request may.
    const source = createDataSource(this.options.url, 1);
    try {
      await source.initialize();
      const [server] = await source.query<{ version: string }[]>('SELECT VERSION() AS version');
      assertSupportedServer(server?.version ?? '');
      const done = await source.runMigrations({ transaction: 'each' });
      return done.map((migration) => migration.name);
    } catch (error) {
      throw translate(error);
    } finally {
      if (source.isInitialized) await source.destroy();
    }
  }

  /** Calls `observer` with each statement read through `rows` and each one a transaction runs. Returns the way to stop. */
  observe(observer: (sql: string) => void): () => void {
    this.observers.add(observer);
    return () => this.observers.delete(observer);
  }

  async close(): Promise<void> {
    const closed = (async () => {
      await this.opening?.catch(() => undefined);
      if (this.dataSource.isInitialized) await this.dataSource.destroy();
      await new Promise<void>((resolve) => this.pool.end(() => resolve()));
    })();
    // A server that no longer answers must not hold a shutdown up.
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, CLOSE_TIMEOUT_MS)));
    await Promise.race([closed, late]).finally(() => clearTimeout(timer));
  }

  /** Runs one statement that writes, in a transaction of its own and as often as `transaction` does: one round trip instead of three. */
  async execute(sql: string, values: readonly SqlValue[]): Promise<void> {
    await untilNobodyIsAhead(() => {
      this.report(sql);
      return this.onAnyConnection(sql, values);
    });
  }

  private async attempt<Result>(source: DataSource, work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    const runner = source.createQueryRunner();
    const connection = await this.acquire(runner);
    try {
      await runner.startTransaction();
      const result = await work(runner.manager);
      await runner.commitTransaction();
      return result;
    } catch (error) {
      // Whoever got a dead connection next would wait in vain as well.
      if (UNREACHABLE.has(codeOf(error))) connection.destroy();
      else await runner.rollbackTransaction().catch(() => connection.destroy());
      throw error;
    } finally {
      await runner.release();
    }
  }

  /** TypeORM's pool waits for ever, too. */
  private acquire(runner: QueryRunner): Promise<PoolConnection> {
    return new Promise((resolve, reject) => {
      let waiting = true;
      const timer = setTimeout(() => {
        waiting = false;
        reject(noFreeConnection());
      }, this.options.acquireTimeoutMs ?? 3_000);
      const arrived = (connection: PoolConnection): void => (waiting ? resolve(connection) : void runner.release());
      runner
        .connect()
        .then(arrived, reject)
        .finally(() => clearTimeout(timer));
    });
  }

  private report(sql: string): void {
    for (const observer of this.observers) observer(sql);
  }

  private open(): Promise<DataSource> {
    this.opening ??= this.dataSource.initialize().catch((error: unknown) => {
      this.opening = undefined;
      throw translate(error);
    });
    return this.opening;
  }

  private async onAnyConnection<Row>(sql: string, values: readonly SqlValue[]): Promise<Row[]> {
    const connection = await this.freeConnection();
    try {
      const rows = await this.ask<Row>(connection, sql, values);
      connection.release();
      return rows;
    } catch (error) {
      connection.destroy();
      throw error;
    }
  }

  private ask<Row>(connection: PoolConnection, sql: string, values: readonly SqlValue[]): Promise<Row[]> {
    return new Promise((resolve, reject) => {
      connection.query({ sql, values: values as unknown[], timeout: this.options.queryTimeoutMs ?? 5_000 }, (error, result) =>
        error ? reject(translate(error)) : resolve(result as Row[]),
      );
    });
  }

  /** mysql2 waits for ever on an exhausted pool: this gives up in time and lets a late connection go back. */
  private freeConnection(): Promise<PoolConnection> {
    return new Promise((resolve, reject) => {
      let waiting = true;
      const timer = setTimeout(() => {
        waiting = false;
        reject(translate(noFreeConnection()));
      }, this.options.acquireTimeoutMs ?? 3_000);
      this.pool.getConnection((error, connection) => {
        clearTimeout(timer);
        if (!waiting) return error ? undefined : connection.release();
        waiting = false;
        return error ? reject(translate(error)) : resolve(connection);
      });
    });
  }
}

/** Hands TypeORM's statements to the observers; errors and the rest surface where they are thrown. */
class StatementLogger implements Logger {
  constructor(private readonly report: (sql: string) => void) {}

  logQuery(sql: string): void {
    this.report(sql);
  }

  logQueryError(): void {}
  logQuerySlow(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}
  log(): void {}
}

/** Tries until nobody else was ahead. The pauses grow and differ: writers that collide on several nodes of a cluster would otherwise keep colliding. */
async function untilNobodyIsAhead<Result>(attempt: () => Promise<Result>): Promise<Result> {
  const giveUpAt = performance.now() + TRY_AGAIN_FOR_MS;
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!RETRYABLE.has(codeOf(error))) throw translate(error);
      if (tries >= LEAST_TRIES && performance.now() > giveUpAt) throw outrun(error);
      await pause(Math.random() * Math.min(5 * 2 ** tries, LONGEST_PAUSE_MS));
    }
  }
}

function outrun(cause: unknown): Fault {
  return new Fault('CONFLICT', 'Others are changing the same right now. Please try again.', { cause });
}

function noFreeConnection(): Error {
  return Object.assign(new Error('No database connection became free in time.'), { code: 'ETIMEDOUT' });
}

function codeOf(error: unknown): string {
  return (error as Partial<QueryError> | null)?.code ?? '';
}

function translate(error: unknown): unknown {
  return UNREACHABLE.has(codeOf(error)) ? unavailable('database', error) : error;
}
