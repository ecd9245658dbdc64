import { format } from 'mysql2';
import { createConnection } from 'mysql2/promise';
import { usersFound } from '../../src/persistence/repositories/user-search';
import { globalId } from '../support/ids';
import { startPortal, type Nodes, type TestPortal } from '../support/portal';

const USER = 'email firstName lastName isDisabled version enrolmentSource createdAt';
const UPDATE = `mutation ($input: UserUpdateInput!) { userUpdate(input: $input) { user { ${USER} } userErrors { code message field } } }`;
const FIND = 'query ($filter: UserFilter) { users(filter: $filter, first: 100) { totalCount edges { node { email } } } }';
const LINKS = `query ($id: ID!) { user(id: $id) { links {
  accountId account { name } roles activeContractCount closedContractCount linkedAt } } }`;

interface UpdatePayload {
  user: Record<string, unknown> | null;
  userErrors: { code: string; message: string; field: string | null }[];
}

describe('administering users', () => {
  let app: TestPortal;
  let token: string;
  let site: { id: number; siteKey: string };

  beforeAll(async () => (app = await startPortal()));
  beforeEach(async () => {
    await app.truncate();
    token = await app.admin.logIn(await app.story.makePlatformUser({ email: 'ann@example.com' }));
    site = await app.story.makeSite({ labels: ['GOLD'], takesUnlabelled: false });
  });
  afterAll(() => app.close());

  const ask = <Data>(query: string, variables: object = {}): Promise<Data> => app.admin.data<Data>(query, variables, token);
  const update = async (input: object, as = token): Promise<UpdatePayload> =>
    (await app.admin.data<{ userUpdate: UpdatePayload }>(UPDATE, { input }, as)).userUpdate;
  async function find(filter: object): Promise<string[]> {
    const { users } = await ask<{ users: Nodes<{ email: string }> }>(FIND, { filter });
    expect(users.totalCount).toBe(users.edges.length);
    return users.edges.map((edge) => edge.node.email);
  }

  describe('search', () => {
    beforeEach(async () => {
      const { story } = app;
      const harbor = await story.makeAccount({ name: 'Harbor Light Marine Inc', accountNumber: 'HL-77' });
      const vendor = await story.makeAccount({ name: 'The Forklift Vendor', accountNumber: 'V-1' });
      await story.makeContract({ contractNumber: 'CN-900', roles: [[harbor, 'CUSTOMER']] });
      await story.makeContract({ contractNumber: 'CN-901', roles: [[vendor, 'VENDOR']] });
      await story.makeUser({ site, email: 'will@a.example', firstName: 'Will', lastName: 'Smithers', accounts: [harbor] });
      await story.makeUser({ site, email: 'li@b.example', firstName: 'Li', lastName: 'Wu', accounts: [vendor] });
      await story.makeUser({ site, email: 'maria@c.example', firstName: 'María José', lastName: 'De La Cruz' });
      await story.makeUser({ site, email: 'ob@d.example', firstName: 'Pat', lastName: "O'Brien-Jones", disabled: true });
    });

    it.each([
      ['the beginning of an e-mail', ['will@', 'WILL@A.EX'], ['will@a.example']],
      ['the beginning of a word of the name', ['smi', 'SMITHERS', 'smithers will', 'will smi'], ['will@a.example']],
      ['a first name that is a stop word', ['will', 'Will'], ['will@a.example']],
      ['short names', ['li', 'wu', 'Li Wu', 'wu li'], ['li@b.example']],
      ['stop words in a last name', ['de la', 'de la cruz', 'cruz', 'de la cr'], ['maria@c.example']],
      ['accents or not', ['maria', 'maría', 'jose'], ['maria@c.example']],
      ['an apostrophe or hyphen', ["o'brien", "O'Br", 'brien', 'jones', 'brien-jones'], ['ob@d.example']],
      ['the name of an account', ['harbor', 'light harbor', 'marine inc', 'Harbor Light M'], ['will@a.example']],
      ['the number of an account', ['HL-77', 'hl-7'], ['will@a.example']],
      ['an account whose name begins with a stop word', ['the fork', 'the forklift vendor'], ['li@b.example']],
      ['a contract', ['CN-900', 'cn-9'], ['will@a.example']],
    ])('finds by %s', async (name, searches, expected) => {
      for (const search of searches) {
        const found = await find({ search });
        if (name === 'a contract' && search === 'cn-9') expect([search, found]).toEqual([search, ['li@b.example', ...expected].sort()]);
        else expect([search, found]).toEqual([search, expected]);
      }
    });

    it.each([
      ...[
        'ithers',
        'smi xyz',
        'CN',
        'l-77',
        '%',
        '_',
        '\\',
        '@',
        '*',
        '+',
        '-',
        '"',
        '("',
        'zzz',
        '()',
        '~<>',
        "'",
        '; DROP TABLE users',
        '+-*',
      ],
      ...['will* -smithers"', '\u0000', '😀', '+++will +++'],
    ])('%j breaks nothing and finds nothing that does not fit', async (search) => {
      const found = await find({ search });
      expect(found.filter((email) => email !== 'will@a.example')).toEqual([]);
      if (!search.includes('will')) expect(found).toEqual([]);
    });

    it('blanks are no search', async () => expect(await find({ search: '   ' })).toHaveLength(4));

    it('by site, and by being disabled', async () => {
      const other = await app.story.makeSite();
      await app.story.makeUser({ site: other, email: 'will@z.example', firstName: 'Will', lastName: 'Other' });
      expect(await find({ search: 'will' })).toEqual(['will@a.example', 'will@z.example']);
      expect(await find({ search: 'will', siteId: globalId('Site', other.id) })).toEqual(['will@z.example']);
      expect(await find({ isDisabled: true })).toEqual(['ob@d.example']);
      expect(await find({ isDisabled: false, siteId: globalId('Site', site.id) })).toHaveLength(3);
      expect(await find({ isDisabled: false, search: 'jones' })).toEqual([]);
    });

    it('reads only what it finds, in a site of 20 000 users', async () => {
      const numbers = 'WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 200)';
      await app.story.change(
        `INSERT INTO users (site_id, email, email_key, first_name, last_name, created_at)
         ${numbers} SELECT ?, CONCAT('p', a.i, '-', b.i, '@many.example'), CONCAT('p', a.i, '-', b.i, '@many.example'),
           CONCAT('Given', a.i), CONCAT('Family', b.i), NOW() FROM n a JOIN n b ON b.i <= 100`,
        [site.id],
      );
      await app.container.database.rows('ANALYZE TABLE users, user_accounts');
      const connection = await createConnection({ uri: app.databaseUrl.replace(/^mariadb:/, 'mysql:') });
      const rowsRead = async (sql: string): Promise<number> => {
        await connection.query('FLUSH STATUS');
        await connection.query(sql);
        const [status] = await connection.query("SHOW SESSION STATUS WHERE Variable_name LIKE 'Handler_read%'");
        return (status as { Value: string }[]).reduce((sum, row) => sum + Number(row.Value), 0);
      };
      try {
        const search = usersFound('smithers will');
        const sql = format(`SELECT u.id FROM users u WHERE ${search.text} ORDER BY u.email_key, u.id LIMIT 21`, search.values as string[]);
        expect(await rowsRead(sql)).toBeLessThan(200);
        expect(await rowsRead("SELECT COUNT(*) FROM users u WHERE u.last_name LIKE '%mithers%'")).toBeGreaterThan(20_000);
      } finally {
        await connection.end();
      }
      expect(await find({ search: 'smithers will' })).toEqual(['will@a.example']);
      expect(await find({ search: 'family77 given88' })).toEqual(['p88-77@many.example']);
    }, 60_000);
  });

  describe('editing', () => {
    it('changes names and e-mail, and shows where the user comes from', async () => {
      const user = await app.story.makeUser({ site });
      const input = { userId: globalId('User', user.id), version: 1, firstName: 'Ursula', email: ' New@Example.com'.trim() };
      expect(await update(input)).toEqual({
        user: {
          email: 'New@Example.com',
          firstName: 'Ursula',
          lastName: 'User',
          isDisabled: false,
          version: 2,
          enrolmentSource: 'ADMIN',
          createdAt: app.clock.now().toISOString(),
        },
        userErrors: [],
      });
      await app.portal.logIn({ email: 'NEW@example.com', siteKey: site.siteKey });
    });

    it('refuses an e-mail that another user of the site has', async () => {
      await app.story.makeUser({ site, email: 'taken@example.com' });
      const user = await app.story.makeUser({ site });
      const { user: none, userErrors } = await update({ userId: globalId('User', user.id), version: 1, email: 'Taken@example.com' });
      expect([none, userErrors]).toMatchObject([null, [{ code: 'EMAIL_TAKEN', field: 'email' }]]);
    });

    it('the second of two administrators is told who changed what when, and nothing is overwritten', async () => {
      const user = await app.story.makeUser({ site });
      const userId = globalId('User', user.id);
      await update({ userId, version: 1, firstName: 'Ursula' });
      const second = await app.admin.logIn(await app.story.makePlatformUser({ email: 'bob@example.com' }));
      const { userErrors } = await update({ userId, version: 1, firstName: 'Una' }, second);
      expect(userErrors.map((error) => error.code)).toEqual(['CHANGED_MEANWHILE']);
      expect(userErrors[0]?.message).toContain(`ann@example.com at ${app.clock.now().toISOString()}`);
      expect(userErrors[0]?.message).toContain('firstName "Uma" → "Ursula"');
      expect(await ask('query ($id: ID!) { user(id: $id) { firstName version } }', { id: userId })).toEqual({
        user: { firstName: 'Ursula', version: 2 },
      });
    });

    it('of many at the same instant exactly one wins', async () => {
      const userId = globalId('User', (await app.story.makeUser({ site })).id);
      const answers = await Promise.all(['A', 'B', 'C'].map((firstName) => update({ userId, version: 1, firstName })));
      expect(answers.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
    });

    it('disabling is seen by an edit based on the state before it', async () => {
      const userId = globalId('User', (await app.story.makeUser({ site })).id);
      await ask('mutation ($input: UserInput!) { userDisable(input: $input) { user { isDisabled } } }', { input: { userId } });
      const { userErrors } = await update({ userId, version: 1, firstName: 'Una' });
      expect(userErrors[0]?.message).toContain('off');
    });

    it('disabling ends running sessions, and enabling does not bring them back', async () => {
      const user = await app.story.makeUser({ site });
      const session = await app.portal.logIn(user);
      const alive = async (): Promise<boolean> => (await app.portal.ask('{ viewer { email } }', {}, session)).errors.length === 0;
      const turn = (name: string): Promise<unknown> =>
        ask(`mutation ($input: UserInput!) { ${name}(input: $input) { user { isDisabled } userErrors { code } } }`, {
          input: { userId: globalId('User', user.id) },
        });
      expect(await alive()).toBe(true);
      expect(await turn('userDisable')).toEqual({ userDisable: { user: { isDisabled: true }, userErrors: [] } });
      expect(await alive()).toBe(false);
      await expect(app.portal.logIn(user)).rejects.toThrow('could not log in');
      expect(await turn('userEnable')).toEqual({ userEnable: { user: { isDisabled: false }, userErrors: [] } });
      expect(await alive()).toBe(false);
      await app.portal.logIn(user);
    });
  });

  it('shows each link with roles and the contracts it lets the user see', async () => {
    const account = await app.story.makeAccount({ name: 'Main' });
    const idle = await app.story.makeAccount({ name: 'Idle' });
    const both = [
      [account, 'CUSTOMER'],
      [account, 'GUARANTOR'],
    ] as const;
    await app.story.makeContract({ roles: both, label: 'GOLD' });
    await app.story.makeContract({ roles: [[account, 'GUARANTOR']], label: 'GOLD', terminated: true });
    await app.story.makeContract({ roles: [[account, 'BROKER']], label: 'GOLD' });
    await app.story.makeContract({ roles: [[account, 'CUSTOMER']], label: 'SILVER' });
    await app.story.makeContract({ roles: [[account, 'CUSTOMER']], label: 'GOLD', booked: false });
    const user = await app.story.makeUser({ site, accounts: [account, idle, 999_999_999] });
    const { user: shown } = await ask<{ user: { links: object[] } }>(LINKS, { id: globalId('User', user.id) });
    const linkedAt = app.clock.now().toISOString();
    const nothing = { roles: [], activeContractCount: 0, closedContractCount: 0, linkedAt };
    expect(shown.links).toEqual([
      {
        accountId: globalId('Account', account),
        account: { name: 'Main' },
        roles: ['BROKER', 'CUSTOMER', 'GUARANTOR'],
        activeContractCount: 1,
        closedContractCount: 1,
        linkedAt,
      },
      { accountId: globalId('Account', idle), account: { name: 'Idle' }, ...nothing },
      { accountId: globalId('Account', 999_999_999), account: null, ...nothing },
    ]);
  });

  it('says which condition keeps an account from being linked', async () => {
    const link = 'mutation ($input: UserAccountInput!) { userLinkAccount(input: $input) { userErrors { code message } } }';
    const account = await app.story.makeAccount({ name: 'Acme' });
    await app.story.makeContract({ roles: [[account, 'CUSTOMER']], label: 'SILVER' });
    const user = await app.story.makeUser({ site });
    const input = { userId: globalId('User', user.id), accountId: globalId('Account', account) };
    const { userLinkAccount } = await ask<{ userLinkAccount: { userErrors: { code: string; message: string }[] } }>(link, { input });
    expect(userLinkAccount.userErrors.map((error) => error.code)).toEqual(['ACCOUNT_NOT_LINKABLE']);
    expect(userLinkAccount.userErrors[0]?.message).toMatch(/Acme.*"SILVER"/);
  });
});
