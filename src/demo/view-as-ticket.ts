import { DemoClient } from './demo-client';
import { DEMO_PEOPLE } from './demo-people';

const REASON = 'Ticket 4711: "I cannot see my contracts"';
const FIND = 'query ($search: String!) { users(filter: { search: $search }) { edges { node { id email } } } }';
const START = `mutation ($input: ViewAsStartInput!) {
  viewAsStart(input: $input) { session { token expiresAt } userErrors { message } }
}`;
const SEE = '{ contracts { edges { node { contractNumber } } } }';
/** Any mutation does: not one is let through. */
const CHANGE = 'mutation { logIn(input: { siteKey: "default", email: "x@example.com", password: "x" }) { userErrors { code } } }';

interface Answer {
  data?: { contracts?: { edges: { node: { contractNumber: string } }[] } } | null;
  errors?: { message: string; extensions: { code: string } }[];
  extensions?: { viewingAs?: { staff: string; user: string; reason: string; until: string } };
}

/** The ticket: staff look at the portal as the lessee, who sees `expected`; every answer says so, and nothing can be changed. */
export async function viewAsReadOnly(portalUrl: string, expected: readonly string[], tell: (line: string) => void): Promise<boolean> {
  const { administrator, lessee } = DEMO_PEOPLE;
  const staff = new DemoClient(new URL('/admin/graphql', portalUrl).href);
  await staff.logIn('PlatformLogInInput', { email: administrator.email, password: administrator.password });
  const { users } = await staff.ask<{ users: { edges: { node: { id: string; email: string } }[] } }>(FIND, { search: lessee.email });
  const userId = users.edges.find(({ node }) => node.email === lessee.email)?.node.id;
  const { viewAsStart } = await staff.ask<{ viewAsStart: { session: { token: string } | null } }>(START, {
    input: { userId, reason: REASON },
  });
  if (!viewAsStart.session) return false;
  const { token } = viewAsStart.session;
  tell(`\n● ${administrator.email} looks at the portal as ${lessee.email}: ${REASON}`);
  const seen = await ask(portalUrl, token, SEE);
  const numbers = (seen.data?.contracts?.edges ?? []).map(({ node }) => node.contractNumber).sort();
  tell(`  Sees ${numbers.join(', ')}`);
  tell(`  Each answer says: ${JSON.stringify(seen.extensions?.viewingAs)}`);
  const change = await ask(portalUrl, token, CHANGE);
  tell(`  A change is answered: ${change.errors?.map(({ message }) => message).join() ?? 'done'}`);
  await staff.ask('mutation { viewAsEnd(input: {}) { endedCount } }');
  const saysSo = [seen, change].every(({ extensions }) => extensions?.viewingAs?.user === lessee.email);
  return saysSo && numbers.join() === [...expected].sort().join() && change.errors?.[0]?.extensions.code === 'FORBIDDEN';
}

async function ask(url: string, token: string, query: string): Promise<Answer> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
  return (await response.json()) as Answer;
}
