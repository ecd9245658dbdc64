import { FactorClient } from '../support/factor-client';
import { phoneCode, readQrCode } from '../support/phone';
import { startPortal, type Answer, type Person, type TestPortal } from '../support/portal';

const STEP = 30_000;
const FACTORS = 'secondFactors { appIsEnrolled appIsRequired emailCodeIsOn recoveryCodesLeft }';

interface SecondFactorsAnswer {
  secondFactors: { appIsEnrolled: boolean; recoveryCodesLeft: number } | null;
  recoveryCodes: string[] | null;
  session: { token: string } | null;
  userErrors: { code: string; message: string }[];
}

describe('an authenticator app', () => {
  let app: TestPortal;
  let site: { id: number; siteKey: string };
  let user: Person;
  let client: FactorClient;
  let session: string;

  beforeAll(async () => {
    app = await startPortal();
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    await app.truncate();
    site = await app.story.makeSite();
    user = await app.story.makeUser({ site });
    client = new FactorClient(app);
    session = await app.portal.logIn(user);
  });

  const begin = async (token = session) => {
    const query = 'mutation { authenticatorAppBegin { offer { uri qrCode secret } userErrors { code message } } }';
    const { authenticatorAppBegin } = await app.portal.data<{
      authenticatorAppBegin: { offer: { uri: string; qrCode: string; secret: string } | null; userErrors: { code: string }[] };
    }>(query, {}, token);
    return authenticatorAppBegin;
  };
  const tryConfirm = (code: string, token = session): Promise<Answer<{ authenticatorAppConfirm: SecondFactorsAnswer | null }>> =>
    app.portal.ask(
      `mutation ($code: String!) { authenticatorAppConfirm(input: { code: $code }) {
        ${FACTORS} recoveryCodes session { token } userErrors { code message } } }`,
      { code },
      token,
    );
  const confirm = async (code: string, token = session): Promise<SecondFactorsAnswer> => {
    const { data, text } = await tryConfirm(code, token);
    if (!data?.authenticatorAppConfirm) throw new Error(text);
    return data.authenticatorAppConfirm;
  };
  /** Enrols an app; the clock then stands at the next step. */
  const enrol = async (): Promise<{ secret: string; recoveryCodes: string[]; token: string }> => {
    const { offer } = await begin();
    const answer = await confirm(phoneCode(offer?.secret ?? '', app.clock.now()));
    app.clock.advanceSeconds(STEP / 1000);
    return { secret: offer?.secret ?? '', recoveryCodes: answer.recoveryCodes ?? [], token: answer.session?.token ?? '' };
  };

  it('is fed by a QR code that a camera reads, and enrolled by a code of it, which is then spent', async () => {
    const { offer } = await begin();
    expect(readQrCode(offer?.qrCode ?? '')).toBe(offer?.uri);
    expect(offer?.uri).toMatch(/^otpauth:\/\/totp\/.+secret=[A-Z2-7]{32}&issuer=/);
    const code = phoneCode(offer?.secret ?? '', app.clock.now());
    const answer = await confirm(code);
    expect(answer).toMatchObject({ secondFactors: { appIsEnrolled: true, recoveryCodesLeft: 10 }, userErrors: [] });
    expect(new Set(answer.recoveryCodes).size).toBe(10);
    expect((await app.portal.ask('{ viewer { email } }', {}, session)).errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect((await app.portal.ask('{ viewer { email } }', {}, answer.session?.token)).errors).toEqual([]);
    const { token } = await client.begin(user);
    expect((await client.answer(token, code, 'AUTHENTICATOR_APP')).userErrors[0]?.code).toBe('WRONG_ANSWER');
    expect((await app.deliverMail()).map(({ to, subject }) => [to, /secur|sign|log/i.test(subject)])).toEqual([[user.email, true]]);
  });

  it('is asked for at each log-in, instead of an e-mailed code, whatever the site says', async () => {
    const { secret } = await enrol();
    for (const mfa of [0, 1]) {
      await app.story.change('UPDATE sites SET mfa_is_on = ? WHERE id = ?', [mfa, site.id]);
      const challenge = await client.begin(user);
      expect(challenge).toMatchObject({ methods: ['AUTHENTICATOR_APP', 'RECOVERY_CODE'], emailHint: null });
      const { outcome } = await client.answer(challenge.token, phoneCode(secret, app.clock.now()), 'AUTHENTICATOR_APP');
      expect(outcome?.__typename).toBe('LoggedIn');
      app.clock.advanceSeconds(STEP / 1000);
    }
    const { token } = await client.begin(user);
    expect((await client.tryResend(token)).data?.challengeResend?.userErrors[0]?.code).toBe('CHALLENGE_DEAD');
  });

  it('code is taken once: of 20 log-ins at once with the same code one wins', async () => {
    const { secret } = await enrol();
    const challenges: string[] = [];
    for (let index = 0; index < 20; index += 1) challenges.push((await client.begin(user)).token);
    const code = phoneCode(secret, app.clock.now());
    const sessions = async () => (await app.container.database.rows('SELECT 1 FROM user_sessions')).length;
    const before = await sessions();
    const answers = await Promise.all(challenges.map((token) => client.tryAnswer(token, code, 'AUTHENTICATOR_APP')));
    expect(answers.filter(({ data }) => data?.challengeAnswer?.outcome != null)).toHaveLength(1);
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect((await sessions()) - before).toBe(1);
  });

  it('code of the step before is taken, but not after a newer one, nor one of two steps ago or of the next', async () => {
    const { secret } = await enrol();
    const at = (steps: number) => phoneCode(secret, new Date(app.clock.now().getTime() + steps * STEP));
    const tryCode = async (code: string) => {
      const { token } = await client.begin(user);
      return (await client.answer(token, code, 'AUTHENTICATOR_APP')).userErrors[0]?.code ?? 'LoggedIn';
    };
    app.clock.advanceSeconds((3 * STEP) / 1000);
    expect(await tryCode(at(-2))).toBe('WRONG_ANSWER');
    expect(await tryCode(at(1))).toBe('WRONG_ANSWER');
    expect(await tryCode(at(-1))).toBe('LoggedIn');
    expect(await tryCode(at(0))).toBe('LoggedIn');
    app.clock.advanceSeconds(STEP / 1000);
    const [before, current] = [at(-1), at(0)];
    expect(await tryCode(before)).toBe('WRONG_ANSWER');
    expect(await tryCode(current)).toBe('LoggedIn');
    expect(await tryCode(before)).toBe('WRONG_ANSWER');
  });

  it('of another user is of no use', async () => {
    const { secret } = await enrol();
    const other = await app.story.makeUser({ site });
    session = await app.portal.logIn(other);
    await enrol();
    const { token } = await client.begin(other);
    expect((await client.answer(token, phoneCode(secret, app.clock.now()), 'AUTHENTICATOR_APP')).userErrors[0]?.code).toBe('WRONG_ANSWER');
  });

  it('is not enrolled by nonsense', async () => {
    expect((await confirm('123456')).userErrors[0]?.code).toBe('NO_APP_OFFERED');
    await begin();
    for (const code of ['', '12345', 'abcdef', '１２３４５６']) expect((await confirm(code)).userErrors[0]?.code).toBe('WRONG_ANSWER');
    expect(await app.portal.data(`{ ${FACTORS} }`, {}, session)).toMatchObject({ secondFactors: { appIsEnrolled: false } });
  });

  it('is stood in for by each recovery code once, and the user is told', async () => {
    const { recoveryCodes } = await enrol();
    await app.deliverMail();
    const [code = ''] = recoveryCodes;
    const [first, second] = [await client.begin(user), await client.begin(user)];
    const answers = await Promise.all([first, second].map(({ token }) => client.answer(token, code.toLowerCase(), 'RECOVERY_CODE')));
    expect(answers.filter(({ outcome }) => outcome !== null)).toHaveLength(1);
    const token = answers.find(({ outcome }) => outcome !== null)?.outcome?.session?.token;
    expect(await app.portal.data(`{ ${FACTORS} }`, {}, token)).toMatchObject({ secondFactors: { recoveryCodesLeft: 9 } });
    expect(await app.deliverMail()).toHaveLength(1);
  });

  it('and its recovery codes go by the owner, unless one is required', async () => {
    const { token, recoveryCodes } = await enrol();
    const remove = () =>
      app.portal.data<{ authenticatorAppRemove: SecondFactorsAnswer }>(
        `mutation { authenticatorAppRemove { ${FACTORS} userErrors { code message } } }`,
        {},
        token,
      );
    await app.story.change('UPDATE users SET must_enrol_app = 1 WHERE id = ?', [user.id]);
    expect((await remove()).authenticatorAppRemove.userErrors[0]?.code).toBe('APP_REQUIRED');
    await app.story.change('UPDATE users SET must_enrol_app = 0 WHERE id = ?', [user.id]);
    expect((await remove()).authenticatorAppRemove.secondFactors).toMatchObject({ appIsEnrolled: false, recoveryCodesLeft: 0 });
    expect((await client.logIn(user)).outcome?.__typename).toBe('LoggedIn');
    expect(await app.container.database.rows('SELECT 1 FROM recovery_codes')).toEqual([]);
    expect(recoveryCodes).toHaveLength(10);
  });

  it('keeps neither secret nor recovery codes in clear', async () => {
    const { secret, recoveryCodes } = await enrol();
    const rows = await app.container.database.rows('SELECT * FROM authenticator_apps');
    const codes = await app.container.database.rows<{ hash: string }>('SELECT HEX(code_hash) AS hash FROM recovery_codes');
    expect(JSON.stringify(rows)).not.toContain(secret);
    expect(codes).toHaveLength(10);
    const everything = JSON.stringify(await app.container.database.rows('SELECT * FROM audit_entries')) + app.logText();
    for (const text of [secret, ...recoveryCodes]) expect(everything).not.toContain(text);
  });

  it('that must be enrolled is all that a session is good for until it is', async () => {
    await app.story.change('UPDATE users SET must_enrol_app = 1 WHERE id = ?', [user.id]);
    session = await app.portal.logIn(user);
    expect((await app.portal.ask('{ contracts { totalCount } }', {}, session)).errors[0]?.extensions.code).toBe('MFA_REQUIRED');
    const { token } = await enrol();
    expect((await app.portal.ask('{ contracts { totalCount } }', {}, token)).errors).toEqual([]);
  });

  it('is changed only by somebody who has just shown a factor', async () => {
    app.clock.advanceSeconds((10 * 60_000 + 1) / 1000);
    const query = 'mutation { authenticatorAppBegin { offer { uri } userErrors { code } } }';
    const late = await app.portal.ask(query, {}, session);
    expect(late.errors[0]?.extensions.code).toBe('MFA_REQUIRED');
    const begun = await app.portal.data<{ stepUpBegin: { challenge: { token: string; methods: string[] } } }>(
      'mutation { stepUpBegin { challenge { token methods } userErrors { code } } }',
      {},
      session,
    );
    const { challenge } = begun.stepUpBegin;
    expect(challenge.methods).toEqual(['PASSWORD']);
    // Without the session, or in another, it is nobody's.
    const other = await app.portal.logIn(user);
    for (const token of [undefined, other])
      expect((await client.answer(challenge.token, 'correct horse battery staple', 'PASSWORD', token)).userErrors[0]?.code).toBe(
        'CHALLENGE_DEAD',
      );
    expect((await client.answer(challenge.token, 'wrong horse', 'PASSWORD', session)).userErrors[0]?.code).toBe('WRONG_ANSWER');
    const { outcome } = await client.answer(challenge.token, 'correct horse battery staple', 'PASSWORD', session);
    expect((await app.portal.ask(query, {}, session)).errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect((await app.portal.ask(query, {}, outcome?.session?.token)).errors).toEqual([]);
  });
});
