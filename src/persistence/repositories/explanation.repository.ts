import type { ViewerScope } from '../../kernel/viewer-scope';
import type { Database } from '../database';
import type { RoleType } from '../entities/contract.entity';
import { ACCOUNT_COLUMNS, type AccountRow } from './account.repository';
import {
  accountHasAccess,
  isActive,
  isBooked,
  isEnabled,
  labelIsTaken,
  makesLinkable,
  roleGivesAccess,
  userIsInForce,
  visibleContract,
  type SiteLabels,
} from './visible-contract';
import { allOf, type Sql } from './sql';

/** A contract with the access rule's verdict and each of its conditions, for one viewer. */
export interface ContractVerdict {
  contractId: number;
  contractNumber: string;
  privateLabel: string | null;
  bookedOn: string | null;
  terminatedOn: string | null;
  syncedAt: string;
  isBooked: boolean;
  isActive: boolean;
  labelIsTaken: boolean;
  accountHasAccess: boolean;
  isVisible: boolean;
}

/** Whether a user's session would count. */
export interface UserInForce {
  userIsEnabled: boolean;
  siteIsEnabled: boolean;
  isInForce: boolean;
}

/** An account's part in a contract; an account that was never read has no number and no name. */
export interface RoleRow {
  accountId: number;
  accountNumber: string | null;
  accountName: string | null;
  roleType: RoleType;
  givesAccess: boolean;
}

/** How many of an account's contracts pass the linkable rule's conditions, each counted over those that passed the ones before. */
export interface LinkableCounts {
  contracts: number;
  withRole: number;
  booked: number;
  active: number;
  labelTaken: number;
}

type Flags<Row> = { [Property in keyof Row]: Row[Property] extends boolean ? 0 | 1 : Row[Property] };

/** The access rule, looked at from outside: the same SQL conditions that decide, shown one by one. */
export class ExplanationRepository {
  constructor(private readonly database: Database) {}

  /** Every contract with that number: those the scope sees first, then booked ones. */
  async listVerdicts(scope: ViewerScope, contractNumber: string): Promise<ContractVerdict[]> {
    const verdict = verdictColumns(scope);
    const rows = await this.database.rows<Flags<ContractVerdict>>(
      `SELECT ${verdict.text} FROM contracts c WHERE c.contract_number = ? ORDER BY isVisible DESC, c.is_booked DESC, c.id`,
      [...verdict.values, contractNumber],
    );
    return rows.map(toVerdict);
  }

  /** The verdict on one contract for each of the scopes, in their order. */
  async verdictsOn(contractId: number, scopes: readonly ViewerScope[]): Promise<ContractVerdict[]> {
    if (scopes.length === 0) return [];
    const each = scopes.map((scope, index) => {
      const verdict = verdictColumns(scope);
      return { text: `SELECT ? AS place, ${verdict.text} FROM contracts c WHERE c.id = ?`, values: [index, ...verdict.values, contractId] };
    });
    const rows = await this.database.rows<Flags<ContractVerdict> & { place: number }>(
      `${each.map((one) => one.text).join(' UNION ALL ')} ORDER BY place`,
      each.flatMap((one) => one.values),
    );
    return rows.map(({ place: _place, ...row }) => toVerdict(row));
  }

  /** Whether the user and its site are in force; undefined for an unknown user. */
  async findInForce(userId: number): Promise<UserInForce | undefined> {
    const [row] = await this.database.rows<Flags<UserInForce>>(
      `SELECT (${isEnabled('u').text}) AS userIsEnabled, (${isEnabled('s').text}) AS siteIsEnabled, (${userIsInForce('u', 's').text}) AS isInForce
       FROM users u JOIN sites s ON s.id = u.site_id WHERE u.id = ?`,
      [userId],
    );
    return row && { userIsEnabled: row.userIsEnabled === 1, siteIsEnabled: row.siteIsEnabled === 1, isInForce: row.isInForce === 1 };
  }

  /** Everybody's part in a contract, whether it gives access or not. */
  async listRoles(contractId: number): Promise<RoleRow[]> {
    const gives = roleGivesAccess('role');
    const rows = await this.database.rows<Flags<RoleRow>>(
      `SELECT role.account_id AS accountId, a.account_number AS accountNumber, a.name AS accountName, role.role_type AS roleType,
         (${gives.text}) AS givesAccess
       FROM contract_roles role LEFT JOIN accounts a ON a.id = role.account_id WHERE role.contract_id = ?
       ORDER BY givesAccess DESC, role.role_type, role.account_id`,
      [...gives.values, contractId],
    );
    return rows.map((row) => ({ ...row, givesAccess: row.givesAccess === 1 }));
  }

  /** The linkable rule's conditions, one after the other, over the contracts of one account. */
  async countLinkable(accountId: number, site: SiteLabels): Promise<LinkableCounts> {
    const withRole = roleGivesAccess('role');
    const booked = allOf([withRole, isBooked('c')]);
    const active = allOf([booked, isActive('c')]);
    const taken = makesLinkable('role', 'c', site);
    const counted = (condition: Sql): string => `COUNT(DISTINCT IF(${condition.text}, c.id, NULL))`;
    const [row] = await this.database.rows<LinkableCounts>(
      `SELECT COUNT(DISTINCT c.id) AS contracts, ${counted(withRole)} AS withRole, ${counted(booked)} AS booked, ${counted(active)} AS active,
         ${counted(taken)} AS labelTaken
       FROM contract_roles role JOIN contracts c ON c.id = role.contract_id WHERE role.account_id = ?`,
      [...withRole.values, ...booked.values, ...active.values, ...taken.values, accountId],
    );
    return row ?? { contracts: 0, withRole: 0, booked: 0, active: 0, labelTaken: 0 };
  }

  /** What an account is, and on how many contracts. */
  countRoles(accountId: number): Promise<{ roleType: RoleType; contracts: number }[]> {
    return this.database.rows(
      'SELECT role_type AS roleType, COUNT(*) AS contracts FROM contract_roles WHERE account_id = ? GROUP BY role_type ORDER BY role_type',
      [accountId],
    );
  }

  /** The private labels of an account's active contracts; null stands for contracts without one. */
  async listLabels(accountId: number): Promise<(string | null)[]> {
    const where = allOf([roleGivesAccess('role'), isBooked('c'), isActive('c')]);
    const rows = await this.database.rows<{ privateLabel: string | null }>(
      `SELECT DISTINCT c.private_label AS privateLabel FROM contract_roles role JOIN contracts c ON c.id = role.contract_id
       WHERE role.account_id = ? AND ${where.text} ORDER BY c.private_label`,
      [accountId, ...where.values],
    );
    return rows.map((row) => row.privateLabel);
  }

  /** Accounts with that number or that exact name, by number first; at most ten. */
  findByNumberOrName(text: string): Promise<AccountRow[]> {
    return this.database.rows(
      `SELECT ${ACCOUNT_COLUMNS} FROM (SELECT id FROM accounts WHERE account_number = ? UNION SELECT id FROM accounts WHERE name = ?) found
       JOIN accounts a ON a.id = found.id ORDER BY a.account_number <> ?, a.id LIMIT 10`,
      [text, text, text],
    );
  }
}

/** The rule's conditions and the rule itself, as the columns of a contract `c`. */
function verdictColumns(scope: ViewerScope): Sql {
  const label = labelIsTaken('c', scope);
  const account = accountHasAccess('c', scope.accountIds);
  const visible = visibleContract('c', scope);
  return {
    text: `c.id AS contractId, c.contract_number AS contractNumber, c.private_label AS privateLabel, c.booked_on AS bookedOn,
      c.terminated_on AS terminatedOn, c.synced_at AS syncedAt, (${isBooked('c').text}) AS isBooked, (${isActive('c').text}) AS isActive,
      IFNULL((${label.text}), 0) AS labelIsTaken, (${account.text}) AS accountHasAccess, IFNULL((${visible.text}), 0) AS isVisible`,
    values: [...label.values, ...account.values, ...visible.values],
  };
}

function toVerdict(row: Flags<ContractVerdict>): ContractVerdict {
  return {
    ...row,
    isBooked: row.isBooked === 1,
    isActive: row.isActive === 1,
    labelIsTaken: row.labelIsTaken === 1,
    accountHasAccess: row.accountHasAccess === 1,
    isVisible: row.isVisible === 1,
  };
}
