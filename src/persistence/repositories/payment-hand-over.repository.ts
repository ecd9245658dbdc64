import { chunksOf } from '../../kernel/chunks';
import type { Database, SqlValue, Transaction } from '../database';
import type { PaymentEntity } from '../entities/payment.entity';
import { PaymentHandOverEntity, type HandOverTask } from '../entities/payment-hand-over.entity';
import { affectedBy, isOneOf } from './sql';

/** A payment's task that one worker has to itself for a while, with what it needs to carry it out. */
export interface ClaimedHandOver
  extends
    Pick<PaymentHandOverEntity, 'paymentId' | 'task' | 'sealedBankAccount' | 'attempts' | 'nextAttemptAt' | 'taskSince'>,
    Pick<PaymentEntity, 'paymentKey' | 'contractId' | 'amountCents' | 'currencyCode' | 'dueOn' | 'secCode' | 'status' | 'updatedAt'> {
  claimToken: string;
  /** Whether ASPIRE may have heard of the payment before this attempt. */
  wasSent: boolean;
}

interface ClaimedRow extends Omit<ClaimedHandOver, 'claimToken' | 'wasSent' | 'paymentId' | 'contractId' | 'amountCents'> {
  paymentId: number | string;
  contractId: number | string;
  amountCents: number | string;
  wasSent: 0 | 1;
}

/** What waits, for operators. */
export interface HandOverQueue {
  due: number;
  /** Null when nothing is due. */
  oldestDueAt: string | null;
}

/** Whose clock says so matters: due by the application's, claimed by the database's, which all machines share. */
const IS_DUE = 'hand_over.next_attempt_at <= ?';
const IS_FREE = '(hand_over.claimed_until IS NULL OR hand_over.claimed_until <= UTC_TIMESTAMP(3))';
const NO_CLAIM = 'claim_token = NULL, claimed_until = NULL';
const LONGEST_ERROR = 500;
const CLAIMED = `SELECT hand_over.payment_id AS paymentId, hand_over.task, hand_over.sealed_bank_account AS sealedBankAccount,
    hand_over.was_sent AS wasSent, hand_over.attempts, hand_over.next_attempt_at AS nextAttemptAt, hand_over.task_since AS taskSince,
    payment.payment_key AS paymentKey, payment.contract_id AS contractId, payment.amount_cents AS amountCents,
    payment.currency_code AS currencyCode, payment.due_on AS dueOn, payment.sec_code AS secCode, payment.status, payment.updated_at AS updatedAt
  FROM payment_hand_overs hand_over JOIN payments payment ON payment.id = hand_over.payment_id
  WHERE hand_over.payment_id = ? AND hand_over.claim_token = ?`;

const ROWS_AT_ONCE = 500;

/** The outbox of payments: what is to be told to, or asked of, ASPIRE about each. */
export class PaymentHandOverRepository {
  constructor(private readonly database: Database) {}

  /** Written with the payments of one order: due at once. */
  async saveNew(transaction: Transaction, paymentIds: readonly number[], sealedBankAccount: string, now: Date): Promise<void> {
    const due = { sealedBankAccount, task: 'RECORD', nextAttemptAt: now, taskSince: now } as const;
    const rows = paymentIds.map((paymentId) => ({ paymentId, ...due }));
    for (const some of chunksOf(rows, ROWS_AT_ONCE)) await transaction.insert(PaymentHandOverEntity, some);
  }

  /** Locks a payment's row until the transaction ends; undefined when there is none. Whoever locks the payment as well locks that one first. */
  async lock(transaction: Transaction, paymentId: number): Promise<PaymentHandOverEntity | undefined> {
    return (await transaction.findOne(PaymentHandOverEntity, { where: { paymentId }, lock: { mode: 'pessimistic_write' } })) ?? undefined;
  }

  /** Gives a payment another task from `at` on (null: none). Whoever is at work on the last one keeps its claim, and finds the task changed. */
  async saveTask(transaction: Transaction, paymentId: number, task: HandOverTask, at: Date | null, now: Date): Promise<void> {
    await transaction.update(
      PaymentHandOverEntity,
      { paymentId },
      { task, nextAttemptAt: at, taskSince: now, attempts: 0, lastError: null },
    );
  }

  /**
   * Takes up to `limit` due tasks for so long: first those of payments that are not with ASPIRE yet or are to be cancelled, then the longest due.
   * Nobody else gets them until then: each is taken by an UPDATE that looks again, so that of two workers one finds it gone, on whatever node
   * of a cluster. That a record is about to be sent is written down here, before anybody can send it.
   */
  async claimDue(now: Date, claimToken: string, claimMs: number, limit: number): Promise<ClaimedHandOver[]> {
    const due = await this.listDue(now, limit);
    if (due.length === 0) return [];
    return this.database.transaction(async (transaction) => {
      const claimed: ClaimedHandOver[] = [];
      for (const { paymentId, task, wasSent } of due) {
        const taken = await affectedBy(
          transaction,
          `UPDATE payment_hand_overs hand_over SET claim_token = ?, claimed_until = UTC_TIMESTAMP(3) + INTERVAL ? MICROSECOND,
             was_sent = IF(task = 'RECORD', 1, was_sent)
           WHERE payment_id = ? AND task = ? AND was_sent = ? AND ${IS_DUE} AND ${IS_FREE}`,
          [claimToken, claimMs * 1_000, paymentId, task, wasSent, now],
        );
        if (taken === 0) continue;
        const [row] = await transaction.query<ClaimedRow[]>(CLAIMED, [paymentId, claimToken]);
        if (row) claimed.push({ ...row, ...numbered(row), claimToken, wasSent: wasSent === 1 });
      }
      return claimed;
    });
  }

  /** To be tried again at `nextAttemptAt`; nothing happens when the claim was lost meanwhile, and a task changed meanwhile stays due as it is. */
  async savePostponed(transaction: Transaction, claim: ClaimedHandOver, nextAttemptAt: Date, lastError: string): Promise<void> {
    const { paymentId, claimToken, task, nextAttemptAt: claimedAt } = claim;
    await transaction.query(
      `UPDATE payment_hand_overs SET attempts = attempts + 1, next_attempt_at = ?, last_error = ?
       WHERE payment_id = ? AND claim_token = ? AND task = ? AND next_attempt_at = ?`,
      [nextAttemptAt, lastError.slice(0, LONGEST_ERROR), paymentId, claimToken, task, claimedAt],
    );
    await this.saveReleased(transaction, claim);
  }

  /** The task in hand goes on, from `at` on; null: there is nothing left to do. */
  async saveNext(transaction: Transaction, paymentId: number, at: Date | null): Promise<void> {
    await transaction.update(PaymentHandOverEntity, { paymentId }, { nextAttemptAt: at, attempts: 0, lastError: null });
  }

  /** Ends a claim; nothing happens when it was lost meanwhile. */
  async saveReleased(
    transaction: Transaction,
    { paymentId, claimToken }: Pick<ClaimedHandOver, 'paymentId' | 'claimToken'>,
  ): Promise<void> {
    await transaction.query(`UPDATE payment_hand_overs SET ${NO_CLAIM} WHERE payment_id = ? AND claim_token = ?`, [paymentId, claimToken]);
  }

  /** Forgets the numbers of the bank account: no record can need them any more. */
  async forgetBankAccount(transaction: Transaction, paymentId: number): Promise<void> {
    await transaction.update(PaymentHandOverEntity, { paymentId }, { sealedBankAccount: null });
  }

  /**
   * Has ASPIRE asked at once about up to `limit` payments after `afterId` that it may have forgotten: all that are not final, and all that changed
   * since. A task in hand stays what it is. Answers the last one's id; undefined when there are none.
   */
  async saveDueAfterRestore(
    transaction: Transaction,
    afterId: number,
    changedSince: Date,
    now: Date,
    limit: number,
  ): Promise<number | undefined> {
    const rows = await transaction.query<{ id: number | string }[]>(
      `SELECT id FROM payments WHERE id > ? AND (status IN ('PENDING', 'SCHEDULED', 'PENDING_CANCEL') OR updated_at >= ?)
       ORDER BY id LIMIT ?`,
      [afterId, changedSince, limit],
    );
    const ids = rows.map((row) => Number(row.id));
    if (ids.length === 0) return undefined;
    await transaction.query(
      `UPDATE payment_hand_overs SET attempts = IF(next_attempt_at IS NULL, 0, attempts), task = IF(next_attempt_at IS NULL, 'WATCH', task),
         task_since = IF(next_attempt_at IS NULL, ?, task_since), next_attempt_at = ? WHERE payment_id IN (?)`,
      [now, now, ids],
    );
    return ids[ids.length - 1];
  }

  /** The payments in flight that are due in a range of days and will not be looked at until later than `now`. */
  async listInRange(dueFrom: string, dueTo: string, now: Date): Promise<number[]> {
    return this.listLater("payment.status IN ('SCHEDULED', 'PENDING_CANCEL') AND payment.due_on BETWEEN ? AND ?", [dueFrom, dueTo], now);
  }

  /** The payments in flight that will not be looked at until later than `farthest`. */
  async listBeyond(farthest: Date): Promise<number[]> {
    return this.listLater("payment.status IN ('PENDING', 'SCHEDULED', 'PENDING_CANCEL')", [], farthest);
  }

  /** Has something done about these payments at once, unless it is by now. */
  async saveDue(transaction: Transaction, paymentIds: readonly number[], now: Date): Promise<void> {
    const where = isOneOf('payment_id', paymentIds);
    await transaction.query(
      `UPDATE payment_hand_overs SET next_attempt_at = ? WHERE ${where.text} AND (next_attempt_at IS NULL OR next_attempt_at > ?)`,
      [now, ...where.values, now],
    );
  }

  async findQueue(now: Date): Promise<HandOverQueue> {
    const [row] = await this.database.rows<HandOverQueue>(
      `SELECT COUNT(*) AS due, MIN(next_attempt_at) AS oldestDueAt FROM payment_hand_overs hand_over WHERE ${IS_DUE}`,
      [now],
    );
    return row ?? { due: 0, oldestDueAt: null };
  }

  /** Read without locks: an UPDATE that looked for them would hold up everybody who works on a payment. */
  private async listLater(where: string, values: readonly SqlValue[], later: Date): Promise<number[]> {
    const rows = await this.database.rows<{ id: number }>(
      `SELECT payment.id FROM payments payment JOIN payment_hand_overs hand_over ON hand_over.payment_id = payment.id
       WHERE ${where} AND hand_over.next_attempt_at > ? ORDER BY payment.id`,
      [...values, later],
    );
    return rows.map(({ id }) => id);
  }

  private async listDue(now: Date, limit: number): Promise<{ paymentId: number; task: HandOverTask; wasSent: 0 | 1 }[]> {
    const columns = 'hand_over.payment_id AS paymentId, hand_over.task, hand_over.was_sent AS wasSent';
    const order = 'ORDER BY hand_over.next_attempt_at, hand_over.payment_id LIMIT ?';
    const values: SqlValue[] = [now, limit];
    const urgent = await this.database.rows<{ paymentId: number; task: HandOverTask; wasSent: 0 | 1 }>(
      `SELECT ${columns} FROM payments payment JOIN payment_hand_overs hand_over ON hand_over.payment_id = payment.id
       WHERE payment.status IN ('PENDING', 'PENDING_CANCEL') AND ${IS_DUE} AND ${IS_FREE} ${order}`,
      values,
    );
    if (urgent.length === limit) return urgent;
    const others = await this.database.rows<(typeof urgent)[number]>(
      `SELECT ${columns} FROM payment_hand_overs hand_over WHERE ${IS_DUE} AND ${IS_FREE} ${order}`,
      values,
    );
    const known = new Set(urgent.map(({ paymentId }) => paymentId));
    return [...urgent, ...others.filter(({ paymentId }) => !known.has(paymentId))].slice(0, limit);
  }
}

function numbered({ paymentId, contractId, amountCents }: ClaimedRow): { paymentId: number; contractId: number; amountCents: number } {
  return { paymentId: Number(paymentId), contractId: Number(contractId), amountCents: Number(amountCents) };
}
