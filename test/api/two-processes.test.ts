import { globalId } from '../support/ids';
import { startPortal, type Person, type TestPortal } from '../support/portal';
import { startSecondProcess, type SecondProcess } from '../support/second-process';

const SEEN = '{ contracts { totalCount } }';
const SITE = 'query ($id: ID!) { site(id: $id) { version } }';

/** Staff work at one process, the user's session runs at another: a real second one. */
describe('a change made at one process counts at the next request of a session at another', () => {
  let app: TestPortal;
  let other: SecondProcess;
  let staff: string;
  let site: { id: number; siteKey: string };
  let user: Person;
  let account: number;
  let contract: number;
  let session: string;

  beforeAll(async () => {
    app = await startPortal();
    other = await startSecondProcess(app.databaseUrl);
  }, 90_000);
  afterAll(async () => {
    await other.stop();
    await app.close();
  });
  beforeEach(async () => {
    await app.truncate();
    staff = await app.admin.logIn(await app.story.makePlatformUser());
    site = await app.story.makeSite({ labels: ['GOLD'], takesUnlabelled: false });
    account = await app.story.makeAccount();
    contract = await app.story.makeContract({ roles: [[account, 'CUSTOMER']], label: 'GOLD' });
    user = await app.story.makeUser({ site, accounts: [account] });
    session = await other.portal.logIn(user);
    expect(await seen()).toBe(1);
  });

  /** How many contracts the session sees; undefined when it is dead. */
  async function seen(): Promise<number | undefined> {
    const { data } = await other.portal.ask<{ contracts: { totalCount: number } | null }>(SEEN, {}, session);
    return data?.contracts?.totalCount;
  }

  async function act(name: string, type: string, input: object): Promise<void> {
    const query = `mutation ($input: ${type}!) { ${name}(input: $input) { userErrors { code } } }`;
    expect(await app.admin.data(query, { input }, staff)).toEqual({ [name]: { userErrors: [] } });
  }

  const remap = async (privateLabels: string[]): Promise<void> => {
    const siteId = globalId('Site', site.id);
    const read = await app.admin.data<{ site: { version: number } }>(SITE, { id: siteId }, staff);
    await act('siteUpdate', 'SiteUpdateInput', { siteId, version: read.site.version, privateLabels });
  };

  it('labels of the site', async () => {
    await remap(['SILVER']);
    expect(await seen()).toBe(0);
    await remap(['SILVER', 'GOLD']);
    expect(await seen()).toBe(1);
  });

  it('links', async () => {
    const input = { userId: globalId('User', user.id), accountId: globalId('Account', account) };
    await act('userUnlinkAccount', 'UserUnlinkAccountInput', { ...input, allowNone: true });
    expect(await seen()).toBe(0);
    await act('userLinkAccount', 'UserAccountInput', input);
    expect(await seen()).toBe(1);
  });

  it('booking', async () => {
    await app.story.change('UPDATE contracts SET is_booked = 0 WHERE id = ?', [contract]);
    expect(await seen()).toBe(0);
    await app.story.change('UPDATE contracts SET is_booked = 1 WHERE id = ?', [contract]);
    expect(await seen()).toBe(1);
  });

  it('the user is disabled, and a session of before stays dead when enabled again', async () => {
    const input = { userId: globalId('User', user.id) };
    await act('userDisable', 'UserInput', input);
    expect(await seen()).toBeUndefined();
    await act('userEnable', 'UserInput', input);
    expect(await seen()).toBeUndefined();
    session = await other.portal.logIn(user);
    expect(await seen()).toBe(1);
  });

  it('the site is disabled', async () => {
    const input = { siteId: globalId('Site', site.id) };
    await act('siteDisable', 'SiteInput', input);
    expect(await seen()).toBeUndefined();
    await act('siteEnable', 'SiteInput', input);
    expect(await seen()).toBeUndefined();
  });

  it("a platform user's session ends at the other process, too", async () => {
    const colleague = await app.story.makePlatformUser({ role: 'CUSTOMER_CARE' });
    const token = await other.admin.logIn(colleague);
    const viewer = async (): Promise<unknown> => (await other.admin.ask('{ viewer { role } }', {}, token)).data;
    expect(await viewer()).toEqual({ viewer: { role: 'CUSTOMER_CARE' } });
    await act('platformUserDisable', 'PlatformUserInput', { platformUserId: globalId('PlatformUser', colleague.id) });
    expect(await viewer()).toEqual({ viewer: null });
  });
});
