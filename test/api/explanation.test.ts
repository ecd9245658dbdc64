import type { EnrolmentFacts } from '../../src/domain/sync/servicing-system';
import { unavailable } from '../../src/kernel/fault';
import { noServicingSystem } from '../../src/servicing/no-servicing-system';
import { globalId } from '../support/ids';
import { startPortal, type TestPortal } from '../support/portal';
import type { ContractStory, UserStory } from '../support/story';

const WHY = `query ($user: ID!, $contract: String!) { contractAccessExplanation(userId: $user, contractNumber: $contract) {
  allowed failing { condition because hint } conditions { condition holds because hint decides } lookAlikes { account { id } resembles } } }`;

interface Finding {
  condition: string;
  holds: boolean;
  because: string;
  hint: string | null;
  decides: boolean;
}

interface Explained {
  allowed: boolean;
  failing: Finding | null;
  conditions: Finding[];
  lookAlikes: { account: { id: string }; resembles: string }[];
}

const ORDER = ['KNOWN_HERE', 'BOOKED', 'ACTIVE', 'LABEL_TAKEN', 'ACCOUNT_LINKED', 'ROLE_GIVES_ACCESS', 'USER_ENABLED', 'SITE_ENABLED'];
const FRESHNESS = ['RECORD_READABLE', 'SYNC_CURRENT', 'SYNC_NOT_HALTED'];

/** The servicing system, as far as it is asked about single contracts. */
const serviced = new Map<string, EnrolmentFacts>();
let isReachable = true;

function knows(contractNumber: string, facts: Partial<EnrolmentFacts>): void {
  const nothing = { privateLabel: null, billingPostalCode: null, billingCountryCode: null, billToEmails: [], customers: [] };
  serviced.set(contractNumber, { contractId: 1, isBooked: true, ...nothing, ...facts });
}

describe.each([true, false])('why a user does not see a contract (compiled execution: %s)', (compiledExecution) => {
  let app: TestPortal;
  let token: string;
  let site: { id: number; siteKey: string };
  let account: number;

  beforeAll(async () => {
    const readEnrolmentFacts = (number: string): Promise<EnrolmentFacts | undefined> =>
      isReachable ? Promise.resolve(serviced.get(number)) : Promise.reject(unavailable('servicing system'));
    app = await startPortal({ compiledExecution, servicingSystem: { ...noServicingSystem, readEnrolmentFacts } });
  });
  beforeEach(async () => {
    await app.truncate();
    serviced.clear();
    isReachable = true;
    token = await app.admin.logIn(await app.story.makePlatformUser({ role: 'CUSTOMER_CARE' }));
    site = await app.story.makeSite({ labels: ['GOLD'], takesUnlabelled: false });
    account = await app.story.makeAccount({ name: 'Harbor Light Paving LLC', accountNumber: 'A-1' });
    await syncRan('SUCCEEDED', '2026-11-23 10:00:00');
  });
  afterAll(() => app.close());

  function syncRan(outcome: string, startedAt: string, error: string | null = null): Promise<void> {
    return app.story.change(
      "INSERT INTO sync_runs (kind, mode, outcome, started_at, finished_at, error) VALUES ('contracts', 'INCREMENTAL', ?, ?, ?, ?)",
      [outcome, startedAt, startedAt, error],
    );
  }

  async function why(user: number, contract: string): Promise<Explained> {
    const variables = { user: globalId('User', user), contract };
    return (await app.admin.data<{ contractAccessExplanation: Explained }>(WHY, variables, token)).contractAccessExplanation;
  }

  /** A user and a contract that would be seen, but for what the story says. */
  async function ticket(contract: ContractStory = {}, user: Partial<UserStory> = {}): Promise<Explained> {
    await app.story.makeContract({ contractNumber: 'OL-1', label: 'GOLD', roles: [[account, 'CUSTOMER']], ...contract });
    const { id } = await app.story.makeUser({ site, accounts: [account], ...user });
    return why(id, 'OL-1');
  }

  const of = (explained: Explained, condition: string): Finding | undefined =>
    explained.conditions.find((one) => one.condition === condition);

  it('is told that all is well, condition by condition in the order of the rule', async () => {
    const explained = await ticket();
    expect(explained).toMatchObject({ allowed: true, failing: null, lookAlikes: [] });
    expect(explained.conditions.map((one) => one.condition)).toEqual([...ORDER, ...FRESHNESS]);
    expect(explained.conditions.every((one) => one.holds && one.hint === null)).toBe(true);
  });

  it.each<[string, string, RegExp, ContractStory, Partial<UserStory>]>([
    ['unbooked', 'BOOKED', /not booked/, { booked: false }, {}],
    ['a label not mapped', 'LABEL_TAKEN', /label "SILVER"; the site .* takes "GOLD"/, { label: 'SILVER' }, {}],
    ['no label on a site that takes none', 'LABEL_TAKEN', /no private label/, { label: null }, {}],
    ['nobody on the contract', 'ACCOUNT_LINKED', /no account is on the contract/, { roles: [] }, {}],
    ['no links at all', 'ACCOUNT_LINKED', /linked to no account at all.*Harbor Light Paving LLC \(A-1\) as CUSTOMER/, {}, { accounts: [] }],
    ['user disabled', 'USER_ENABLED', /disabled/, {}, { disabled: true }],
  ])('%s', async (_name, condition, because, contract, user) => {
    const explained = await ticket(contract, user);
    expect(explained.allowed).toBe(false);
    expect(explained.failing).toMatchObject({ condition, hint: expect.stringMatching(/\w/) as string });
    expect(explained.failing?.because).toMatch(because);
    expect(explained.conditions.filter((one) => one.decides && !one.holds)[0]?.condition).toBe(condition);
  });

  it.each(['VENDOR', 'BROKER', 'OTHER'] as const)('linked to the %s', async (roleType) => {
    const explained = await ticket({ roles: [[account, roleType]] });
    expect(explained.failing?.condition).toBe('ROLE_GIVES_ACCESS');
    expect(explained.failing?.because).toContain(`as ${roleType}`);
    expect(of(explained, 'ACCOUNT_LINKED')?.holds).toBe(true);
  });

  it('terminated: seen, under Closed', async () => {
    const explained = await ticket({ terminated: true });
    expect(explained).toMatchObject({ allowed: true, failing: null });
    expect(of(explained, 'ACTIVE')).toMatchObject({ holds: false, decides: false, hint: 'Look under Closed.' });
  });

  it('site disabled', async () => {
    await app.story.change('UPDATE sites SET disabled_at = NOW(3) WHERE id = ?', [site.id]);
    expect((await ticket()).failing?.condition).toBe('SITE_ENABLED');
  });

  it.each(['HARBOR LIGHT PAVING, L.L.C.', 'harbor-light paving inc', 'Harbor Ligth Paving', 'Harbour Light Paving LLC'])(
    'linked to the look-alike "%s"',
    async (name) => {
      const wrong = await app.story.makeAccount({ name });
      const other = await app.story.makeAccount({ name: 'Prairie Wind Bakery' });
      const explained = await ticket({}, { accounts: [wrong, other] });
      expect(explained.failing?.condition).toBe('ACCOUNT_LINKED');
      expect(explained.lookAlikes).toEqual([{ account: { id: globalId('Account', wrong) }, resembles: 'Harbor Light Paving LLC (A-1)' }]);
    },
  );

  describe('not known here', () => {
    const askFor = async (): Promise<Explained> => why((await app.story.makeUser({ site, accounts: [account] })).id, 'OL-9');

    it('nor to the servicing system', async () => {
      const explained = await askFor();
      expect(explained.failing?.condition).toBe('KNOWN_HERE');
      expect(explained.failing?.because).toContain('nor to the servicing system');
      expect(explained.conditions.map((one) => one.condition)).toEqual(['KNOWN_HERE', 'USER_ENABLED', 'SITE_ENABLED', ...FRESHNESS]);
    });

    it('booked after the last sync', async () => {
      knows('OL-9', { isBooked: true });
      const explained = await askFor();
      expect(explained.failing?.because).toContain('booked in the servicing system, after the last sync');
      expect(of(explained, 'SYNC_CURRENT')?.holds).toBe(false);
    });

    it('in the servicing system, but not booked', async () => {
      knows('OL-9', { isBooked: false });
      expect((await askFor()).failing?.because).toContain('not booked');
    });

    it('and the servicing system cannot be reached', async () => {
      isReachable = false;
      expect((await askFor()).failing?.because).toContain('cannot be reached');
    });

    it.each([true, false])('because its record waits among those set aside (servicing system reachable: %s)', async (reachable) => {
      isReachable = reachable;
      knows('OL-9', { contractId: 77 });
      await app.story.change(
        "INSERT INTO set_aside_records (kind, record_key, reason, payload, set_aside_at) VALUES ('contracts', '77', 'Term is not a number', ?, NOW(3))",
        ['{"oid":77,"data":{"ContractId":"OL-9"}}'],
      );
      const explained = await askFor();
      expect(explained.failing).toMatchObject({ condition: 'KNOWN_HERE', because: expect.stringContaining('could not be read') as string });
      expect(of(explained, 'RECORD_READABLE')).toMatchObject({
        holds: false,
        because: expect.stringContaining('is not a number') as string,
      });
    });
  });

  it('known here as unbooked, booked in the servicing system since the last sync', async () => {
    knows('OL-1', { isBooked: true, privateLabel: 'GOLD' });
    const id = app.story.nextId() + 1;
    knows('OL-1', { contractId: id, isBooked: true, privateLabel: 'GOLD' });
    const explained = await ticket({ booked: false });
    expect(explained.failing?.condition).toBe('BOOKED');
    expect(of(explained, 'SYNC_CURRENT')).toMatchObject({
      holds: false,
      because: expect.stringContaining('the contract is booked') as string,
    });
  });

  it('the sync was halted after a restore', async () => {
    await syncRan('HALTED', '2026-11-23 11:00:00', 'restored');
    const explained = await ticket();
    expect(of(explained, 'SYNC_NOT_HALTED')).toMatchObject({ holds: false, decides: false, hint: 'Start a full sync.' });
    expect(explained.allowed).toBe(true);
  });

  it('the last pull failed; or there never was one', async () => {
    await syncRan('FAILED', '2026-11-23 11:00:00', 'The connector says 500.');
    const explained = await ticket();
    expect(of(explained, 'SYNC_CURRENT')).toMatchObject({ holds: false, because: expect.stringContaining('says 500') as string });
    await app.story.change('DELETE FROM sync_runs', []);
    expect(of(await ticket(), 'SYNC_CURRENT')?.because).toContain('never been read to the end');
  });

  it.each([
    ['an unknown user', globalId('User', 999_999), 'NOT_FOUND'],
    ['an id of another type', globalId('Site', 1), 'NOT_FOUND'],
    ['a malformed id', 'nonsense', 'BAD_USER_INPUT'],
  ])('%s', async (_name, user, code) => {
    const { data, errors } = await app.admin.ask(WHY, { user, contract: 'OL-1' }, token);
    expect(data).toEqual({ contractAccessExplanation: null });
    expect(errors.map((error) => error.extensions.code)).toEqual([code]);
  });

  it('is not told to nobody, nor to an end user', async () => {
    const user = await app.story.makeUser({ site });
    const variables = { user: globalId('User', user.id), contract: 'OL-1' };
    for (const other of [undefined, await app.portal.logIn(user)]) {
      expect((await app.admin.ask(WHY, variables, other)).errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
    }
  });
});
