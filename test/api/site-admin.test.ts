import { globalId } from '../support/ids';
import { startPortal, type Nodes, type TestPortal } from '../support/portal';

const SITE = 'name url takesUnlabelled privateLabels isDisabled isDefault version';
const UPDATE = `mutation ($input: SiteUpdateInput!) { siteUpdate(input: $input) { site { ${SITE} } userErrors { code message field } } }`;
const CREATE = 'mutation ($input: SiteCreateInput!) { siteCreate(input: $input) { site { id takesUnlabelled isDefault } } }';
const PREVIEW = `query ($siteId: ID!, $privateLabels: [String!]!, $takesUnlabelled: Boolean!) {
  siteMappingPreview(siteId: $siteId, privateLabels: $privateLabels, takesUnlabelled: $takesUnlabelled) {
    gained { ...side } lost { ...side } } }
  fragment side on SiteMappingSide {
    contracts(first: 3) { totalCount edges { node { contractNumber privateLabel isClosed } } pageInfo { hasNextPage endCursor } }
    users { totalCount edges { node { user { email } contractCount } } } }`;

interface Side {
  contracts: Nodes<{ contractNumber: string; privateLabel: string | null; isClosed: boolean }>;
  users: Nodes<{ user: { email: string }; contractCount: number }>;
}
interface UpdatePayload {
  site: Record<string, unknown> | null;
  userErrors: { code: string; message: string; field: string | null }[];
}

describe('administering sites', () => {
  let app: TestPortal;
  let token: string;
  let staff: { id: number; email: string };
  let site: { id: number; siteKey: string };
  let siteId: string;

  beforeAll(async () => (app = await startPortal()));
  beforeEach(async () => {
    await app.truncate();
    staff = await app.story.makePlatformUser({ email: 'ann@example.com' });
    token = await app.admin.logIn(staff);
    site = await app.story.makeSite({ siteKey: 'north', labels: ['GOLD'], takesUnlabelled: false });
    siteId = globalId('Site', site.id);
  });
  afterAll(() => app.close());

  const ask = <Data>(query: string, variables: object = {}): Promise<Data> => app.admin.data<Data>(query, variables, token);
  const update = async (input: object, as = token): Promise<UpdatePayload> =>
    (await app.admin.data<{ siteUpdate: UpdatePayload }>(UPDATE, { input: { siteId, ...input } }, as)).siteUpdate;
  const current = async (): Promise<Record<string, unknown>> =>
    (await ask<{ site: Record<string, unknown> }>(`query ($id: ID!) { site(id: $id) { ${SITE} } }`, { id: siteId })).site;

  it('changes what is given and nothing else', async () => {
    const before = await current();
    const { site: changed, userErrors } = await update({ version: 1, name: 'Northern', privateLabels: [' SILVER', 'GOLD', 'GOLD'] });
    expect(userErrors).toEqual([]);
    expect(changed).toEqual({ ...before, name: 'Northern', privateLabels: ['GOLD', 'SILVER'], version: 2 });
    expect(await current()).toEqual(changed);
    expect((await update({ version: 2, takesUnlabelled: true, privateLabels: [] })).site).toMatchObject({
      takesUnlabelled: true,
      privateLabels: [],
      version: 3,
    });
  });

  it('a change that changes nothing is no new version', async () => {
    expect((await update({ version: 1, privateLabels: ['GOLD'] })).site).toMatchObject({ version: 1 });
  });

  it('the second of two administrators is told who changed what when, and nothing is overwritten', async () => {
    await update({ version: 1, name: 'Northern' });
    app.clock.advanceMinutes(1);
    await update({ version: 2, url: 'https://new.example' });
    const second = await app.admin.logIn(await app.story.makePlatformUser({ email: 'bob@example.com' }));
    const seen = await current();
    const { site: none, userErrors } = await update({ version: 1, name: 'Mine' }, second);
    expect(none).toBeNull();
    expect(userErrors).toMatchObject([{ code: 'CHANGED_MEANWHILE', field: 'version' }]);
    expect(userErrors[0]?.message).toContain(`ann@example.com at ${app.clock.now().toISOString()}`);
    expect(userErrors[0]?.message).toMatch(/url .* → "https:\/\/new\.example"/);
    expect(userErrors[0]?.message).toContain('→ "Northern"');
    expect(await current()).toEqual(seen);
  });

  it('of many at the same instant exactly one wins', async () => {
    const answers = await Promise.all(['A', 'B', 'C', 'D'].map((name) => update({ version: 1, name })));
    expect(answers.map(({ userErrors }) => userErrors.map((error) => error.code).join()).sort()).toEqual([
      '',
      'CHANGED_MEANWHILE',
      'CHANGED_MEANWHILE',
      'CHANGED_MEANWHILE',
    ]);
    expect(await current()).toMatchObject({ version: 2 });
  });

  it.each([
    ['no name', { name: '' }],
    ['no URL', { url: 'javascript:alert(1)' }],
    ['a long label', { privateLabels: ['x'.repeat(101)] }],
  ])('%s: BAD_USER_INPUT', async (_name, wrong) => {
    const answer = await app.admin.ask(UPDATE, { input: { siteId, version: 1, ...wrong } }, token);
    expect(answer.errors.map((error) => error.extensions.code)).toEqual(['BAD_USER_INPUT']);
  });

  it('an unknown site is NOT_FOUND', async () => {
    const answer = await app.admin.ask(UPDATE, { input: { siteId: globalId('Site', 999_999), version: 1, name: 'x' } }, token);
    expect(answer.errors.map((error) => error.extensions.code)).toEqual(['NOT_FOUND']);
    expect(await ask('{ site(id: "U2l0ZTo5OTk5OTk") { name } }')).toEqual({ site: null });
  });

  it('disabling ends running sessions and refuses log-ins; enabling lets people log in anew', async () => {
    const user = await app.story.makeUser({ site });
    const session = await app.portal.logIn(user);
    const turn = (name: string): Promise<unknown> =>
      ask(`mutation ($input: SiteInput!) { ${name}(input: $input) { site { isDisabled } } }`, { input: { siteId } });
    const alive = async (): Promise<boolean> => (await app.portal.ask('{ viewer { email } }', {}, session)).errors.length === 0;
    expect(await turn('siteDisable')).toEqual({ siteDisable: { site: { isDisabled: true } } });
    expect(await alive()).toBe(false);
    await expect(app.portal.logIn(user)).rejects.toThrow('could not log in');
    expect(await turn('siteEnable')).toEqual({ siteEnable: { site: { isDisabled: false } } });
    expect(await alive()).toBe(false);
    await app.portal.logIn(user);
  });

  it('the first site is the default and takes unlabelled contracts unless told otherwise; a later one does not', async () => {
    await app.truncate();
    token = await app.admin.logIn(await app.story.makePlatformUser());
    const create = async (siteKey: string): Promise<unknown> => {
      const input = { siteKey, name: siteKey, url: 'https://a.example', privateLabels: [] };
      const { siteCreate } = await ask<{ siteCreate: { site: { takesUnlabelled: boolean; isDefault: boolean } } }>(CREATE, { input });
      return [siteCreate.site.takesUnlabelled, siteCreate.site.isDefault];
    };
    const both = await Promise.all([create('one'), create('two')]);
    expect(both.sort()).toEqual([
      [false, false],
      [true, true],
    ]);
    expect(await create('three')).toEqual([false, false]);
  });

  it('shows each label with the other sites that take it, and the labels there are to choose from', async () => {
    await app.story.makeSite({ siteKey: 'south', labels: ['GOLD', 'MISSPELT'] });
    await app.story.makeContract({ label: 'GOLD' });
    await app.story.makeContract({ label: 'GOLD', terminated: true });
    await app.story.makeContract({ label: 'GOLD', booked: false });
    await app.story.makeContract({ label: 'gold' });
    const own = 'query ($id: ID!) { site(id: $id) { labels { privateLabel otherSites { siteKey } } } }';
    expect(await ask(own, { id: siteId })).toEqual({ site: { labels: [{ privateLabel: 'GOLD', otherSites: [{ siteKey: 'south' }] }] } });
    const known =
      'query ($after: String) { siteLabels(first: 2, after: $after) { totalCount edges { node { privateLabel contractCount activeContractCount sites { siteKey } } } pageInfo { hasNextPage endCursor } } }';
    interface Known {
      siteLabels: Nodes<Record<string, unknown>>;
    }
    const { siteLabels: first } = await ask<Known>(known);
    expect(first.totalCount).toBe(3);
    expect(first.edges.map((edge) => edge.node)).toEqual([
      { privateLabel: 'GOLD', contractCount: 2, activeContractCount: 1, sites: [{ siteKey: 'north' }, { siteKey: 'south' }] },
      { privateLabel: 'MISSPELT', contractCount: 0, activeContractCount: 0, sites: [{ siteKey: 'south' }] },
    ]);
    const { siteLabels: rest } = await ask<Known>(known, { after: first.pageInfo.endCursor });
    expect(rest.edges.map((edge) => edge.node)).toEqual([{ privateLabel: 'gold', contractCount: 1, activeContractCount: 1, sites: [] }]);
  });

  it('previews what a changed mapping does, and that is what it then does', async () => {
    const [one, two] = [await app.story.makeAccount(), await app.story.makeAccount()];
    const roles = [[one, 'CUSTOMER']] as const;
    await app.story.makeContract({ roles, label: 'GOLD', contractNumber: 'G-1' });
    await app.story.makeContract({ roles: [[two, 'GUARANTOR']], label: 'SILVER', contractNumber: 'S-1' });
    await app.story.makeContract({ roles, label: 'SILVER', contractNumber: 'S-2', terminated: true });
    await app.story.makeContract({ roles: [[one, 'VENDOR']], label: 'SILVER', contractNumber: 'S-3' });
    await app.story.makeContract({ roles, label: 'SILVER', contractNumber: 'S-4', booked: false });
    await app.story.makeContract({ roles, label: null, contractNumber: 'N-1' });
    const ann = await app.story.makeUser({ site, accounts: [one], email: 'Ann.User@example.com' });
    const ben = await app.story.makeUser({ site, accounts: [one, two], email: 'ben@example.com' });
    const elsewhere = await app.story.makeSite({ labels: ['SILVER'] });
    await app.story.makeUser({ site: elsewhere, accounts: [one] });
    const sessions = await Promise.all([ann, ben].map((user) => app.portal.logIn(user)));
    const count = '{ active: contracts { totalCount } closed: contracts(filter: { state: CLOSED }) { totalCount } }';
    type Counts = Record<'active' | 'closed', { totalCount: number }>;
    const totals = async (): Promise<number[]> =>
      Promise.all(
        sessions.map(async (session) => {
          const { active, closed } = await app.portal.data<Counts & Record<string, unknown>>(count, {}, session);
          return active.totalCount + closed.totalCount;
        }),
      );
    const before = await totals();
    const mapping = { privateLabels: ['SILVER'], takesUnlabelled: true };
    const { siteMappingPreview: told } = await ask<{ siteMappingPreview: Record<'gained' | 'lost', Side> }>(PREVIEW, {
      siteId,
      ...mapping,
    });
    const numbers = (side: Side): string[] => side.contracts.edges.map((edge) => edge.node.contractNumber);
    const users = (side: Side): unknown[] => side.users.edges.map(({ node }) => [node.user.email, node.contractCount]);
    expect([told.gained.contracts.totalCount, numbers(told.gained)]).toEqual([4, ['N-1', 'S-1', 'S-2']]);
    expect([told.lost.contracts.totalCount, numbers(told.lost)]).toEqual([1, ['G-1']]);
    const gained = [
      ['Ann.User@example.com', 2],
      ['ben@example.com', 3],
    ];
    const lost = [
      ['Ann.User@example.com', 1],
      ['ben@example.com', 1],
    ];
    expect([users(told.gained), told.gained.users.totalCount, users(told.lost), told.lost.users.totalCount]).toEqual([gained, 2, lost, 2]);
    expect(await totals()).toEqual(before);
    await update({ version: 1, ...mapping });
    expect(await totals()).toEqual([(before[0] ?? 0) + 2 - 1, (before[1] ?? 0) + 3 - 1]);
    const again = await ask<{ siteMappingPreview: Record<'gained' | 'lost', Side> }>(PREVIEW, { siteId, ...mapping });
    const { gained: none, lost: neither } = again.siteMappingPreview;
    expect([none.contracts.totalCount, neither.contracts.totalCount, none.users.totalCount, neither.users.totalCount]).toEqual([
      0, 0, 0, 0,
    ]);
  });
});
