import type { UserImportProblem } from '../../persistence/entities/user-import.entity';
import type { AccountRepository } from '../../persistence/repositories/account.repository';
import type { SiteRepository, SiteRow } from '../../persistence/repositories/site.repository';
import type { UserImportRepository, UserToImport } from '../../persistence/repositories/user-import.repository';
import { problemAt, type UserFileRow } from './user-import-file';

/** What a part of a file asks for, and what is wrong with it. */
export interface UserImportPlan {
  users: UserToImport[];
  problems: UserImportProblem[];
}

/** What the plan of an import is made from. */
export interface PlanSources {
  sites: Pick<SiteRepository, 'findByKey'>;
  accounts: Pick<AccountRepository, 'findByNumbers' | 'findLinkableIds'>;
  imports: Pick<UserImportRepository, 'findLinked'>;
}

type KnownUser = { id: number; accountIds: Set<number> };

/** What is known of the rows of one site: looked up for all of them together. */
interface SiteFacts {
  site: SiteRow;
  users: ReadonlyMap<string, KnownUser>;
  accountIds: ReadonlyMap<string, readonly number[]>;
  linkable: ReadonlySet<number>;
}

/** Looks up what rows of a file name, a few statements for all rows of one site. Keeps sites it has seen. */
export class UserImportPlanner {
  private readonly sites = new Map<string, SiteRow | undefined>();

  constructor(private readonly sources: PlanSources) {}

  async plan(rows: readonly UserFileRow[]): Promise<UserImportPlan> {
    const plan: UserImportPlan = { users: [], problems: [] };
    for (const siteKey of new Set(rows.map((row) => row.siteKey))) {
      const ofSite = rows.filter((row) => row.siteKey === siteKey);
      const site = await this.siteOf(siteKey);
      if (site) {
        const facts = await this.factsOf(site, ofSite);
        for (const row of ofSite) planRow(row, facts, plan);
      } else {
        const message = `There is no site "${siteKey.slice(0, 100)}".`;
        plan.problems.push(...ofSite.map(({ row }) => problemAt(row, 'siteKey', 'UNKNOWN_SITE', message)));
      }
    }
    return plan;
  }

  private async siteOf(siteKey: string): Promise<SiteRow | undefined> {
    if (!this.sites.has(siteKey)) this.sites.set(siteKey, await this.sources.sites.findByKey(siteKey));
    return this.sites.get(siteKey);
  }

  private async factsOf(site: SiteRow, rows: readonly UserFileRow[]): Promise<SiteFacts> {
    const { accounts, imports } = this.sources;
    const linked = await imports.findLinked(
      site.id,
      rows.map((row) => row.emailKey),
    );
    const users = new Map<string, KnownUser>();
    for (const { id, emailKey, accountId } of linked) {
      const user = users.get(emailKey) ?? { id, accountIds: new Set() };
      if (accountId !== null) user.accountIds.add(accountId);
      users.set(emailKey, user);
    }
    const accountIds = new Map<string, number[]>();
    const found = await accounts.findByNumbers([...new Set(rows.flatMap((row) => row.accountNumbers))]);
    for (const { id, accountNumber } of found) accountIds.set(accountNumber, [...(accountIds.get(accountNumber) ?? []), id]);
    const linkable = new Set(
      await accounts.findLinkableIds(
        site,
        found.map((account) => account.id),
      ),
    );
    return { site, users, accountIds, linkable };
  }
}

/** An account that is linked already is left alone, linkable or not: what was exported can be imported again. */
function planRow(row: UserFileRow, { site, users, accountIds, linkable }: SiteFacts, plan: UserImportPlan): void {
  const known = users.get(row.emailKey);
  const wanted: number[] = [];
  const problems: UserImportProblem[] = [];
  const complain = (code: string, message: string): void => void problems.push(problemAt(row.row, 'accountNumbers', code, message));
  for (const number of row.accountNumbers) {
    const [id, ...others] = accountIds.get(number) ?? [];
    if (id === undefined) complain('UNKNOWN_ACCOUNT', `Account ${number} is not known here.`);
    else if ([id, ...others].some((candidate) => known?.accountIds.has(candidate))) continue;
    else if (others.length > 0)
      complain('AMBIGUOUS_ACCOUNT', `Account number ${number} stands for ${others.length + 1} accounts; link it by hand.`);
    else if (!linkable.has(id))
      complain(
        'ACCOUNT_NOT_LINKABLE',
        `Account ${number} is neither customer nor guarantor on an active contract whose private label the site takes.`,
      );
    else wanted.push(id);
  }
  if (!known && row.accountNumbers.length === 0) complain('NO_ACCOUNT', 'A new user is linked to at least one account.');
  plan.problems.push(...problems);
  if (problems.length > 0 || (known && wanted.length === 0)) return;
  const { email, emailKey, firstName, lastName } = row;
  plan.users.push({ id: known?.id, siteId: site.id, email, emailKey, firstName, lastName, accountIds: wanted });
}
