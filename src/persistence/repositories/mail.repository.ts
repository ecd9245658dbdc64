import { instantOf } from '../../kernel/instant';
import type { PageRequest } from '../../kernel/page';
import type { Database, Transaction } from '../database';
import { MailEntity } from '../entities/mail.entity';
import { affectedBy, allOf, compared, isOneOf, keyset, type Sql } from './sql';

/** A mail as staff see it: never with its body. Instants as text. */
export interface MailRow extends Pick<MailEntity, PlainColumn> {
  createdAt: string;
  sentAt: string | null;
  nextAttemptAt: string | null;
}

type PlainColumn =
  'id' | 'kind' | 'realm' | 'personId' | 'siteId' | 'toAddress' | 'subject' | 'state' | 'attempts' | 'serverAnswer' | 'lastError';

export interface MailFilter {
  state?: MailEntity['state'] | undefined;
  realm?: MailEntity['realm'] | undefined;
  personId?: number | undefined;
  siteId?: number | undefined;
}

/** A mail to be kept. */
export type NewMail = Pick<
  MailEntity,
  | 'kind'
  | 'realm'
  | 'personId'
  | 'siteId'
  | 'toAddress'
  | 'subject'
  | 'sealedBody'
  | 'messageId'
  | 'state'
  | 'createdAt'
  | 'usefulUntil'
  | 'giveUpAt'
  | 'nextAttemptAt'
  | 'diedAt'
  | 'lastError'
>;

/** A mail that one deliverer has to itself for a while. */
export interface ClaimedMail extends Pick<MailEntity, 'id' | 'kind' | 'toAddress' | 'subject' | 'messageId'> {
  claimToken: string;
  sealedBody: string;
  /** This one counted. */
  attempts: number;
  usefulUntil: Date | null;
  giveUpAt: Date;
}

interface DueRow extends Omit<ClaimedMail, 'claimToken' | 'usefulUntil' | 'giveUpAt'> {
  usefulUntil: string | null;
  giveUpAt: string;
}

const COLUMNS = `id, kind, realm, person_id AS personId, site_id AS siteId, to_address AS toAddress, subject, state, attempts,
  server_answer AS serverAnswer, last_error AS lastError, created_at AS createdAt, sent_at AS sentAt, next_attempt_at AS nextAttemptAt`;

/** Whose clock says so matters: due by the application's, claimed by the database's, which all machines share. */
const IS_DUE = "state = 'QUEUED' AND next_attempt_at <= ? AND (claimed_until IS NULL OR claimed_until <= UTC_TIMESTAMP(3))";
const NO_CLAIM = 'claim_token = NULL, claimed_until = NULL';
const LONGEST_ANSWER = 500;
const BODIES_FORGOTTEN_AT_ONCE = 500;

/** The outbox. */
export class MailRepository {
  constructor(private readonly database: Database) {}

  /** Latest first. */
  list(filter: MailFilter, page: PageRequest): Promise<MailRow[]> {
    const { beyond, orderBy, limit } = keyset({ column: 'id', idColumn: 'id', descending: true }, page);
    const where = allOf([matching(filter), beyond]);
    return this.database.rows(`SELECT ${COLUMNS} FROM mails WHERE ${where.text} ORDER BY ${orderBy} LIMIT ?`, [...where.values, limit]);
  }

  async count(filter: MailFilter): Promise<number> {
    const where = matching(filter);
    const [row] = await this.database.rows<{ total: number }>(`SELECT COUNT(*) AS total FROM mails WHERE ${where.text}`, where.values);
    return row?.total ?? 0;
  }

  /** The latest mail of a kind to a person. */
  async findLast({ realm, personId, kind }: Pick<MailEntity, 'realm' | 'personId' | 'kind'>): Promise<MailRow | undefined> {
    const [row] = await this.database.rows<MailRow>(
      `SELECT ${COLUMNS} FROM mails WHERE realm = ? AND person_id = ? AND kind = ? ORDER BY id DESC LIMIT 1`,
      [realm, personId, kind],
    );
    return row;
  }

  findByIds(ids: readonly number[]): Promise<MailRow[]> {
    const where = isOneOf('id', ids);
    return this.database.rows(`SELECT ${COLUMNS} FROM mails WHERE ${where.text}`, where.values);
  }

  async saveNew(transaction: Transaction, mails: readonly NewMail[]): Promise<void> {
    await transaction.insert(MailEntity, [...mails]);
  }

  /**
   * Takes up to `limit` due mails, the longest due first, for so long. Nobody else gets them until then: each is taken by an UPDATE that looks
   * again, so that of two deliverers one finds it gone, on whatever node of a cluster.
   */
  async claimDue(now: Date, claimToken: string, claimMs: number, limit: number): Promise<ClaimedMail[]> {
    const due = await this.database.rows<DueRow>(
      `SELECT id, kind, to_address AS toAddress, subject, message_id AS messageId, sealed_body AS sealedBody, attempts,
         useful_until AS usefulUntil, give_up_at AS giveUpAt
       FROM mails WHERE ${IS_DUE} ORDER BY next_attempt_at, id LIMIT ?`,
      [now, limit],
    );
    if (due.length === 0) return [];
    const taken = await this.database.transaction(async (transaction) => {
      const ids = new Set<number>();
      for (const { id, attempts } of due) {
        const claimed = await affectedBy(
          transaction,
          `UPDATE mails SET claim_token = ?, claimed_until = UTC_TIMESTAMP(3) + INTERVAL ? MICROSECOND, attempts = attempts + 1
           WHERE id = ? AND attempts = ? AND ${IS_DUE}`,
          [claimToken, claimMs * 1_000, id, attempts, now],
        );
        if (claimed === 1) ids.add(id);
      }
      return ids;
    });
    return due
      .filter(({ id }) => taken.has(id))
      .map((row) => ({
        ...row,
        claimToken,
        attempts: row.attempts + 1,
        usefulUntil: row.usefulUntil === null ? null : instantOf(row.usefulUntil),
        giveUpAt: instantOf(row.giveUpAt),
      }));
  }

  /** Accepted by the mail server, whoever has the claim by now: the body is forgotten. */
  async saveSent(id: number, at: Date, serverAnswer: string): Promise<void> {
    await this.change(
      `UPDATE mails SET state = 'SENT', sent_at = ?, server_answer = ?, last_error = NULL, sealed_body = NULL, next_attempt_at = NULL,
         died_at = NULL, ${NO_CLAIM} WHERE id = ? AND state <> 'SENT'`,
      [at, serverAnswer.slice(0, LONGEST_ANSWER), id],
    );
  }

  /** To be tried again at `nextAttemptAt`; nothing happens when the claim was lost meanwhile. */
  async savePostponed({ id, claimToken }: ClaimedMail, nextAttemptAt: Date, lastError: string): Promise<void> {
    await this.change(
      `UPDATE mails SET next_attempt_at = ?, last_error = ?, ${NO_CLAIM} WHERE id = ? AND claim_token = ? AND state = 'QUEUED'`,
      [nextAttemptAt, lastError.slice(0, LONGEST_ANSWER), id, claimToken],
    );
  }

  /** Given up; nothing happens when the claim was lost meanwhile. */
  async saveDead({ id, claimToken }: ClaimedMail, at: Date, lastError: string, keepsBody: boolean): Promise<void> {
    await this.change(
      `UPDATE mails SET state = 'DEAD', died_at = ?, last_error = ?, next_attempt_at = NULL, ${keepsBody ? '' : 'sealed_body = NULL, '}${NO_CLAIM}
       WHERE id = ? AND claim_token = ? AND state = 'QUEUED'`,
      [at, lastError.slice(0, LONGEST_ANSWER), id, claimToken],
    );
  }

  /** Gives a mail back that was not tried, or whose attempt was broken off. */
  async release({ id, claimToken }: ClaimedMail): Promise<void> {
    await this.change(`UPDATE mails SET ${NO_CLAIM} WHERE id = ? AND claim_token = ?`, [id, claimToken]);
  }

  /** Forgets what dead mails said that died before `diedBefore` or are of no use any more; a few at a time. */
  async forgetBodies(now: Date, diedBefore: Date): Promise<void> {
    await this.change(
      `UPDATE mails SET sealed_body = NULL WHERE state = 'DEAD' AND sealed_body IS NOT NULL AND (died_at < ? OR useful_until <= ?)
       ORDER BY id LIMIT ${BODIES_FORGOTTEN_AT_ONCE}`,
      [diedBefore, now],
    );
  }

  /** Locks a mail until the transaction ends; undefined for an unknown one. */
  async lock(transaction: Transaction, id: number): Promise<MailEntity | undefined> {
    return (await transaction.findOne(MailEntity, { where: { id }, lock: { mode: 'pessimistic_write' } })) ?? undefined;
  }

  /** Queues a dead mail that is locked anew. */
  async saveQueuedAgain(transaction: Transaction, id: number, nextAttemptAt: Date, giveUpAt: Date): Promise<void> {
    await transaction.update(MailEntity, { id, state: 'DEAD' }, { state: 'QUEUED', attempts: 0, nextAttemptAt, giveUpAt, diedAt: null });
  }

  private async change(sql: string, values: (string | number | Date)[]): Promise<void> {
    await this.database.transaction((transaction) => transaction.query(sql, values));
  }
}

function matching({ state, realm, personId, siteId }: MailFilter): Sql {
  return allOf([
    compared('state = ?', state),
    compared('realm = ?', realm),
    compared('person_id = ?', personId),
    compared('site_id = ?', siteId),
  ]);
}
