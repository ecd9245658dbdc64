import { CustomerWorld, USER_CREATE } from '../support/customer-world';
import { globalId } from '../support/ids';
import type { TestPortal } from '../support/portal';

const FREQUENT = ['ACCOUNTS', 'CONTACTS', 'LOCATIONS', 'CONTRACTS', 'PAYMENTS', 'INVOICES'];
const KINDS = [...FREQUENT, 'ASSETS', 'SCHEDULES', 'PRINCIPAL_AND_INTEREST', 'LINES_OF_CREDIT'];
const LINK = 'mutation ($input: UserAccountInput!) { userLinkAccount(input: $input) { userErrors { code } } }';
const IMPORT = 'mutation ($input: UsersImportInput!) { usersImport(input: $input) { userErrors { code } } }';
const START = `mutation ($input: CustomerSyncStartInput!) { customerSyncStart(input: $input) {
  customerSync { accountId state reason account { name } nextAttemptAt } userErrors { code field } } }`;

let stage: CustomerWorld;
let app: TestPortal;

beforeAll(async () => {
  stage = await CustomerWorld.open();
  app = stage.app;
});
afterAll(() => stage.close());
beforeEach(() => stage.begin());
afterEach(() => stage.end());

describe('the sync of single customers', () => {
  describe('of a new user', () => {
    it('brings the contract that no sync has seen, and tells how far it is', async () => {
      await stage.world.put('contracts', { ...stage.contract, ContractOid: 777_001, ContractId: 'BRAND-NEW' });
      const { id, token } = await stage.createUser();
      const numbers = async (): Promise<string[]> => {
        type Answer = { contracts: { edges: { node: { contractNumber: string } }[] } };
        const { contracts } = await app.portal.data<Answer>('{ contracts(first: 100) { edges { node { contractNumber } } } }', {}, token);
        return contracts.edges.map((edge) => edge.node.contractNumber);
      };
      expect(await numbers()).not.toContain('BRAND-NEW');
      const before = await stage.statusOf(token);
      expect(before).toMatchObject({ state: 'LOADING', progress: { accountsDone: 0, accountsTotal: 1 } });
      app.clock.advanceSeconds(1);
      await stage.work();
      expect(await numbers()).toContain('BRAND-NEW');
      const at = before.lastSyncedAt;
      expect(await stage.statusOf(token)).toEqual({
        state: 'UP_TO_DATE',
        message: 'Everything is up to date.',
        progress: { accountsDone: 1, accountsTotal: 1 },
        lastSyncedAt: at,
        kinds: KINDS.map((kind) => ({ kind, syncedAt: at })),
      });
      const now = app.clock.now().toISOString();
      expect((await stage.statusForStaff(id)).accounts).toEqual([
        {
          accountId: globalId('Account', stage.accountId),
          account: { name: expect.any(String) as unknown },
          state: 'DONE',
          reason: 'USER_CREATED',
          attempts: 1,
          error: null,
          requestedAt: at,
          startedAt: now,
          finishedAt: now,
          nextAttemptAt: null,
        },
      ]);
    });

    it('does not keep the creation waiting while ASPIRE is down, and is done once it is back', async () => {
      await stage.world.control('faults', { mode: 'down' });
      const { id, token } = await stage.createUser();
      await stage.work();
      expect(await stage.statusOf(token)).toMatchObject({ state: 'LOADING', progress: { accountsDone: 0, accountsTotal: 1 } });
      const due = new Date(app.clock.now().getTime() + 10_000).toISOString();
      expect((await stage.statusForStaff(id)).accounts).toMatchObject([
        { state: 'QUEUED', attempts: 1, error: expect.any(String) as unknown, nextAttemptAt: due },
      ]);
      await stage.world.control('faults', { mode: 'none' });
      await stage.work();
      expect((await stage.find())?.state).toBe('QUEUED');
      app.clock.advanceSeconds(10);
      await stage.work();
      expect(await stage.statusOf(token)).toMatchObject({ state: 'UP_TO_DATE' });
      expect((await stage.statusForStaff(id)).accounts).toMatchObject([{ state: 'DONE', attempts: 2, error: null }]);
    });

    it('is not asked for by a creation that is refused or rolled back', async () => {
      await app.story.makeUser({ site: stage.site, email: 'taken@example.com' });
      const input = { siteId: globalId('Site', stage.site.id), email: 'taken@example.com', firstName: 'N', lastName: 'U' };
      const accountIds = [globalId('Account', stage.accountId)];
      expect(await app.admin.data(USER_CREATE, { input: { ...input, accountIds } }, stage.staff)).toMatchObject({
        userCreate: { userErrors: [{ code: 'EMAIL_TAKEN' }] },
      });
      const rolledBack = app.container.database.transaction(async (transaction) => {
        await app.container.customerSyncQueue.request(transaction, [stage.accountId], 'USER_CREATED');
        throw new Error('no');
      });
      await expect(rolledBack).rejects.toThrow('no');
      expect(await stage.find()).toBeUndefined();
    });

    it('fails in words for a customer ASPIRE does not know; the next sync settles it', async () => {
      const { id, token } = await stage.createUser();
      await stage.world.remove('accounts', stage.accountId);
      app.clock.advanceSeconds(1);
      await stage.work();
      expect((await stage.statusForStaff(id)).accounts).toMatchObject([
        { state: 'FAILED', error: expect.stringContaining('no such account') as unknown },
      ]);
      expect(await stage.statusOf(token)).toMatchObject({ state: 'DELAYED', progress: { accountsDone: 0, accountsTotal: 1 } });
      app.clock.advanceSeconds(1);
      await stage.syncAll();
      expect(await stage.statusOf(token)).toMatchObject({ state: 'UP_TO_DATE' });
    });
  });

  it('is asked for by links and files, too', async () => {
    const user = await app.story.makeUser({ site: stage.site });
    await app.admin.data(
      LINK,
      { input: { userId: globalId('User', user.id), accountId: globalId('Account', stage.accountId) } },
      stage.staff,
    );
    expect(await stage.find()).toMatchObject({ state: 'QUEUED', reason: 'LINKED' });
    await stage.work();
    const [account] = await app.container.accounts.findForStaff([stage.accountId]);
    const csv = `siteKey,email,firstName,lastName,accountNumbers\n${stage.site.siteKey},f@example.com,F,F,${account?.accountNumber}\n`;
    await app.admin.data(IMPORT, { input: { csv, dryRun: true } }, stage.staff);
    expect((await stage.find())?.state).toBe('DONE');
    await app.admin.data(IMPORT, { input: { csv, dryRun: false } }, stage.staff);
    expect(await stage.find()).toMatchObject({ state: 'QUEUED', reason: 'IMPORTED', attempts: 0 });
  });

  describe('by hand', () => {
    it('is for CUSTOMER_CARE, too, ends a pause, and is written down', async () => {
      const care = await app.admin.logIn(await app.story.makePlatformUser({ role: 'CUSTOMER_CARE', email: 'care@example.com' }));
      await stage.createUser();
      await stage.world.control('faults', { mode: 'down' });
      await stage.work();
      await stage.world.control('faults', { mode: 'none' });
      const input = { accountId: globalId('Account', stage.accountId) };
      expect(await app.admin.data(START, { input }, care)).toEqual({
        customerSyncStart: {
          customerSync: {
            ...input,
            state: 'QUEUED',
            reason: 'USER_CREATED',
            account: { name: expect.any(String) as unknown },
            nextAttemptAt: app.clock.now().toISOString(),
          },
          userErrors: [],
        },
      });
      await stage.work();
      expect(await stage.find()).toMatchObject({ state: 'DONE' });
      const [entry] = await app.container.database.rows<object>(
        "SELECT actor_name AS actor, subject_type AS subject, subject_id AS id FROM audit_entries WHERE action = 'CUSTOMER_SYNC_START'",
      );
      expect(entry).toEqual({ actor: 'care@example.com', subject: 'ACCOUNT', id: stage.accountId });
    });

    it('is refused for an account that is not known', async () => {
      for (const id of [globalId('Account', 987_654_321), globalId('User', stage.accountId)]) {
        expect(await app.admin.data(START, { input: { accountId: id } }, stage.staff)).toEqual({
          customerSyncStart: { customerSync: null, userErrors: [{ code: 'UNKNOWN_ACCOUNT', field: 'accountId' }] },
        });
      }
    });
  });

  describe('what a user is told', () => {
    it("is the user's own, also to staff who look as the user", async () => {
      const { id, token } = await stage.createUser();
      const stranger = await app.portal.logIn(await app.story.makeUser({ site: stage.site }));
      expect(await stage.statusOf(stranger)).toMatchObject({ state: 'UP_TO_DATE', progress: { accountsDone: 0, accountsTotal: 0 } });
      const NODE = 'query ($id: ID!) { node(id: $id) { ... on User { dataStatus { state } } } }';
      expect(await app.portal.data(NODE, { id }, stranger)).toEqual({ node: null });
      expect(await app.portal.data(NODE, { id }, token)).toEqual({ node: { dataStatus: { state: 'LOADING' } } });
      const view = 'mutation ($input: ViewAsStartInput!) { viewAsStart(input: $input) { session { token } userErrors { code } } }';
      type Answer = { viewAsStart: { session: { token: string } } };
      const { viewAsStart } = await app.admin.data<Answer>(view, { input: { userId: id, reason: 'They asked.' } }, stage.staff);
      expect(await stage.statusOf(viewAsStart.session.token)).toEqual(await stage.statusOf(token));
      expect((await stage.statusForStaff(id)).accounts).toHaveLength(1);
    });

    it('is that it is late when nothing was read for 45 minutes', async () => {
      const user = await app.story.makeUser({ site: stage.site, accounts: [stage.accountId] });
      app.clock.advanceMinutes(45);
      let token = await app.portal.logIn(user);
      expect((await stage.statusOf(token)).state).toBe('UP_TO_DATE');
      app.clock.advanceSeconds(1);
      token = await app.portal.logIn(user);
      expect((await stage.statusOf(token)).state).toBe('DELAYED');
      await stage.syncAll();
      expect((await stage.statusOf(token)).state).toBe('UP_TO_DATE');
    });

    it('is that it is late before anything was ever read', async () => {
      await app.truncate();
      const token = await app.portal.logIn(await app.story.makeUser({ site: await app.story.makeSite() }));
      expect(await stage.statusOf(token)).toMatchObject({ state: 'DELAYED', lastSyncedAt: null });
    });
  });
});
