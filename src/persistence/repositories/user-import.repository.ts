import type { Database, Transaction } from '../database';
import { UserImportEntity, type UserImportProblem, type UserImportState } from '../entities/user-import.entity';
import { UserAccountEntity, UserEntity } from '../entities/user.entity';
import { generatedId, isOneOf } from './sql';

/** An import as staff read it; instants as text. */
export type UserImportRow = Omit<UserImportEntity, 'startedAt' | 'heartbeatAt' | 'finishedAt' | 'isDryRun' | 'problems'> & {
  isDryRun: 0 | 1;
  startedAt: string;
  finishedAt: string | null;
  problems: UserImportProblem[];
};

/** What an import came to. */
export type UserImportResult = Pick<
  UserImportEntity,
  'state' | 'rowsDone' | 'usersCreated' | 'usersExtended' | 'linksCreated' | 'problems'
>;

/** Somebody to create with links, or, where `id` is known, to give further links. */
export type UserToImport = Pick<UserEntity, 'siteId' | 'email' | 'emailKey' | 'firstName' | 'lastName'> & {
  id: number | undefined;
  accountIds: readonly number[];
};

const COLUMNS = `id, is_dry_run AS isDryRun, started_by AS startedBy, started_at AS startedAt, finished_at AS finishedAt, rows_total AS rowsTotal,
  rows_done AS rowsDone, users_created AS usersCreated, users_extended AS usersExtended, links_created AS linksCreated, problems`;

/** Imports of users, and the reads and writes in bulk that they need. */
export class UserImportRepository {
  constructor(private readonly database: Database) {}

  /** An import; one whose process has not been heard of since `aliveSince` is broken off, whatever it was doing. */
  async find(id: number, aliveSince: Date): Promise<UserImportRow | undefined> {
    // MariaDB hands JSON over as text, MySQL as what it stands for.
    const [row] = await this.database.rows<Omit<UserImportRow, 'problems'> & { problems: string | UserImportProblem[] | null }>(
      `SELECT ${COLUMNS}, IF(state = 'RUNNING' AND heartbeat_at < ?, 'BROKEN_OFF', state) AS state FROM user_imports WHERE id = ?`,
      [aliveSince, id],
    );
    if (!row) return undefined;
    const { problems } = row;
    return { ...row, problems: typeof problems === 'string' ? (JSON.parse(problems) as UserImportProblem[]) : (problems ?? []) };
  }

  async saveNew(
    transaction: Transaction,
    start: Pick<UserImportEntity, 'isDryRun' | 'startedBy' | 'startedAt' | 'rowsTotal'>,
  ): Promise<number> {
    const nothing = { rowsDone: 0, usersCreated: 0, usersExtended: 0, linksCreated: 0, problems: null, finishedAt: null };
    return generatedId(
      await transaction.insert(UserImportEntity, { ...start, ...nothing, state: 'RUNNING', heartbeatAt: start.startedAt }),
    );
  }

  /** Outside the import's own transaction, so that others see it. */
  saveProgress(id: number, rowsDone: number, at: Date): Promise<void> {
    return this.database.execute('UPDATE user_imports SET rows_done = ?, heartbeat_at = ? WHERE id = ?', [rowsDone, at, id]);
  }

  /** Ends an import that is running; false when it has been ended already. */
  async saveEnd(transaction: Transaction, id: number, result: UserImportResult, at: Date): Promise<boolean> {
    const running: UserImportState = 'RUNNING';
    const ended = await transaction.update(UserImportEntity, { id, state: running }, { ...(result as object), finishedAt: at });
    return (ended.affected ?? 0) > 0;
  }

  /** Users of a site by e-mail key with the accounts linked to them: one row per link, or one without. */
  findLinked(siteId: number, emailKeys: readonly string[]): Promise<{ id: number; emailKey: string; accountId: number | null }[]> {
    const where = isOneOf('u.email_key', emailKeys);
    return this.database.rows(
      `SELECT u.id, u.email_key AS emailKey, link.account_id AS accountId FROM users u LEFT JOIN user_accounts link ON link.user_id = u.id
       WHERE u.site_id = ? AND ${where.text}`,
      [siteId, ...where.values],
    );
  }

  /** Creates users and links; tells the id of each by site and e-mail key. Fails on a user or link that is there already. */
  async saveUsers(transaction: Transaction, users: readonly UserToImport[], now: Date): Promise<number[]> {
    const created = users.filter((user) => user.id === undefined);
    if (created.length > 0)
      await transaction.insert(
        UserEntity,
        created.map((user) => toColumns(user, now)),
      );
    const ids = await this.idsOf(transaction, created);
    const idOf = (user: UserToImport): number => user.id ?? (ids.get(`${user.siteId} ${user.emailKey}`) as number);
    const links = users.flatMap((user) => user.accountIds.map((accountId) => ({ userId: idOf(user), accountId, linkedAt: now })));
    if (links.length > 0) await transaction.insert(UserAccountEntity, links);
    return users.map(idOf);
  }

  /** Users of a site with the numbers of their accounts, beyond `afterId`. */
  async listForExport(siteId: number, afterId: number, limit: number): Promise<ExportedUser[]> {
    const users = await this.database.rows<Omit<ExportedUser, 'accountNumbers'>>(
      `SELECT id, email, first_name AS firstName, last_name AS lastName FROM users WHERE site_id = ? AND id > ? ORDER BY id LIMIT ?`,
      [siteId, afterId, limit],
    );
    const where = isOneOf(
      'link.user_id',
      users.map((user) => user.id),
    );
    const links = await this.database.rows<{ userId: number; accountNumber: string }>(
      `SELECT link.user_id AS userId, a.account_number AS accountNumber FROM user_accounts link JOIN accounts a ON a.id = link.account_id
       WHERE ${where.text} ORDER BY link.user_id, a.account_number`,
      where.values,
    );
    const numbers = new Map<number, string[]>(users.map((user) => [user.id, []]));
    for (const link of links) numbers.get(link.userId)?.push(link.accountNumber);
    return users.map((user) => ({ ...user, accountNumbers: numbers.get(user.id) ?? [] }));
  }

  private async idsOf(transaction: Transaction, users: readonly UserToImport[]): Promise<Map<string, number>> {
    if (users.length === 0) return new Map();
    const rows = await transaction.query<{ id: number | string; siteId: number | string; emailKey: string }[]>(
      'SELECT id, site_id AS siteId, email_key AS emailKey FROM users WHERE site_id IN (?) AND email_key IN (?)',
      [[...new Set(users.map((user) => user.siteId))], users.map((user) => user.emailKey)],
    );
    return new Map(rows.map((row) => [`${row.siteId} ${row.emailKey}`, Number(row.id)]));
  }
}

/** A user as exported. */
export interface ExportedUser {
  id: number;
  email: string;
  firstName: string;
  lastName: string;
  accountNumbers: string[];
}

function toColumns({ siteId, email, emailKey, firstName, lastName }: UserToImport, createdAt: Date): object {
  const state = { passwordHash: null, enrolmentSource: 'IMPORT', disabledAt: null, lastLoggedInAt: null };
  return { siteId, email, emailKey, firstName, lastName, ...state, createdAt };
}

export type { UserImportProblem, UserImportState };
