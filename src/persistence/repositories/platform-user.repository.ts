import type { PageRequest } from '../../kernel/page';
import type { Database, Transaction } from '../database';
import { PlatformSessionEntity, PlatformUserEntity, type PlatformRole } from '../entities/platform-user.entity';
import { allOf, generatedId, insertUnlessDuplicate, isOneOf, keyset } from './sql';

/** A member of staff; instants as text. */
export interface PlatformUserRow {
  id: number;
  email: string;
  name: string;
  role: PlatformRole;
  lastLoggedInAt: string | null;
  createdAt: string;
  isDisabled: 0 | 1;
  hasPassword: 0 | 1;
  /** Grows with each change. */
  version: number;
}

/** What may be changed of a platform user; what is left out stays. */
export type PlatformUserChange = Partial<Pick<PlatformUserEntity, 'name' | 'role' | 'disabledAt' | 'passwordHash'>>;

const COLUMNS = `id, email, name, role, last_logged_in_at AS lastLoggedInAt, created_at AS createdAt, disabled_at IS NOT NULL AS isDisabled,
  password_hash IS NOT NULL AS hasPassword, version`;

/** The platform user behind a session. */
export interface PlatformViewer {
  platformUserId: number;
  email: string;
  role: PlatformRole;
  lastUsedAt: string;
}

export type NewPlatformUser = Pick<PlatformUserEntity, 'email' | 'emailKey' | 'name' | 'role' | 'passwordHash'>;

/** Platform users and their sessions. */
export class PlatformUserRepository {
  constructor(private readonly database: Database) {}

  findByIds(ids: readonly number[]): Promise<PlatformUserRow[]> {
    const where = isOneOf('id', ids);
    return this.database.rows(`SELECT ${COLUMNS} FROM platform_users WHERE ${where.text}`, where.values);
  }

  /** All of them, by e-mail. */
  list(page: PageRequest): Promise<(PlatformUserRow & { emailKey: string })[]> {
    const { beyond, orderBy, limit } = keyset({ column: 'email_key', idColumn: 'id', descending: false }, page);
    const where = allOf([beyond]);
    return this.database.rows(
      `SELECT ${COLUMNS}, email_key AS emailKey FROM platform_users WHERE ${where.text} ORDER BY ${orderBy} LIMIT ?`,
      [...where.values, limit],
    );
  }

  async count(): Promise<number> {
    const [row] = await this.database.rows<{ total: number }>('SELECT COUNT(*) AS total FROM platform_users');
    return row?.total ?? 0;
  }

  /** Locks all platform users until the transaction ends: only so can it be known who is the last administrator. */
  lockAll(transaction: Transaction): Promise<PlatformUserEntity[]> {
    return transaction.find(PlatformUserEntity, { order: { id: 'ASC' }, lock: { mode: 'pessimistic_write' } });
  }

  /** Saves a change of a platform user who is locked, as the next version. */
  async saveChange(transaction: Transaction, id: number, version: number, change: PlatformUserChange): Promise<void> {
    await transaction.update(PlatformUserEntity, { id }, { ...change, version });
  }

  /** Ends every running session of the platform user. */
  async removeSessions(transaction: Transaction, platformUserId: number): Promise<void> {
    await transaction.delete(PlatformSessionEntity, { platformUserId });
  }

  async findForLogIn(emailKey: string): Promise<{ id: number; passwordHash: string | null; isDisabled: 0 | 1 } | undefined> {
    const rows = await this.database.rows<{ id: number; passwordHash: string | null; isDisabled: 0 | 1 }>(
      'SELECT id, password_hash AS passwordHash, disabled_at IS NOT NULL AS isDisabled FROM platform_users WHERE email_key = ?',
      [emailKey],
    );
    return rows[0];
  }

  /** Saves a platform user; returns the id, or undefined when the e-mail is taken. */
  async saveNew(transaction: Transaction, user: NewPlatformUser, now: Date): Promise<number | undefined> {
    const created = { ...user, disabledAt: null, lastLoggedInAt: null, createdAt: now };
    const inserted = await insertUnlessDuplicate(() => transaction.insert(PlatformUserEntity, created));
    return inserted && generatedId(inserted);
  }

  async findViewer(tokenHash: Buffer, now: Date, usedAfter: Date): Promise<PlatformViewer | undefined> {
    const rows = await this.database.rows<PlatformViewer>(
      `SELECT u.id AS platformUserId, u.email, u.role, s.last_used_at AS lastUsedAt
       FROM platform_sessions s JOIN platform_users u ON u.id = s.platform_user_id
       WHERE s.token_hash = ? AND s.expires_at > ? AND s.last_used_at > ? AND u.disabled_at IS NULL`,
      [tokenHash, now, usedAfter],
    );
    return rows[0];
  }

  async saveSession(transaction: Transaction, session: Omit<PlatformSessionEntity, 'platformUser'>): Promise<void> {
    await transaction.insert(PlatformSessionEntity, session);
    await transaction.update(PlatformUserEntity, { id: session.platformUserId }, { lastLoggedInAt: session.createdAt });
  }

  saveUse(tokenHash: Buffer, usedAt: Date): Promise<void> {
    return this.database.execute('UPDATE platform_sessions SET last_used_at = ? WHERE token_hash = ?', [usedAt, tokenHash]);
  }

  /** Ends a session; tells whose it was, undefined when there was none. */
  async removeSession(transaction: Transaction, tokenHash: Buffer): Promise<{ id: number; email: string } | undefined> {
    const [owner] = await transaction.query<{ id: number | string; email: string }[]>(
      'SELECT u.id, u.email FROM platform_sessions s JOIN platform_users u ON u.id = s.platform_user_id WHERE s.token_hash = ?',
      [tokenHash],
    );
    const removed = await transaction.delete(PlatformSessionEntity, { tokenHash });
    return owner && removed.affected ? { id: Number(owner.id), email: owner.email } : undefined;
  }
}
