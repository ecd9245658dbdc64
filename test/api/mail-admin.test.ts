import type { LetterContent } from '../../src/domain/mail/letter';
import { siteBranding } from '../../src/domain/sites/site-branding';
import type { Realm } from '../../src/kernel/actor';
import { globalId } from '../support/ids';
import { startPortal, type Nodes, type Person, type TestPortal } from '../support/portal';

const MAIL = 'id kind subject to state attempts createdAt sentAt nextAttemptAt serverAnswer lastError';
const LIST = `query ($filter: MailFilter, $first: Int, $after: String) { mails(filter: $filter, first: $first, after: $after) {
  totalCount edges { node { ${MAIL} user { email } } } pageInfo { hasNextPage endCursor } } }`;
const RETRY = `mutation ($input: MailRetryInput!) { mailRetry(input: $input) { mail { ${MAIL} } userErrors { code field } } }`;
const PREVIEW = 'query ($siteId: ID!, $kind: MailKind!) { mailPreview(siteId: $siteId, kind: $kind) { subject text html } }';
const UPDATE = `mutation ($input: SiteUpdateInput!) { siteUpdate(input: $input) { site { supportEmail buttonColor version } userErrors { code } } }`;

interface Mail {
  id: string;
  kind: string;
  subject: string;
  to: string;
  state: string;
  attempts: number;
  lastError: string | null;
}
interface Retried {
  mail: Mail | null;
  userErrors: { code: string; field: string | null }[];
}

describe('staff and mails', () => {
  let app: TestPortal;
  let token: string;
  let care: string;
  let site: { id: number; siteKey: string };
  let dana: Person;

  beforeAll(async () => (app = await startPortal()));
  beforeEach(async () => {
    await app.truncate();
    app.mailer.recover();
    token = await app.admin.logIn(await app.story.makePlatformUser());
    care = await app.admin.logIn(await app.story.makePlatformUser({ role: 'CUSTOMER_CARE', email: 'care@example.com' }));
    site = await app.story.makeSite({ siteKey: 'north' });
    dana = await app.story.makeUser({ site, email: 'dana@example.com' });
  });
  afterAll(() => app.close());

  const ask = <Data>(query: string, variables: object = {}, as = care): Promise<Data> => app.admin.data<Data>(query, variables, as);
  const list = async (filter: object = {}, page: object = {}): Promise<Nodes<Mail & { user: { email: string } | null }>> =>
    (await ask<{ mails: Nodes<Mail & { user: { email: string } | null }> }>(LIST, { filter, ...page })).mails;
  const retry = async (mailId: string): Promise<Retried> => (await ask<{ mailRetry: Retried }>(RETRY, { input: { mailId } })).mailRetry;

  async function post(to: Person, content: LetterContent = { kind: 'PASSWORD_CHANGED' }, realm: Realm = 'PORTAL'): Promise<void> {
    const [row] = await app.container.sites.findByIds([site.id]);
    if (!row) throw new Error('The site is missing.');
    const siteId = realm === 'PORTAL' ? site.id : null;
    const letter = { realm, personId: to.id, siteId, to: { email: to.email, name: 'Dana' }, branding: siteBranding(row), content };
    await app.container.database.transaction((transaction) => app.container.outbox.post(transaction, letter));
  }

  it("see a user's mails, latest first, with what became of them and never what they said", async () => {
    const code: LetterContent = { kind: 'LOG_IN_CODE', code: '493027', minutes: 5 };
    await post(dana, code);
    await app.deliverMail();
    app.mailer.fail('TEMPORARY', '451 greylisted');
    await post(dana, code);
    await app.deliverMail();
    await post(await app.story.makeUser({ site }));
    await post(dana, code, 'PLATFORM');
    const query = `query ($id: ID!) { user(id: $id) { mails { totalCount edges { node { ${MAIL} } } } } }`;
    const { user } = await ask<{ user: { mails: Nodes<Mail> } }>(query, { id: globalId('User', dana.id) });
    const now = app.clock.now().toISOString();
    expect(user.mails.totalCount).toBe(2);
    expect(user.mails.edges.map((edge) => edge.node)).toMatchObject([
      {
        state: 'QUEUED',
        attempts: 1,
        sentAt: null,
        serverAnswer: null,
        lastError: '451 greylisted',
        nextAttemptAt: expect.any(String) as unknown,
      },
      {
        state: 'SENT',
        kind: 'LOG_IN_CODE',
        subject: `Your log-in code for Site ${site.id}`,
        to: 'dana@example.com',
        sentAt: now,
        serverAnswer: '250 OK',
      },
    ]);
    expect(JSON.stringify(user)).not.toContain('493027');
  });

  it('find dead letters, by state, user and site, page by page', async () => {
    const elsewhere = await app.story.makeUser({ site: await app.story.makeSite() });
    app.mailer.fail('PERMANENT');
    await post(dana);
    await post(dana);
    await app.deliverMail();
    await post(elsewhere);
    await post(dana, { kind: 'PASSWORD_CHANGED' }, 'PLATFORM');
    const { totalCount, edges, pageInfo } = await list({ state: 'DEAD' }, { first: 1 });
    expect([totalCount, pageInfo.hasNextPage]).toEqual([2, true]);
    expect(edges[0]?.node).toMatchObject({ state: 'DEAD', lastError: '550 no such user', user: { email: 'dana@example.com' } });
    const rest = await list({ state: 'DEAD' }, { first: 1, after: pageInfo.endCursor });
    expect(rest.edges.map((edge) => edge.node.id)).not.toContain(edges[0]?.node.id);
    expect(rest.edges).toHaveLength(1);
    expect((await list({ userId: globalId('User', elsewhere.id) })).totalCount).toBe(1);
    expect((await list({ userId: globalId('User', dana.id), state: 'QUEUED' })).totalCount).toBe(0);
    expect((await list({ siteId: globalId('Site', site.id) })).totalCount).toBe(3);
    expect((await list({ siteId: globalId('User', site.id) })).totalCount).toBe(0);
    expect((await list()).edges.map((edge) => edge.node.user === null)).toEqual([true, false, false, false]);
  });

  it('have a dead one tried again, which is written down', async () => {
    app.mailer.fail('PERMANENT');
    await post(dana);
    await app.deliverMail();
    const id = (await list()).edges[0]?.node.id ?? '';
    app.mailer.recover();
    expect(await retry(id)).toMatchObject({ mail: { state: 'QUEUED', attempts: 0, lastError: '550 no such user' }, userErrors: [] });
    expect(await retry(id)).toEqual({ mail: null, userErrors: [{ code: 'MAIL_NOT_DEAD', field: 'mailId' }] });
    expect(await app.deliverMail()).toMatchObject([{ to: 'dana@example.com' }]);
    expect(await retry(id)).toMatchObject({ userErrors: [{ code: 'MAIL_NOT_DEAD' }] });
    expect(await ask('query ($id: ID!) { node(id: $id) { ... on Mail { state lastError } } }', { id })).toEqual({
      node: { state: 'SENT', lastError: null },
    });
    const entries = '{ auditEntries(filter: { action: MAIL_RETRY }) { edges { node { actorName subjectId summary } } } }';
    expect(await ask(entries)).toMatchObject({
      auditEntries: {
        edges: [
          { node: { actorName: 'care@example.com', subjectId: id, summary: expect.stringContaining('to dana@example.com') as unknown } },
        ],
      },
    });
  });

  it('cannot send what is not kept or of no use any more', async () => {
    app.mailer.fail('PERMANENT');
    await post(dana, { kind: 'PASSWORD_RESET', link: 'https://north.example/x', minutes: 30 });
    await post(dana);
    await app.deliverMail();
    app.clock.advanceMinutes(30);
    care = await app.admin.logIn({ email: 'care@example.com' });
    const [changed, reset] = (await list()).edges.map((edge) => edge.node.id);
    expect(await retry(reset ?? '')).toMatchObject({ mail: null, userErrors: [{ code: 'MAIL_FORGOTTEN' }] });
    app.clock.advanceMinutes(7 * 24 * 60);
    await app.container.mailDelivery.forgetDead();
    care = await app.admin.logIn({ email: 'care@example.com' });
    expect(await retry(changed ?? '')).toMatchObject({ userErrors: [{ code: 'MAIL_FORGOTTEN' }] });
  });

  it('an unknown mail is NOT_FOUND', async () => {
    for (const id of [globalId('Mail', 999_999), globalId('User', dana.id)]) {
      const answer = await app.admin.ask(RETRY, { input: { mailId: id } }, care);
      expect(answer.errors.map((error) => error.extensions.code)).toEqual(['NOT_FOUND']);
    }
  });

  it("give a site's mails a look, see it, and take it away again", async () => {
    const siteId = globalId('Site', site.id);
    const update = (version: number, look: object): Promise<unknown> => ask(UPDATE, { input: { siteId, version, ...look } }, token);
    expect(await update(1, { supportEmail: 'help@north.example', buttonColor: '#FFCC00' })).toEqual({
      siteUpdate: { site: { supportEmail: 'help@north.example', buttonColor: '#ffcc00', version: 2 }, userErrors: [] },
    });
    expect(await update(2, { name: 'Northern & Co' })).toMatchObject({
      siteUpdate: { site: { supportEmail: 'help@north.example', version: 3 } },
    });
    const { mailPreview } = await ask<{ mailPreview: Record<string, string> }>(PREVIEW, { siteId, kind: 'REGISTRATION' });
    expect(mailPreview['subject']).toBe('Welcome to Northern & Co');
    expect(mailPreview['text']).toContain('Questions? help@north.example');
    expect(mailPreview['html']).toContain('background:#ffcc00;color:#000000');
    expect(mailPreview['html']).toContain('Northern &amp; Co');
    expect(await update(3, { supportEmail: null, buttonColor: null })).toMatchObject({
      siteUpdate: { site: { supportEmail: null, buttonColor: null, version: 4 } },
    });
    const entries = '{ auditEntries(filter: { action: SITE_UPDATE }, first: 1) { edges { node { before after } } } }';
    const { auditEntries } = await ask<{ auditEntries: Nodes<{ before: string; after: string }> }>(entries);
    expect(JSON.parse(auditEntries.edges[0]?.node.before ?? '')).toEqual({ supportEmail: 'help@north.example', buttonColor: '#ffcc00' });
    expect(await ask(PREVIEW, { siteId: globalId('Site', 999_999), kind: 'REGISTRATION' })).toEqual({ mailPreview: null });
  });

  it.each([[{ supportEmail: 'nobody' }], [{ buttonColor: 'red' }], [{ buttonColor: '#12345' }]])('%j: BAD_USER_INPUT', async (wrong) => {
    const answer = await app.admin.ask(UPDATE, { input: { siteId: globalId('Site', site.id), version: 1, ...wrong } }, token);
    expect(answer.errors.map((error) => error.extensions.code)).toEqual(['BAD_USER_INPUT']);
  });

  it('a new site can have its look from the start', async () => {
    const create = 'mutation ($input: SiteCreateInput!) { siteCreate(input: $input) { site { supportEmail buttonColor } } }';
    const input = { siteKey: 'new', name: 'New', url: 'https://new.example', privateLabels: [], buttonColor: '#123456' };
    expect(await ask(create, { input }, token)).toEqual({ siteCreate: { site: { supportEmail: null, buttonColor: '#123456' } } });
  });
});
