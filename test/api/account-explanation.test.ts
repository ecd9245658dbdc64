import { globalId } from '../support/ids';
import { startPortal, type Nodes, type TestPortal } from '../support/portal';
import type { ContractStory } from '../support/story';

const LINK = `query ($site: ID!, $account: String!) { accountLinkExplanation(siteId: $site, account: $account) {
  allowed account { id } failing { condition because hint } conditions { condition holds } lookAlikes { account { id } resembles } } }`;
const LIST = `query ($site: ID!, $search: String, $first: Int, $after: String) { linkableAccounts(siteId: $site, search: $search, first: $first, after: $after) {
  totalCount pageInfo { hasNextPage endCursor }
  edges { cursor node { account { name } contractCount place address lastActivityOn lookAlikes { account { name } } } } } }`;
const REACH = `query ($contract: String!, $canSee: Boolean, $first: Int, $after: String) { contractReach(contractNumber: $contract) {
  contractNumber isKnown state conditions { condition holds }
  users(canSee: $canSee, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor }
    edges { cursor node { canSee user { email } failing { condition } links { account roleTypes givesAccess } } } } } }`;

interface Explained {
  allowed: boolean;
  account: { id: string } | null;
  failing: { condition: string; because: string; hint: string } | null;
  conditions: { condition: string; holds: boolean }[];
  lookAlikes: { account: { id: string }; resembles: string }[];
}

interface Listed {
  account: { name: string };
  contractCount: number;
  place: string | null;
  address: string | null;
  lastActivityOn: string | null;
  lookAlikes: { account: { name: string } }[];
}

interface Reached {
  canSee: boolean;
  user: { email: string };
  failing: { condition: string } | null;
  links: { account: string; roleTypes: string[]; givesAccess: boolean }[];
}

interface Reach {
  isKnown: boolean;
  state: string | null;
  conditions: { condition: string; holds: boolean }[];
  users: Nodes<Reached>;
}

describe.each([true, false])('accounts and contracts explained to staff (compiled execution: %s)', (compiledExecution) => {
  let app: TestPortal;
  let token: string;
  let site: { id: number; siteKey: string };

  beforeAll(async () => (app = await startPortal({ compiledExecution })));
  beforeEach(async () => {
    await app.truncate();
    token = await app.admin.logIn(await app.story.makePlatformUser({ role: 'CUSTOMER_CARE' }));
    site = await app.story.makeSite({ labels: ['GOLD'], takesUnlabelled: false });
  });
  afterAll(() => app.close());

  async function explain(account: string): Promise<Explained> {
    const variables = { site: globalId('Site', site.id), account };
    return (await app.admin.data<{ accountLinkExplanation: Explained }>(LINK, variables, token)).accountLinkExplanation;
  }

  async function list(search?: string, page: object = {}): Promise<Nodes<Listed>> {
    const variables = { site: globalId('Site', site.id), search, ...page };
    return (await app.admin.data<{ linkableAccounts: Nodes<Listed> }>(LIST, variables, token)).linkableAccounts;
  }

  async function reach(contract: string, page: object = {}): Promise<Reach> {
    return (await app.admin.data<{ contractReach: Reach }>(REACH, { contract, ...page }, token)).contractReach;
  }

  async function linkable(name: string, contract: ContractStory = {}, accountNumber?: string): Promise<number> {
    const account = await app.story.makeAccount({ name, ...(accountNumber !== undefined && { accountNumber }) });
    await app.story.makeContract({ label: 'GOLD', roles: [[account, 'CUSTOMER']], ...contract });
    return account;
  }

  describe('why an account is not in the list', () => {
    it.each<[string, string | null, ContractStory]>([
      ['it is', null, {}],
      ['vendor only', 'ROLE_GIVES_ACCESS', { roles: [] }],
      ['nothing booked', 'BOOKED', { booked: false }],
      ['nothing active', 'ACTIVE', { terminated: true }],
      ['another label', 'LABEL_TAKEN', { label: 'SILVER' }],
      ['no label', 'LABEL_TAKEN', { label: null }],
    ])('%s', async (_name, condition, contract) => {
      const account = await linkable('The One', contract, 'A-77');
      if (condition === 'ROLE_GIVES_ACCESS') await app.story.makeContract({ label: 'GOLD', roles: [[account, 'VENDOR']] });
      for (const asked of ['A-77', 'the one']) {
        const explained = await explain(asked);
        expect(explained.account?.id).toBe(globalId('Account', account));
        expect([explained.allowed, explained.failing?.condition ?? null]).toEqual([condition === null, condition]);
      }
      expect((await list()).totalCount).toBe(condition === null ? 1 : 0);
    });

    it('a name that is nobody’s, with look-alikes', async () => {
      const meant = await linkable('Harbor Light Paving LLC');
      const explained = await explain('Harbour Light Paving');
      expect(explained).toMatchObject({ allowed: false, account: null, failing: { condition: 'KNOWN_HERE' } });
      expect(explained.lookAlikes.map((one) => one.account.id)).toEqual([globalId('Account', meant)]);
    });

    it('a namesake with nothing active, beside the one that is meant', async () => {
      const meant = await linkable('Harbor Light Paving LLC');
      await linkable('HARBOR LIGHT PAVING, L.L.C.', { booked: false }, 'A-1004');
      await linkable('Harbor Lights Bakery');
      const explained = await explain('A-1004');
      expect(explained.failing?.condition).toBe('BOOKED');
      expect(explained.lookAlikes.map((one) => one.account.id)).toEqual([globalId('Account', meant)]);
    });

    it('an unknown site', async () => {
      const { errors } = await app.admin.ask(LINK, { site: globalId('Site', 999_999), account: 'x' }, token);
      expect(errors.map((error) => error.extensions.code)).toEqual(['NOT_FOUND']);
    });
  });

  describe('the list of linkable accounts', () => {
    it.each([
      ['pav har', ['Harbor Light Paving LLC']],
      ['HARBOR', ['Harbor Bakery of the West', 'Harbor Light Paving LLC']],
      ['the', ['The Crane Co']],
      ['the west', ['Harbor Bakery of the West']],
      ['of', []],
      ['li', []],
      ['A-70', ['The Crane Co']],
      ['ol-55', ['The Crane Co']],
      ['+(-"~*<@', []],
      ['"harbor" -paving', ['Harbor Light Paving LLC']],
      ['100%', []],
      ['  ', ['Harbor Bakery of the West', 'Harbor Light Paving LLC', 'The Crane Co']],
    ])('finds by "%s"', async (search, names) => {
      await linkable('Harbor Light Paving LLC');
      await linkable('Harbor Bakery of the West');
      await linkable('The Crane Co', { contractNumber: 'OL-55' }, 'A-701');
      await linkable('Harbor Unbooked', { booked: false });
      const found = await list(search);
      expect(found.edges.map((edge) => edge.node.account.name)).toEqual(names);
      expect(found.totalCount).toBe(names.length);
    });

    it('tells near-duplicates apart', async () => {
      const account = await app.story.makeAccount({ name: 'Harbor Light LLC', place: ['Chicago', 'IL'] });
      const contracts = await app.story.makeContracts([0, 1].map(() => ({ label: 'GOLD', roles: [[account, 'CUSTOMER']] as const })));
      await app.story.makeInvoice({ lines: [{ contract: contracts[0] as number }], dueOn: '2026-12-01' });
      await app.story.makeReceivedPayment({ contractId: contracts[1] as number, receivedOn: '2026-11-20' });
      await linkable('HARBOR-LIGHT, L.L.C.');
      const [first, second] = (await list('harbor')).edges.map((edge) => edge.node);
      expect([first, second].map((one) => one?.account.name).sort()).toEqual(['HARBOR-LIGHT, L.L.C.', 'Harbor Light LLC']);
      const bigger = first?.account.name === 'Harbor Light LLC' ? first : second;
      expect(bigger).toEqual({
        account: { name: 'Harbor Light LLC' },
        contractCount: 2,
        place: 'Chicago, IL',
        address: '1 Main St, Chicago, IL, 60601',
        lastActivityOn: '2026-11-20',
        lookAlikes: [{ account: { name: 'HARBOR-LIGHT, L.L.C.' } }],
      });
      const smaller = bigger === first ? second : first;
      expect(smaller).toMatchObject({ contractCount: 1, place: null, address: null, lastActivityOn: null });
    });

    it('is paged without gap or repetition while searching', async () => {
      for (const index of [1, 2, 3, 4, 5]) await linkable(`Same Name ${index > 3 ? 'B' : 'A'}`);
      const seen: string[] = [];
      for (let after: string | null = null, more = true; more;) {
        const page: Nodes<Listed> = await list('same', { first: 2, after });
        seen.push(...page.edges.map((edge) => edge.cursor));
        ({ hasNextPage: more, endCursor: after } = page.pageInfo);
      }
      expect([seen.length, new Set(seen).size]).toEqual([5, 5]);
    });
  });

  describe('who can see a contract', () => {
    it('lists everybody linked, with the link, and why not', async () => {
      const [customer, vendor] = [await app.story.makeAccount({ name: 'Cust' }), await app.story.makeAccount({ name: 'Vend' })];
      const other = await app.story.makeSite({ labels: ['SILVER'] });
      await app.story.makeContract({
        contractNumber: 'OL-1',
        label: 'GOLD',
        roles: [
          [customer, 'CUSTOMER'],
          [vendor, 'VENDOR'],
        ],
      });
      await app.story.makeUser({ site, accounts: [customer, vendor], email: 'a@example.com' });
      await app.story.makeUser({ site, accounts: [vendor], email: 'b@example.com' });
      await app.story.makeUser({ site, accounts: [customer], email: 'c@example.com', disabled: true });
      await app.story.makeUser({ site: other, accounts: [customer], email: 'd@example.com' });
      await app.story.makeUser({ site, email: 'e@example.com' });
      const all = await reach('ol-1');
      expect(all).toMatchObject({ contractNumber: 'OL-1', isKnown: true, state: 'ACTIVE', users: { totalCount: 4 } });
      expect(all.users.edges.map(({ node }) => [node.user.email, node.canSee, node.failing?.condition ?? null])).toEqual([
        ['a@example.com', true, null],
        ['b@example.com', false, 'ROLE_GIVES_ACCESS'],
        ['c@example.com', false, 'USER_ENABLED'],
        ['d@example.com', false, 'LABEL_TAKEN'],
      ]);
      expect(all.users.edges[0]?.node.links.map((link) => [link.account.slice(0, 4), link.roleTypes, link.givesAccess])).toEqual([
        ['Cust', ['CUSTOMER'], true],
        ['Vend', ['VENDOR'], false],
      ]);
      expect((await reach('OL-1', { canSee: true })).users).toMatchObject({ totalCount: 1 });
      const page = await reach('OL-1', { canSee: false, first: 2 });
      expect(page.users).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } });
      const next = await reach('OL-1', { canSee: false, first: 2, after: page.users.pageInfo.endCursor });
      expect(next.users.edges.map(({ node }) => node.user.email)).toEqual(['d@example.com']);
    });

    it('nobody, while it is unbooked or not known', async () => {
      const account = await linkable('Cust', { contractNumber: 'OL-1', booked: false });
      await app.story.makeUser({ site, accounts: [account] });
      const unbooked = await reach('OL-1');
      expect(unbooked.users.edges.map(({ node }) => [node.canSee, node.failing?.condition])).toEqual([[false, 'BOOKED']]);
      const unknown = await reach('OL-2');
      expect(unknown).toMatchObject({ isKnown: false, state: null, users: { totalCount: 0, edges: [] } });
      expect(unknown.conditions[0]).toEqual({ condition: 'KNOWN_HERE', holds: false });
    });
  });
});
