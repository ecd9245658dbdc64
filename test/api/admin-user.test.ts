import { globalId } from '../support/ids';
import { startPortal, type Nodes, type TestPortal } from '../support/portal';

const LINKABLE = `query ($site: ID!, $search: String) { linkableAccounts(siteId: $site, search: $search) {
  totalCount edges { node { account { id name } contractCount place } } } }`;
const CREATE = `mutation ($input: UserCreateInput!) { userCreate(input: $input) {
  user { email firstName lastName site { siteKey } linkedAccounts { id } } userErrors { code field } } }`;
const LINK = `mutation ($input: UserAccountInput!) { userLinkAccount(input: $input) { user { linkedAccounts { id } } userErrors { code } } }`;
const UNLINK = `mutation ($input: UserUnlinkAccountInput!) { userUnlinkAccount(input: $input) { user { linkedAccounts { id } } userErrors { code } } }`;

interface Linkable {
  account: { id: string; name: string };
  contractCount: number;
  place: string | null;
}

describe.each([true, false])('staff and the users of a site (compiled execution: %s)', (compiledExecution) => {
  let app: TestPortal;
  let token: string;
  let site: { id: number; siteKey: string };
  let siteId: string;

  beforeAll(async () => (app = await startPortal({ compiledExecution })));
  beforeEach(async () => {
    await app.truncate();
    token = await app.admin.logIn(await app.story.makePlatformUser());
    site = await app.story.makeSite({ siteKey: 'north', labels: ['GOLD'], takesUnlabelled: false });
    siteId = globalId('Site', site.id);
  });
  afterAll(() => app.close());

  const ask = async <Data = Record<string, unknown>>(query: string, variables: object): Promise<Data> =>
    app.admin.data<Data>(query, variables, token);
  const accountId = (account: number): string => globalId('Account', account);

  async function linkable(search?: string, on = siteId): Promise<string[]> {
    const data = await ask<{ linkableAccounts: Nodes<Linkable> }>(LINKABLE, { site: on, search });
    expect(data.linkableAccounts.totalCount).toBe(data.linkableAccounts.edges.length);
    return data.linkableAccounts.edges.map((edge) => edge.node.account.name);
  }

  async function linkableAccount(name = 'Linkable'): Promise<number> {
    const account = await app.story.makeAccount({ name });
    await app.story.makeContract({ roles: [[account, 'CUSTOMER']], label: 'GOLD' });
    return account;
  }

  async function codesOf(query: string, input: object): Promise<unknown> {
    const data = await ask<Record<string, { userErrors: { code: string }[] }>>(query, { input });
    return Object.values(data)[0]?.userErrors.map((error) => error.code);
  }

  describe('linkable accounts', () => {
    it.each([
      ['customer', { roles: 'CUSTOMER' }, true],
      ['guarantor', { roles: 'GUARANTOR' }, true],
      ['vendor', { roles: 'VENDOR' }, false],
      ['broker', { roles: 'BROKER' }, false],
      ['another role', { roles: 'OTHER' }, false],
      ['no contract at all', { roles: undefined }, false],
      ['not booked', { roles: 'CUSTOMER', booked: false }, false],
      ['terminated', { roles: 'CUSTOMER', terminated: true }, false],
      ['another label', { roles: 'CUSTOMER', label: 'SILVER' }, false],
      ['the label in small letters', { roles: 'CUSTOMER', label: 'gold' }, false],
      ['no label', { roles: 'CUSTOMER', label: null }, false],
    ] as const)('%s', async (_name, story, expected) => {
      const { roles, ...contract } = story;
      const account = await app.story.makeAccount({ name: 'The one' });
      await app.story.makeContract({ label: 'GOLD', roles: roles === undefined ? [] : [[account, roles]], ...contract });
      expect(await linkable()).toEqual(expected ? ['The one'] : []);
      const input = { siteId, email: 'new@example.com', firstName: 'New', lastName: 'User', accountIds: [accountId(account)] };
      expect(await codesOf(CREATE, input)).toEqual(expected ? [] : ['ACCOUNT_NOT_LINKABLE']);
    });

    it('no label, on a site that takes unlabelled ones', async () => {
      const other = await app.story.makeSite({ takesUnlabelled: true });
      const account = await app.story.makeAccount({ name: 'Unlabelled' });
      await app.story.makeContract({ roles: [[account, 'CUSTOMER']] });
      expect(await linkable(undefined, globalId('Site', other.id))).toEqual(['Unlabelled']);
    });

    it('are told apart by place and number of contracts', async () => {
      const account = await app.story.makeAccount({ name: 'Twin', place: ['Chicago', 'IL'] });
      const twin = await app.story.makeAccount({ name: 'Twin' });
      await app.story.makeContract({
        roles: [
          [account, 'CUSTOMER'],
          [account, 'GUARANTOR'],
          [twin, 'GUARANTOR'],
        ],
        label: 'GOLD',
      });
      await app.story.makeContract({ roles: [[account, 'CUSTOMER']], label: 'GOLD' });
      await app.story.makeContract({ roles: [[account, 'CUSTOMER']], label: 'SILVER' });
      const { linkableAccounts } = await ask<{ linkableAccounts: Nodes<Linkable> }>(LINKABLE, { site: siteId });
      expect(linkableAccounts.edges.map((edge) => [edge.node.account.id, edge.node.contractCount, edge.node.place])).toEqual([
        [accountId(account), 2, 'Chicago, IL'],
        [accountId(twin), 1, null],
      ]);
    });

    it('are found by the beginning of a name or number, or a whole contract number', async () => {
      const account = await app.story.makeAccount({ name: 'Harbor_Light 100%', accountNumber: 'HL-77' });
      await app.story.makeContract({ roles: [[account, 'CUSTOMER']], label: 'GOLD', contractNumber: 'CN-9' });
      for (const search of ['harbor', 'HARBOR_', 'hl-7', 'CN-9', 'Harbor_Light 100%'])
        expect([search, await linkable(search)]).toEqual([search, ['Harbor_Light 100%']]);
      for (const search of ['light', 'L-77', 'CN-', '%', '_', 'HarborXLight'])
        expect([search, await linkable(search)]).toEqual([search, []]);
    });

    it('of no site: NOT_FOUND', async () => {
      for (const id of [globalId('Site', 424_242), globalId('User', site.id)]) {
        const answer = await app.admin.ask(LINKABLE, { site: id }, token);
        expect(answer.errors.map((error) => error.extensions.code)).toEqual(['NOT_FOUND']);
      }
    });
  });

  describe('creating a user', () => {
    const names = { firstName: 'Nina', lastName: 'New' };

    it('makes one with links, each once, and no password yet', async () => {
      const [one, two] = [await linkableAccount('One'), await linkableAccount('Two')];
      const input = { siteId, email: 'Nina@Example.com', ...names, accountIds: [two, one, two].map(accountId) };
      const { userCreate } = await ask<{ userCreate: { user: { linkedAccounts: { id: string }[] } } }>(CREATE, { input });
      expect(userCreate).toMatchObject({ user: { email: 'Nina@Example.com', ...names, site: { siteKey: 'north' } }, userErrors: [] });
      expect(userCreate.user.linkedAccounts.map((account) => account.id).sort()).toEqual([accountId(one), accountId(two)].sort());
      const { session } = await app.portal.tryLogIn({ siteKey: 'north', email: 'nina@example.com', password: '' });
      expect(session).toBeNull();
    });

    it('refuses none, unknown ones, and a taken e-mail in whatever case', async () => {
      const account = accountId(await linkableAccount());
      expect(await codesOf(CREATE, { siteId, email: 'a@example.com', ...names, accountIds: [] })).toEqual(['NO_ACCOUNT']);
      expect(await codesOf(CREATE, { siteId, email: 'a@example.com', ...names, accountIds: [accountId(9), account] })).toEqual([
        'ACCOUNT_NOT_LINKABLE',
      ]);
      expect(await codesOf(CREATE, { siteId, email: 'a@example.com', ...names, accountIds: [account] })).toEqual([]);
      expect(await codesOf(CREATE, { siteId, email: 'A@EXAMPLE.com', ...names, accountIds: [account] })).toEqual(['EMAIL_TAKEN']);
      const other = await app.story.makeSite({ labels: ['GOLD'] });
      expect(
        await codesOf(CREATE, { siteId: globalId('Site', other.id), email: 'a@example.com', ...names, accountIds: [account] }),
      ).toEqual([]);
    });

    it('refuses nothing half: a taken e-mail leaves no link behind', async () => {
      const user = await app.story.makeUser({ site, email: 'here@example.com' });
      const account = await linkableAccount();
      await codesOf(CREATE, { siteId, email: 'here@example.com', ...names, accountIds: [accountId(account)] });
      const links = await app.container.database.rows('SELECT user_id FROM user_accounts');
      expect([user.id, links]).toEqual([user.id, []]);
    });

    it.each([
      ['no e-mail', { email: 'nobody' }],
      ['two e-mails', { email: 'a@example.com,b@example.com' }],
      ['a header in the e-mail', { email: 'a@example.com\r\nBcc: b@example.com' }],
      ['a long e-mail', { email: `${'a'.repeat(60)}@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(20)}.com` }],
      ['half a character in the e-mail', { email: '\ud800@example.com' }],
      ['no first name', { firstName: '' }],
      ['a long last name', { lastName: 'x'.repeat(101) }],
      ['too many accounts', { accountIds: Array.from({ length: 101 }, (_, index) => accountId(index + 1)) }],
      ['a malformed account', { accountIds: ['nonsense'] }],
      ['a malformed site', { siteId: 'nonsense' }],
    ])('%s: BAD_USER_INPUT that does not repeat the input', async (_name, wrong) => {
      const input = {
        siteId,
        email: 'secret.mail@example.com',
        firstName: 'Secretfirst',
        lastName: 'Secretlast',
        accountIds: [],
        ...wrong,
      };
      const answer = await app.admin.ask(CREATE, { input }, token);
      expect(answer.errors.map((error) => error.extensions.code)).toEqual(['BAD_USER_INPUT']);
      for (const value of ['Secretfirst', 'Secretlast', 'secret.mail', 'Bcc', 'nobody']) expect(answer.text).not.toContain(value);
    });

    it('an unknown site: NOT_FOUND', async () => {
      const input = { siteId: globalId('Site', 4_242), email: 'a@example.com', ...names, accountIds: [accountId(1)] };
      const answer = await app.admin.ask(CREATE, { input }, token);
      expect(answer.errors.map((error) => error.extensions.code)).toEqual(['NOT_FOUND']);
    });
  });

  describe('links', () => {
    it('are made once, and taken away but for the last', async () => {
      const [one, two] = [await linkableAccount(), await linkableAccount()];
      const user = await app.story.makeUser({ site, accounts: [one] });
      const userId = globalId('User', user.id);
      const portal = await app.portal.logIn(user);
      const contracts = async (): Promise<unknown> => app.portal.data('{ contracts { totalCount } }', {}, portal);
      expect(await codesOf(LINK, { userId, accountId: accountId(two) })).toEqual([]);
      expect(await codesOf(LINK, { userId, accountId: accountId(two) })).toEqual([]);
      expect(await contracts()).toEqual({ contracts: { totalCount: 2 } });
      expect(await codesOf(UNLINK, { userId, accountId: accountId(one) })).toEqual([]);
      expect(await contracts()).toEqual({ contracts: { totalCount: 1 } });
      expect(await codesOf(UNLINK, { userId, accountId: accountId(one) })).toEqual(['NOT_LINKED']);
      expect(await codesOf(UNLINK, { userId, accountId: accountId(two) })).toEqual(['LAST_LINK']);
      expect(await codesOf(UNLINK, { userId, accountId: accountId(two), allowNone: false })).toEqual(['LAST_LINK']);
      expect(await contracts()).toEqual({ contracts: { totalCount: 1 } });
      expect(await codesOf(UNLINK, { userId, accountId: accountId(two), allowNone: true })).toEqual([]);
      expect(await contracts()).toEqual({ contracts: { totalCount: 0 } });
    });

    it('need a linkable account and a known user', async () => {
      const user = await app.story.makeUser({ site });
      const stranger = await app.story.makeAccount();
      const account = await linkableAccount();
      const userId = globalId('User', user.id);
      for (const id of [accountId(stranger), accountId(77_777), globalId('Contract', account)])
        expect(await codesOf(LINK, { userId, accountId: id })).toEqual(['ACCOUNT_NOT_LINKABLE']);
      for (const id of [globalId('User', 77_777), globalId('Site', user.id)]) {
        for (const query of [LINK, UNLINK]) {
          const answer = await app.admin.ask(query, { input: { userId: id, accountId: accountId(account) } }, token);
          expect(answer.errors.map((error) => error.extensions.code)).toEqual(['NOT_FOUND']);
        }
      }
    });

    it('outlive the account that has left, which is then not shown', async () => {
      const account = await linkableAccount();
      const user = await app.story.makeUser({ site, accounts: [account] });
      await app.story.change('DELETE FROM accounts WHERE id = ?', [account]);
      const shown = await ask('query ($id: ID!) { user(id: $id) { email linkedAccounts { id } } }', { id: globalId('User', user.id) });
      expect(shown).toEqual({ user: { email: user.email, linkedAccounts: [] } });
    });
  });

  it('users are found by site and by the beginning of e-mail and names', async () => {
    const other = await app.story.makeSite();
    await app.story.makeUser({ site, email: 'Anna@example.com', firstName: 'Anna', lastName: 'Berg' });
    await app.story.makeUser({ site: other, email: 'anton@example.com', firstName: 'Toni', lastName: 'Dal' });
    const find = async (filter: object): Promise<string[]> => {
      const data = await ask<{ users: Nodes<{ email: string }> }>(
        'query ($filter: UserFilter) { users(filter: $filter) { totalCount edges { node { email } } } }',
        { filter },
      );
      expect(data.users.totalCount).toBe(data.users.edges.length);
      return data.users.edges.map((edge) => edge.node.email);
    };
    expect(await find({ search: 'AN' })).toEqual(['Anna@example.com', 'anton@example.com']);
    expect(await find({ search: 'an', siteId })).toEqual(['Anna@example.com']);
    expect(await find({ search: 'ber' })).toEqual(['Anna@example.com']);
    expect(await find({ search: 'ton' })).toEqual(['anton@example.com']);
    expect(await find({ search: '%' })).toEqual([]);
    expect(await find({ siteId: globalId('Site', 4_242) })).toEqual([]);
    expect(await find({ search: null, siteId: null })).toHaveLength(2);
  });
});
