import type { PageRequest } from '../../kernel/page';
import type { ViewerScope } from '../../kernel/viewer-scope';
import type { Database } from '../database';
import type { EntityType } from '../entities/account.entity';
import { accountsFound } from './account-search';
import { allOf, isOneOf, keyset, type Keyset, type Sql } from './sql';
import { makesLinkable, roleGivesAccess, visibleContract, type SiteLabels } from './visible-contract';

/** An account as read for a viewer. */
export interface AccountRow {
  id: number;
  accountNumber: string;
  name: string;
  entityType: EntityType;
  syncedAt: string;
}

/** An account as staff choose among: look-alike names are told apart by address and number of contracts. */
export interface LinkableAccountRow extends AccountRow {
  /** Active contracts the site takes on which the account is customer or guarantor. */
  contractCount: number;
  /** Of its first location; null where it has none. */
  address1: string | null;
  postalCode: string | null;
  city: string | null;
  region: string | null;
}

/** An account's columns, of the table alias `a`. */
export const ACCOUNT_COLUMNS = 'a.id, a.account_number AS accountNumber, a.name, a.entity_type AS entityType, a.synced_at AS syncedAt';
const BY_NAME: Keyset = { column: 'a.name', idColumn: 'a.id', descending: false };

/** Accounts of customers and guarantors. */
export class AccountRepository {
  constructor(private readonly database: Database) {}

  /** The accounts linked to the viewer, by name. */
  listLinked(scope: ViewerScope, page: PageRequest): Promise<AccountRow[]> {
    const { beyond, orderBy, limit } = keyset(BY_NAME, page);
    const where = allOf([isOneOf('a.id', scope.accountIds), beyond]);
    return this.database.rows(`SELECT ${ACCOUNT_COLUMNS} FROM accounts a WHERE ${where.text} ORDER BY ${orderBy} LIMIT ?`, [
      ...where.values,
      limit,
    ]);
  }

  async countLinked(scope: ViewerScope): Promise<number> {
    const where = isOneOf('a.id', scope.accountIds);
    const rows = await this.database.rows<{ total: number }>(`SELECT COUNT(*) AS total FROM accounts a WHERE ${where.text}`, where.values);
    return rows[0]?.total ?? 0;
  }

  /** Those of the accounts that the viewer may see: linked ones, and the customers of visible contracts. */
  findByIds(scope: ViewerScope, ids: readonly number[]): Promise<AccountRow[]> {
    const linked = isOneOf('a.id', scope.accountIds);
    const visible = visibleContract('c', scope);
    const known: Sql = {
      text: `${linked.text} OR EXISTS (SELECT 1 FROM contract_roles customer JOIN contracts c ON c.id = customer.contract_id
        WHERE customer.account_id = a.id AND customer.role_type = 'CUSTOMER' AND ${visible.text})`,
      values: [...linked.values, ...visible.values],
    };
    const where = allOf([isOneOf('a.id', ids), known]);
    return this.database.rows(`SELECT ${ACCOUNT_COLUMNS} FROM accounts a WHERE ${where.text}`, where.values);
  }

  /** Accounts by oid for staff, who may see every account. */
  findForStaff(ids: readonly number[]): Promise<AccountRow[]> {
    const where = isOneOf('a.id', ids);
    return this.database.rows(`SELECT ${ACCOUNT_COLUMNS} FROM accounts a WHERE ${where.text} ORDER BY a.name, a.id`, where.values);
  }

  /** Accounts by the number people use, for staff; a number may stand for several. */
  findByNumbers(accountNumbers: readonly string[]): Promise<AccountRow[]> {
    const where = isOneOf('a.account_number', accountNumbers);
    return this.database.rows(`SELECT ${ACCOUNT_COLUMNS} FROM accounts a WHERE ${where.text} ORDER BY a.name, a.id`, where.values);
  }

  /** The accounts an end user of the site can be linked to: customer or guarantor on an active contract whose label the site takes. */
  listLinkable(site: SiteLabels, search: string | undefined, page: PageRequest): Promise<LinkableAccountRow[]> {
    const { beyond, orderBy, limit } = keyset(BY_NAME, page);
    const contracts = makesLinkable('role', 'c', site);
    const among = accountsMeant(search);
    const where = allOf([isLinkable(site), beyond]);
    return this.database.rows(
      `SELECT ${ACCOUNT_COLUMNS},
         (SELECT COUNT(DISTINCT c.id) FROM contract_roles role JOIN contracts c ON c.id = role.contract_id
           WHERE role.account_id = a.id AND ${contracts.text}) AS contractCount,
         l.address1, l.postal_code AS postalCode, l.city, l.region
       FROM (SELECT a.id, a.name FROM ${among.text} WHERE ${where.text} ORDER BY ${orderBy} LIMIT ?) page JOIN accounts a ON a.id = page.id
       LEFT JOIN locations l ON l.id = (SELECT MIN(first.id) FROM locations first WHERE first.account_id = a.id)
       ORDER BY ${orderBy}`,
      [...contracts.values, ...among.values, ...where.values, limit],
    );
  }

  async countLinkable(site: SiteLabels, search: string | undefined): Promise<number> {
    const among = accountsMeant(search);
    const where = isLinkable(site);
    const rows = await this.database.rows<{ total: number }>(`SELECT COUNT(*) AS total FROM ${among.text} WHERE ${where.text}`, [
      ...among.values,
      ...where.values,
    ]);
    return rows[0]?.total ?? 0;
  }

  /** The latest day with an invoice or a payment received on a contract of each account; accounts without any are absent. */
  listLastActivity(ids: readonly number[]): Promise<{ id: number; lastActivityOn: string }[]> {
    const where = allOf([isOneOf('role.account_id', ids), roleGivesAccess('role')]);
    // One dive into an index per contract: the last entry, not all of them.
    return this.database.rows(
      `SELECT activity.id, DATE_FORMAT(MAX(GREATEST(IFNULL(activity.invoicedOn, activity.paidOn), IFNULL(activity.paidOn, activity.invoicedOn))), '%Y-%m-%d') AS lastActivityOn
       FROM (SELECT role.account_id AS id,
           (SELECT i.invoiced_on FROM invoice_lines line JOIN invoices i ON i.id = line.invoice_id WHERE line.contract_id = role.contract_id
             ORDER BY line.due_on DESC, line.invoice_id DESC LIMIT 1) AS invoicedOn,
           (SELECT MAX(p.received_on) FROM received_payments p WHERE p.contract_id = role.contract_id) AS paidOn
         FROM contract_roles role WHERE ${where.text}) activity
       WHERE activity.invoicedOn IS NOT NULL OR activity.paidOn IS NOT NULL GROUP BY activity.id`,
      where.values,
    );
  }

  /** Which of the accounts can be linked to an end user of the site. */
  async findLinkableIds(site: SiteLabels, ids: readonly number[]): Promise<number[]> {
    const where = allOf([isOneOf('a.id', ids), isLinkable(site)]);
    const rows = await this.database.rows<{ id: number }>(`SELECT a.id FROM accounts a WHERE ${where.text}`, where.values);
    return rows.map((row) => row.id);
  }
}

/** Asked of one account after the other: as an EXISTS it becomes a join that goes through the whole book for a page of twenty. */
function isLinkable(site: SiteLabels): Sql {
  const contracts = makesLinkable('role', 'c', site);
  return {
    text: `(SELECT 1 FROM contract_roles role JOIN contracts c ON c.id = role.contract_id
      WHERE role.account_id = a.id AND ${contracts.text} LIMIT 1) IS NOT NULL`,
    values: contracts.values,
  };
}

/** Where to look: among the accounts a search finds, or among all. */
function accountsMeant(search: string | undefined): Sql {
  const found = search?.trim() ? accountsFound(search) : undefined;
  return found
    ? { text: `(${found.text}) found JOIN accounts a ON a.id = found.id`, values: found.values }
    : { text: 'accounts a', values: [] };
}
