import type { PageRequest } from '../../kernel/page';
import type { Database } from '../database';
import type { RoleType } from '../entities/contract.entity';
import { allOf, isOneOf, keyset, type Sql } from './sql';
import { roleGivesAccess, userIsInForce } from './visible-contract';

/** A user linked to an account of a contract, and whether it sees the contract. */
export interface ReachRow {
  userId: number;
  emailKey: string;
  siteId: number;
  userIsDisabled: 0 | 1;
  siteIsDisabled: 0 | 1;
  canSee: 0 | 1;
}

/** A link of a user to an account of the contract, one row per role. */
export interface ReachLinkRow {
  userId: number;
  accountId: number;
  accountNumber: string | null;
  accountName: string | null;
  roleType: RoleType;
  givesAccess: 0 | 1;
}

/** An account and a site for which the access rule says yes on the contract. */
export interface AccessPair {
  accountId: number;
  siteId: number;
}

const LINKED = `u.id IN (SELECT link.user_id FROM contract_roles role JOIN user_accounts link ON link.account_id = role.account_id
  WHERE role.contract_id = ?)`;

/** From a contract to the users it reaches. Which accounts and sites give access is decided by the rule, before. */
export class ContractReachRepository {
  constructor(private readonly database: Database) {}

  /** The accounts on the contract that users of each site are linked to. */
  listPairs(contractId: number): Promise<AccessPair[]> {
    return this.database.rows(
      `SELECT DISTINCT role.account_id AS accountId, u.site_id AS siteId FROM contract_roles role
       JOIN user_accounts link ON link.account_id = role.account_id JOIN users u ON u.id = link.user_id
       WHERE role.contract_id = ? ORDER BY u.site_id, role.account_id`,
      [contractId],
    );
  }

  /** The users linked to any account on the contract, by e-mail; only those that see it, or don't, where asked. */
  list(contractId: number, allowed: readonly AccessPair[], canSee: boolean | undefined, page: PageRequest): Promise<ReachRow[]> {
    const { beyond, orderBy, limit } = keyset({ column: 'u.email_key', idColumn: 'u.id', descending: false }, page);
    const sees = seesThrough(allowed);
    const where = allOf([linkedTo(contractId), askedFor(sees, canSee), beyond]);
    return this.database.rows(
      `SELECT u.id AS userId, u.email_key AS emailKey, u.site_id AS siteId, u.disabled_at IS NOT NULL AS userIsDisabled,
         s.disabled_at IS NOT NULL AS siteIsDisabled, (${sees.text}) AS canSee
       FROM users u JOIN sites s ON s.id = u.site_id WHERE ${where.text} ORDER BY ${orderBy} LIMIT ?`,
      [...sees.values, ...where.values, limit],
    );
  }

  async count(contractId: number, allowed: readonly AccessPair[], canSee: boolean | undefined): Promise<number> {
    const where = allOf([linkedTo(contractId), askedFor(seesThrough(allowed), canSee)]);
    const [row] = await this.database.rows<{ total: number }>(
      `SELECT COUNT(*) AS total FROM users u JOIN sites s ON s.id = u.site_id WHERE ${where.text}`,
      where.values,
    );
    return row?.total ?? 0;
  }

  /** The links of some users to the contract's accounts. */
  listLinks(contractId: number, userIds: readonly number[]): Promise<ReachLinkRow[]> {
    const gives = roleGivesAccess('role');
    const where = isOneOf('link.user_id', userIds);
    return this.database.rows(
      `SELECT link.user_id AS userId, role.account_id AS accountId, a.account_number AS accountNumber, a.name AS accountName,
         role.role_type AS roleType, (${gives.text}) AS givesAccess
       FROM contract_roles role JOIN user_accounts link ON link.account_id = role.account_id LEFT JOIN accounts a ON a.id = role.account_id
       WHERE role.contract_id = ? AND ${where.text} ORDER BY link.user_id, givesAccess DESC, role.account_id, role.role_type`,
      [...gives.values, contractId, ...where.values],
    );
  }
}

function linkedTo(contractId: number): Sql {
  return { text: LINKED, values: [contractId] };
}

/** User and site are in force, and a link leads to an account that gives access on that site. */
function seesThrough(allowed: readonly AccessPair[]): Sql {
  const sites = [...new Set(allowed.map((pair) => pair.siteId))];
  if (sites.length === 0) return { text: 'FALSE', values: [] };
  const ways = sites.map((siteId) => {
    const accounts = isOneOf(
      'via.account_id',
      allowed.filter((pair) => pair.siteId === siteId).map((pair) => pair.accountId),
    );
    return { text: `u.site_id = ? AND ${accounts.text}`, values: [siteId, ...accounts.values] };
  });
  const through = ways.map((way) => `(${way.text})`).join(' OR ');
  return allOf([
    userIsInForce('u', 's'),
    {
      text: `EXISTS (SELECT 1 FROM user_accounts via WHERE via.user_id = u.id AND (${through}))`,
      values: ways.flatMap((way) => way.values),
    },
  ]);
}

function askedFor(sees: Sql, canSee: boolean | undefined): Sql | undefined {
  if (canSee === undefined) return undefined;
  return canSee ? sees : { text: `NOT (${sees.text})`, values: sees.values };
}
