import type { ContractVerdict, RoleRow, UserInForce } from '../../persistence/repositories/explanation.repository';
import type { SiteRow } from '../../persistence/repositories/site.repository';
import { finding, inWords, type ConditionFinding } from './explanation';

/** That a contract is known here, and whether its number is others' too. */
export function knownFinding(verdict: ContractVerdict, withThatNumber: number): ConditionFinding {
  const others = withThatNumber > 1 ? ` ${withThatNumber} contracts bear that number; this is about the one nearest to being visible.` : '';
  return finding(
    'KNOWN_HERE',
    true,
    `Contract ${verdict.contractNumber} is known here; it was last read at ${verdict.syncedAt.slice(0, 19)} UTC.${others}`,
    null,
  );
}

export function bookedFinding(verdict: ContractVerdict): ConditionFinding {
  const since = verdict.bookedOn === null ? '' : ` since ${verdict.bookedOn}`;
  const because = verdict.isBooked ? `The contract is booked${since}.` : 'The contract is not booked (or not any more).';
  return finding('BOOKED', verdict.isBooked, because, 'Book it in the servicing system; it shows after the next sync.');
}

export function activeFinding(verdict: ContractVerdict): ConditionFinding {
  const since = verdict.terminatedOn === null ? '' : ` since ${verdict.terminatedOn}`;
  const because = verdict.isActive ? 'The contract is not terminated.' : `The contract is terminated${since}: it is listed under Closed.`;
  return finding('ACTIVE', verdict.isActive, because, 'Look under Closed.', false);
}

export function labelFinding(verdict: ContractVerdict, site: SiteRow): ConditionFinding {
  const own = verdict.privateLabel === null ? 'carries no private label' : `carries the label "${verdict.privateLabel}"`;
  const takes = inWords(site.takesUnlabelled ? [null, ...site.privateLabels] : site.privateLabels);
  const hint =
    verdict.privateLabel === null
      ? 'Let the site take contracts without a label, or label the contract in the servicing system.'
      : 'Map the label to the site, or create the user on a site that takes it.';
  return finding('LABEL_TAKEN', verdict.labelIsTaken, `The contract ${own}; the site ${site.name} takes ${takes}.`, hint);
}

/** Whether any account on the contract is linked, whatever its role; `accountIds` are all of the user's links. */
export function linkFinding(roles: readonly RoleRow[], accountIds: readonly number[]): ConditionFinding {
  const linked = roles.filter((role) => accountIds.includes(role.accountId));
  if (linked.length > 0) return finding('ACCOUNT_LINKED', true, `Linked to the user: ${listed(linked)}.`, null);
  const onIt = roles.length > 0 ? `on the contract are ${listed(roles)}` : 'no account is on the contract';
  const because =
    accountIds.length === 0
      ? `The user is linked to no account at all; ${onIt}.`
      : `None of the user's ${accountIds.length} linked accounts is on the contract; ${onIt}.`;
  return finding(
    'ACCOUNT_LINKED',
    false,
    because,
    'Link the customer or guarantor of the contract; see the look-alikes for a link gone wrong.',
  );
}

export function roleFinding(verdict: ContractVerdict, roles: readonly RoleRow[], accountIds: readonly number[]): ConditionFinding {
  const linked = roles.filter((role) => accountIds.includes(role.accountId));
  const because =
    linked.length === 0
      ? 'No linked account has a role on the contract.'
      : verdict.accountHasAccess
        ? `Giving access: ${listed(linked.filter((role) => role.givesAccess))}.`
        : `The linked accounts' roles give no access: ${listed(linked)}.`;
  return finding('ROLE_GIVES_ACCESS', verdict.accountHasAccess, because, 'Only customer and guarantor give access: link one of these.');
}

export function userFinding({ userIsEnabled }: UserInForce): ConditionFinding {
  return finding('USER_ENABLED', userIsEnabled, userIsEnabled ? 'The user is not disabled.' : 'The user is disabled.', 'Enable the user.');
}

export function siteFinding({ siteIsEnabled }: UserInForce, site: Pick<SiteRow, 'name'>): ConditionFinding {
  const because = siteIsEnabled ? `The site ${site.name} is open.` : `The site ${site.name} is disabled.`;
  return finding('SITE_ENABLED', siteIsEnabled, because, 'Enable the site.');
}

/** Accounts with their roles, as people name them. */
function listed(roles: readonly RoleRow[]): string {
  return roles.map((role) => `${accountInWords(role)} as ${role.roleType}`).join(', ');
}

/** An account as people name it, read or not. */
export function accountInWords(account: { accountId: number; accountName: string | null; accountNumber: string | null }): string {
  return account.accountName === null
    ? `an account not known here (${account.accountId})`
    : `${account.accountName} (${account.accountNumber ?? ''})`;
}
