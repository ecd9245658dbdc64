import type { ViewerScope } from '../../kernel/viewer-scope';
import type { Database } from '../database';
import type { RoleType } from '../entities/contract.entity';
import { allOf, isOneOf } from './sql';
import { isActive, isBooked, labelIsTaken, ROLES_WITH_ACCESS } from './visible-contract';

/** A link of a user with what it gives. */
export interface UserLinkRow {
  userId: number;
  accountId: number;
  linkedAt: string;
  /** The roles the account has on contracts known here, whether they give access or not. */
  roleTypes: RoleType[];
  /** Visible through this link. */
  activeContracts: number;
  closedContracts: number;
}

type LinkRow = Omit<UserLinkRow, 'roleTypes'> & { roleTypes: string | null };

/** Links with roles and counts, for staff. */
export class UserLinkRepository {
  constructor(private readonly database: Database) {}

  /** The links of users of one site, by user and account; counted are contracts that the site takes. */
  async list(userIds: readonly number[], site: Pick<ViewerScope, 'privateLabels' | 'takesUnlabelled'>): Promise<UserLinkRow[]> {
    const visible = allOf([{ text: 'role.role_type IN (?)', values: [ROLES_WITH_ACCESS] }, isBooked('c'), labelIsTaken('c', site)]);
    const where = isOneOf('link.user_id', userIds);
    const counted = (state: string): string => `COUNT(DISTINCT IF((${visible.text}) AND ${state}, c.id, NULL))`;
    const rows = await this.database.rows<LinkRow>(
      `SELECT link.user_id AS userId, link.account_id AS accountId, link.linked_at AS linkedAt,
         GROUP_CONCAT(DISTINCT role.role_type ORDER BY role.role_type) AS roleTypes,
         ${counted(isActive('c').text)} AS activeContracts, ${counted(`NOT (${isActive('c').text})`)} AS closedContracts
       FROM user_accounts link LEFT JOIN contract_roles role ON role.account_id = link.account_id LEFT JOIN contracts c ON c.id = role.contract_id
       WHERE ${where.text} GROUP BY link.user_id, link.account_id, link.linked_at ORDER BY link.user_id, link.account_id`,
      [...visible.values, ...visible.values, ...where.values],
    );
    return rows.map((row) => ({ ...row, roleTypes: (row.roleTypes?.split(',') ?? []) as RoleType[] }));
  }
}
