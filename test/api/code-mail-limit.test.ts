import request from 'supertest';
import { FactorClient } from '../support/factor-client';
import { startPortal, type Answer, type AnswerError, type Person, type TestPortal } from '../support/portal';
import { PASSWORD } from '../support/story';

/** Codes that are mailed within an hour, to one person and because of one client address. */
const [TO_PERSON, FROM_ADDRESS] = [20, 60];
const LOG_IN = 'mutation ($input: LogInInput!) { logIn(input: $input) { outcome { __typename } userErrors { code } } }';
const STEP_UP = 'mutation { stepUpBegin { challenge { token } userErrors { code } } }';
const TOO_MANY = { code: 'RATE_LIMITED', retryAfterSeconds: 3_600 };

describe('codes that are mailed', () => {
  let app: TestPortal;
  let site: { id: number; siteKey: string };
  let user: Person;
  let client: FactorClient;

  beforeAll(async () => (app = await startPortal({ trustedProxies: '127.0.0.1' })));
  afterAll(() => app.close());
  beforeEach(async () => {
    await app.truncate();
    site = await app.story.makeSite({ siteKey: 'north', mfa: true });
    user = await app.story.makeUser({ site });
    client = new FactorClient(app);
  });

  const logIn = (who: Person, password = PASSWORD): Promise<Answer> =>
    app.portal.ask(LOG_IN, { input: { siteKey: who.siteKey, email: who.email, password } });
  const faultOf = ({ errors }: Answer<object>): AnswerError['extensions'] | undefined => errors[0]?.extensions;
  const counted = async (rule: string): Promise<number[]> => {
    const rows = await app.container.database.rows<{ guesses: number }>('SELECT guesses FROM throttles WHERE rule = ?', [rule]);
    return rows.map(({ guesses }) => guesses);
  };

  async function beginTimes(times: number, who: { email: string; siteKey?: string } = user): Promise<void> {
    for (let time = 0; time < times; time += 1) await client.begin(who);
  }

  async function logInByMail(): Promise<string> {
    const { token } = await client.begin(user);
    const { outcome } = await client.answer(token, await client.mailedCode());
    return outcome?.session?.token ?? '';
  }

  it('to one person by log-ins are 20 an hour; the next right password waits, and a wrong one is told as ever', async () => {
    await beginTimes(TO_PERSON);
    expect(await app.deliverMail()).toHaveLength(TO_PERSON);
    const refused = await logIn(user);
    expect([faultOf(refused), refused.data?.['logIn']]).toEqual([TOO_MANY, null]);
    expect(refused.errors[0]?.message).toBe('Too many attempts. Please try again in 60 minutes.');
    expect((await logIn(user, 'wrong')).data).toEqual({ logIn: { outcome: null, userErrors: [{ code: 'WRONG_CREDENTIALS' }] } });
    expect(await app.deliverMail()).toEqual([]);
    await client.begin(await app.story.makeUser({ site }));
    app.clock.advanceSeconds(3_599);
    expect(faultOf(await logIn(user))).toEqual({ ...TOO_MANY, retryAfterSeconds: 1 });
    app.clock.advanceSeconds(1);
    await client.begin(user);
  });

  it('refused after a right password is no failed log-in: however often, the password is not what waits', async () => {
    await beginTimes(TO_PERSON);
    for (let time = 0; time < 12; time += 1) expect(faultOf(await logIn(user))).toEqual(TOO_MANY);
    expect([await counted('LOG_IN_ACCOUNT'), await counted('LOG_IN_ADDRESS')]).toEqual([[0], [0]]);
    app.clock.advanceMinutes(60);
    await client.begin(user);
  });

  it('within a session count together with those of log-ins', async () => {
    const session = await logInByMail();
    await beginTimes(TO_PERSON - 2);
    expect((await app.portal.ask(STEP_UP, {}, session)).errors).toEqual([]);
    await app.deliverMail();
    expect(faultOf(await app.portal.ask(STEP_UP, {}, session))).toEqual(TOO_MANY);
    expect(faultOf(await logIn(user))).toEqual(TOO_MANY);
    expect(await app.deliverMail()).toEqual([]);
    expect((await app.portal.ask('{ viewer { email } }', {}, session)).errors).toEqual([]);
  });

  it('anew count, too; where there are no more, the code before stays good', async () => {
    await beginTimes(TO_PERSON - 2);
    const { token } = await client.begin(user);
    app.clock.advanceSeconds(30);
    await client.resend(token);
    const code = await client.mailedCode();
    app.clock.advanceSeconds(30);
    expect(faultOf(await client.tryResend(token))).toEqual({ ...TOO_MANY, retryAfterSeconds: 3_540 });
    expect(await app.deliverMail()).toEqual([]);
    expect((await client.answer(token, code)).userErrors).toEqual([]);
  });

  it('count only when they are sent: not for a dead challenge, nor too soon, nor for the losers of a race', async () => {
    const { token } = await client.begin(user);
    for (const wish of [token, token, 'challenge_nonsense', `challenge_${'A'.repeat(43)}`]) await client.tryResend(wish);
    expect([await counted('CODE_MAIL_ACCOUNT'), await counted('CODE_MAIL_ADDRESS')]).toEqual([[1], [1]]);
    app.clock.advanceSeconds(30);
    await app.deliverMail();
    await Promise.all(Array.from({ length: 20 }, () => client.tryResend(token)));
    expect(await app.deliverMail()).toHaveLength(1);
    expect([await counted('CODE_MAIL_ACCOUNT'), await counted('CODE_MAIL_ADDRESS')]).toEqual([[2], [2]]);
  });

  it('count not when the letter could not be posted', async () => {
    const post = jest.spyOn(app.container.outbox, 'post').mockRejectedValueOnce(new Error('the outbox is full'));
    try {
      expect(faultOf(await logIn(user))?.code).toBe('INTERNAL_SERVER_ERROR');
    } finally {
      post.mockRestore();
    }
    expect([await counted('CODE_MAIL_ACCOUNT'), await counted('CODE_MAIL_ADDRESS')]).toEqual([[0], [0]]);
  });

  it('are counted per realm, and only where one is mailed', async () => {
    const staff = await app.story.makePlatformUser();
    await app.story.change('UPDATE platform_users SET id = ? WHERE id = ?', [user.id, staff.id]);
    const plain = await app.story.makeUser({ site: await app.story.makeSite() });
    for (let time = 0; time < TO_PERSON + 2; time += 1) await app.portal.logIn(plain);
    expect(await counted('CODE_MAIL_ACCOUNT')).toEqual([]);
    await app.story.change('REPLACE INTO identity_settings (id, mfa_on_all_sites, mfa_on_platform, version) VALUES (1, 0, 1, 1)', []);
    await beginTimes(TO_PERSON);
    expect(faultOf(await logIn(user))).toEqual(TOO_MANY);
    await client.begin(staff);
    expect((await counted('CODE_MAIL_ACCOUNT')).sort()).toEqual([1, TO_PERSON]);
  });

  it('to whomever because of one address are 60 an hour, and from another one are sent all the same', async () => {
    const from = async (address: string, who: Person): Promise<string> => {
      const post = request(app.url).post('/graphql').set('content-type', 'application/json').set('x-forwarded-for', address);
      const { body } = await post.send({ query: LOG_IN, variables: { input: { siteKey: 'north', email: who.email, password: PASSWORD } } });
      const { data, errors = [] } = body as { data?: { logIn: { outcome: { __typename: string } } | null }; errors?: AnswerError[] };
      return errors[0]?.extensions.code ?? data?.logIn?.outcome.__typename ?? 'nothing';
    };
    const people = [user, ...(await Promise.all([1, 2, 3].map(() => app.story.makeUser({ site }))))];
    const told = new Set<string>();
    for (let time = 0; time < FROM_ADDRESS; time += 1) told.add(await from('203.0.113.7', people[time % people.length] as Person));
    expect([...told]).toEqual(['Challenge']);
    expect(await from('203.0.113.7', await app.story.makeUser({ site }))).toBe('RATE_LIMITED');
    expect(await from('203.0.113.8', user)).toBe('Challenge');
    expect((await counted('CODE_MAIL_ADDRESS')).sort()).toEqual([1, FROM_ADDRESS]);
  });
});
