import { dumpOf } from '../support/dump';
import { FactorClient } from '../support/factor-client';
import { startPortal, type Person, type TestPortal } from '../support/portal';
import { PASSWORD } from '../support/story';

/** domain.md §3. */
const MINUTE = 60_000;

describe('a log-in with a second factor', () => {
  let app: TestPortal;
  let site: { id: number; siteKey: string };
  let user: Person;
  let client: FactorClient;

  beforeAll(async () => {
    app = await startPortal();
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    await app.truncate();
    site = await app.story.makeSite({ mfa: true });
    user = await app.story.makeUser({ site });
    client = new FactorClient(app);
  });

  it('asks for the code that was mailed, and then opens a session', async () => {
    const challenge = await client.begin(user);
    expect(challenge).toMatchObject({ methods: ['EMAIL_CODE'], emailHint: expect.stringMatching(/^u•••@e•••\.com$/) as string });
    const code = await client.mailedCode();
    expect(code).toMatch(/^\d{6}$/);
    const { outcome } = await client.answer(challenge.token, code);
    const { viewer } = await app.portal.data<{ viewer: { email: string } }>('{ viewer { email } }', {}, outcome?.session?.token);
    expect(viewer.email).toBe(user.email);
  });

  it('lets nothing be done with the challenge itself', async () => {
    const { token } = await client.begin(user);
    const answer = await app.portal.ask('{ viewer { email } contracts { totalCount } }', {}, token);
    expect(answer.errors.map(({ extensions }) => extensions.code)).toEqual(['MFA_REQUIRED', 'MFA_REQUIRED']);
  });

  it('is asked for after every right password, and after no wrong one', async () => {
    for (let times = 0; times < 3; times += 1) expect((await client.begin(user)).token).toMatch(/^challenge_/);
    const wrong = await client.logIn(user, 'another horse battery staple');
    expect([wrong.outcome, wrong.userErrors.map(({ code }) => code)]).toEqual([null, ['WRONG_CREDENTIALS']]);
    expect(await app.deliverMail()).toHaveLength(3);
  });

  it.each([
    ['4:59.999', 5 * MINUTE - 1, true],
    ['5:00', 5 * MINUTE, false],
  ])('a code is %s old', async (_age, age, works) => {
    const { token } = await client.begin(user);
    const code = await client.mailedCode();
    app.clock.advanceSeconds(age / 1000);
    expect((await client.answer(token, code)).userErrors).toHaveLength(works ? 0 : 1);
  });

  it('a resend kills the code before, and the new one lives five minutes', async () => {
    const { token } = await client.begin(user);
    const first = await client.mailedCode();
    app.clock.advanceSeconds((4 * MINUTE) / 1000);
    expect((await client.resend(token)).challenge?.token).toBe(token);
    const second = await client.mailedCode();
    expect(second).not.toBe(first);
    expect((await client.answer(token, first)).userErrors[0]?.code).toBe('WRONG_ANSWER');
    app.clock.advanceSeconds((5 * MINUTE - 1) / 1000);
    expect((await client.answer(token, second)).userErrors).toEqual([]);
  });

  it('is sent anew at most every 30 seconds and five times', async () => {
    const { token } = await client.begin(user);
    app.clock.advanceSeconds(29);
    const early = await client.tryResend(token);
    expect(early.errors[0]?.extensions).toEqual({ code: 'RATE_LIMITED', retryAfterSeconds: 1 });
    for (let times = 0; times < 5; times += 1) {
      app.clock.advanceSeconds(30);
      expect((await client.resend(token)).userErrors).toEqual([]);
    }
    app.clock.advanceSeconds(30);
    expect((await client.resend(token)).userErrors[0]?.code).toBe('NO_RESEND_LEFT');
    const mails = await app.deliverMail();
    expect(mails).toHaveLength(6);
    expect((await client.answer(token, client.codeIn(mails.at(-1)))).userErrors).toEqual([]);
  });

  it('a code used is dead', async () => {
    const { token } = await client.begin(user);
    const code = await client.mailedCode();
    await client.answer(token, code);
    expect((await client.answer(token, code)).userErrors[0]?.code).toBe('CHALLENGE_DEAD');
  });

  it('of 20 right answers at once one wins', async () => {
    const { token } = await client.begin(user);
    const code = await client.mailedCode();
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.tryAnswer(token, code)));
    expect(answers.filter((answer) => answer.data?.challengeAnswer?.outcome != null)).toHaveLength(1);
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    const sessions = await app.container.database.rows('SELECT 1 FROM user_sessions');
    expect(sessions).toHaveLength(1);
  });

  it('the sixth guess is dead even if it is right, and every sort of guess counts', async () => {
    const { token } = await client.begin(user);
    const code = await client.mailedCode();
    const wrong = code === '000000' ? '111111' : '000000';
    const guesses = [wrong, '12345', 'abcdef', '１２３４５６', ''];
    for (const [index, guess] of guesses.entries()) {
      const { userErrors } = await client.answer(token, guess);
      expect([guess, userErrors[0]?.code]).toEqual([guess, 'WRONG_ANSWER']);
      expect(userErrors[0]?.message).toContain(index === 4 ? 'start again' : index === 3 ? 'one more try' : `${4 - index} more tries`);
    }
    expect((await client.answer(token, code)).userErrors[0]?.code).toBe('CHALLENGE_DEAD');
  });

  it('a challenge of one user or site is of no use to another', async () => {
    const other = await app.story.makeUser({ site: await app.story.makeSite({ mfa: true }) });
    const [mine, theirs] = [await client.begin(user), await client.begin(other)];
    const mails = await app.deliverMail();
    const codeOf = (person: Person) => client.codeIn(mails.find(({ to }) => to === person.email));
    expect((await client.answer(theirs.token, codeOf(user))).userErrors[0]?.code).toBe('WRONG_ANSWER');
    const admin = await app.admin.data<{ challengeAnswer: { userErrors: { code: string }[] } }>(client.answerOperation, {
      input: { challengeToken: mine.token, method: 'EMAIL_CODE', answer: codeOf(user) },
    });
    expect(admin.challengeAnswer.userErrors[0]?.code).toBe('CHALLENGE_DEAD');
    expect((await client.answer(mine.token, codeOf(user))).userErrors).toEqual([]);
  });

  it('somebody switched off meanwhile does not come in', async () => {
    const { token } = await client.begin(user);
    const code = await client.mailedCode();
    await app.story.change('UPDATE users SET disabled_at = ? WHERE id = ?', [app.clock.now(), user.id]);
    expect((await client.answer(token, code)).userErrors[0]?.code).toBe('CHALLENGE_DEAD');
  });

  it('a method that was not offered is a fault of the caller', async () => {
    const { token } = await client.begin(user);
    const answer = await client.tryAnswer(token, PASSWORD, 'PASSWORD');
    expect(answer.errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('many wrong codes over many challenges wait', async () => {
    for (let challenges = 0; challenges < 2; challenges += 1) {
      const { token } = await client.begin(user);
      for (let guess = 0; guess < 5; guess += 1) await client.answer(token, 'nonsense');
    }
    const { token } = await client.begin(user);
    const answer = await client.tryAnswer(token, 'nonsense');
    expect(answer.errors[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number) as number });
  });

  it('keeps no code in clear, neither in the database nor in the log', async () => {
    await client.begin(user);
    const code = await client.mailedCode();
    const lines = (await dumpOf(app)).split('\n');
    expect(lines).toContain(user.email);
    expect(lines.filter((line) => line === code || line.includes(` ${code}`))).toEqual([]);
    expect(app.logText()).not.toContain(code);
  });
});

describe('the switches', () => {
  let app: TestPortal;
  beforeAll(async () => {
    app = await startPortal();
  });
  afterAll(() => app.close());
  beforeEach(() => app.truncate());

  it('one for all sites, one per site, one for the platform; each acts at the next log-in', async () => {
    const { story } = app;
    const [plain, strict] = [await story.makeSite(), await story.makeSite({ mfa: true })];
    const people = { plain: await story.makeUser({ site: plain }), strict: await story.makeUser({ site: strict }) };
    const administrator = await story.makePlatformUser();
    const staff = await app.admin.logIn(administrator);
    const client = new FactorClient(app);
    const asked = async () => ({
      plain: (await client.logIn(people.plain)).outcome?.__typename,
      strict: (await client.logIn(people.strict)).outcome?.__typename,
      platform: (await client.logIn(administrator)).outcome?.__typename,
    });
    expect(await asked()).toEqual({ plain: 'LoggedIn', strict: 'Challenge', platform: 'LoggedIn' });
    const set = async (input: object) =>
      app.admin.data<{ mfaSettingsUpdate: { mfaSettings: { version: number } | null; userErrors: { code: string }[] } }>(
        'mutation ($input: MfaSettingsUpdateInput!) { mfaSettingsUpdate(input: $input) { mfaSettings { version onAllSites onPlatform } userErrors { code message } } }',
        { input },
        staff,
      );
    expect((await set({ version: 0, onAllSites: true })).mfaSettingsUpdate.userErrors).toEqual([]);
    expect(await asked()).toEqual({ plain: 'Challenge', strict: 'Challenge', platform: 'LoggedIn' });
    expect((await set({ version: 0, onPlatform: true })).mfaSettingsUpdate.userErrors[0]?.code).toBe('CHANGED_MEANWHILE');
    await set({ version: 1, onAllSites: false, onPlatform: true });
    expect(await asked()).toEqual({ plain: 'LoggedIn', strict: 'Challenge', platform: 'Challenge' });
    // Sessions that run go on.
    expect((await app.admin.ask('{ viewer { email } }', {}, staff)).errors).toEqual([]);
    await app.admin.data(
      'mutation ($input: SiteUpdateInput!) { siteUpdate(input: $input) { site { mfaIsOn } userErrors { code } } }',
      { input: { siteId: btoa(`Site:${strict.id}`).replaceAll('=', ''), version: 1, mfaIsOn: false } },
      staff,
    );
    expect((await asked()).strict).toBe('LoggedIn');
  });
});
