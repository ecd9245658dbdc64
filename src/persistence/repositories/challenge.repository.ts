import type { Realm } from '../../kernel/actor';
import type { Database, Transaction } from '../database';
import { ChallengeEntity } from '../entities/second-factor.entity';
import { affectedBy } from './sql';

export type { ChallengePurpose, FactorMethod } from '../entities/second-factor.entity';

/** A challenge whose guess was counted and may now be looked at. */
export type OpenChallenge = Omit<ChallengeEntity, 'createdAt' | 'endedAt'>;

/** How far a challenge may go. */
export interface ChallengeLimits {
  attempts: number;
  resends: number;
}

/** Challenges. Each change is one conditional statement, so that of any number at once the right number wins, on a cluster, too. */
export class ChallengeRepository {
  constructor(private readonly database: Database) {}

  async saveNew(transaction: Transaction, challenge: Omit<ChallengeEntity, 'attempts' | 'counter' | 'endedAt'>): Promise<void> {
    await transaction.insert(ChallengeEntity, { ...challenge, attempts: 0, counter: 0, endedAt: null });
  }

  /** Whose challenge it is, alive or not; undefined for an unknown token or one of the other realm. */
  async findPersonId(realm: Realm, tokenHash: Buffer): Promise<number | undefined> {
    const [row] = await this.database.rows<{ personId: number }>(
      'SELECT person_id AS personId FROM challenges WHERE token_hash = ? AND realm = ?',
      [tokenHash, realm],
    );
    return row?.personId;
  }

  /** Counts a guess before it is evaluated; undefined when the challenge is over, expired or out of guesses. */
  async countAttempt(realm: Realm, tokenHash: Buffer, now: Date, { attempts }: ChallengeLimits): Promise<OpenChallenge | undefined> {
    return this.database.transaction(async (transaction) => {
      const counted = await affectedBy(
        transaction,
        `UPDATE challenges SET attempts = attempts + 1
         WHERE token_hash = ? AND realm = ? AND ended_at IS NULL AND expires_at > ? AND attempts < ?`,
        [tokenHash, realm, now, attempts],
      );
      return counted === 1 ? this.get(transaction, tokenHash) : undefined;
    });
  }

  /** Ends the challenge with success, unless it has ended or its code was replaced meanwhile: then false. */
  async end(transaction: Transaction, { tokenHash, counter }: OpenChallenge, now: Date): Promise<boolean> {
    const ended = await affectedBy(
      transaction,
      'UPDATE challenges SET ended_at = ?, sealed_secret = NULL WHERE token_hash = ? AND ended_at IS NULL AND counter = ?',
      [now, tokenHash, counter],
    );
    return ended === 1;
  }

  /** Moves the counter on, so that the code before is dead; undefined when no resend is allowed now. */
  async countResend(
    transaction: Transaction,
    { realm, tokenHash }: Pick<ChallengeEntity, 'realm' | 'tokenHash'>,
    at: { now: Date; sentBefore: Date; codeExpiresAt: Date },
    limits: ChallengeLimits,
  ): Promise<OpenChallenge | undefined> {
    const counted = await affectedBy(
      transaction,
      `UPDATE challenges SET counter = counter + 1, code_sent_at = ?, expires_at = GREATEST(expires_at, ?)
       WHERE token_hash = ? AND realm = ? AND method = 'EMAIL_CODE' AND ended_at IS NULL AND expires_at > ? AND attempts < ? AND counter < ?
         AND code_sent_at <= ?`,
      [at.now, at.codeExpiresAt, tokenHash, realm, at.now, limits.attempts, limits.resends, at.sentBefore],
    );
    return counted === 1 ? this.get(transaction, tokenHash) : undefined;
  }

  /** When the code of a challenge that is alive was last sent, and how often again; undefined for one that is not. */
  async findCode(
    realm: Realm,
    tokenHash: Buffer,
    now: Date,
    { attempts }: ChallengeLimits,
  ): Promise<{ sentAt: string; resends: number } | undefined> {
    const [row] = await this.database.rows<{ sentAt: string; resends: number }>(
      `SELECT code_sent_at AS sentAt, counter AS resends FROM challenges
       WHERE token_hash = ? AND realm = ? AND method = 'EMAIL_CODE' AND ended_at IS NULL AND expires_at > ? AND attempts < ?`,
      [tokenHash, realm, now, attempts],
    );
    return row;
  }

  /** Does away with what somebody has been asked for and not answered. */
  async removeOfPerson(transaction: Transaction, realm: Realm, personId: number): Promise<void> {
    await transaction.delete(ChallengeEntity, { realm, personId });
  }

  /** Deletes challenges that expired before that instant, the oldest first; tells how many. */
  removeExpired(before: Date, limit: number): Promise<number> {
    const sql = 'DELETE FROM challenges WHERE expires_at < ? ORDER BY expires_at, token_hash LIMIT ?';
    return this.database.transaction((transaction) => affectedBy(transaction, sql, [before, limit]));
  }

  private async get(transaction: Transaction, tokenHash: Buffer): Promise<OpenChallenge> {
    return transaction.findOneByOrFail(ChallengeEntity, { tokenHash });
  }
}
