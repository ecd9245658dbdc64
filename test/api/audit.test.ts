import { masked } from '../../src/domain/audit/audit-log';
import { globalId } from '../support/ids';
import { PaymentStory } from '../support/payment-story';
import { startPortal, type Nodes, type TestPortal } from '../support/portal';
import { introspect, operationOf, rootFields } from '../support/schema-walk';
import { identityActs } from '../support/identity-act';
import { PASSWORD } from '../support/story';

const ENTRY = 'at realm actorId actorName action subjectType subjectId summary before after reason requestId address';
const ENTRIES = `query ($filter: AuditFilter, $first: Int, $after: String) { auditEntries(filter: $filter, first: $first, after: $after) {
  totalCount edges { node { ${ENTRY} } } pageInfo { hasNextPage endCursor } } }`;
const EXPORT = 'mutation ($input: AuditExportInput!) { auditExport(input: $input) { csv rowCount userErrors { code } } }';
const UPDATE_SITE = 'mutation ($input: SiteUpdateInput!) { siteUpdate(input: $input) { userErrors { code } } }';

type Entry = Record<
  'at' | 'realm' | 'actorId' | 'actorName' | 'action' | 'subjectType' | 'subjectId' | 'summary' | 'before' | 'after',
  string | null
>;

describe('the audit log', () => {
  let app: TestPortal;
  let staff: { id: number; email: string };
  let token: string;
  let site: { id: number; siteKey: string };
  let siteId: string;

  beforeAll(async () => (app = await startPortal()));
  beforeEach(async () => {
    await app.truncate();
    staff = await app.story.makePlatformUser({ email: 'ann@example.com' });
    token = await app.admin.logIn(staff);
    site = await app.story.makeSite({ labels: ['GOLD'] });
    siteId = globalId('Site', site.id);
  });
  afterAll(() => app.close());

  async function entries(filter: object = {}): Promise<Entry[]> {
    const data = await app.admin.data<{ auditEntries: Nodes<Entry> }>(ENTRIES, { filter, first: 100 }, token);
    return data.auditEntries.edges.map((edge) => edge.node);
  }
  const actions = async (filter: object = {}): Promise<(string | null)[]> => (await entries(filter)).map((entry) => entry.action);
  const rename = (name: string, version: number): Promise<unknown> =>
    app.admin.data(UPDATE_SITE, { input: { siteId, version, name } }, token);

  it('tells who did what when, with the values before and after', async () => {
    await rename('Northern', 1);
    const [entry] = await entries({ action: 'SITE_UPDATE' });
    expect(entry).toMatchObject({
      at: app.clock.now().toISOString(),
      realm: 'PLATFORM',
      actorId: globalId('PlatformUser', staff.id),
      actorName: 'ann@example.com',
      subjectType: 'SITE',
      subjectId: siteId,
      requestId: expect.stringMatching(/.+/) as unknown,
      address: expect.stringMatching(/127\.0\.0\.1|::1/) as unknown,
    });
    expect(JSON.parse(entry?.before ?? '')).toEqual({ name: `Site ${site.id}` });
    expect(JSON.parse(entry?.after ?? '')).toEqual({ name: 'Northern', version: 2 });
  });

  it('writes log-outs of both realms down, once', async () => {
    const user = await app.story.makeUser({ site });
    const session = await app.portal.logIn(user);
    for (let twice = 0; twice < 2; twice += 1) await app.portal.data('mutation { logOut { userErrors { code } } }', {}, session);
    const other = await app.admin.logIn(staff);
    await app.admin.data('mutation { logOut { userErrors { code } } }', {}, other);
    expect((await entries({ action: 'LOG_OUT' })).map((entry) => [entry.realm, entry.actorId, entry.subjectId])).toEqual([
      ['PLATFORM', globalId('PlatformUser', staff.id), globalId('PlatformUser', staff.id)],
      ['PORTAL', globalId('User', user.id), globalId('User', user.id)],
    ]);
  });

  it('is read latest first, page by page, by both roles', async () => {
    for (let version = 1; version <= 5; version += 1) await rename(`N${version}`, version);
    const care = await app.admin.logIn(await app.story.makePlatformUser({ role: 'CUSTOMER_CARE' }));
    const seen: (string | null)[] = [];
    let after: string | null = null;
    do {
      const variables: object = { filter: { action: 'SITE_UPDATE' }, first: 2, after };
      const { auditEntries }: { auditEntries: Nodes<Entry> } = await app.admin.data(ENTRIES, variables, care);
      expect(auditEntries.totalCount).toBe(5);
      seen.push(...auditEntries.edges.map((edge) => (JSON.parse(edge.node.after ?? '{}') as { name: string }).name));
      after = auditEntries.pageInfo.hasNextPage ? auditEntries.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toEqual(['N5', 'N4', 'N3', 'N2', 'N1']);
  });

  it('is filtered by realm, actor, action, subject and time', async () => {
    const user = await app.story.makeUser({ site });
    const start = app.clock.now().toISOString();
    await app.portal.logIn(user);
    app.clock.advanceMinutes(10);
    const middle = app.clock.now().toISOString();
    await rename('Northern', 1);
    expect(await actions()).toEqual(['SITE_UPDATE', 'LOG_IN', 'LOG_IN']);
    expect(await actions({ realm: 'PORTAL' })).toEqual(['LOG_IN']);
    expect(await actions({ actorId: globalId('User', user.id) })).toEqual(['LOG_IN']);
    expect(await actions({ actorId: globalId('PlatformUser', staff.id) })).toEqual(['SITE_UPDATE', 'LOG_IN']);
    expect(await actions({ action: 'LOG_IN' })).toEqual(['LOG_IN', 'LOG_IN']);
    expect(await actions({ subjectType: 'SITE' })).toEqual(['SITE_UPDATE']);
    expect(await actions({ subjectId: globalId('User', user.id) })).toEqual(['LOG_IN']);
    expect(await actions({ from: middle })).toEqual(['SITE_UPDATE']);
    expect(await actions({ from: start, until: middle })).toEqual(['LOG_IN', 'LOG_IN']);
    for (const filter of [
      { actorId: siteId },
      { actorId: globalId('User', 1), realm: 'PLATFORM' },
      { subjectType: 'USER', subjectId: siteId },
    ]) {
      const answer = await app.admin.ask(ENTRIES, { filter }, token);
      expect(answer.errors.map((error) => error.extensions.code)).toEqual(['BAD_USER_INPUT']);
    }
  });

  it('cannot be changed: the database refuses UPDATE and DELETE', async () => {
    await rename('Northern', 1);
    for (const sql of ["UPDATE audit_entries SET summary = 'x'", 'DELETE FROM audit_entries', 'DELETE FROM audit_entries WHERE id > 0'])
      await expect(app.story.change(sql, [])).rejects.toThrow('The audit log is append-only.');
    expect(await actions({ action: 'SITE_UPDATE' })).toEqual(['SITE_UPDATE']);
  });

  it('an act that is undone leaves no entry, and an entry that cannot be written undoes the act', async () => {
    const before = (await entries()).length;
    await app.admin.ask(UPDATE_SITE, { input: { siteId, version: 7, name: 'Stale' } }, token);
    expect(await entries()).toHaveLength(before);
    const spy = jest.spyOn(app.container.auditEntries, 'save').mockRejectedValueOnce(new Error('no room'));
    const answer = await app.admin.ask(UPDATE_SITE, { input: { siteId, version: 1, name: 'Unwritten' } }, token);
    spy.mockRestore();
    expect(answer.errors.map((error) => error.extensions.code)).toEqual(['INTERNAL_SERVER_ERROR']);
    expect(await app.admin.data('query ($id: ID!) { site(id: $id) { name } }', { id: siteId }, token)).toEqual({
      site: { name: `Site ${site.id}` },
    });
  });

  it('masks what is named like a secret, at any depth', () => {
    const secret = 'correct horse';
    const values = { name: 'n', passwordHash: secret, nested: { sessionToken: secret, list: [{ totpSeed: secret, plain: 1 }] } };
    expect(JSON.stringify(masked(values))).not.toContain(secret);
    expect(masked(values)).toEqual({
      name: 'n',
      passwordHash: '•••',
      nested: { sessionToken: '•••', list: [{ totpSeed: '•••', plain: 1 }] },
    });
  });

  describe('export', () => {
    interface Exported {
      auditExport: { csv: string | null; rowCount: number | null; userErrors: { code: string }[] };
    }
    const exported = async (filter: object = {}): Promise<Exported['auditExport']> =>
      (await app.admin.data<Exported>(EXPORT, { input: { filter } }, token)).auditExport;

    it('is CSV with formulas disarmed, and an entry itself', async () => {
      await app.admin.tryLogIn({ email: '=HYPERLINK("http://evil.example")', password: PASSWORD });
      const { csv, rowCount } = await exported({ action: 'LOG_IN_FAILED' });
      expect(rowCount).toBe(1);
      const [header, line, end] = (csv ?? '').split('\r\n');
      expect(header).toBe('at,realm,actorId,actorName,action,subjectType,subjectId,summary,before,after,reason,requestId,address');
      expect(line).toContain(`,"'=HYPERLINK(""http://evil.example"")",LOG_IN_FAILED,`);
      expect(end).toBe('');
      const [entry] = await entries({ action: 'AUDIT_EXPORT' });
      expect(JSON.parse(entry?.after ?? '')).toMatchObject({ action: 'LOG_IN_FAILED', rowCount: 1 });
    });

    it('takes 10 000 entries, refuses one more, and then leaves no entry', async () => {
      const insert = `INSERT INTO audit_entries (at, realm, actor_name, action, subject_type, summary)
        WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 100)
        SELECT NOW(), 'SYSTEM', 'x', 'SYNC_START', 'Sync', CONCAT(a.i, '-', b.i) FROM n a JOIN n b`;
      await app.story.change(insert, []);
      const full = await exported({ action: 'SYNC_START' });
      expect(full.rowCount).toBe(10_000);
      expect(
        new Set(
          (full.csv ?? '')
            .split('\r\n')
            .slice(1, -1)
            .map((line) => line.split(',')[7]),
        ),
      ).toHaveProperty('size', 10_000);
      await app.story.change(`${insert} LIMIT 1`, []);
      expect(await exported({ action: 'SYNC_START' })).toEqual({ csv: null, rowCount: null, userErrors: [{ code: 'TOO_MANY_ENTRIES' }] });
      expect(await actions({ action: 'AUDIT_EXPORT' })).toHaveLength(1);
    });
  });

  /** How to call each mutation so that it does something, and the entry it must leave. A new mutation has to be named here. */
  function calls(): Record<string, { action: string; input: () => Promise<object> | object }> {
    const { story } = app;
    const userInput = async (disabled = false): Promise<{ userId: string }> => {
      const account = await linkable();
      return { userId: globalId('User', (await story.makeUser({ site, accounts: [account], disabled })).id) };
    };
    const linkable = async (accountNumber = `L-${story.nextId()}`): Promise<number> => {
      const account = await story.makeAccount({ accountNumber });
      await story.makeContract({ roles: [[account, 'CUSTOMER']], label: 'GOLD' });
      return account;
    };
    const account = async (): Promise<string> => globalId('Account', await linkable());
    const colleague = async (disabled = false): Promise<{ platformUserId: string }> => ({
      platformUserId: globalId('PlatformUser', (await story.makePlatformUser({ disabled })).id),
    });
    const payment = async (): Promise<{ paymentId: string }> => {
      const made = { userId: (await story.makeUser({ site })).id, siteId: site.id, contractId: await story.makeContract() };
      return { paymentId: globalId('Payment', (await new PaymentStory(app).makePayment(made)).id) };
    };
    const person = { email: 'new@example.com', firstName: 'New', lastName: 'User' };
    return {
      logIn: { action: 'LOG_IN', input: () => ({ email: staff.email, password: PASSWORD }) },
      siteCreate: { action: 'SITE_CREATE', input: () => ({ siteKey: 'new', name: 'New', url: 'https://n.example', privateLabels: [] }) },
      siteUpdate: { action: 'SITE_UPDATE', input: () => ({ siteId, version: 1, name: 'Other' }) },
      siteDisable: { action: 'SITE_DISABLE', input: () => ({ siteId }) },
      siteEnable: {
        action: 'SITE_ENABLE',
        input: async () => {
          await story.change('UPDATE sites SET disabled_at = NOW() WHERE id = ?', [site.id]);
          return { siteId };
        },
      },
      userCreate: { action: 'USER_CREATE', input: async () => ({ ...person, siteId, accountIds: [await account()] }) },
      userUpdate: { action: 'USER_UPDATE', input: async () => ({ ...(await userInput()), version: 1, lastName: 'Other' }) },
      userDisable: { action: 'USER_DISABLE', input: () => userInput() },
      userEnable: { action: 'USER_ENABLE', input: () => userInput(true) },
      userLinkAccount: { action: 'USER_LINK', input: async () => ({ ...(await userInput()), accountId: await account() }) },
      userUnlinkAccount: {
        action: 'USER_UNLINK',
        input: async () => {
          const accountId = await linkable();
          const user = await story.makeUser({ site, accounts: [accountId] });
          return { userId: globalId('User', user.id), accountId: globalId('Account', accountId), allowNone: true };
        },
      },
      usersImport: {
        action: 'USERS_IMPORT',
        input: async () => {
          await linkable('IMP-1');
          return { csv: `siteKey,email,firstName,lastName,accountNumbers\r\n${site.siteKey},i@example.com,I,M,IMP-1\r\n`, dryRun: false };
        },
      },
      viewAsStart: { action: 'VIEW_AS_START', input: async () => ({ ...(await userInput()), reason: 'ticket 4711: list is empty' }) },
      viewAsEnd: {
        action: 'VIEW_AS_END',
        input: async () => {
          const input = await userInput();
          const query = 'mutation ($input: ViewAsStartInput!) { viewAsStart(input: $input) { userErrors { code } } }';
          await app.admin.data(query, { input: { ...input, reason: 'ticket 4711: list is empty' } }, token);
          return {};
        },
      },
      userSessionsEnd: {
        action: 'USER_SESSIONS_END',
        input: async () => {
          const user = await story.makeUser({ site });
          await app.portal.logIn(user);
          return { userId: globalId('User', user.id) };
        },
      },
      mailRetry: {
        action: 'MAIL_RETRY',
        input: async () => {
          app.mailer.fail('PERMANENT');
          const branding = { siteName: 'North', siteUrl: 'https://north.example', supportEmail: null, buttonColor: null };
          const to = { email: 'dana@example.com', name: 'Dana' };
          const letter = { realm: 'PORTAL', personId: 1, siteId: site.id, to, branding, content: { kind: 'PASSWORD_CHANGED' } } as const;
          await app.container.database.transaction((transaction) => app.outbox.post(transaction, letter));
          await app.deliverMail();
          const [mail] = await app.container.database.rows<{ id: number }>('SELECT MAX(id) AS id FROM mails');
          return { mailId: globalId('Mail', mail?.id ?? 0) };
        },
      },
      bankAccountReopen: {
        action: 'BANK_ACCOUNT_REOPEN',
        input: async () => {
          const userId = (await story.makeUser({ site })).id;
          const id = await new PaymentStory(app).makeBankAccount({ userId, stoppedAt: app.clock.now(), stopReasonCode: 'R02' });
          return { bankAccountId: globalId('BankAccount', id), reason: 'ticket 4711: the bank says it may be debited' };
        },
      },
      paymentCancel: { action: 'PAYMENT_CANCEL', input: async () => ({ ...(await payment()), reason: 'ticket 4711: paid twice' }) },
      paymentHandOverRetry: { action: 'PAYMENT_RETRY', input: () => payment() },
      paymentFindingClose: {
        action: 'PAYMENT_FINDING_CLOSE',
        input: async () => {
          const seen = "'2026-11-23', '2026-11-23', 1";
          await story.change(
            `INSERT INTO payment_findings (id, code, subject, message, first_seen_at, last_seen_at, is_open)
             VALUES (7, 'BATCH_SUM_DIFFERS', 'batch:3', 'Look.', ${seen})`,
            [],
          );
          return { findingId: globalId('PaymentFinding', 7), reason: 'ticket 4711: corrected in ASPIRE' };
        },
      },
      paymentSettingsUpdate: { action: 'PAYMENT_SETTINGS_UPDATE', input: () => ({ version: 1, paymentsAreOn: false }) },
      platformUserCreate: {
        action: 'PLATFORM_USER_CREATE',
        input: () => ({ email: 'p@example.com', name: 'P', role: 'CUSTOMER_CARE' }),
      },
      platformUserUpdate: { action: 'PLATFORM_USER_UPDATE', input: async () => ({ ...(await colleague()), version: 1, name: 'Other' }) },
      platformUserDisable: { action: 'PLATFORM_USER_DISABLE', input: () => colleague() },
      platformUserEnable: { action: 'PLATFORM_USER_ENABLE', input: () => colleague(true) },
      auditExport: { action: 'AUDIT_EXPORT', input: () => ({}) },
      syncStart: { action: 'SYNC_START', input: () => ({ mode: 'FULL' }) },
      syncScheduleUpdate: { action: 'SYNC_SCHEDULE_CHANGE', input: () => ({ kind: 'ASSETS', isOn: false }) },
      setAsideRecordsRetry: { action: 'SET_ASIDE_RETRY', input: () => ({ kind: 'INVOICES' }) },
      customerSyncStart: {
        action: 'CUSTOMER_SYNC_START',
        input: async () => ({ accountId: globalId('Account', await story.makeAccount()) }),
      },
      sessionRevoke: {
        action: 'SESSION_REVOKE',
        input: async () => {
          const other = await app.admin.logIn(staff);
          const { viewer } = await app.admin.data<{ viewer: { sessions: { id: string; isCurrent: boolean }[] } }>(
            '{ viewer { sessions { id isCurrent } } }',
            {},
            other,
          );
          return { sessionId: viewer.sessions.find(({ isCurrent }) => isCurrent)?.id };
        },
      },
      sessionsRevokeOthers: { action: 'SESSION_REVOKE', input: () => ({}) },
      logOut: { action: 'LOG_OUT', input: () => ({}) },
    };
  }

  it('every mutation of the admin API leaves its entry', async () => {
    const [table, ofIdentity] = [calls(), identityActs(app, { email: staff.email, token })];
    const mutations = rootFields(await introspect(app.admin)).filter((root) => root.kind === 'mutation');
    expect(mutations.map((root) => root.field.name).sort()).toEqual([...Object.keys(table), ...Object.keys(ofIdentity)].sort());
    const order = [...mutations].sort((a, b) => Number(a.field.name === 'logOut') - Number(b.field.name === 'logOut'));
    for (const root of order) {
      const { name } = root.field;
      await app.story.change('UPDATE sites SET disabled_at = NULL, version = 1 WHERE id = ?', [site.id]);
      await app.story.change('DELETE FROM identity_settings', []);
      // A log-in ends the session that it comes with.
      const ours = { token: name === 'logIn' ? undefined : token, actor: staff.email, input: await table[name]?.input() };
      const { input, token: sent, actor } = (await ofIdentity[name]?.prepare()) ?? ours;
      const action = ofIdentity[name] ? ofIdentity[name].action : table[name]?.action;
      const [before] = await app.container.database.rows<{ last: number }>('SELECT IFNULL(MAX(id), 0) AS last FROM audit_entries');
      const { errors, data } = await app.admin.ask<Record<string, { userErrors: object[] }>>(operationOf(root, 2), { input }, sent);
      expect([name, errors, data?.[name]?.userErrors]).toEqual([name, [], []]);
      const written = await app.container.database.rows<{ action: string; actor: string; summary: string; values: string | null }>(
        "SELECT action, actor_name AS actor, summary, CONCAT_WS('', state_before, state_after) AS `values` FROM audit_entries WHERE id > ? ORDER BY id DESC",
        [before?.last ?? 0],
      );
      const actions = written.map((entry) => entry.action);
      expect([name, actions]).toEqual([name, action === null ? [] : expect.arrayContaining([action])]);
      expect(JSON.stringify(written)).not.toContain(PASSWORD);
      expect(JSON.stringify(written)).not.toContain('argon2');
      expect([name, new Set(written.map((entry) => entry.actor))]).toEqual([name, new Set(action === null ? [] : [actor])]);
    }
  });
});
