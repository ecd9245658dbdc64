import { IsNull } from 'typeorm';
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
  mustEnrolApp: 0 | 1;
  /** Grows with each change. */
  version: number;
}

/** What may be changed of a platform user; what is left out stays. */
export type PlatformUserChange = Partial<Pick<PlatformUserEntity, 'name' | 'role' | 'disabledAt' | 'passwordHash'>>;

const COLUMNS = `id, email, name, role, last_logged_in_at AS lastLoggedInAt, created_at AS createdAt, disabled_at IS NOT NULL AS isDisabled,
  password_hash IS NOT NULL AS hasPassword, must_enrol_app AS mustEnrolApp, version`;

export type NewPlatformUser = Pick<PlatformUserEntity, 'email' | 'emailKey' | 'name' | 'role' | 'passwordHash'>;

/** Platform users. */
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

  /** Administrators who are not switched off. */
  listActiveAdministrators(transaction: Transaction): Promise<PlatformUserEntity[]> {
    return transaction.find(PlatformUserEntity, { where: { role: 'ADMINISTRATOR', disabledAt: IsNull() }, order: { id: 'ASC' } });
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

  /** The platform user with that e-mail key. */
  async findByEmail(emailKey: string): Promise<{ id: number } | undefined> {
    const rows = await this.database.rows<{ id: number }>('SELECT id FROM platform_users WHERE email_key = ?', [emailKey]);
    return rows[0];
  }

  /** Saves a platform user; returns the id, or undefined when the e-mail is taken. */
  async saveNew(transaction: Transaction, user: NewPlatformUser, now: Date): Promise<number | undefined> {
    const created = { ...user, disabledAt: null, lastLoggedInAt: null, createdAt: now };
    const inserted = await insertUnlessDuplicate(() => transaction.insert(PlatformUserEntity, created));
    return inserted && generatedId(inserted);
  }
}
