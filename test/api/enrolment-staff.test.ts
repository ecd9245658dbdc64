import { globalId } from '../support/ids';
import { startPortal, type Nodes, type TestPortal } from '../support/portal';
import { RecordingEnrolmentEdges } from '../support/recording-enrolment-edges';

const SUBMIT = 'mutation ($input: EnrolmentSubmitInput!) { enrolmentSubmit(input: $input) { message userErrors { code } } }';
const ATTEMPTS = `query ($filter: EnrolmentAttemptFilter, $first: Int, $after: String) {
  enrolmentAttempts(filter: $filter, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor }
    edges { node { id at siteId email contractNumber outcome failed held userId address requestId } } } }`;
const WHY = `query ($siteId: ID!, $email: String!) { enrolmentExplanation(siteId: $siteId, email: $email) {
  isMailAccepted failing { condition because hint } conditions { condition holds because hint } } }`;
const UPDATE = `mutation ($input: SiteUpdateInput!) { siteUpdate(input: $input) { site { selfEnrolment version } userErrors { code } } }`;

interface Attempt {
  id: string;
  email: string;
  outcome: string;
  failed: string[];
  held: string[];
}
interface Finding {
  condition: string;
  holds: boolean;
  because: string;
  hint: string | null;
}
interface Explained {
  isMailAccepted: boolean;
  failing: Finding | null;
  conditions: Finding[];
}

describe('what staff are told of registrations', () => {
  const edges = new RecordingEnrolmentEdges();
  let app: TestPortal;
  let token: string;
  let site: { id: number; siteKey: string };

  beforeAll(async () => (app = await startPortal({ enrolment: { edges } })));
  beforeEach(async () => {
    await app.truncate();
    edges.reset();
    token = await app.admin.logIn(await app.story.makePlatformUser({ role: 'CUSTOMER_CARE' }));
    site = await app.story.makeSite({ siteKey: 'north', labels: ['GOLD'], takesUnlabelled: false });
    const customer = await app.story.makeAccount({ emails: 'ann@x.example' });
    const billToLocationId = await app.story.makeLocation({ accountId: customer, postalCode: '60601' });
    const roles = [[customer, 'CUSTOMER']] as const;
    await app.story.makeContract({ contractNumber: 'C-1', label: 'GOLD', roles, billToLocationId });
    await app.story.makeContract({ contractNumber: 'C-2', label: 'SILVER', booked: false, roles, billToLocationId });
  });
  afterAll(() => app.close());

  async function submit(entered: Record<string, string> = {}): Promise<void> {
    const right = {
      siteKey: 'north',
      firstName: 'Ann',
      lastName: 'Lee',
      email: 'ann@x.example',
      contractNumber: 'C-1',
      billingPostalCode: '60601',
    };
    await app.portal.data(SUBMIT, { input: { ...right, ...entered } });
    app.clock.advanceMinutes(1);
  }

  async function attempts(variables: object = {}): Promise<Nodes<Attempt>> {
    return (await app.admin.data<{ enrolmentAttempts: Nodes<Attempt> }>(ATTEMPTS, variables, token)).enrolmentAttempts;
  }

  async function why(email = 'ann@x.example', siteId = site.id): Promise<Explained> {
    const variables = { siteId: globalId('Site', siteId), email };
    return (await app.admin.data<{ enrolmentExplanation: Explained }>(WHY, variables, token)).enrolmentExplanation;
  }

  const shown = (explained: Explained): string[] =>
    explained.conditions.map(({ condition, holds }) => `${holds ? '' : 'not '}${condition}`);

  it('attempts come with what failed and what held, latest first, and without names or postal code', async () => {
    const at = app.clock.now().toISOString();
    await submit({ contractNumber: 'C-2', billingPostalCode: '99999' });
    await submit({ email: 'Eve@x.example' });
    await submit();
    await submit({ contractNumber: 'C-404' });
    const { totalCount, edges: found } = await attempts();
    expect(totalCount).toBe(4);
    expect(found.map(({ node }) => [node.email, node.outcome, node.failed])).toEqual([
      ['ann@x.example', 'NOT_CHECKED', []],
      ['ann@x.example', 'ENROLLED', []],
      ['Eve@x.example', 'NO_MATCH', ['EMAIL_ON_FILE']],
      ['ann@x.example', 'NO_MATCH', ['CONTRACT_BOOKED', 'LABEL_TAKEN', 'POSTAL_CODE_MATCHES']],
    ]);
    const first = found[3]?.node;
    expect(first).toEqual({
      id: expect.any(String) as string,
      at,
      siteId: globalId('Site', site.id),
      email: 'ann@x.example',
      contractNumber: 'C-2',
      outcome: 'NO_MATCH',
      failed: ['CONTRACT_BOOKED', 'LABEL_TAKEN', 'POSTAL_CODE_MATCHES'],
      held: ['CONTRACT_KNOWN', 'EMAIL_ON_FILE'],
      userId: null,
      address: '127.0.0.1',
      requestId: expect.any(String) as string,
    });
    expect(found[1]?.node).toMatchObject({ userId: globalId('User', edges.issued[0]?.id ?? 0) });
    const stored = JSON.stringify(await app.container.database.rows('SELECT * FROM enrolment_attempts'));
    expect(stored).not.toMatch(/99999|Lee/);
    const node = await app.admin.data(
      'query ($id: ID!) { node(id: $id) { id ... on EnrolmentAttempt { email } } }',
      { id: first?.id },
      token,
    );
    expect(node).toEqual({ node: { id: first?.id, email: 'ann@x.example' } });
  });

  it('are found by site and e-mail, and paged', async () => {
    const other = await app.story.makeSite({ siteKey: 'south' });
    for (const siteKey of ['north', 'north', 'south']) await submit({ siteKey, email: 'Eve@x.example', contractNumber: 'C-1' });
    await submit({ email: 'zed@x.example' });
    const count = async (filter: object): Promise<number> => (await attempts({ filter })).totalCount;
    expect(await count({ email: ' EVE@x.example' })).toBe(3);
    expect(await count({ email: 'eve@x.example', siteId: globalId('Site', site.id) })).toBe(2);
    expect(await count({ siteId: globalId('Site', other.id) })).toBe(1);
    expect(await count({ siteId: globalId('User', site.id) })).toBe(0);
    const page = await attempts({ first: 3 });
    const rest = await attempts({ first: 3, after: page.pageInfo.endCursor });
    expect([page.pageInfo.hasNextPage, rest.edges.length, rest.pageInfo.hasNextPage]).toEqual([true, 1, false]);
    expect(new Set([...page.edges, ...rest.edges].map(({ node }) => node.id)).size).toBe(4);
  });

  describe('why no mail came', () => {
    it('nobody tried', async () => {
      const explained = await why();
      expect(shown(explained)).toEqual(['SITE_ENABLED', 'ENROLMENT_ON', 'NOT_A_USER_BEFORE', 'not TRIED', 'not MAIL_WRITTEN']);
      expect(explained).toMatchObject({
        isMailAccepted: false,
        failing: { condition: 'TRIED', hint: expect.stringMatching(/another site/) as string },
      });
    });

    it.each<[string, Record<string, string>, string, RegExp]>([
      ['the e-mail is on nobody’s file', { email: 'eve@x.example' }, 'EMAIL_ON_FILE', /not on file/],
      ['the contract is not booked', { contractNumber: 'C-2' }, 'CONTRACT_BOOKED', /not booked/],
      ['the postal code is another', { billingPostalCode: '1' }, 'POSTAL_CODE_MATCHES', /bill-to location/],
      ['the servicing system could not be asked', { contractNumber: 'C-404' }, 'CHECKED', /could not be asked/],
    ])('%s', async (_name, entered, condition, because) => {
      await submit(entered);
      const { failing, isMailAccepted } = await why(entered['email'] ?? 'ann@x.example');
      expect(failing).toMatchObject({ condition, hint: expect.stringMatching(/\w/) as string });
      expect([failing?.because.match(because) !== null, isMailAccepted]).toEqual([true, false]);
    });

    it('tells of the latest attempt, and how many there were', async () => {
      await submit({ billingPostalCode: '1' });
      await submit({ contractNumber: 'C-2' });
      const { conditions } = await why('ANN@x.example');
      expect(conditions.find((one) => one.condition === 'TRIED')?.because).toMatch(
        /^2 attempts, the latest at 2026-\d\d-\d\d \d\d:\d\d UTC from 127\.0\.0\.1 with the contract id "C-2"\.$/,
      );
      expect(conditions.filter((one) => !one.holds).map((one) => one.condition)).toEqual([
        'CONTRACT_BOOKED',
        'LABEL_TAKEN',
        'MAIL_WRITTEN',
      ]);
    });

    it('they are a user already, whatever they tried since', async () => {
      await app.story.makeUser({ site, email: 'ann@x.example', disabled: true });
      for (const entered of [{}, { billingPostalCode: '1' }] as Record<string, string>[]) {
        await submit(entered);
        const { failing } = await why();
        expect(failing).toMatchObject({ condition: 'NOT_A_USER_BEFORE', hint: expect.stringMatching(/reset/) as string });
        expect(failing?.because).toMatch(/is a user of the site Site \d+ since 2026-.*, and disabled\.$/);
      }
    });

    it('the mail was written, and what the mail server said to it', async () => {
      await submit();
      const writtenAt = app.clock.now();
      edges.letter = { writtenAt, handedOverAt: null, answer: null, isGivenUp: false };
      const waiting = await why();
      expect(waiting.failing).toMatchObject({
        condition: 'MAIL_ACCEPTED',
        because: expect.stringMatching(/not handed over yet\. The mail server was not asked yet/) as string,
      });
      edges.letter = { writtenAt, handedOverAt: null, answer: '550 no such mailbox', isGivenUp: true };
      const givenUp = await why();
      expect(givenUp.failing).toMatchObject({ condition: 'MAIL_ACCEPTED', hint: expect.stringMatching(/Correct/) as string });
      expect(givenUp.failing?.because).toMatch(/given up\. The mail server's last answer: 550 no such mailbox\.$/);
      edges.letter = { writtenAt, handedOverAt: writtenAt, answer: '250 queued', isGivenUp: false };
      const accepted = await why();
      expect(accepted).toMatchObject({ isMailAccepted: true, failing: null });
      expect(accepted.conditions.every((one) => one.holds && one.hint === null)).toBe(true);
      expect(shown(accepted)).toEqual([
        ...['SITE_ENABLED', 'ENROLMENT_ON', 'NOT_A_USER_BEFORE', 'TRIED', 'CHECKED'],
        ...['CONTRACT_KNOWN', 'EMAIL_ON_FILE', 'CONTRACT_BOOKED', 'LABEL_TAKEN', 'POSTAL_CODE_MATCHES', 'MAIL_WRITTEN', 'MAIL_ACCEPTED'],
      ]);
    });

    it('the site is switched off, or takes no registrations', async () => {
      await app.story.change('UPDATE sites SET self_enrolment = 0 WHERE id = ?', [site.id]);
      expect((await why()).failing).toMatchObject({ condition: 'ENROLMENT_ON' });
      await app.story.change('UPDATE sites SET disabled_at = NOW(3) WHERE id = ?', [site.id]);
      expect((await why()).failing).toMatchObject({
        condition: 'SITE_ENABLED',
        because: expect.stringMatching(/is switched off/) as string,
      });
    });

    it('of a site there is not: NOT_FOUND', async () => {
      const answer = await app.admin.ask(WHY, { siteId: globalId('Site', 999_999), email: 'ann@x.example' }, token);
      expect(answer.errors.map((error) => error.extensions.code)).toEqual(['NOT_FOUND']);
    });
  });

  it('an administrator switches it off and on for a site, which the audit log names', async () => {
    const administrator = await app.admin.logIn(await app.story.makePlatformUser());
    const turn = (version: number, selfEnrolment: boolean): Promise<unknown> =>
      app.admin.data(UPDATE, { input: { siteId: globalId('Site', site.id), version, selfEnrolment } }, administrator);
    expect(await turn(1, false)).toEqual({ siteUpdate: { site: { selfEnrolment: false, version: 2 }, userErrors: [] } });
    await submit();
    expect((await attempts()).totalCount).toBe(0);
    const entries = await app.container.database.rows<{ summary: string }>(
      "SELECT summary FROM audit_entries WHERE action = 'SITE_UPDATE'",
    );
    expect(entries.map((entry) => entry.summary)).toEqual([expect.stringMatching(/selfEnrolment true → false/)]);
    expect(await turn(2, true)).toEqual({ siteUpdate: { site: { selfEnrolment: true, version: 3 }, userErrors: [] } });
    await submit();
    expect((await attempts()).totalCount).toBe(1);
    const create = `mutation ($input: SiteCreateInput!) { siteCreate(input: $input) { site { selfEnrolment } } }`;
    const made = (siteKey: string, selfEnrolment?: boolean): Promise<unknown> =>
      app.admin.data(
        create,
        { input: { siteKey, name: siteKey, url: 'https://a.example', privateLabels: [], selfEnrolment } },
        administrator,
      );
    expect(await made('one')).toEqual({ siteCreate: { site: { selfEnrolment: true } } });
    expect(await made('two', false)).toEqual({ siteCreate: { site: { selfEnrolment: false } } });
  });
});
