import { notFound } from '../../kernel/fault';
import { ViewerScope } from '../../kernel/viewer-scope';
import type { AccountRepository, AccountRow } from '../../persistence/repositories/account.repository';
import type { ExplanationRepository, LinkableCounts, RoleRow, UserInForce } from '../../persistence/repositories/explanation.repository';
import type { SiteRepository, SiteRow } from '../../persistence/repositories/site.repository';
import type { UserRepository } from '../../persistence/repositories/user.repository';
import type { BookFindings } from './book-findings';
import {
  activeFinding,
  bookedFinding,
  knownFinding,
  labelFinding,
  linkFinding,
  roleFinding,
  siteFinding,
  userFinding,
} from './contract-findings';
import { counted, finding, inWords, type ConditionFinding, type Explanation, type LookAlike } from './explanation';
import { looksAlike } from './look-alike';
import type { LookAlikeFinder } from './look-alike-finder';

/** What explanations are made from. */
export interface ExplanationParts {
  facts: ExplanationRepository;
  users: Pick<UserRepository, 'findByIds' | 'listLinks'>;
  sites: Pick<SiteRepository, 'findByIds'>;
  accounts: Pick<AccountRepository, 'findForStaff' | 'findLinkableIds'>;
  namesakes: LookAlikeFinder;
  book: BookFindings;
}

interface Asker {
  inForce: UserInForce;
  site: SiteRow;
  scope: ViewerScope;
}

/** Answers "why can't they see it?" condition by condition. The verdict shown is read with the very SQL that decides. */
export class ExplanationService {
  constructor(private readonly parts: ExplanationParts) {}

  /** Why a user sees or doesn't see a contract. @throws Fault NOT_FOUND for an unknown user. */
  async explainContract(userId: number, contractNumber: string): Promise<Explanation> {
    const { facts, book } = this.parts;
    const { inForce, site, scope } = await this.asker(userId);
    const entry = [userFinding(inForce), siteFinding(inForce, site)];
    const verdicts = await facts.listVerdicts(scope, contractNumber);
    const [verdict] = verdicts;
    if (!verdict) {
      const { known, fresh } = await book.aboutUnknown(contractNumber);
      return { allowed: false, conditions: [known, ...entry, ...fresh], lookAlikes: [] };
    }
    const roles = await facts.listRoles(verdict.contractId);
    const conditions = [
      knownFinding(verdict, verdicts.length),
      bookedFinding(verdict),
      activeFinding(verdict),
      labelFinding(verdict, site),
      linkFinding(roles, scope.accountIds),
      roleFinding(verdict, roles, scope.accountIds),
      ...entry,
      ...(await book.aboutKnown(verdict, scope.accountIds)),
    ];
    const lookAlikes = verdict.accountHasAccess ? [] : await this.linkedLookAlikes(roles, scope);
    return { allowed: verdict.isVisible && inForce.isInForce, conditions, lookAlikes };
  }

  /** Why an account can or can't be linked to users of a site. `account` is its number or exact name. @throws Fault NOT_FOUND for an unknown site. */
  async explainAccount(siteId: number, account: string): Promise<Explanation & { account: AccountRow | undefined }> {
    const { facts, sites, accounts, namesakes, book } = this.parts;
    const [site] = await sites.findByIds([siteId]);
    if (!site) throw notFound();
    const [known, ...sameName] = await facts.findByNumberOrName(account.trim());
    const lookAlikes = await namesakes.find(known ?? { id: 0, name: account });
    const others = sameName.filter((other) => !lookAlikes.some((one) => one.account.id === other.id));
    const all = [...others.map((other) => ({ account: other, resembles: known?.name ?? account })), ...lookAlikes];
    const fresh = await book.ofAll();
    if (!known) return { account: known, allowed: false, conditions: [unknownAccount(account), ...fresh], lookAlikes: all };
    const counts = await facts.countLinkable(known.id, site);
    const conditions = [...(await this.linkableFindings(known, counts, site)), ...fresh];
    const allowed = (await accounts.findLinkableIds(site, [known.id])).length > 0;
    return { account: known, allowed, conditions, lookAlikes: all };
  }

  private async linkableFindings(known: AccountRow, counts: LinkableCounts, site: SiteRow): Promise<ConditionFinding[]> {
    const { facts } = this.parts;
    const roles = await facts.countRoles(known.id);
    const labels = await facts.listLabels(known.id);
    const takes = inWords(site.takesUnlabelled ? [null, ...site.privateLabels] : site.privateLabels);
    const has = roles.map((role) => `${role.roleType} on ${counted(role.contracts, 'contract')}`).join(', ') || 'on no contract at all';
    return [
      finding('KNOWN_HERE', true, `${known.name} is account ${known.accountNumber}.`, null),
      finding(
        'ROLE_GIVES_ACCESS',
        counts.withRole > 0,
        `The account is ${has}.`,
        'Only customers and guarantors can be linked; correct the role in the servicing system.',
      ),
      finding(
        'BOOKED',
        counts.booked > 0,
        `Of its ${counted(counts.withRole, 'contract')} as customer or guarantor, ${counts.booked} booked.`,
        'Book the contract in the servicing system; or it is a look-alike that is meant.',
      ),
      finding(
        'ACTIVE',
        counts.active > 0,
        `Of the booked ones, ${counts.active} active.`,
        'Only an account with an active contract can be linked; links made earlier still show closed contracts.',
      ),
      finding(
        'LABEL_TAKEN',
        counts.labelTaken > 0,
        `The labels of the active ones: ${inWords(labels)}; the site ${site.name} takes ${takes}.`,
        'Map the label to the site, or link the account to users of a site that takes it.',
      ),
    ];
  }

  private async asker(userId: number): Promise<Asker> {
    const { facts, users, sites } = this.parts;
    const [user] = await users.findByIds([userId]);
    const [site] = user ? await sites.findByIds([user.siteId]) : [];
    const inForce = user && (await facts.findInForce(userId));
    if (!site || !inForce) throw notFound();
    const accountIds = (await users.listLinks([userId])).map((link) => link.accountId);
    return { inForce, site, scope: new ViewerScope(accountIds, site.privateLabels, site.takesUnlabelled) };
  }

  /** Accounts linked to the user that look like one that gives access to the contract. */
  private async linkedLookAlikes(roles: readonly RoleRow[], scope: ViewerScope): Promise<LookAlike[]> {
    const linked = await this.parts.accounts.findForStaff(scope.accountIds);
    const right = roles.filter((role) => role.givesAccess && !scope.accountIds.includes(role.accountId));
    return linked.flatMap((account) => {
      const meant = right.find((role) => role.accountName !== null && looksAlike(role.accountName, account.name));
      return meant?.accountName ? [{ account, resembles: `${meant.accountName} (${meant.accountNumber ?? ''})` }] : [];
    });
  }
}

function unknownAccount(account: string): ConditionFinding {
  const hint = 'Check the spelling, or pick a look-alike; a new account comes with the next sync.';
  return finding('KNOWN_HERE', false, `No account has the number or name "${account}" here.`, hint);
}
