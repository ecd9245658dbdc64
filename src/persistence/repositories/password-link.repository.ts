import type { Realm } from '../../kernel/actor';
import type { Database, Transaction } from '../database';
import type { LinkPurpose, PasswordLinkEntity } from '../entities/password-link.entity';
import { affectedBy } from './sql';

/** A link that still works. */
export interface LiveLink {
  personId: number;
  purpose: LinkPurpose;
  /** As text. */
  expiresAt: string;
}

/** The links with which people set their passwords. */
export class PasswordLinkRepository {
  constructor(private readonly database: Database) {}

  /** The link with that hash in that realm, if it is neither used nor past its time. Whether its person is in force is not asked. */
  async findLive(realm: Realm, tokenHash: Buffer, now: Date): Promise<LiveLink | undefined> {
    const [link] = await this.database.rows<LiveLink>(
      `SELECT person_id AS personId, purpose, expires_at AS expiresAt FROM password_links
       WHERE token_hash = ? AND realm = ? AND used_at IS NULL AND expires_at > ?`,
      [tokenHash, realm, now],
    );
    return link;
  }

  /** Saves links, one for each person, in one statement: each takes the place of an earlier one of its person. */
  async saveNew(transaction: Transaction, links: readonly Omit<PasswordLinkEntity, 'usedAt'>[]): Promise<void> {
    if (links.length === 0) return;
    await transaction.query(
      `INSERT INTO password_links (token_hash, realm, person_id, purpose, created_at, expires_at) VALUES ?
       ON DUPLICATE KEY UPDATE token_hash = VALUES(token_hash), purpose = VALUES(purpose), created_at = VALUES(created_at),
         expires_at = VALUES(expires_at), used_at = NULL`,
      [links.map((link) => [link.tokenHash, link.realm, link.personId, link.purpose, link.createdAt, link.expiresAt])],
    );
  }

  /** Uses the link up; false when it is dead already. Of any number at once one is told true. */
  async use(transaction: Transaction, tokenHash: Buffer, now: Date): Promise<boolean> {
    const used = await affectedBy(
      transaction,
      'UPDATE password_links SET used_at = ? WHERE token_hash = ? AND used_at IS NULL AND expires_at > ?',
      [now, tokenHash, now],
    );
    return used > 0;
  }

  /** Kills the person's link, if there is one. */
  async removeOf(transaction: Transaction, realm: Realm, personId: number): Promise<void> {
    await transaction.query('DELETE FROM password_links WHERE realm = ? AND person_id = ?', [realm, personId]);
  }

  /** Removes links that are past their time, at most so many; tells how many. */
  removeExpired(now: Date, limit: number): Promise<number> {
    return this.database.transaction((transaction) =>
      affectedBy(transaction, 'DELETE FROM password_links WHERE expires_at <= ? ORDER BY expires_at, token_hash LIMIT ?', [now, limit]),
    );
  }
}
