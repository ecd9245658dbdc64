import { chunksOf } from '../../kernel/chunks';
import type { Database, Transaction } from '../database';
import { SYNC_KINDS, type SyncKind } from '../entities/sync.entity';
import { holdLease, type Lease } from './job-lease.repository';
import type { SetAsideKey } from './set-aside.repository';
import { affectedBy, isOneOf } from './sql';
import { clearSetAside, countOnRun, type FullRead, moveCursor, type RunCounts, setAside } from './sync-state.repository';
import type { Change, RecordOf, UnreadableRecord } from './synced-record';
import { tableOf } from './synced-table';
import { writeRecords } from './write-records';

const REMOVALS_PER_STATEMENT = 1_000;
const ROWS_PER_SWEEP = 5_000;

/** How far a kind has been read. */
export type ReadPosition =
  { of: 'CURSOR'; epoch: string; sequence: number; recordId: number | null } | { of: 'FULL_READ'; sequence: number };

/** A page of changes on its way into our copy. */
export interface PageToApply<Kind extends SyncKind> {
  kind: Kind;
  lease: Lease;
  runId: number;
  changes: readonly Change<Kind>[];
  unreadable: readonly UnreadableRecord[];
  /** Where to go on from: of an incremental pull by its cursor, of a full one by its position, which leaves the cursor until its end. */
  position: ReadPosition;
  /** How much of what there is to read has been read, in thousandths. */
  progress: number;
  at: Date;
}

/** What a record that was set aside has become, on its way into our copy. */
export interface RetriedRecord<Kind extends SyncKind> {
  kind: Kind;
  lease: Lease;
  /** As it was set aside before it was read again. */
  seen: SetAsideKey;
  found: { change: Change<Kind> } | { unreadable: UnreadableRecord };
  /** Before it was read: what is in our copy since then is at least as new. */
  readAt: Date;
  at: Date;
}

/** A customer's records, all of one moment. */
export interface CustomerToApply {
  epoch: string;
  latestSequence: number;
  records: { [Kind in SyncKind]: readonly RecordOf[Kind][] };
  unreadable: { [Kind in SyncKind]: readonly UnreadableRecord[] };
  /** What `latestFullRunId` answered before the records were read. */
  fullRunId: number;
  at: Date;
}

/** What a full resync did not see again. */
export interface SweepEstimate {
  total: number;
  unseen: number;
}

/** Writes what the servicing system says into our copy of its book. Each call is one transaction or several, each of them whole in itself. */
export class SyncedBookRepository {
  constructor(private readonly database: Database) {}

  /**
   * Applies a page in one transaction: records, their parts, removals, what was set aside, the run's counts and the cursor. Repeating it does no harm.
   * @throws LeaseLostError when another runner holds the lease; nothing is written then.
   */
  applyPage<Kind extends SyncKind>(page: PageToApply<Kind>): Promise<RunCounts> {
    const { kind, at } = page;
    const { records, removedIds } = latestOfEach(page.changes);
    return this.database.transaction(async (transaction) => {
      await holdLease(transaction, page.lease);
      // First: a customer read before this page looks at the cursors, and has to wait until it can see that there is something newer.
      const { position } = page;
      if (position.of === 'CURSOR') await moveCursor(transaction, { ...position, kind, updatedAt: at });
      else await transaction.query('UPDATE sync_full_reads SET position = ? WHERE kind = ?', [position.sequence, kind]);
      await writeRecords(transaction, kind, records, at);
      const recordsRemoved = await removeRecords(transaction, kind, removedIds);
      await clearSetAside(transaction, kind, [...records.map((record) => record.id), ...removedIds]);
      await setAside(transaction, kind, page.unreadable, at);
      const counts = { recordsWritten: records.length, recordsRemoved, recordsSetAside: page.unreadable.length };
      await countOnRun(transaction, page.runId, counts, page.progress);
      return counts;
    });
  }

  /**
   * Applies a record that was set aside and read again, and leaves the cursor alone. `OVERTAKEN`: it is no longer set aside as it was, so something newer
   * has come; nothing is written then.
   * @throws LeaseLostError as `applyPage` does.
   */
  applyRetried<Kind extends SyncKind>(retried: RetriedRecord<Kind>): Promise<'APPLIED' | 'STILL_UNREADABLE' | 'OVERTAKEN'> {
    const { kind, seen, found, at } = retried;
    return this.database.transaction(async (transaction) => {
      await holdLease(transaction, retried.lease);
      const same = await transaction.query<unknown[]>(
        'SELECT 1 FROM set_aside_records WHERE kind = ? AND record_key = ? AND sequence = ? AND set_aside_at = ? FOR UPDATE',
        [kind, seen.recordKey, seen.sequence, seen.setAsideAt],
      );
      if (same.length === 0) return 'OVERTAKEN';
      await transaction.query('DELETE FROM set_aside_records WHERE kind = ? AND record_key = ?', [kind, seen.recordKey]);
      if ('unreadable' in found) {
        await setAside(transaction, kind, [found.unreadable], at);
        return 'STILL_UNREADABLE';
      }
      const { id, record } = found.change;
      const newer = await transaction.query<unknown[]>(`SELECT 1 FROM ${tableOf(kind)} WHERE id = ? AND synced_at > ? FOR UPDATE`, [
        id,
        retried.readAt,
      ]);
      if (newer.length > 0) return 'APPLIED';
      if (record) await writeRecords(transaction, kind, [record], at);
      else await removeRecords(transaction, kind, [id]);
      await clearSetAside(transaction, kind, [id]);
      return 'APPLIED';
    });
  }

  /** How many records of a kind there are. */
  async count(kind: SyncKind): Promise<number> {
    const [row] = await this.database.rows<{ total: number }>(`SELECT COUNT(*) AS total FROM ${tableOf(kind)}`);
    return row?.total ?? 0;
  }

  /** How many of these records are here. */
  async countKnown(kind: SyncKind, ids: readonly number[]): Promise<number> {
    const where = isOneOf('id', ids);
    const [row] = await this.database.rows<{ total: number }>(
      `SELECT COUNT(*) AS total FROM ${tableOf(kind)} WHERE ${where.text}`,
      where.values,
    );
    return row?.total ?? 0;
  }

  /**
   * The full read of the kind that was broken off after `notBefore` in the same epoch, to go on with, or else a new one.
   * @throws LeaseLostError as `applyPage` does.
   */
  beginFull(kind: SyncKind, lease: Lease, anew: FullRead, notBefore: Date): Promise<FullRead> {
    return this.database.transaction(async (transaction) => {
      await holdLease(transaction, lease);
      const [found] = await transaction.query<Record<keyof FullRead, string>[]>(
        `SELECT epoch, start_sequence AS startSequence, position, started_at AS startedAt FROM sync_full_reads
         WHERE kind = ? AND epoch = ? AND start_sequence <= ? AND position <= ? AND started_at >= ?`,
        [kind, anew.epoch, anew.startSequence, anew.startSequence, notBefore],
      );
      if (found)
        return {
          epoch: found.epoch,
          startSequence: Number(found.startSequence),
          position: Number(found.position),
          startedAt: new Date(found.startedAt),
        };
      await transaction.query('REPLACE INTO sync_full_reads (kind, epoch, start_sequence, position, started_at) VALUES (?, ?, ?, ?, ?)', [
        kind,
        anew.epoch,
        anew.startSequence,
        anew.position,
        anew.startedAt,
      ]);
      return anew;
    });
  }

  /** Has the next full read begin anew. */
  forgetFull(kind: SyncKind): Promise<void> {
    return this.database.execute('DELETE FROM sync_full_reads WHERE kind = ?', [kind]);
  }

  /** The newest full resync of any kind, 0 when there was none: see `applyCustomer`. */
  async latestFullRunId(): Promise<number> {
    const [row] = await this.database.rows<{ id: number }>(LATEST_FULL_RUN);
    return row?.id ?? 0;
  }

  /**
   * Adds and overwrites one customer's records; removes nothing but parts. `STALE`: meanwhile the feeds brought what may be newer, so nothing
   * was written and the customer is to be read again. `RESTORED`: the records come from another life of the servicing database.
   */
  applyCustomer(customer: CustomerToApply): Promise<'APPLIED' | 'STALE' | 'RESTORED'> {
    return this.database.transaction(async (transaction) => {
      const cursors = await transaction.query<{ epoch: string; sequence: string | number }[]>(
        'SELECT epoch, sequence FROM sync_cursors LOCK IN SHARE MODE',
      );
      if (cursors.some((cursor) => cursor.epoch !== customer.epoch)) return 'RESTORED';
      if (cursors.some((cursor) => Number(cursor.sequence) > customer.latestSequence)) return 'STALE';
      // A full resync doesn't move the cursors until its end; it then goes on from where it began, so only one begun after our reading matters.
      const [run] = await transaction.query<{ id: string | number }[]>(LATEST_FULL_RUN);
      if (Number(run?.id ?? 0) !== customer.fullRunId) return 'STALE';
      for (const kind of SYNC_KINDS) await this.applyCustomerKind(transaction, kind, customer);
      return 'APPLIED';
    });
  }

  private async applyCustomerKind<Kind extends SyncKind>(transaction: Transaction, kind: Kind, customer: CustomerToApply): Promise<void> {
    const records = customer.records[kind];
    await writeRecords(transaction, kind, records, customer.at);
    const ids = records.map((record) => record.id);
    await clearSetAside(transaction, kind, ids);
    await setAside(transaction, kind, customer.unreadable[kind], customer.at);
  }

  /** How many records of a kind were last seen before `startedAt`. A record that was set aside since counts as seen. */
  async estimateSweep(kind: SyncKind, startedAt: Date): Promise<SweepEstimate> {
    const estimate = { total: 0, unseen: 0 };
    for (let afterId: number | null = 0; afterId !== null;) {
      const [window]: { lastId: number | null; total: number; unseen: number }[] = await this.database.rows(
        `SELECT MAX(id) AS lastId, COUNT(*) AS total, CAST(COALESCE(SUM(unseen), 0) AS SIGNED) AS unseen
         FROM (SELECT id, ${UNSEEN} AS unseen FROM ${tableOf(kind)} AS record WHERE id > ? ORDER BY id LIMIT ?) AS page`,
        [startedAt, kind, startedAt, afterId, ROWS_PER_SWEEP],
      );
      estimate.total += window?.total ?? 0;
      estimate.unseen += window?.unseen ?? 0;
      afterId = window?.lastId ?? null;
    }
    return estimate;
  }

  /**
   * Removes the records that a full resync begun at `startedAt` didn't see, in small transactions, so that readers never wait.
   * @throws LeaseLostError as `applyPage` does.
   */
  async sweep(kind: SyncKind, lease: Lease, runId: number, startedAt: Date): Promise<number> {
    let removed = 0;
    for (let afterId: number | undefined = 0; afterId !== undefined;) {
      const window: { ids: number[]; lastId: number | undefined } = await this.unseenAfter(kind, startedAt, afterId);
      if (window.ids.length > 0)
        removed += await this.database.transaction(async (transaction) => {
          await holdLease(transaction, lease);
          const recordsRemoved = await removeRecords(transaction, kind, window.ids, startedAt);
          await countOnRun(transaction, runId, { recordsWritten: 0, recordsRemoved, recordsSetAside: 0 }, null);
          return recordsRemoved;
        });
      afterId = window.lastId;
    }
    return removed;
  }

  /** Ends a full resync: from here on the kind is read on from `cursor`, and what was set aside before and not met again is forgotten. */
  async completeFull(kind: SyncKind, lease: Lease, startedAt: Date, cursor: { epoch: string; sequence: number }, at: Date): Promise<void> {
    await this.database.transaction(async (transaction) => {
      await holdLease(transaction, lease);
      await transaction.query('DELETE FROM set_aside_records WHERE kind = ? AND set_aside_at < ?', [kind, startedAt]);
      await transaction.query('DELETE FROM sync_full_reads WHERE kind = ?', [kind]);
      await moveCursor(transaction, { kind, ...cursor, recordId: null, updatedAt: at });
    });
  }

  private async unseenAfter(kind: SyncKind, startedAt: Date, afterId: number): Promise<{ ids: number[]; lastId: number | undefined }> {
    const rows = await this.database.rows<{ id: number; unseen: number }>(
      `SELECT id, ${UNSEEN} AS unseen FROM ${tableOf(kind)} AS record WHERE id > ? ORDER BY id LIMIT ?`,
      [startedAt, kind, startedAt, afterId, ROWS_PER_SWEEP],
    );
    return { ids: rows.filter((row) => row.unseen === 1).map((row) => row.id), lastId: rows.at(-1)?.id };
  }
}

const LATEST_FULL_RUN = "SELECT id FROM sync_runs WHERE mode = 'FULL' ORDER BY id DESC LIMIT 1";

/** Values: startedAt, kind, startedAt. */
const UNSEEN = `record.synced_at < ? AND NOT EXISTS (SELECT 1 FROM set_aside_records kept WHERE kept.kind = ?
  AND kept.record_key = CAST(record.id AS CHAR) COLLATE utf8mb4_bin AND kept.set_aside_at >= ?)`;

/** Removes records, parts and all; with `unseenSince` only those not written meanwhile. */
async function removeRecords(transaction: Transaction, kind: SyncKind, ids: readonly number[], unseenSince?: Date): Promise<number> {
  const table = tableOf(kind);
  let removed = 0;
  for (const some of chunksOf(ids, REMOVALS_PER_STATEMENT)) {
    removed += await affectedBy(
      transaction,
      `DELETE FROM ${table} WHERE id IN (?)${unseenSince ? ' AND synced_at < ?' : ''}`,
      unseenSince ? [some, unseenSince] : [some],
    );
  }
  return removed;
}

function latestOfEach<Kind extends SyncKind>(changes: readonly Change<Kind>[]): { records: RecordOf[Kind][]; removedIds: number[] } {
  const byId = new Map(changes.map((change) => [change.id, change]));
  const records: RecordOf[Kind][] = [];
  const removedIds: number[] = [];
  for (const { id, record } of byId.values()) {
    if (record) records.push(record);
    else removedIds.push(id);
  }
  return { records, removedIds };
}
