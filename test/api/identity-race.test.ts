import request from 'supertest';
import { timeCode, timeStepOf } from '../../src/domain/identity/one-time-code';
import { FactorClient } from '../support/factor-client';
import { startPortal, type Answer, type Person, type TestPortal } from '../support/portal';
import { PASSWORD } from '../support/story';

const OUTCOME = 'outcome { __typename } userErrors { code }';
const ANSWER = `challengeAnswer(input: $input) { ${OUTCOME} }`;
const ENROL = 'enrolmentSubmit(input: $input) { message userErrors { code } }';
const VIEWER = '{ viewer { email } }';

describe('many at once', () => {
  let app: TestPortal;
  let site: { id: number; siteKey: string };
  let user: Person;
  let client: FactorClient;

  beforeAll(async () => (app = await startPortal()));
  afterAll(() => app.close());
  beforeEach(async () => {
    await app.truncate();
    site = await app.story.makeSite({ siteKey: 'north', mfa: true });
    user = await app.story.makeUser({ site, email: 'uma@example.com' });
    client = new FactorClient(app);
  });

  const rows = <Row>(sql: string): Promise<Row[]> => app.container.database.rows<Row>(sql);
  const sessionCount = async (): Promise<number> => (await rows('SELECT 1 FROM user_sessions')).length;
  const times = <Item>(count: number, make: (index: number) => Promise<Item>): Promise<Item[]> =>
    Promise.all(Array.from({ length: count }, (_, index) => make(index)));

  /** What came of each: a refusal's or fault's code, else the kind of the outcome. */
  async function told(answering: Promise<Answer<object>>): Promise<string> {
    const { status, data, errors } = await answering;
    expect(status).toBe(200);
    const [payload] = Object.values(
      (data ?? {}) as Record<string, { outcome?: { __typename: string } | null; userErrors: { code: string }[] } | null>,
    );
    return errors[0]?.extensions.code ?? payload?.userErrors[0]?.code ?? payload?.outcome?.__typename ?? 'done';
  }

  function tally(outcomes: readonly string[]): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
    return counts;
  }

  /** Logs in by mail and enrols an app; the clock then stands at the next step. */
  async function enrolApp(): Promise<{ secret: string; recoveryCodes: string[]; session: string }> {
    const challenge = await client.begin(user);
    const { outcome } = await client.answer(challenge.token, await client.mailedCode());
    const session = outcome?.session?.token;
    const begun = await app.portal.data<{ authenticatorAppBegin: { offer: { secret: string } } }>(
      'mutation { authenticatorAppBegin { offer { secret } } }',
      {},
      session,
    );
    const { secret } = begun.authenticatorAppBegin.offer;
    const confirmed = await app.portal.data<{ authenticatorAppConfirm: { recoveryCodes: string[]; session: { token: string } } }>(
      'mutation ($code: String!) { authenticatorAppConfirm(input: { code: $code }) { recoveryCodes session { token } } }',
      { code: codeOf(secret) },
      session,
    );
    app.clock.advanceSeconds(30);
    const { recoveryCodes, session: next } = confirmed.authenticatorAppConfirm;
    return { secret, recoveryCodes, session: next.token };
  }
  const codeOf = (secret: string): string => timeCode(secret, timeStepOf(app.clock.now()));

  it('a recovery code is taken once, over however many challenges', async () => {
    const { recoveryCodes } = await enrolApp();
    const challenges = await times(10, () => client.begin(user));
    const before = await sessionCount();
    const outcomes = await times(20, (index) =>
      told(client.tryAnswer((challenges[index % 10] as { token: string }).token, recoveryCodes[0] as string, 'RECOVERY_CODE')),
    );
    const { LoggedIn, ...others } = tally(outcomes);
    expect([LoggedIn, Object.keys(others).every((code) => ['WRONG_ANSWER', 'CHALLENGE_DEAD', 'RATE_LIMITED'].includes(code))]).toEqual([
      1,
      true,
    ]);
    expect((await sessionCount()) - before).toBe(1);
    expect(await rows('SELECT 1 FROM recovery_codes WHERE used_at IS NOT NULL')).toHaveLength(1);
  });

  it("an app's code is taken once, be it for a log-in or within a session", async () => {
    const { secret, session } = await enrolApp();
    const { stepUpBegin } = await app.portal.data<{ stepUpBegin: { challenge: { token: string } } }>(
      'mutation { stepUpBegin { challenge { token } } }',
      {},
      session,
    );
    const logIns = await times(4, () => client.begin(user));
    const code = codeOf(secret);
    const outcomes = await Promise.all([
      told(client.tryAnswer(stepUpBegin.challenge.token, code, 'AUTHENTICATOR_APP', session)),
      ...logIns.map(({ token }) => told(client.tryAnswer(token, code, 'AUTHENTICATOR_APP'))),
    ]);
    expect(tally(outcomes)).toEqual({ LoggedIn: 1, WRONG_ANSWER: 4 });
  });

  it('of a resend and the right answer to the code before one wins', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { token } = await client.begin(user);
      const code = await client.mailedCode();
      app.clock.advanceSeconds(30);
      const before = await sessionCount();
      const resent = (): Promise<string> => told(client.tryResend(token));
      const answered = (): Promise<string> => told(client.tryAnswer(token, code));
      const inOrder = [resent, answered, resent, answered, resent, answered, resent, answered];
      const outcomes = tally(await Promise.all((round % 2 ? inOrder : inOrder.reverse()).map((act) => act())));
      expect([(outcomes['LoggedIn'] ?? 0) + (outcomes['done'] ?? 0), await sessionCount()]).toEqual([
        1,
        before + (outcomes['LoggedIn'] ?? 0),
      ]);
      const mails = await app.deliverMail();
      expect(mails).toHaveLength(outcomes['done'] ?? 0);
      app.clock.advanceMinutes(1);
    }
  });

  it('20 wrong codes: five are looked at, and then even the right one is dead', async () => {
    const { token } = await client.begin(user);
    const code = await client.mailedCode();
    const wrong = code === '000000' ? '111111' : '000000';
    const outcomes = tally(await times(20, () => told(client.tryAnswer(token, wrong))));
    expect(outcomes).toEqual({ WRONG_ANSWER: 5, CHALLENGE_DEAD: 5, RATE_LIMITED: 10 });
    app.clock.advanceMinutes(1);
    expect(await told(client.tryAnswer(token, code))).toBe('CHALLENGE_DEAD');
    expect(await rows('SELECT attempts FROM challenges')).toEqual([{ attempts: 5 }]);
  });

  it('30 wrong passwords: ten are looked at, however the e-mail is written, and then even the right one has to wait', async () => {
    const ways = [
      'uma@example.com',
      'UMA@EXAMPLE.COM',
      ' uma@example.com',
      'Uma@Example.com\t',
      '\u3000uma@example.com',
      '\ufeffuma@example.com',
    ];
    const query = `mutation ($input: LogInInput!) { logIn(input: $input) { ${OUTCOME} } }`;
    const logIn = (email: string, password: string): Promise<string> =>
      told(app.portal.ask(query, { input: { siteKey: 'north', email, password } }));
    const outcomes = tally(await times(30, (index) => logIn(ways[index % ways.length] as string, 'a wrong password')));
    expect(outcomes).toEqual({ WRONG_CREDENTIALS: 10, RATE_LIMITED: 20 });
    expect(await rows('SELECT rule, guesses FROM throttles ORDER BY rule')).toEqual(
      ['LOG_IN_ACCOUNT', 'LOG_IN_ADDRESS', 'LOG_IN_SITE'].map((rule) => ({ rule, guesses: 10 })),
    );
    expect(await logIn(user.email, PASSWORD)).toBe('RATE_LIMITED');
    app.clock.advanceSeconds(30);
    expect(await logIn(user.email, PASSWORD)).toBe('Challenge');
  });

  it.each(['ｕma@example.com', 'úma@example.com', 'uma@example.com\u200b', 'uma@example.com\u0000', 'uma@exаmple.com'])(
    'an e-mail that only looks like one (%j) is nobody',
    async (email) => {
      expect((await app.portal.tryLogIn({ siteKey: 'north', email, password: PASSWORD })).userErrors.map(({ code }) => code)).toEqual([
        'WRONG_CREDENTIALS',
      ]);
    },
  );

  describe('in one request are refused, and nothing is counted:', () => {
    const entered = { firstName: 'Ann', lastName: 'Lee', email: 'ann@x.example', contractNumber: 'C-1', billingPostalCode: '60601' };
    const cases = [
      { field: 'challengeAnswer', selection: ANSWER, type: 'ChallengeAnswerInput' },
      { field: 'enrolmentSubmit', selection: ENROL, type: 'EnrolmentSubmitInput' },
    ];
    const other = 'x: logIn(input: { siteKey: "north", email: "a", password: "b" }) { userErrors { code } }';
    const documents: [string, (selection: string) => string, string][] = [
      ['aliases', (selection) => Array.from({ length: 20 }, (_, index) => `a${index}: ${selection}`).join(' '), ''],
      ['a fragment twice', () => 'a: __typename ...F ...F', 'F'],
      ['a fragment in one', () => '...G ...F', 'FG'],
      ['another guess beside', (selection) => `${selection} ${other}`, ''],
      ['an include', (selection) => `${selection} ... @include(if: true) { b: ${selection} }`, ''],
    ];

    describe.each(cases)('$field', ({ field, selection, type }) => {
      const input = async (): Promise<object> =>
        field === 'enrolmentSubmit'
          ? { siteKey: 'north', ...entered }
          : { challengeToken: (await client.begin(user)).token, method: 'EMAIL_CODE', answer: 'nonsense' };
      const fragments = (which: string): string =>
        [...which].map((name) => `fragment ${name} on Mutation { ${name === 'G' ? '...F' : `f: ${selection}`} }`).join(' ');
      /** All counts; some are there as soon as the challenge is begun. */
      const throttles = (): Promise<unknown[]> => rows('SELECT rule, guesses FROM throttles ORDER BY key_hash');
      const counted = async (): Promise<unknown[]> => [
        await rows('SELECT 1 FROM enrolment_attempts'),
        await rows('SELECT 1 FROM challenges WHERE attempts > 0'),
        await throttles(),
      ];

      it.each(documents)('%s', async (_how, selections, which) => {
        const variables = { input: await input() };
        const before = await throttles();
        const query = `mutation ($input: ${type}!) { ${selections(selection)} } ${fragments(which)}`;
        const { errors, data } = await app.portal.ask(query, variables);
        expect([errors.map(({ extensions }) => extensions.code), data ?? null]).toEqual([['BAD_USER_INPUT'], null]);
        expect(await counted()).toEqual([[], [], before]);
      });

      it('a list of requests', async () => {
        const body = { query: `mutation ($input: ${type}!) { ${selection} }`, variables: { input: await input() } };
        const before = await throttles();
        const answer = await request(app.url).post('/graphql').set('content-type', 'application/json').send([body, body]);
        expect([answer.status, await counted()]).toEqual([400, [[], [], before]]);
      });
    });
  });

  it('log-ins with a session end it, and each opens its own', async () => {
    await app.story.change('UPDATE sites SET mfa_is_on = 0', []);
    const token = await app.portal.logIn(user);
    const query = `mutation ($input: LogInInput!) { logIn(input: $input) { ${OUTCOME} } }`;
    const again = { input: { siteKey: 'north', email: user.email, password: PASSWORD } };
    expect(tally(await times(4, () => told(app.portal.ask(query, again, token))))).toEqual({ LoggedIn: 4 });
    expect((await app.portal.ask(VIEWER, {}, token)).errors.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHENTICATED']);
    expect(await sessionCount()).toBe(4);
  });
});
