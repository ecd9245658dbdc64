import { noServicingSystem } from '../../src/servicing/no-servicing-system';
import { FakeContractDesk } from '../support/enrolment-table';
import { compare, TOGETHER, toldApart, type Arm } from '../support/evenness';
import { FactorClient } from '../support/factor-client';
import { startPortal, type ApiClient, type TestPortal } from '../support/portal';
import { PASSWORD } from '../support/story';

const REQUESTS = 300;
/** Where the portal has been asked already: what is asked is the same code. */
const FEWER_REQUESTS = 100;
const TIMEOUT_MS = 180_000;
/** So many e-mails of each sort, each guessed at less often than makes it wait. */
const PEOPLE = 10;
/** Above what the work takes on a machine that has other things to do; in production it is higher by far. */
const FLOOR_MS = 40;
/** Past every window in which guesses are counted. */
const NEXT_WINDOW_MINUTES = 61;

const outcome = 'outcome { __typename } userErrors { code message field }';
const LOG_IN = `mutation ($input: LogInInput!) { logIn(input: $input) { ${outcome} } }`;
const FORGOT = 'mutation ($input: PasswordForgotInput!) { passwordForgot(input: $input) { message userErrors { code message field } } }';
const ENROL = 'mutation ($input: EnrolmentSubmitInput!) { enrolmentSubmit(input: $input) { message userErrors { code message field } } }';
const RESEND = `mutation ($input: ChallengeResendInput!) {
  challengeResend(input: $input) { challenge { token } userErrors { code message field } } }`;

type Emails = Readonly<Record<string, readonly string[]>>;

jest.setTimeout(TIMEOUT_MS);

describe('nobody can tell apart', () => {
  const desk = new FakeContractDesk();
  let app: TestPortal;
  let site: { id: number; siteKey: string };
  let onPortal: Emails;
  let onPlatform: Emails;

  beforeAll(async () => {
    const servicingSystem = { ...noServicingSystem, readEnrolmentFacts: desk.readEnrolmentFacts };
    app = await startPortal({ servicingSystem, evenAnswerMs: FLOOR_MS, enrolment: { floorMs: FLOOR_MS } });
    const { story } = app;
    site = await story.makeSite({ siteKey: 'north', labels: ['GOLD'], takesUnlabelled: false });
    const elsewhere = await story.makeSite({ siteKey: 'south' });
    const users = async (of: typeof site, disabled = false) => many(async () => (await story.makeUser({ site: of, disabled })).email);
    const staff = async (disabled = false) => many(async () => (await story.makePlatformUser({ disabled })).email);
    const pending = await users(site);
    await story.change(`UPDATE users SET password_hash = NULL WHERE email IN (${pending.map(() => '?').join()})`, pending);
    onPortal = {
      known: await users(site),
      unknown: await many((index) => `nobody-${index}@example.com`),
      disabled: await users(site, true),
      'without a password': pending,
      "another site's": await users(elsewhere),
      "the platform's": await staff(),
    };
    onPlatform = {
      known: await staff(),
      unknown: await many((index) => `nobody-${index}@example.com`),
      disabled: await staff(true),
      "the portal's": await users(site),
    };
  });
  afterAll(() => app.close());

  /** Asks as if nobody had asked for long. */
  async function ask(api: ApiClient, query: string, input: object): Promise<string> {
    app.clock.advanceMinutes(NEXT_WINDOW_MINUTES);
    const { text, errors } = await api.ask(query, { input });
    expect(errors).toEqual([]);
    return text;
  }

  function armsOf(emails: Emails, asking: (email: string, sort: string) => Promise<string>): Record<string, Arm> {
    const arm = ([sort, of]: [string, readonly string[]]): [string, Arm] => [
      sort,
      (request) => asking(of[request % of.length] as string, sort),
    ];
    return Object.fromEntries(Object.entries(emails).map(arm));
  }

  /** One body and no telling time, of so many requests together. */
  async function expectAlike(arms: Record<string, Arm>, streams: number, body: object, requests = REQUESTS): Promise<void> {
    const comparison = await compare(arms, Math.ceil(requests / Object.keys(arms).length), streams);
    const one = [`${JSON.stringify({ data: body })}\n`];
    expect(comparison.bodies).toEqual(Object.fromEntries(Object.keys(arms).map((name) => [name, one])));
    expect(toldApart(comparison)).toEqual({});
  }

  const REFUSED = { outcome: null, userErrors: [{ code: 'WRONG_CREDENTIALS', message: 'E-mail or password is wrong.', field: null }] };
  const SENT = { message: 'If there is an account with this e-mail, a link is on its way; it works for 30 minutes.', userErrors: [] };

  /** Who could log in anywhere does so with the right password, where it is wrong. */
  const passwordFor = (sort: string): string => (sort === 'known' ? 'a wrong password' : PASSWORD);

  it('why a log-in on the portal fails', async () => {
    const arms = armsOf(onPortal, (email, sort) => ask(app.portal, LOG_IN, { siteKey: 'north', email, password: passwordFor(sort) }));
    await expectAlike(arms, 2, { logIn: REFUSED });
  });

  it('why a log-in on the platform fails', async () => {
    const query = LOG_IN.replace('LogInInput', 'PlatformLogInInput');
    const arms = armsOf(onPlatform, (email, sort) => ask(app.admin, query, { email, password: passwordFor(sort) }));
    await expectAlike(arms, 2, { logIn: REFUSED }, FEWER_REQUESTS);
  });

  it('who is sent a link on the portal', async () => {
    const arms = armsOf(onPortal, (email) => ask(app.portal, FORGOT, { siteKey: 'north', email }));
    await expectAlike(arms, 1, { passwordForgot: SENT });
  });

  it('who is sent a link on the platform', async () => {
    const query = FORGOT.replace('PasswordForgotInput', 'PlatformPasswordForgotInput');
    const arms = armsOf(onPlatform, (email) => ask(app.admin, query, { email }));
    await expectAlike(arms, 1, { passwordForgot: SENT }, FEWER_REQUESTS);
  });

  it('why a registration fails, or that it does not', async () => {
    const { story } = app;
    const each = REQUESTS / 6;
    const contract = async (contractNumber: string, of: { label?: string; booked?: boolean } = {}): Promise<void> => {
      const accountId = await story.makeAccount({ emails: `${contractNumber.toLowerCase()}@x.example` });
      const billToLocationId = await story.makeLocation({ accountId, postalCode: '60601' });
      await story.makeContract({ contractNumber, label: 'GOLD', roles: [[accountId, 'CUSTOMER']], billToLocationId, ...of });
    };
    await contract('C-1');
    await contract('C-2', { booked: false });
    await contract('C-3', { label: 'SILVER' });
    for (let index = 0; index < each; index += 1) await contract(`NEW-${index}`);
    const names = { siteKey: 'north', firstName: 'Ann', lastName: 'Lee' };
    const enrol = (contractNumber: string, entered: object = {}): Promise<string> =>
      ask(app.portal, ENROL, {
        ...{ ...names, contractNumber, email: `${contractNumber.toLowerCase()}@x.example`, billingPostalCode: '60601' },
        ...entered,
      });
    const arms: Record<string, Arm> = {
      'all right': (request) => enrol(`NEW-${request}`),
      'unknown contract': () => enrol('C-404'),
      "another's e-mail": () => enrol('C-1', { email: 'eve@x.example' }),
      'wrong postal code': () => enrol('C-1', { billingPostalCode: '90210' }),
      'unbooked contract': () => enrol('C-2'),
      "another site's label": () => enrol('C-3'),
    };
    const message = 'If what you entered matches our records, an e-mail is on its way.';
    await expectAlike(arms, 2, { enrolmentSubmit: { message, userErrors: [] } });
  });

  it('why no code is sent anew', async () => {
    const { story, container, clock } = app;
    const strict = await story.makeSite({ mfa: true });
    const client = new FactorClient(app);
    const begin = async (disabled: boolean) => {
      const user = await story.makeUser({ site: strict });
      const { token } = await client.begin(user);
      if (disabled) await story.change('UPDATE users SET disabled_at = ? WHERE id = ?', [clock.now(), user.id]);
      else await story.change('UPDATE challenges SET ended_at = ? WHERE person_id = ?', [clock.now(), user.id]);
      return token;
    };
    await container.mfaSettings.update({ realm: 'SYSTEM', id: null, name: '', requestId: null, address: null }, 0, { mfaOnPlatform: true });
    const tokens: Emails = {
      unknown: await many((index) => `challenge_${String(index).padStart(43, 'A')}`),
      'not one': await many((index) => `${index}`),
      ended: await many(() => begin(false)),
      'of somebody switched off': await many(() => begin(true)),
      "the platform's": await many(async () => (await client.begin(await story.makePlatformUser())).token),
    };
    const arms = armsOf(tokens, async (challengeToken) => (await app.portal.ask(RESEND, { input: { challengeToken } })).text);
    const dead = { code: 'CHALLENGE_DEAD', message: 'This is no longer valid. Please start again.', field: 'challengeToken' };
    await expectAlike(arms, 4, { challengeResend: { challenge: null, userErrors: [dead] } });
  });

  it('nothing, unless the work differs: without the decoy an unknown e-mail would be told', async () => {
    const { passwords } = app.container;
    const matches = passwords.matches.bind(passwords);
    const spy = jest
      .spyOn(passwords, 'matches')
      .mockImplementation((hash, password) => (hash ? matches(hash, password) : Promise.resolve(false)));
    try {
      const { known = [], unknown = [] } = onPortal;
      // Others than before: nobody waits.
      await app.story.change('DELETE FROM throttles WHERE TRUE', []);
      const arms = armsOf({ known, unknown }, (email) => ask(app.portal, LOG_IN, { siteKey: 'north', email, password: 'wrong' }));
      expect(Object.keys(toldApart(await compare(arms, 80, 1)))).toEqual(['known', 'unknown', TOGETHER]);
    } finally {
      spy.mockRestore();
    }
  });
});

function many<Item>(make: (index: number) => Promise<Item> | Item): Promise<Item[]> {
  return Array.from({ length: PEOPLE }).reduce<Promise<Item[]>>(
    async (made, _, index) => [...(await made), await make(index)],
    Promise.resolve([]),
  );
}
