import type { PageRequest } from '../../kernel/page';
import { ViewerScope } from '../../kernel/viewer-scope';
import type { AccessPair, ContractReachRepository, ReachLinkRow, ReachRow } from '../../persistence/repositories/contract-reach.repository';
import type { ContractVerdict, ExplanationRepository } from '../../persistence/repositories/explanation.repository';
import type { SiteRepository, SiteRow } from '../../persistence/repositories/site.repository';
import type { BookFindings } from './book-findings';
import { accountInWords, activeFinding, bookedFinding, knownFinding, labelFinding, siteFinding, userFinding } from './contract-findings';
import { finding, type ConditionFinding } from './explanation';

/** What a contract's reach is made from. */
export interface ContractReachParts {
  facts: ExplanationRepository;
  reach: ContractReachRepository;
  sites: Pick<SiteRepository, 'findByIds'>;
  book: BookFindings;
}

/** A contract that the portal knows, or not, and the conditions that concern everybody. */
export interface ReachedContract {
  contractNumber: string;
  /** Undefined when it is not known here; then nobody sees it. */
  verdict: ContractVerdict | undefined;
  conditions: ConditionFinding[];
  pairs: { pair: AccessPair; verdict: ContractVerdict; site: SiteRow }[];
}

/** A link of a user to an account on the contract. */
export interface ReachLink {
  accountId: number;
  accountInWords: string;
  roleTypes: ReachLinkRow['roleType'][];
  givesAccess: boolean;
}

/** A user linked to an account on the contract. */
export interface ReachedUser extends ReachRow {
  sees: boolean;
  conditions: ConditionFinding[];
  links: ReachLink[];
}

/** Answers "who can see this contract, and through which link?", and who is linked and cannot. */
export class ContractReachService {
  constructor(private readonly parts: ContractReachParts) {}

  async explain(contractNumber: string): Promise<ReachedContract> {
    const { facts, reach, sites, book } = this.parts;
    const nobody = new ViewerScope([], [], false);
    const verdicts = await facts.listVerdicts(nobody, contractNumber);
    const [verdict] = verdicts;
    if (!verdict) {
      const { known, fresh } = await book.aboutUnknown(contractNumber);
      return { contractNumber, verdict, conditions: [known, ...fresh], pairs: [] };
    }
    const pairs = await reach.listPairs(verdict.contractId);
    const known = new Map((await sites.findByIds([...new Set(pairs.map((pair) => pair.siteId))])).map((site) => [site.id, site]));
    const scoped = pairs.flatMap((pair) => {
      const site = known.get(pair.siteId);
      return site ? [{ pair, site, scope: new ViewerScope([pair.accountId], site.privateLabels, site.takesUnlabelled) }] : [];
    });
    const decided = await facts.verdictsOn(
      verdict.contractId,
      scoped.map((one) => one.scope),
    );
    const conditions = [
      knownFinding(verdict, verdicts.length),
      bookedFinding(verdict),
      activeFinding(verdict),
      ...(await book.aboutKnown(decided.find((one) => one.isVisible) ?? verdict, [])),
    ];
    return {
      contractNumber,
      verdict,
      conditions,
      pairs: scoped.flatMap(({ pair, site }, index) => (decided[index] ? [{ pair, site, verdict: decided[index] }] : [])),
    };
  }

  /** A page of the users linked to the contract's accounts; only those that see it, or don't, where asked. */
  async listUsers(contract: ReachedContract, canSee: boolean | undefined, page: PageRequest): Promise<ReachedUser[]> {
    if (!contract.verdict) return [];
    const { contractId } = contract.verdict;
    const rows = await this.parts.reach.list(contractId, allowedPairs(contract), canSee, page);
    const links = await this.parts.reach.listLinks(
      contractId,
      rows.map((row) => row.userId),
    );
    return rows.map((row) => reachedUser(row, links, contract));
  }

  async countUsers(contract: ReachedContract, canSee: boolean | undefined): Promise<number> {
    return contract.verdict ? this.parts.reach.count(contract.verdict.contractId, allowedPairs(contract), canSee) : 0;
  }
}

function allowedPairs(contract: ReachedContract): AccessPair[] {
  return contract.pairs.filter((one) => one.verdict.isVisible).map((one) => one.pair);
}

function reachedUser(row: ReachRow, all: readonly ReachLinkRow[], contract: ReachedContract): ReachedUser {
  const own = all.filter((link) => link.userId === row.userId);
  const onSite = contract.pairs.filter(({ pair }) => pair.siteId === row.siteId && own.some((link) => link.accountId === pair.accountId));
  const decided = onSite.find((one) => one.verdict.isVisible) ?? onSite.find((one) => one.verdict.accountHasAccess) ?? onSite[0];
  const inForce = { userIsEnabled: row.userIsDisabled === 0, siteIsEnabled: row.siteIsDisabled === 0 };
  const links = [...new Set(own.map((link) => link.accountId))].map((accountId) => reachLink(accountId, own, onSite));
  const conditions = decided
    ? [
        bookedFinding(decided.verdict),
        labelFinding(decided.verdict, decided.site),
        viaFinding(links, decided.verdict),
        userFinding({ ...inForce, isInForce: false }),
        siteFinding({ ...inForce, isInForce: false }, decided.site),
      ]
    : [];
  return { ...row, sees: row.canSee === 1, conditions, links };
}

function reachLink(accountId: number, own: readonly ReachLinkRow[], onSite: ReachedContract['pairs']): ReachLink {
  const rows = own.filter((link) => link.accountId === accountId);
  return {
    accountId,
    accountInWords: rows[0] ? accountInWords(rows[0]) : '',
    roleTypes: rows.map((row) => row.roleType),
    givesAccess: onSite.some(({ pair, verdict }) => pair.accountId === accountId && verdict.accountHasAccess),
  };
}

function viaFinding(links: readonly ReachLink[], verdict: ContractVerdict): ConditionFinding {
  const listed = links.map((link) => `${link.accountInWords} as ${link.roleTypes.join(', ')}`).join('; ');
  const hint = 'Only customer and guarantor give access: link one of these.';
  return finding('ROLE_GIVES_ACCESS', verdict.accountHasAccess, `Linked: ${listed}.`, hint);
}
