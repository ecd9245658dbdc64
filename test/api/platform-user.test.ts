import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { globalId } from '../support/ids';
import { startPortal, type Answer, type TestPortal } from '../support/portal';
import { PASSWORD } from '../support/story';

const FIELDS = 'id email name role isDisabled hasPassword version lastLoggedInAt';
const LIST = `{ platformUsers { totalCount edges { node { ${FIELDS} } } } }`;
const call = (name: string, type: string): string =>
  `mutation ($input: ${type}!) { ${name}(input: $input) { platformUser { ${FIELDS} } userErrors { code message field } } }`;
const CREATE = call('platformUserCreate', 'PlatformUserCreateInput');
const UPDATE = call('platformUserUpdate', 'PlatformUserUpdateInput');
const DISABLE = call('platformUserDisable', 'PlatformUserInput');
const ENABLE = call('platformUserEnable', 'PlatformUserInput');

interface Payload {
  platformUser: { id: string; version: number; role: string; isDisabled: boolean } | null;
  userErrors: { code: string; message: string }[];
}

describe('platform users', () => {
  let app: TestPortal;
  let ann: { id: number; email: string };
  let token: string;

  beforeAll(async () => (app = await startPortal()));
  beforeEach(async () => {
    await app.truncate();
    ann = await app.story.makePlatformUser({ email: 'ann@example.com' });
    token = await app.admin.logIn(ann);
  });
  afterAll(() => app.close());

  const idOf = ({ id }: { id: number }): string => globalId('PlatformUser', id);
  async function act(query: string, input: object, as = token): Promise<Payload> {
    const data = await app.admin.data<Record<string, Payload>>(query, { input }, as);
    return Object.values(data)[0] as Payload;
  }
  const codes = async (answer: Promise<Payload>): Promise<string[]> => (await answer).userErrors.map((error) => error.code);
  const lives = async (session: string): Promise<boolean> => (await app.admin.ask('{ viewer { email } }', {}, session)).errors.length === 0;

  it('are created without a password, and cannot log in before the operator sets one', async () => {
    const { platformUser } = await act(CREATE, { email: 'Carl@example.com', name: 'Carl', role: 'CUSTOMER_CARE' });
    expect(platformUser).toMatchObject({
      email: 'Carl@example.com',
      hasPassword: false,
      isDisabled: false,
      version: 1,
      lastLoggedInAt: null,
    });
    for (const password of ['', PASSWORD]) {
      const { session, userErrors } = await app.admin.tryLogIn({ email: 'carl@example.com', password });
      expect([session, userErrors.map((error) => error.code)]).toEqual([null, ['WRONG_CREDENTIALS']]);
    }
    const root = join(__dirname, '../..');
    const run = spawnSync(
      process.execPath,
      ['-r', '@swc-node/register', join(root, 'src/cli.ts'), 'platform-user', 'password', '--email', 'carl@example.com'],
      { cwd: root, input: `${PASSWORD}\n`, encoding: 'utf8', env: { ...process.env, PORTAL_DATABASE_URL: app.databaseUrl } },
    );
    expect([run.status, run.stderr]).toEqual([0, '']);
    await app.admin.logIn({ email: 'carl@example.com' });
    const [entry] = await app.container.database.rows<{ summary: string; after: string }>(
      "SELECT summary, CAST(state_after AS CHAR) AS `after` FROM audit_entries WHERE action = 'PLATFORM_USER_PASSWORD'",
    );
    expect(entry?.summary).toContain('Carl@example.com');
    expect(entry?.after).toContain('•••');
    expect(entry?.after).not.toContain('argon2');
  }, 60_000);

  it('setting a password ends running sessions', async () => {
    await app.container.platformUserService.setPassword(
      { realm: 'SYSTEM', id: null, name: 'x', requestId: null, address: null },
      ann.email,
      PASSWORD,
    );
    expect(await lives(token)).toBe(false);
  });

  it('are listed by e-mail, for administrators only', async () => {
    const care = await app.story.makePlatformUser({ role: 'CUSTOMER_CARE', email: 'Zoe@example.com' });
    const { platformUsers } = await app.admin.data<{ platformUsers: { totalCount: number; edges: { node: { email: string } }[] } }>(
      LIST,
      {},
      token,
    );
    expect(platformUsers.totalCount).toBe(2);
    expect(platformUsers.edges.map((edge) => edge.node.email)).toEqual(['ann@example.com', 'Zoe@example.com']);
    const careToken = await app.admin.logIn(care);
    const answer: Answer = await app.admin.ask(LIST, {}, careToken);
    expect(answer.errors.map((error) => error.extensions.code)).toEqual(['FORBIDDEN']);
    const node = 'query ($id: ID!) { node(id: $id) { id } }';
    expect(await app.admin.data(node, { id: idOf(ann) }, careToken)).toEqual({ node: null });
    expect(await app.admin.data(node, { id: idOf(care) }, token)).toEqual({ node: { id: idOf(care) } });
  });

  it('an e-mail that is taken is refused', async () => {
    expect(await codes(act(CREATE, { email: 'ANN@example.com', name: 'Ann', role: 'CUSTOMER_CARE' }))).toEqual(['EMAIL_TAKEN']);
  });

  it('a change of role counts at the next request; a stale edit is told who was first', async () => {
    const bob = await app.story.makePlatformUser({ email: 'bob@example.com' });
    const bobs = await app.admin.logIn(bob);
    expect((await act(UPDATE, { platformUserId: idOf(bob), version: 1, role: 'CUSTOMER_CARE', name: 'Bob' })).platformUser).toMatchObject({
      role: 'CUSTOMER_CARE',
      version: 2,
    });
    expect((await app.admin.ask(LIST, {}, bobs)).errors.map((error) => error.extensions.code)).toEqual(['FORBIDDEN']);
    const { userErrors } = await act(UPDATE, { platformUserId: idOf(bob), version: 1, name: 'Robert' });
    expect(userErrors.map((error) => error.code)).toEqual(['CHANGED_MEANWHILE']);
    expect(userErrors[0]?.message).toContain('ann@example.com');
    expect(userErrors[0]?.message).toContain('role "ADMINISTRATOR" → "CUSTOMER_CARE"');
  });

  it('disabling ends running sessions; enabling lets log in anew', async () => {
    const bob = await app.story.makePlatformUser({ email: 'bob@example.com' });
    const bobs = await app.admin.logIn(bob);
    expect(await codes(act(DISABLE, { platformUserId: idOf(bob) }))).toEqual([]);
    expect(await lives(bobs)).toBe(false);
    await expect(app.admin.logIn(bob)).rejects.toThrow('could not log in');
    expect(await codes(act(ENABLE, { platformUserId: idOf(bob) }))).toEqual([]);
    expect(await lives(bobs)).toBe(false);
    await app.admin.logIn(bob);
  });

  it('nobody disables themself, not even with other administrators about', async () => {
    await app.story.makePlatformUser();
    expect(await codes(act(DISABLE, { platformUserId: idOf(ann) }))).toEqual(['OWN_ACCOUNT']);
    expect(await lives(token)).toBe(true);
  });

  it('the last administrator cannot be demoted; others who are disabled, of customer care or without a password do not count', async () => {
    const bob = await app.story.makePlatformUser({ disabled: true });
    await app.story.makePlatformUser({ role: 'CUSTOMER_CARE' });
    await act(CREATE, { email: 'new@example.com', name: 'New', role: 'ADMINISTRATOR' });
    const demote = { platformUserId: idOf(ann), version: 1, role: 'CUSTOMER_CARE' };
    expect(await codes(act(UPDATE, demote))).toEqual(['LAST_ADMINISTRATOR']);
    await act(ENABLE, { platformUserId: idOf(bob) });
    expect(await codes(act(UPDATE, demote))).toEqual([]);
  });

  it('two administrators who disable each other at the same instant leave one', async () => {
    for (let round = 0; round < 5; round += 1) {
      await app.truncate();
      const [one, two] = [await app.story.makePlatformUser(), await app.story.makePlatformUser()];
      const [ones, twos] = [await app.admin.logIn(one), await app.admin.logIn(two)];
      await Promise.all([
        app.admin.ask(DISABLE, { input: { platformUserId: idOf(two) } }, ones),
        app.admin.ask(DISABLE, { input: { platformUserId: idOf(one) } }, twos),
      ]);
      const left = await app.container.database.rows('SELECT id FROM platform_users WHERE disabled_at IS NULL');
      expect(left).toHaveLength(1);
    }
  });
});
