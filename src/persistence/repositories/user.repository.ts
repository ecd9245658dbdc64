import type { PageRequest } from '../../kernel/page';
import type { Database, Transaction } from '../database';
import { UserAccountEntity, UserEntity, UserSessionEntity, type EnrolmentSource } from '../entities/user.entity';
import { allOf, compared, generatedId, insertUnlessDuplicate, isOneOf, keyset, type Sql } from './sql';
import { usersFound } from './user-search';

/** An end user; instants as text. */
export interface UserRow {
  id: number;
  siteId: number;
  email: string;
  firstName: string;
  lastName: string;
  disabledAt: string | null;
  lastLoggedInAt: string | null;
  createdAt: string;
  enrolmentSource: EnrolmentSource;
  mustEnrolApp: 0 | 1;
  /** Grows with each change. */
  version: number;
}

export interface UserFilter {
  siteId?: number | undefined;
  isDisabled?: boolean | undefined;
  /** The beginning of an e-mail, of words of a name, of an account's number or words of its name, or of a contract number. */
  search?: string | undefined;
}

/** What may be changed of a user; what is left out stays. */
export type UserChange = Partial<Pick<UserEntity, 'email' | 'emailKey' | 'firstName' | 'lastName' | 'disabledAt'>>;

export type NewUser = Pick<UserEntity, 'siteId' | 'email' | 'emailKey' | 'firstName' | 'lastName' | 'passwordHash' | 'enrolmentSource'>;

const COLUMNS = `u.id, u.site_id AS siteId, u.email, u.first_name AS firstName, u.last_name AS lastName, u.disabled_at AS disabledAt,
  u.last_logged_in_at AS lastLoggedInAt, u.created_at AS createdAt, u.enrolment_source AS enrolmentSource,
  u.must_enrol_app AS mustEnrolApp, u.version`;

/** End users and their links to accounts. */
export class UserRepository {
  constructor(private readonly database: Database) {}

  list(filter: UserFilter, page: PageRequest): Promise<UserRow[]> {
    const { beyond, orderBy, limit } = keyset({ column: 'u.email_key', idColumn: 'u.id', descending: false }, page);
    const where = allOf([matching(filter), beyond]);
    return this.database.rows(`SELECT ${COLUMNS} FROM users u WHERE ${where.text} ORDER BY ${orderBy} LIMIT ?`, [...where.values, limit]);
  }

  async count(filter: UserFilter): Promise<number> {
    const where = matching(filter);
    const rows = await this.database.rows<{ total: number }>(`SELECT COUNT(*) AS total FROM users u WHERE ${where.text}`, where.values);
    return rows[0]?.total ?? 0;
  }

  findByIds(ids: readonly number[]): Promise<UserRow[]> {
    const where = isOneOf('u.id', ids);
    return this.database.rows(`SELECT ${COLUMNS} FROM users u WHERE ${where.text}`, where.values);
  }

  /** The user with that e-mail key on the site. */
  async findOnSite(siteId: number, emailKey: string): Promise<{ id: number } | undefined> {
    const rows = await this.database.rows<{ id: number }>('SELECT id FROM users WHERE site_id = ? AND email_key = ?', [siteId, emailKey]);
    return rows[0];
  }

  /** A user with that e-mail key on any site. */
  async findByEmail(emailKey: string): Promise<{ id: number } | undefined> {
    const rows = await this.database.rows<{ id: number }>('SELECT id FROM users WHERE email_key = ? ORDER BY id LIMIT 1', [emailKey]);
    return rows[0];
  }

  /** The accounts linked to each user. */
  listLinks(userIds: readonly number[]): Promise<{ userId: number; accountId: number; linkedAt: string }[]> {
    const where = isOneOf('user_id', userIds);
    return this.database.rows(
      `SELECT user_id AS userId, account_id AS accountId, linked_at AS linkedAt FROM user_accounts WHERE ${where.text} ORDER BY user_id, account_id`,
      where.values,
    );
  }

  /** Saves a user and its links; returns the id, or undefined when the site has a user with that e-mail already. */
  async saveNew(transaction: Transaction, user: NewUser, accountIds: readonly number[], now: Date): Promise<number | undefined> {
    const created = { ...user, disabledAt: null, lastLoggedInAt: null, createdAt: now };
    const inserted = await insertUnlessDuplicate(() => transaction.insert(UserEntity, created));
    if (!inserted) return undefined;
    const insertId = generatedId(inserted);
    await this.saveLinks(transaction, insertId, accountIds, now);
    return insertId;
  }

  /** Links accounts to a user; none of them may be linked already. */
  async saveLinks(transaction: Transaction, userId: number, accountIds: readonly number[], linkedAt: Date): Promise<void> {
    await transaction.insert(
      UserAccountEntity,
      accountIds.map((accountId) => ({ userId, accountId, linkedAt })),
    );
  }

  async removeLink(transaction: Transaction, userId: number, accountId: number): Promise<boolean> {
    const removed = await transaction.delete(UserAccountEntity, { userId, accountId });
    return (removed.affected ?? 0) > 0;
  }

  /** Locks the user's row until the transaction ends and tells which accounts are linked now; undefined for an unknown user. */
  async lockLinks(transaction: Transaction, userId: number): Promise<{ siteId: number; accountIds: number[] } | undefined> {
    const user = await transaction.findOne(UserEntity, {
      where: { id: userId },
      select: { id: true, siteId: true },
      lock: { mode: 'pessimistic_write' },
    });
    if (!user) return undefined;
    const links = await transaction.findBy(UserAccountEntity, { userId });
    return { siteId: user.siteId, accountIds: links.map((link) => link.accountId) };
  }

  /** Locks the user's row until the transaction ends; undefined for an unknown user. */
  async lock(transaction: Transaction, userId: number): Promise<UserEntity | undefined> {
    const user = await transaction.findOne(UserEntity, { where: { id: userId }, lock: { mode: 'pessimistic_write' } });
    return user ?? undefined;
  }

  /** Saves a change of a user who is locked, as the next version; false when the site has another user with that e-mail. */
  async saveChange(transaction: Transaction, userId: number, version: number, change: UserChange): Promise<boolean> {
    const saved = await insertUnlessDuplicate(() => transaction.update(UserEntity, { id: userId }, { ...change, version }));
    return saved !== undefined;
  }

  /** Ends every running session of the user. */
  async removeSessions(transaction: Transaction, userId: number): Promise<void> {
    await transaction.delete(UserSessionEntity, { userId });
  }

  async saveLogIn(transaction: Transaction, userId: number, at: Date): Promise<void> {
    await transaction.update(UserEntity, { id: userId }, { lastLoggedInAt: at });
  }
}

function matching(filter: UserFilter): Sql {
  return allOf([
    compared('u.site_id = ?', filter.siteId),
    filter.isDisabled === undefined ? undefined : { text: `u.disabled_at IS ${filter.isDisabled ? 'NOT ' : ''}NULL`, values: [] },
    filter.search?.trim() ? usersFound(filter.search) : undefined,
  ]);
}
