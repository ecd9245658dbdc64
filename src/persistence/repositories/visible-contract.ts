import type { ViewerScope } from '../../kernel/viewer-scope';
import type { RoleType } from '../entities/contract.entity';
import { allOf, isOneOf, type Sql } from './sql';

/** What a site takes, without anybody's links. */
export type SiteLabels = Pick<ViewerScope, 'privateLabels' | 'takesUnlabelled'>;

/** The roles that give access (domain.md §1); no other ever does. */
export const ROLES_WITH_ACCESS: readonly RoleType[] = ['CUSTOMER', 'GUARANTOR'];

/** Booked: without it a contract is nobody's to see. */
export function isBooked(contract: string): Sql {
  return { text: `${contract}.is_booked = 1`, values: [] };
}

/** Not terminated. Decides where a contract is listed, not whether it is visible. */
export function isActive(contract: string): Sql {
  return { text: `${contract}.is_terminated = 0`, values: [] };
}

/** The contract's private label is one the site takes; no label is a match for a site that takes unlabelled contracts. */
export function labelIsTaken(contract: string, scope: SiteLabels): Sql {
  const labelled = isOneOf(`${contract}.private_label`, scope.privateLabels);
  return scope.takesUnlabelled ? { text: `${contract}.private_label IS NULL OR ${labelled.text}`, values: labelled.values } : labelled;
}

/** The role is one that gives access. */
export function roleGivesAccess(role: string): Sql {
  return isOneOf(`${role}.role_type`, ROLES_WITH_ACCESS);
}

/** One of the accounts is customer or guarantor on the contract. */
export function accountHasAccess(contract: string, accountIds: readonly number[]): Sql {
  const where = allOf([isOneOf('role.account_id', accountIds), roleGivesAccess('role')]);
  return { text: `${contract}.id IN (SELECT role.contract_id FROM contract_roles role WHERE ${where.text})`, values: where.values };
}

/**
 * The access rule of domain.md §2, and its only place: booked × linked account that is customer or guarantor × label the site takes.
 * `contract` is the alias of the contracts table in the statement.
 */
export function visibleContract(contract: string, scope: ViewerScope): Sql {
  return allOf([isBooked(contract), labelIsTaken(contract, scope), accountHasAccess(contract, scope.accountIds)]);
}

/** What a role and its contract must be for the role's account to be linkable to users of a site: domain.md §2, in its order. */
export function makesLinkable(role: string, contract: string, site: SiteLabels): Sql {
  return allOf([roleGivesAccess(role), isBooked(contract), isActive(contract), labelIsTaken(contract, site)]);
}

/** A user and its site are in force: neither is disabled. Without it no session of the user counts. */
export function userIsInForce(user: string, site: string): Sql {
  return allOf([isEnabled(user), isEnabled(site)]);
}

/** A user or a site is not disabled. */
export function isEnabled(userOrSite: string): Sql {
  return { text: `${userOrSite}.disabled_at IS NULL`, values: [] };
}
