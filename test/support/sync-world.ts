import { SYNCED_TABLES } from '../../bench/table-dump';
import type { ServicingSystem, SyncKind } from '../../src/domain/sync/servicing-system';
import type { SyncService } from '../../src/domain/sync/sync.service';
import type { SyncReport } from '../../src/domain/sync/sync-report';
import { JobRunner } from '../../src/jobs/job-runner';
import { syncNow, type SyncRequest } from '../../src/jobs/sync-now';
import { systemClock } from '../../src/kernel/clock';
import type { Database } from '../../src/persistence/database';
import { JobLeaseRepository } from '../../src/persistence/repositories/job-lease.repository';
import { ServicingStateRepository } from '../../src/persistence/repositories/servicing-state.repository';
import { SyncScheduleRepository } from '../../src/persistence/repositories/sync-schedule.repository';
import { SyncStateRepository } from '../../src/persistence/repositories/sync-state.repository';
import { SyncedBookRepository } from '../../src/persistence/repositories/synced-book.repository';
import { AspireServicingSystem } from '../../src/servicing/aspire-servicing-system';
import { AspireSimulator } from '../../src/simulator/aspire-simulator';
import type { ExtractFormat } from '../../src/simulator/extract-file-writer';
import { ExtractDelivery } from './extract-delivery';
import { makeSyncRounds, makeSyncService, silentLogger } from './sync-engine';

export const SIMULATOR_TOKEN = 'a-token-for-tests';

/** A record of the simulated servicing system, as its protocol writes it. */
export type AspireData = Record<string, unknown>;

/** Everything a sync needs over one database, with a servicing system to pull from. */
export class SyncWorld {
  /** How extracts are written, where worlds opened from now on pull from extracts; undefined: over HTTP. */
  static extracts: Partial<ExtractFormat> | undefined;

  readonly state: SyncStateRepository;
  readonly book: SyncedBookRepository;
  readonly leases: JobLeaseRepository;
  readonly schedules: SyncScheduleRepository;
  readonly servicing: ServicingStateRepository;
  readonly runner: JobRunner;
  /** Where extracts are delivered; undefined over HTTP. */
  readonly delivery: ExtractDelivery | undefined;

  private constructor(
    readonly database: Database,
    readonly url: string,
    private readonly simulator: AspireSimulator,
    readonly pageSize: number,
  ) {
    this.state = new SyncStateRepository(database);
    this.book = new SyncedBookRepository(database);
    this.leases = new JobLeaseRepository(database);
    this.schedules = new SyncScheduleRepository(database);
    this.servicing = new ServicingStateRepository(database);
    this.delivery = SyncWorld.extracts && new ExtractDelivery({ url, token: SIMULATOR_TOKEN }, SyncWorld.extracts);
    this.runner = new JobRunner({ leases: this.leases, logger: silentLogger, clock: systemClock });
  }

  static async open(database: Database, { contracts = 30, pageSize = 50 } = {}): Promise<SyncWorld> {
    const simulator = new AspireSimulator({ contracts, seed: 7, token: SIMULATOR_TOKEN, asOf: '2026-11-23' });
    const { url } = await simulator.start(0);
    return new SyncWorld(database, url, simulator, pageSize);
  }

  close(): Promise<void> {
    this.delivery?.remove();
    return this.simulator.stop();
  }

  /** What is pulled from; `options` concern HTTP only. */
  system(options: { token?: string; timeoutMs?: number; url?: string } = {}): ServicingSystem {
    if (this.delivery) return this.delivery.system();
    return new AspireServicingSystem({ url: this.url, token: SIMULATOR_TOKEN, timeoutMs: 5_000, ...options });
  }

  service(system = this.system()): SyncService {
    return makeSyncService(this.database, { system, pageSize: this.pageSize });
  }

  /** A connector that answers so many pages of a kind and then none any more, until told to stop that. */
  cutOffAfter(kind: SyncKind, pages: number): { system: ServicingSystem; stop(): void } {
    const system = this.system();
    const read = system.readChanges.bind(system);
    let left = pages;
    system.readChanges = (one, since, limit, signal) =>
      one === kind && (left -= 1) < 0 ? Promise.reject(new Error('cut off')) : read(one, since, limit, signal);
    return { system, stop: () => void (left = Infinity) };
  }

  /** Runs one sync under its leases, one kind after another so that the order of what happens is known. */
  async sync(options: Partial<SyncRequest> & { service?: SyncService } = {}): Promise<SyncReport> {
    const { service: sync = this.service(), ...rest } = options;
    return syncNow(makeSyncRounds(this.database, sync), { mode: 'INCREMENTAL', ...rest });
  }

  /** Tells the simulator what is to happen. */
  async control(path: 'events' | 'faults' | 'restore' | 'advance', body: object): Promise<Record<string, unknown>> {
    const headers = { authorization: `Bearer ${SIMULATOR_TOKEN}`, 'content-type': 'application/json' };
    const response = await fetch(`${this.url}/control/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as Record<string, unknown>;
  }

  /** One record as the servicing system has it now. */
  async aspireRecord(kind: string, position = 0): Promise<AspireData> {
    const headers = { authorization: `Bearer ${SIMULATOR_TOKEN}` };
    const response = await fetch(`${this.url}/connector/v1/changes/${kind}?since=0&limit=5000`, { headers });
    const { changes } = (await response.json()) as { changes: { data: AspireData }[] };
    const change = changes[position];
    if (!change) throw new Error(`There is no ${kind} record at ${position}.`);
    return change.data;
  }

  /** Has the next reading of the kind fail, for whatever reason. */
  async breakReading(kind: SyncKind): Promise<void> {
    if (this.delivery) await this.delivery.cut(kind);
    else await this.control('faults', { mode: 'error', kind });
  }

  put(kind: string, data: AspireData): Promise<unknown> {
    return this.control('events', { type: 'put', kind, data });
  }

  remove(kind: string, oid: unknown): Promise<unknown> {
    return this.control('events', { type: 'remove', kind, oid });
  }

  /** The whole copied book, row by row in the order of its keys, without the times of syncing. */
  async dump(): Promise<Record<string, string[]>> {
    const tables: Record<string, string[]> = {};
    for (const table of SYNCED_TABLES) {
      const rows = await this.database.rows<Record<string, unknown>>(`SELECT * FROM ${table} ORDER BY 1, 2, 3`);
      tables[table] = rows.map(({ synced_at: _when, ...row }) => JSON.stringify(row));
    }
    return tables;
  }

  async counts(): Promise<Record<string, number>> {
    return Object.fromEntries(Object.entries(await this.dump()).map(([table, rows]) => [table, rows.length]));
  }
}

/** The first few rows that only one of two dumps has: none when they are the same. */
export function differences(left: Record<string, string[]>, right: Record<string, string[]>): string[] {
  return SYNCED_TABLES.flatMap((table) => {
    const [mine, theirs] = [new Set(left[table]), new Set(right[table])];
    const only = (rows: Set<string>, others: Set<string>, sign: string) =>
      [...rows].filter((row) => !others.has(row)).map((row) => `${sign} ${table} ${row}`);
    const doubled = (left[table]?.length ?? 0) - mine.size + (right[table]?.length ?? 0) - theirs.size;
    return [...only(mine, theirs, '-'), ...only(theirs, mine, '+'), ...(doubled > 0 ? [`${table}: ${doubled} rows twice`] : [])];
  }).slice(0, 5);
}
