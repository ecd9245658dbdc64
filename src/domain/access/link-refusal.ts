import type { Refusal } from '../../kernel/outcome';
import type { ExplanationRepository, LinkableCounts } from '../../persistence/repositories/explanation.repository';
import type { SiteRow } from '../../persistence/repositories/site.repository';
import { inWords } from './explanation';

/** What a refused link is explained from. */
export type LinkFacts = Pick<ExplanationRepository, 'countLinkable' | 'listLabels'>;

/** The refusal to link an account, naming the condition of the linkable rule that fails first. */
export async function linkRefusal(facts: LinkFacts, account: { id: number; name?: string | undefined }, site: SiteRow): Promise<Refusal> {
  const because = account.name === undefined ? 'it is not known here' : await failing(facts, account.id, site);
  const message = `${account.name ?? 'The account'} cannot be linked to a user of ${site.name}: ${because}.`;
  return { code: 'ACCOUNT_NOT_LINKABLE', message, field: 'accountIds' };
}

async function failing(facts: LinkFacts, accountId: number, site: SiteRow): Promise<string> {
  const counts: LinkableCounts = await facts.countLinkable(accountId, site);
  if (counts.withRole === 0) return 'it is neither customer nor guarantor on any contract';
  if (counts.booked === 0) return `none of the contracts it is customer or guarantor on (${counts.withRole}) is booked`;
  if (counts.active === 0) return `its booked contracts (${counts.booked}) are all terminated`;
  const takes = inWords(site.takesUnlabelled ? [null, ...site.privateLabels] : site.privateLabels);
  return `the labels of its active contracts are ${inWords(await facts.listLabels(accountId))}, and the site takes ${takes}`;
}
