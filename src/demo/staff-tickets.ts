import { DEMO_STORIES } from '../simulator/demo-stories';
import { DemoClient } from './demo-client';
import { DEMO_PEOPLE } from './demo-people';

/** What staff asked and got the right answer to. */
export interface StaffTicketChecks {
  whyNotShowing: boolean;
  accountNotLinkable: boolean;
}

interface Explained {
  allowed: boolean;
  failing: { condition: string; because: string; hint: string | null } | null;
  conditions: { condition: string; holds: boolean }[];
  lookAlikes?: { account: { accountNumber: string; name: string } }[];
}

const EXPLAINED = 'allowed failing { condition because hint } conditions { condition holds }';
const FIND = `query ($email: String!) { users(filter: { search: $email }) { edges { node { id email } } } sites { edges { node { id } } } }`;
const WHY = `query ($user: ID!, $contract: String!) {
  contractAccessExplanation(userId: $user, contractNumber: $contract) { ${EXPLAINED} }
}`;
const LINKABLE = `query ($site: ID!, $account: String!) {
  accountLinkExplanation(siteId: $site, account: $account) { ${EXPLAINED} lookAlikes { account { accountNumber name } } }
}`;

/** Two tickets as staff ask them over HTTP: a contract that does not show, and an account that is not in the list. */
export async function askStaffTickets(portalUrl: string, tell: (line: string) => void): Promise<StaffTicketChecks> {
  const { administrator, lessee } = DEMO_PEOPLE;
  const staff = new DemoClient(portalUrl.replace(/\/graphql$/, '/admin/graphql'));
  await staff.logIn('PlatformLogInInput', { email: administrator.email, password: administrator.password });
  const found = await staff.ask<Record<'users' | 'sites', { edges: { node: { id: string } }[] }>>(FIND, { email: lessee.email });
  const user = found.users.edges[0]?.node.id;
  const site = found.sites.edges[0]?.node.id;

  const unbooked = DEMO_STORIES.lessee.contracts.find((contract) => contract.stage === 'UNBOOKED')?.ContractId;
  tell(`\n● ${administrator.email} asks: why does ${lessee.email} not see contract ${unbooked}?`);
  const why = (await staff.ask<{ contractAccessExplanation: Explained }>(WHY, { user, contract: unbooked })).contractAccessExplanation;
  tellAnswer(why, tell);

  const { namesake, lessee: meant } = DEMO_STORIES;
  tell(`● ${administrator.email} asks: why is account ${namesake.AccountId}, ${namesake.Name}, not in my list?`);
  const variables = { site, account: namesake.AccountId };
  const linkable = (await staff.ask<{ accountLinkExplanation: Explained }>(LINKABLE, variables)).accountLinkExplanation;
  tellAnswer(linkable, tell);
  const lookAlikes = (linkable.lookAlikes ?? []).map(({ account }) => account);
  tell(`    looks like: ${lookAlikes.map((account) => `${account.accountNumber} ${account.name}`).join(', ')}`);
  return {
    whyNotShowing: !why.allowed && why.failing?.condition === 'BOOKED',
    accountNotLinkable:
      !linkable.allowed &&
      linkable.failing?.condition === 'BOOKED' &&
      lookAlikes.some((account) => account.accountNumber === meant.AccountId),
  };
}

function tellAnswer({ failing, conditions }: Explained, tell: (line: string) => void): void {
  tell(`    ${conditions.map((one) => `${one.holds ? '✓' : '✗'} ${one.condition}`).join('  ')}`);
  if (failing) tell(`    ${failing.because} ${failing.hint ?? ''}`);
}
