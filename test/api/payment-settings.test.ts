import { switchPayments } from '../../src/payment-switch-command';
import { systemActor } from '../../src/kernel/actor';
import { globalId } from '../support/ids';
import { startPortal, type Person, type TestPortal } from '../support/portal';

const SITE = 'paymentsAreOn bankAccountMode allowsPrepayment secCodeByHolderType maximumPayment maximumDay version';
const CREATE = `mutation ($input: SiteCreateInput!) { siteCreate(input: $input) { site { ${SITE} } userErrors { code field } } }`;
const UPDATE = `mutation ($input: SiteUpdateInput!) { siteUpdate(input: $input) { site { ${SITE} } userErrors { code field message } } }`;
const SET = `mutation ($input: PaymentSettingsUpdateInput!) { paymentSettingsUpdate(input: $input) {
  paymentSettings { paymentsAreOn version } userErrors { code field message } } }`;
const ENTRIES =
  'query ($filter: AuditFilter) { auditEntries(filter: $filter) { edges { node { realm actorName action summary before after } } } }';
const DEFAULTS = {
  ...{ paymentsAreOn: true, bankAccountMode: 'ALLOW_ANY', allowsPrepayment: false, secCodeByHolderType: false },
  ...{ maximumPayment: null, maximumDay: null, version: 1 },
};
const ALL = ['BANK_ACCOUNTS', 'PAYMENT_SUBMIT', 'QUICK_PAY', 'PAYMENT_HISTORY'];

interface Payload {
  site: Record<string, unknown> | null;
  userErrors: { code: string; field: string | null; message: string }[];
}
interface Entry {
  realm: string;
  actorName: string;
  action: string;
  summary: string;
  before: string | null;
  after: string | null;
}

describe('settings of payments', () => {
  let app: TestPortal;
  let token: string;
  let site: { id: number; siteKey: string };
  let siteId: string;

  beforeAll(async () => (app = await startPortal()));
  beforeEach(async () => {
    await app.truncate();
    token = await app.admin.logIn(await app.story.makePlatformUser({ email: 'ann@example.com' }));
    site = await app.story.makeSite();
    siteId = globalId('Site', site.id);
  });
  afterAll(() => app.close());

  const update = async (input: object): Promise<Payload> =>
    (await app.admin.data<{ siteUpdate: Payload }>(UPDATE, { input: { siteId, ...input } }, token)).siteUpdate;
  const create = async (input: object): Promise<Payload> => {
    const whole = { siteKey: 'new', name: 'New', url: 'https://new.example', privateLabels: [], ...input };
    return (await app.admin.data<{ siteCreate: Payload }>(CREATE, { input: whole }, token)).siteCreate;
  };
  const set = async (input: object, as = token) =>
    (
      await app.admin.data<{
        paymentSettingsUpdate: { paymentSettings: object | null; userErrors: { code: string; message: string }[] };
      }>(SET, { input }, as)
    ).paymentSettingsUpdate;
  const entriesOf = async (action: string): Promise<Entry[]> => {
    const { auditEntries } = await app.admin.data<{ auditEntries: { edges: { node: Entry }[] } }>(ENTRIES, { filter: { action } }, token);
    return auditEntries.edges.map((edge) => edge.node);
  };

  describe('of one site', () => {
    it('are what domain.md says for a new one', async () => {
      expect(await create({})).toEqual({ site: DEFAULTS, userErrors: [] });
    });

    it('are taken when it is opened and when it is changed', async () => {
      const chosen = { bankAccountMode: 'ALLOW_EXISTING', allowsPrepayment: true, secCodeByHolderType: true, maximumPayment: '5000' };
      expect((await create({ ...chosen, paymentsAreOn: false })).site).toEqual({
        ...DEFAULTS,
        ...chosen,
        paymentsAreOn: false,
        maximumPayment: '5000.00',
      });
      expect((await update({ version: 1, ...chosen, maximumDay: '10000.5' })).site).toEqual({
        ...{ ...DEFAULTS, ...chosen, version: 2 },
        ...{ maximumPayment: '5000.00', maximumDay: '10000.50' },
      });
    });

    it('stay when left out, and null takes a limit away but not a switch', async () => {
      await update({ version: 1, maximumPayment: '0.01', maximumDay: '99999999.99', paymentsAreOn: false });
      expect((await update({ version: 2, name: 'Other' })).site).toMatchObject({
        ...{ maximumPayment: '0.01', maximumDay: '99999999.99', paymentsAreOn: false, version: 3 },
      });
      expect((await update({ version: 3, maximumPayment: null, paymentsAreOn: null })).site).toMatchObject({
        ...{ maximumPayment: null, maximumDay: '99999999.99', paymentsAreOn: false, version: 4 },
      });
    });

    it.each(['0', '0.00', '-5.00', '1.005', '99999999999999.00'])('refuse a limit of %s, and change nothing', async (amount) => {
      for (const field of ['maximumPayment', 'maximumDay']) {
        for (const answer of [await update({ version: 1, name: 'Other', [field]: amount }), await create({ [field]: amount })])
          expect(answer).toMatchObject({ site: null, userErrors: [{ code: 'LIMIT_INVALID', field }] });
      }
      expect((await update({ version: 1 })).site).toEqual(DEFAULTS);
    });

    it('refuse an edit that is based on an older version, and say who changed what', async () => {
      await update({ version: 1, maximumPayment: '500' });
      const { site: none, userErrors } = await update({ version: 1, maximumPayment: '900' });
      expect([none, userErrors[0]?.code]).toEqual([null, 'CHANGED_MEANWHILE']);
      expect(userErrors[0]?.message).toContain('ann@example.com');
      expect(userErrors[0]?.message).toContain('maximumPaymentCents null → 50000');
    });

    it('are in the audit log with the values before and after, none of them masked', async () => {
      await update({ version: 1, maximumPayment: '500', secCodeByHolderType: true });
      const [entry] = await entriesOf('SITE_UPDATE');
      expect(JSON.parse(entry?.before ?? '')).toEqual({ maximumPaymentCents: null, secCodeByHolderType: false });
      expect(JSON.parse(entry?.after ?? '')).toEqual({ maximumPaymentCents: 50_000, secCodeByHolderType: true, version: 2 });
    });
  });

  describe('of all sites', () => {
    it('are on until somebody switches them off; each act is in the audit log', async () => {
      const read = () => app.admin.data('{ paymentSettings { paymentsAreOn version } }', {}, token);
      expect(await read()).toEqual({ paymentSettings: { paymentsAreOn: true, version: 1 } });
      expect(await set({ version: 1, paymentsAreOn: false })).toEqual({
        paymentSettings: { paymentsAreOn: false, version: 2 },
        userErrors: [],
      });
      expect(await read()).toEqual({ paymentSettings: { paymentsAreOn: false, version: 2 } });
      const [entry, ...others] = await entriesOf('PAYMENT_SETTINGS_UPDATE');
      expect(others).toEqual([]);
      expect(entry).toMatchObject({ realm: 'PLATFORM', actorName: 'ann@example.com', summary: 'Switched payments off for all sites.' });
      expect([JSON.parse(entry?.before ?? ''), JSON.parse(entry?.after ?? '')]).toEqual([
        { paymentsAreOn: true },
        { paymentsAreOn: false, version: 2 },
      ]);
    });

    it('what changes nothing is no new version and no entry', async () => {
      for (const input of [{ version: 1 }, { version: 1, paymentsAreOn: true }, { version: 1, paymentsAreOn: null }])
        expect(await set(input)).toEqual({ paymentSettings: { paymentsAreOn: true, version: 1 }, userErrors: [] });
      expect(await entriesOf('PAYMENT_SETTINGS_UPDATE')).toEqual([]);
    });

    it('the second of two who switch at once is told who was first', async () => {
      const answers = await Promise.all([1, 2, 3].map(() => set({ version: 1, paymentsAreOn: false })));
      const refusals = answers.flatMap(({ userErrors }) => userErrors);
      expect(refusals.map(({ code }) => code)).toEqual(['CHANGED_MEANWHILE', 'CHANGED_MEANWHILE']);
      expect(refusals[0]?.message).toContain('ann@example.com');
    });

    it('are an administrator’s who has just shown a factor', async () => {
      const care = await app.admin.logIn(await app.story.makePlatformUser({ role: 'CUSTOMER_CARE' }));
      const codes = async (as: string) =>
        (await app.admin.ask(SET, { input: { version: 1, paymentsAreOn: false } }, as)).errors[0]?.extensions.code;
      expect(await codes(care)).toBe('FORBIDDEN');
      app.clock.advanceMinutes(11);
      expect(await codes(token)).toBe('MFA_REQUIRED');
      expect(await app.admin.data('{ paymentSettings { paymentsAreOn } }', {}, care)).toEqual({ paymentSettings: { paymentsAreOn: true } });
    });
  });

  describe('at the command line', () => {
    const OPERATOR = systemActor('the operator at the command line');

    it('switch all sites, and write it down as the system’s', async () => {
      expect(await switchPayments(app.container, OPERATOR, false)).toBe('Payments are off on all sites.');
      expect(await app.container.paymentSettings.find()).toEqual({ paymentsAreOn: false, version: 2 });
      expect(await switchPayments(app.container, OPERATOR, true)).toMatch(/^Payments are on,/);
      expect((await entriesOf('PAYMENT_SETTINGS_UPDATE')).map(({ realm, actorName, summary }) => [realm, actorName, summary])).toEqual([
        ['SYSTEM', OPERATOR.name, 'Switched payments on for all sites.'],
        ['SYSTEM', OPERATOR.name, 'Switched payments off for all sites.'],
      ]);
    });

    it('switch one site', async () => {
      expect(await switchPayments(app.container, OPERATOR, false, site.siteKey)).toBe(`Payments are off on the site ${site.siteKey}.`);
      expect((await update({ version: 2 })).site).toMatchObject({ paymentsAreOn: false });
      expect((await entriesOf('SITE_UPDATE')).map(({ realm }) => realm)).toEqual(['SYSTEM']);
      await expect(switchPayments(app.container, OPERATOR, true, 'nowhere')).rejects.toThrow('There is no site nowhere.');
    });
  });

  describe('what a user is offered', () => {
    let user: Person;
    let session: string;
    beforeEach(async () => {
      user = await app.story.makeUser({ site });
      session = await app.portal.logIn(user);
    });
    const capabilities = async (as = session): Promise<string[]> =>
      (await app.portal.data<{ viewer: { capabilities: string[] } }>('{ viewer { capabilities } }', {}, as)).viewer.capabilities;

    it('is everything, and nothing once the site or all sites are switched off; at the next request', async () => {
      expect(await capabilities()).toEqual(ALL);
      await update({ version: 1, paymentsAreOn: false });
      expect(await capabilities()).toEqual([]);
      await set({ version: 1, paymentsAreOn: false });
      await update({ version: 2, paymentsAreOn: true });
      expect(await capabilities()).toEqual([]);
      await set({ version: 2, paymentsAreOn: true });
      expect(await capabilities()).toEqual(ALL);
    });

    it('is another site’s business only there', async () => {
      const other = await app.story.makeSite();
      await app.story.change('UPDATE sites SET payments_are_on = 0 WHERE id = ?', [other.id]);
      expect(await capabilities()).toEqual(ALL);
      expect(await capabilities(await app.portal.logIn(await app.story.makeUser({ site: other })))).toEqual([]);
    });

    it('is only to be looked at by staff who view as the user', async () => {
      const start = 'mutation ($input: ViewAsStartInput!) { viewAsStart(input: $input) { session { token } } }';
      const input = { userId: globalId('User', user.id), reason: 'Ticket 4711: payment missing' };
      const { viewAsStart } = await app.admin.data<{ viewAsStart: { session: { token: string } } }>(start, { input }, token);
      expect(await capabilities(viewAsStart.session.token)).toEqual(['BANK_ACCOUNTS', 'PAYMENT_HISTORY']);
    });

    it('costs one statement beside the session’s', async () => {
      expect(await app.statementsOf(() => capabilities())).toHaveLength(2);
    });
  });
});
