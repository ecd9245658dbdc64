import { chunksOf } from '../../kernel/chunks';
import type { Database, Transaction } from '../database';
import type { CustomerSyncEntity, CustomerSyncReason, CustomerSyncState } from '../entities/customer-sync.entity';
import { affectedBy, isOneOf, type Sql } from './sql';

/** The sync of one customer; instants as text. */
export interface CustomerSyncRow {
  accountId: number;
  state: CustomerSyncState;
  reason: CustomerSyncReason;
  requestedAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  attempts: number;
  nextAttemptAt: string;
  error: string | null;
}

/** An account linked to a user with its latest sync, if one was ever asked for. */
export type LinkedAccountSync = { userId: number; accountId: number } & ({ sync: CustomerSyncRow } | { sync: null });

/** The right to sync one customer, until it expires or the attempt is over. */
export interface CustomerSyncClaim {
  accountId: number;
  /** Unique to this attempt. */
  holder: string;
  /** Attempts since it was asked for, this one included. */
  attempts: number;
}

/** How an attempt ended. */
export type CustomerSyncEnd = Pick<CustomerSyncEntity, 'error'> & { at: Date } & (
    | { state: 'DONE' | 'FAILED' }
    /** To be tried again. */
    | { state: 'QUEUED'; nextAttemptAt: Date }
  );

const COLUMNS = `s.account_id AS accountId, s.state, s.reason, s.requested_at AS requestedAt, s.started_at AS startedAt,
  s.finished_at AS finishedAt, s.attempts, s.next_attempt_at AS nextAttemptAt, s.error`;

const ROWS_AT_ONCE = 500;
/** Value: now. A claim's age is told by the database's clock, so that the machines' clocks don't matter. */
const IS_DUE = `((state = 'QUEUED' AND next_attempt_at <= ?) OR (state = 'RUNNING' AND claimed_until <= UTC_TIMESTAMP(3)))`;

/** The queue of customers to be synced. Every claim is one conditional UPDATE: of two workers, on whichever nodes, one gets it. */
export class CustomerSyncRepository {
  constructor(private readonly database: Database) {}

  /**
   * Asks for the sync of each customer. One that waits stays as it is (`dueAtOnce` ends a pause between its attempts), one that runs starts anew
   * when it is over, any other one starts afresh.
   */
  async request(
    transaction: Transaction,
    accountIds: readonly number[],
    request: { reason: CustomerSyncReason; at: Date; dueAtOnce: boolean },
  ): Promise<void> {
    const { reason, at, dueAtOnce } = request;
    // In one order, so that two who ask for the same customers wait for each other instead of locking each other out.
    const ids = [...new Set(accountIds)].sort((one, other) => one - other);
    for (const some of chunksOf(ids, ROWS_AT_ONCE)) {
      const rows = some.map((accountId) => [accountId, 'QUEUED', reason, at, at]);
      // Assignments run from left to right: the state must be last, for the others look at its old value.
      await transaction.query(
        `INSERT INTO customer_syncs (account_id, state, reason, requested_at, next_attempt_at) VALUES ?
         ON DUPLICATE KEY UPDATE
           is_requested_again = IF(state = 'RUNNING', 1, is_requested_again),
           reason = IF(state = 'QUEUED', reason, VALUES(reason)),
           requested_at = IF(state = 'QUEUED', requested_at, VALUES(requested_at)),
           next_attempt_at = IF(state IN ('DONE', 'FAILED') OR (state = 'QUEUED' AND ?), VALUES(next_attempt_at), next_attempt_at),
           attempts = IF(state IN ('DONE', 'FAILED'), 0, attempts),
           error = IF(state IN ('DONE', 'FAILED'), NULL, error),
           state = IF(state = 'RUNNING', state, 'QUEUED')`,
        [rows, dueAtOnce],
      );
    }
  }

  /** How many customers wait or are being synced. */
  async countWaiting(): Promise<number> {
    const [row] = await this.database.rows<{ total: number }>(
      "SELECT COUNT(*) AS total FROM customer_syncs WHERE state IN ('QUEUED', 'RUNNING')",
    );
    return row?.total ?? 0;
  }

  /** Takes the right to sync one of the customers who are due, dead processes' included; undefined when there is none. `holder` must be unique to this attempt. */
  async claimNext(holder: string, ttlMs: number, now: Date): Promise<CustomerSyncClaim | undefined> {
    for (;;) {
      // A file of thousands must not keep anybody waiting who has just been given access.
      const [due] = await this.database.rows<{ accountId: number }>(
        `SELECT account_id AS accountId FROM customer_syncs WHERE state IN ('QUEUED', 'RUNNING') AND ${IS_DUE}
         ORDER BY reason = 'IMPORTED', next_attempt_at, account_id LIMIT 1`,
        [now],
      );
      if (!due) return undefined;
      const claim = await this.claim(due.accountId, holder, ttlMs, now);
      if (claim) return claim;
    }
  }

  /** Takes the right to sync this customer; undefined when it is not due or another process has it. */
  claim(accountId: number, holder: string, ttlMs: number, now: Date): Promise<CustomerSyncClaim | undefined> {
    return this.database.transaction(async (transaction) => {
      const claimed = await affectedBy(
        transaction,
        `UPDATE customer_syncs SET state = 'RUNNING', is_requested_again = 0, started_at = ?, finished_at = NULL, attempts = attempts + 1,
           claimed_by = ?, claimed_until = UTC_TIMESTAMP(3) + INTERVAL ? MICROSECOND WHERE account_id = ? AND ${IS_DUE}`,
        [now, holder, ttlMs * 1000, accountId, now],
      );
      if (claimed === 0) return undefined;
      const [row] = await transaction.query<{ attempts: number }[]>('SELECT attempts FROM customer_syncs WHERE account_id = ?', [
        accountId,
      ]);
      return { accountId, holder, attempts: row?.attempts ?? 1 };
    });
  }

  /** Puts the claim's expiry off; false when another process took over meanwhile. */
  async renew(claim: CustomerSyncClaim, ttlMs: number): Promise<boolean> {
    return this.change(claim, { text: 'claimed_until = UTC_TIMESTAMP(3) + INTERVAL ? MICROSECOND', values: [ttlMs * 1000] });
  }

  /** Ends an attempt; false when another process took over meanwhile. One asked for again while it ran is queued anew. */
  async finish(claim: CustomerSyncClaim, end: CustomerSyncEnd): Promise<boolean> {
    const { at, state, error } = end;
    const nextAttemptAt = state === 'QUEUED' ? end.nextAttemptAt : at;
    // From left to right here, too.
    return this.change(claim, {
      text: `state = IF(is_requested_again, 'QUEUED', ?), attempts = IF(is_requested_again, 0, attempts),
        next_attempt_at = IF(is_requested_again, ?, ?), is_requested_again = 0,
        finished_at = ?, error = ?, claimed_by = NULL, claimed_until = NULL`,
      values: [state, at, nextAttemptAt, at, error?.slice(0, 1000) ?? null],
    });
  }

  /** Gives a claim back as if it had never been taken. */
  async giveBack(claim: CustomerSyncClaim): Promise<boolean> {
    return this.change(claim, {
      text: `state = 'QUEUED', attempts = attempts - 1, is_requested_again = 0, started_at = NULL, claimed_by = NULL, claimed_until = NULL`,
      values: [],
    });
  }

  async find(accountId: number): Promise<CustomerSyncRow | undefined> {
    const [row] = await this.database.rows<CustomerSyncRow>(`SELECT ${COLUMNS} FROM customer_syncs s WHERE s.account_id = ?`, [accountId]);
    return row;
  }

  /** The accounts linked to each user with their latest syncs. */
  async listOfUsers(userIds: readonly number[]): Promise<LinkedAccountSync[]> {
    const where = isOneOf('link.user_id', userIds);
    const rows = await this.database.rows<
      Omit<CustomerSyncRow, 'state'> & { userId: number; linkedId: number; state: CustomerSyncState | null }
    >(
      `SELECT link.user_id AS userId, link.account_id AS linkedId, ${COLUMNS} FROM user_accounts link
       LEFT JOIN customer_syncs s ON s.account_id = link.account_id WHERE ${where.text} ORDER BY link.user_id, link.account_id`,
      where.values,
    );
    return rows.map(({ userId, linkedId, state, ...row }) => ({
      userId,
      accountId: linkedId,
      sync: state === null ? null : { ...row, state },
    }));
  }

  private async change({ accountId, holder }: CustomerSyncClaim, set: Sql): Promise<boolean> {
    const changed = await this.database.transaction((transaction) =>
      affectedBy(transaction, `UPDATE customer_syncs SET ${set.text} WHERE account_id = ? AND claimed_by = ? AND state = 'RUNNING'`, [
        ...set.values,
        accountId,
        holder,
      ]),
    );
    return changed > 0;
  }
}
