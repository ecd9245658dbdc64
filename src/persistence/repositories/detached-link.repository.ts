import type { PageRequest } from '../../kernel/page';
import type { Database } from '../database';
import { allOf, keyset } from './sql';

/** A link whose account is no longer in the copy. */
export interface DetachedLinkRow {
  userId: number;
  accountId: number;
  linkedAt: string;
}

/** Walks the index of links by account and asks for each account by its key. As a join: an anti-join may be made of all accounts there are. */
const DETACHED = 'FROM user_accounts link LEFT JOIN accounts a ON a.id = link.account_id WHERE a.id IS NULL';

/** Links that outlived their account, for staff. */
export class DetachedLinkRepository {
  constructor(private readonly database: Database) {}

  /** By account, then by user. */
  list(page: PageRequest): Promise<DetachedLinkRow[]> {
    const { beyond, orderBy, limit } = keyset({ column: 'link.account_id', idColumn: 'link.user_id', descending: false }, page);
    const where = allOf([beyond]);
    return this.database.rows(
      `SELECT link.user_id AS userId, link.account_id AS accountId, link.linked_at AS linkedAt
       FROM (SELECT link.account_id, link.user_id ${DETACHED} AND ${where.text} ORDER BY ${orderBy} LIMIT ?) page
       JOIN user_accounts link ON link.user_id = page.user_id AND link.account_id = page.account_id ORDER BY ${orderBy}`,
      [...where.values, limit],
    );
  }

  async count(): Promise<number> {
    const [row] = await this.database.rows<{ total: number }>(`SELECT COUNT(*) AS total ${DETACHED}`);
    return row?.total ?? 0;
  }
}
