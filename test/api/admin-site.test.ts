import { startPortal, type Answer, type TestPortal } from '../support/portal';

const CREATE = `mutation ($input: SiteCreateInput!) { siteCreate(input: $input) {
  site { siteKey name url takesUnlabelled privateLabels isDisabled } userErrors { code field } } }`;
const GOOD = { siteKey: 'north', name: 'North', url: 'https://north.example', takesUnlabelled: false, privateLabels: ['GOLD'] };

describe.each([true, false])('opening a site (compiled execution: %s)', (compiledExecution) => {
  let app: TestPortal;
  let token: string;

  beforeAll(async () => (app = await startPortal({ compiledExecution })));
  beforeEach(async () => {
    await app.truncate();
    token = await app.admin.logIn(await app.story.makePlatformUser());
  });
  afterAll(() => app.close());

  const create = (input: object): Promise<Answer<{ siteCreate: unknown }>> =>
    app.admin.ask(CREATE, { input: { ...GOOD, ...input } }, token);

  it('shows it as it is, and lists it', async () => {
    const made = { ...GOOD, isDisabled: false };
    expect((await create({})).data).toEqual({ siteCreate: { site: made, userErrors: [] } });
    const listed = await app.admin.data(
      '{ sites { edges { node { siteKey name url takesUnlabelled privateLabels isDisabled } } } }',
      {},
      token,
    );
    expect(listed).toEqual({ sites: { edges: [{ node: made }] } });
  });

  it('takes labels as they are on the contracts, each once, without blanks around', async () => {
    const { data } = await create({ privateLabels: [' GOLD', 'GOLD', 'gold', 'Ärger & Söhne', '', '  '] });
    expect(data).toMatchObject({ siteCreate: { site: { privateLabels: ['GOLD', 'gold', 'Ärger & Söhne'].sort() } } });
  });

  it.each(['a', 'a-b', '0', 'x'.repeat(40)])('takes the key "%s"', async (siteKey) => {
    expect((await create({ siteKey })).data).toMatchObject({ siteCreate: { userErrors: [] } });
  });

  it('refuses a key that is in use', async () => {
    await create({});
    expect((await create({ name: 'Another' })).data).toEqual({
      siteCreate: { site: null, userErrors: [{ code: 'SITE_KEY_TAKEN', field: 'siteKey' }] },
    });
    const { sites } = await app.admin.data<{ sites: unknown }>('{ sites { totalCount edges { node { name } } } }', {}, token);
    expect(sites).toEqual({ totalCount: 1, edges: [{ node: { name: 'North' } }] });
  });

  it.each([
    ['an empty key', { siteKey: '' }],
    ['a key in capitals', { siteKey: 'NORTH' }],
    ['a key with a blank', { siteKey: 'no rth' }],
    ['a key that begins with a hyphen', { siteKey: '-north' }],
    ['a key that ends with a line', { siteKey: 'north\n' }],
    ['a long key', { siteKey: 'x'.repeat(41) }],
    ['a key beyond ASCII', { siteKey: 'nörth' }],
    ['no name', { name: '' }],
    ['a long name', { name: 'x'.repeat(201) }],
    ['no URL', { url: 'north' }],
    ['another protocol', { url: 'ftp://north.example' }],
    ['a script', { url: 'javascript:alert(1)' }],
    ['a long URL', { url: `https://north.example/${'x'.repeat(500)}` }],
    ['a long label', { privateLabels: ['GOLD', 'x'.repeat(101)] }],
    ['too many labels', { privateLabels: Array.from({ length: 201 }, (_, index) => `L${index}`) }],
    ['a label that is none', { privateLabels: [null] }],
    ['no labels', { privateLabels: null }],
  ])('%s: BAD_USER_INPUT', async (_name, wrong) => {
    const { errors, data } = await create(wrong);
    expect(errors.map((error) => error.extensions.code)).toEqual(['BAD_USER_INPUT']);
    expect(data?.siteCreate ?? null).toBeNull();
    const { sites } = await app.admin.data<{ sites: unknown }>('{ sites { totalCount } }', {}, token);
    expect(sites).toEqual({ totalCount: 0 });
  });
});
