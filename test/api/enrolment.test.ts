import { noServicingSystem } from '../../src/servicing/no-servicing-system';
import { ENROLMENT_TABLE, FakeContractDesk, type EnrolmentRow } from '../support/enrolment-table';
import { startPortal, type Answer, type TestPortal } from '../support/portal';
import { RecordingEnrolmentEdges } from '../support/recording-enrolment-edges';

const SUBMIT = `mutation ($input: EnrolmentSubmitInput!) { enrolmentSubmit(input: $input) { message userErrors { code message field } } }`;
const GENERIC = { message: 'If what you entered matches our records, an e-mail is on its way.', userErrors: [] };
const ALREADY = 'You already have an account: log in or reset your password.';

interface Payload {
  message: string | null;
  userErrors: { code: string; message: string; field: string | null }[];
}

describe('registering on one’s own', () => {
  const edges = new RecordingEnrolmentEdges();
  const desk = new FakeContractDesk();
  let app: TestPortal;
  let site: { id: number; siteKey: string };
  let customer: number;

  beforeAll(async () => {
    const servicingSystem = { ...noServicingSystem, readEnrolmentFacts: desk.readEnrolmentFacts };
    app = await startPortal({ servicingSystem, enrolment: { edges, floorMs: 0, lookupTimeoutMs: 50 } });
  });
  beforeEach(async () => {
    await app.truncate();
    edges.reset();
    desk.reset();
    site = await app.story.makeSite({ siteKey: 'north', labels: ['GOLD'], takesUnlabelled: false });
  });
  afterAll(() => app.close());

  /** Ann's company with its contract C-1, but for what the row says. */
  async function make({ contract, location, customerEmails = 'ann@x.example', also }: EnrolmentRow): Promise<void> {
    const { story } = app;
    customer = await story.makeAccount({ emails: customerEmails });
    const guarantor = await story.makeAccount({ emails: 'gil@x.example' });
    const billing = { accountId: customer, postalCode: '60601', countryCode: 'US', emails: 'bills@x.example' };
    const billToLocationId = location === null ? null : await story.makeLocation({ ...billing, ...location });
    const roles = [
      [customer, 'CUSTOMER'],
      [guarantor, 'GUARANTOR'],
    ] as const;
    await story.makeContract({ contractNumber: 'C-1', label: 'GOLD', roles, billToLocationId, ...contract });
    await also?.({ app, site, customer, guarantor, desk });
  }

  function submit(entered: Record<string, string> = {}, of = app): Promise<Answer<{ enrolmentSubmit: Payload }>> {
    const right = {
      siteKey: 'north',
      firstName: ' Ann ',
      lastName: 'Lee',
      email: 'ann@x.example',
      contractNumber: 'C-1',
      billingPostalCode: '60601',
    };
    return of.portal.ask(SUBMIT, { input: { ...right, ...entered } });
  }

  const payload = async (entered: Record<string, string> = {}): Promise<Payload | undefined> =>
    (await submit(entered)).data?.enrolmentSubmit;
  const rows = <R>(sql: string): Promise<R[]> => app.container.database.rows<R>(sql);
  const userCount = async (): Promise<number> => (await rows<{ n: number }>('SELECT COUNT(*) AS n FROM users'))[0]?.n ?? 0;

  describe('the table', () => {
    it.each(Object.entries(ENROLMENT_TABLE))('%s', async (_name, row) => {
      await make(row);
      const before = await userCount();
      const { text, data, errors } = await submit(row.entered);
      expect(errors).toEqual([]);
      const [attempt, ...others] = await rows<{ outcome: string; findings: string; user_id: number | null }>(
        'SELECT outcome, CAST(findings AS CHAR) AS findings, user_id FROM enrolment_attempts',
      );
      const failed = Object.entries(JSON.parse(attempt?.findings ?? '{}') as Record<string, unknown>).flatMap(([name, held]) =>
        held === false ? [name] : [],
      );
      const outcome = attempt?.outcome === 'NO_MATCH' ? failed.join() : attempt?.outcome;
      expect([outcome, others]).toEqual([row.expected, []]);
      if (row.expected === 'ALREADY_REGISTERED') {
        expect(data?.enrolmentSubmit).toEqual({
          message: null,
          userErrors: [{ code: 'ALREADY_REGISTERED', message: ALREADY, field: null }],
        });
      } else expect(text).toBe(`${JSON.stringify({ data: { enrolmentSubmit: GENERIC } })}\n`);
      const created = row.expected === 'ENROLLED' ? 1 : 0;
      expect([(await userCount()) - before, edges.issued.length, edges.requested.length]).toEqual([created, created, created]);
      expect(attempt?.user_id ?? null).toBe(edges.issued[0]?.id ?? null);
    });
  });

  it('creates the user without a password, links the proven customer, writes the letter, asks for the sync, and says so in the audit log', async () => {
    await make({ expected: 'ENROLLED', customerEmails: 'Ann@X.example' });
    expect(await payload({ email: 'ann@x.example ' })).toEqual(GENERIC);
    const [user] = await rows<Record<string, unknown>>('SELECT * FROM users');
    expect(user).toMatchObject({
      site_id: site.id,
      email: 'Ann@X.example',
      email_key: 'ann@x.example',
      first_name: 'Ann',
      last_name: 'Lee',
    });
    expect(user).toMatchObject({ password_hash: null, enrolment_source: 'SELF', disabled_at: null });
    expect(await rows('SELECT user_id, account_id FROM user_accounts')).toEqual([{ user_id: user?.['id'], account_id: customer }]);
    expect(edges.issued).toEqual([{ realm: 'PORTAL', id: user?.['id'], siteId: site.id, email: 'Ann@X.example', name: 'Ann Lee' }]);
    expect(edges.requested).toEqual([[customer]]);
    expect(await rows('SELECT action, realm, actor_id, actor_name, subject_id, summary FROM audit_entries')).toEqual([
      {
        action: 'USER_ENROL',
        realm: 'PORTAL',
        actor_id: user?.['id'],
        actor_name: 'Ann@X.example',
        subject_id: user?.['id'],
        summary: expect.stringMatching(/^Registered on the site .* by contract C-1\.$/) as string,
      },
    ]);
    expect(await payload()).toMatchObject({ userErrors: [{ code: 'ALREADY_REGISTERED' }] });
  });

  it('of several at once one creates the user, and the others are told that there is one', async () => {
    await make({ expected: 'ENROLLED' });
    const answers = await Promise.all(Array.from({ length: 5 }, () => payload()));
    expect(answers.map((answer) => answer?.userErrors[0]?.code ?? 'none').sort()).toEqual([
      ...Array<string>(4).fill('ALREADY_REGISTERED'),
      'none',
    ]);
    expect(await userCount()).toBe(1);
    const outcomes = await rows<{ outcome: string }>('SELECT outcome FROM enrolment_attempts ORDER BY outcome DESC');
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['ENROLLED', ...Array<string>(4).fill('ALREADY_REGISTERED')]);
  });

  it('does all of it or nothing: without the letter there is no user', async () => {
    await make({ expected: 'ENROLLED' });
    edges.failure = new Error('the outbox is full');
    const { errors } = await submit();
    expect(errors.map((error) => error.extensions.code)).toEqual(['INTERNAL_SERVER_ERROR']);
    expect([await userCount(), await rows('SELECT id FROM enrolment_attempts'), await rows('SELECT id FROM audit_entries')]).toEqual([
      0,
      [],
      [],
    ]);
  });

  it('counts failed tries by e-mail and address, and what was right not at all', async () => {
    await make({ expected: 'ENROLLED' });
    await payload();
    await payload();
    expect([...edges.counts]).toEqual([
      ['ENROL_EMAIL ann@x.example', 0],
      ['ENROL_ADDRESS 127.0.0.1', 0],
    ]);
    for (let tries = 0; tries < 5; tries += 1) expect(await payload({ billingPostalCode: '1' })).toEqual(GENERIC);
    expect((await submit()).errors.map((error) => error.extensions.code)).toEqual(['RATE_LIMITED']);
    expect(await rows("SELECT COUNT(*) AS n FROM enrolment_attempts WHERE outcome = 'NO_MATCH'")).toEqual([{ n: 5 }]);
  });

  it.each([
    ['a site there is not', 'nowhere', 'UNKNOWN_SITE'],
    ['a site that is switched off', 'off', 'UNKNOWN_SITE'],
    ['a site that takes no registrations', 'closed', 'ENROLMENT_OFF'],
  ])('%s: %s is refused before anything is looked at', async (_name, siteKey, code) => {
    await make({ expected: 'ENROLLED' });
    await app.story.makeSite({ siteKey: 'closed', labels: ['GOLD'], selfEnrolment: false });
    const off = await app.story.makeSite({ siteKey: 'off', labels: ['GOLD'] });
    await app.story.change('UPDATE sites SET disabled_at = NOW(3) WHERE id = ?', [off.id]);
    expect(await payload({ siteKey })).toMatchObject({ message: null, userErrors: [{ code }] });
    expect([edges.counts.size, await rows('SELECT id FROM enrolment_attempts')]).toEqual([0, []]);
  });

  it('reads the facts in few statements, whatever the book holds', async () => {
    await make({ expected: 'ENROLLED' });
    for (let other = 0; other < 5; other += 1) await app.story.makeContact({ accountId: customer, emails: 'x@x.example' });
    const reads = async (entered: Record<string, string>): Promise<number> => {
      const statements = await app.statementsOf(() => submit(entered));
      return statements.filter((sql) => /^\s*SELECT/i.test(sql)).length;
    };
    expect(await reads({ billingPostalCode: '1' })).toBe(3);
    expect(await reads({ contractNumber: 'C-404' })).toBe(2);
    expect(await reads({})).toBeLessThanOrEqual(4);
  });

  it.each([
    ['no first name', { firstName: '' }],
    ['a long last name', { lastName: 'x'.repeat(101) }],
    ['a long e-mail', { email: `${'x'.repeat(250)}@x.example` }],
    ['a long contract id', { contractNumber: 'x'.repeat(65) }],
    ['a long postal code', { billingPostalCode: '1'.repeat(21) }],
  ])('%s: BAD_USER_INPUT', async (_name, entered) => {
    expect((await submit(entered)).errors.map((error) => error.extensions.code)).toEqual(['BAD_USER_INPUT']);
    expect(edges.counts.size).toBe(0);
  });

  it.each(['\u0130'.repeat(254), '\u0000', '😀@x.example', "' OR 1=1 --", '%', 'ann@x.example\r\nBcc: eve@x.example'])(
    'an e-mail like %j breaks nothing',
    async (email) => {
      await make({ expected: 'EMAIL_ON_FILE' });
      expect(await payload({ email })).toEqual(GENERIC);
      expect(await userCount()).toBe(0);
    },
  );

  it('answers nothing sooner than the floor: neither what is right, nor wrong, nor already there, nor refused for too many tries', async () => {
    await make({ expected: 'ENROLLED' });
    const even = await startPortal({ beside: app, enrolment: { edges, floorMs: 150 } });
    try {
      for (const entered of [{ email: 'eve@x.example' }, {}, {}, { contractNumber: 'C-404' }]) {
        const begun = performance.now();
        await submit(entered, even);
        expect(performance.now() - begun).toBeGreaterThanOrEqual(149);
      }
      edges.counts.set('ENROL_ADDRESS 127.0.0.1', 5);
      const begun = performance.now();
      expect((await submit({}, even)).errors.map((error) => error.extensions.code)).toEqual(['RATE_LIMITED']);
      expect(performance.now() - begun).toBeGreaterThanOrEqual(149);
    } finally {
      await even.close();
    }
  });

  it('hints tell a form what to show, without a log-in', async () => {
    await app.story.makeSite({ siteKey: 'closed', selfEnrolment: false });
    const query = 'query ($siteKey: String!) { enrolmentHints(siteKey: $siteKey) { isOn hints { field label hint example isValidated } } }';
    interface Hints {
      enrolmentHints: { isOn: boolean; hints: { field: string; isValidated: boolean }[] } | null;
    }
    const ask = async (siteKey: string): Promise<Hints['enrolmentHints']> =>
      (await app.portal.data<Hints & Record<string, unknown>>(query, { siteKey })).enrolmentHints;
    const hints = await ask('north');
    expect(hints?.isOn).toBe(true);
    expect(hints?.hints.map(({ field, isValidated }) => [field, isValidated])).toEqual([
      ['firstName', false],
      ['lastName', false],
      ['email', true],
      ['contractNumber', true],
      ['billingPostalCode', true],
    ]);
    expect((await ask('closed'))?.isOn).toBe(false);
    expect(await ask('nowhere')).toBeNull();
  });
});
