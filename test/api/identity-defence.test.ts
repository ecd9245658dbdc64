import { hash } from '@node-rs/argon2';
import { timeCode, timeStepOf } from '../../src/domain/identity/one-time-code';
import { FactorClient } from '../support/factor-client';
import { globalId } from '../support/ids';
import { PaymentStory } from '../support/payment-story';
import { startPortal, type Person, type TestPortal } from '../support/portal';
import { PASSWORD } from '../support/story';

const NEW_PASSWORD = 'an entirely different phrase';
const OPERATOR = { realm: 'SYSTEM', id: null, name: 'operator', requestId: null, address: null } as const;

describe('whoever has a part of an identity', () => {
  let app: TestPortal;
  let site: { id: number; siteKey: string };
  let user: Person;
  let staff: { id: number; email: string };
  let client: FactorClient;

  beforeAll(async () => (app = await startPortal()));
  afterAll(() => app.close());
  beforeEach(async () => {
    await app.truncate();
    app.outbox.letters.length = 0;
    site = await app.story.makeSite({ siteKey: 'north', mfa: true });
    user = await app.story.makeUser({ site });
    staff = await app.story.makePlatformUser();
    client = new FactorClient(app);
  });

  const codeOf = (secret: string): string => timeCode(secret, timeStepOf(app.clock.now()));

  async function logInByMail(): Promise<string> {
    const { token } = await client.begin(user);
    const { outcome } = await client.answer(token, await client.mailedCode());
    return outcome?.session?.token ?? '';
  }

  async function enrolApp(): Promise<{ secret: string; recoveryCodes: string[] }> {
    const session = await logInByMail();
    const begun = await app.portal.data<{ authenticatorAppBegin: { offer: { secret: string } } }>(
      'mutation { authenticatorAppBegin { offer { secret } } }',
      {},
      session,
    );
    const { secret } = begun.authenticatorAppBegin.offer;
    const confirmed = await app.portal.data<{ authenticatorAppConfirm: { recoveryCodes: string[] } }>(
      'mutation ($code: String!) { authenticatorAppConfirm(input: { code: $code }) { recoveryCodes } }',
      { code: codeOf(secret) },
      session,
    );
    app.clock.advanceSeconds(30);
    return { secret, recoveryCodes: confirmed.authenticatorAppConfirm.recoveryCodes };
  }

  async function resetPassword(newPassword: string): Promise<void> {
    const forgot = 'mutation ($input: PasswordForgotInput!) { passwordForgot(input: $input) { message } }';
    await app.portal.data(forgot, { input: { siteKey: 'north', email: user.email } });
    const reset = 'mutation ($input: PasswordResetInput!) { passwordReset(input: $input) { userErrors { code } } }';
    const input = { token: app.outbox.lastToken(user.email), newPassword };
    expect(await app.portal.data(reset, { input })).toEqual({ passwordReset: { userErrors: [] } });
  }

  const answered = async (token: string, answer: string, method = 'EMAIL_CODE'): Promise<string> => {
    const { data, errors } = await client.tryAnswer(token, answer, method);
    return errors[0]?.extensions.code ?? data?.challengeAnswer?.userErrors[0]?.code ?? 'LoggedIn';
  };

  it('the old password: a log-in begun with it is dead once it is changed', async () => {
    const session = await logInByMail();
    const { token } = await client.begin(user);
    const code = await client.mailedCode();
    const change = 'mutation ($input: PasswordChangeInput!) { passwordChange(input: $input) { userErrors { code } } }';
    const input = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
    expect(await app.portal.data(change, { input }, session)).toEqual({ passwordChange: { userErrors: [] } });
    expect(await answered(token, code)).toBe('CHALLENGE_DEAD');
  });

  it('the old mailbox: a code that was sent to it is dead once staff correct the e-mail, and none is sent anew', async () => {
    const administrator = await app.admin.logIn(staff);
    const { token } = await client.begin(user);
    const code = await client.mailedCode();
    const update = 'mutation ($input: UserUpdateInput!) { userUpdate(input: $input) { userErrors { code } } }';
    const edit = (change: object) => app.admin.data(update, { input: { userId: globalId('User', user.id), ...change } }, administrator);
    await edit({ version: 1, email: 'corrected@example.com' });
    expect(await answered(token, code)).toBe('CHALLENGE_DEAD');
    app.clock.advanceSeconds(30);
    expect((await client.resend(token)).userErrors[0]?.code).toBe('CHALLENGE_DEAD');
    user = { ...user, email: 'corrected@example.com' };
    const other = await client.begin(user);
    await edit({ version: 2, lastName: 'Userton' });
    expect(await answered(other.token, await client.mailedCode())).toBe('LoggedIn');
  });

  it('patience: what strangers guessed wrong is forgotten when the operator sets a password', async () => {
    const wrong = () =>
      app.admin.ask('mutation ($input: PlatformLogInInput!) { logIn(input: $input) { userErrors { code } } }', {
        input: { email: staff.email, password: 'wrong' },
      });
    for (let guess = 0; guess < 10; guess += 1) expect((await wrong()).errors).toEqual([]);
    expect((await wrong()).errors[0]?.extensions.code).toBe('RATE_LIMITED');
    await app.container.platformUserService.setPassword(OPERATOR, staff.email.toUpperCase(), NEW_PASSWORD);
    expect((await app.admin.tryLogIn({ email: staff.email, password: NEW_PASSWORD })).session).not.toBeNull();
  });

  it('a session of an administrator: who proves what how is changed only with a factor shown just now', async () => {
    const token = await app.admin.logIn(staff);
    app.clock.advanceSeconds(10 * 60 + 1);
    const [userId, platformUserId] = [globalId('User', user.id), globalId('PlatformUser', staff.id)];
    const reason = 'they lost their phone';
    const bankAccountId = globalId('BankAccount', await new PaymentStory(app).makeBankAccount({ userId: user.id }));
    const mutations: [string, string, object][] = [
      ['mfaSettingsUpdate', 'MfaSettingsUpdateInput', { version: 0, onPlatform: false }],
      ['paymentSettingsUpdate', 'PaymentSettingsUpdateInput', { version: 1, paymentsAreOn: false }],
      ['bankAccountReopen', 'BankAccountReopenInput', { bankAccountId, reason }],
      ['userRequireApp', 'UserRequireAppInput', { userId, isRequired: false }],
      ['userRemoveApp', 'UserRemoveAppInput', { userId, reason }],
      ['platformUserRequireApp', 'PlatformUserRequireAppInput', { platformUserId, isRequired: false }],
      ['platformUserRemoveApp', 'PlatformUserRemoveAppInput', { platformUserId, reason }],
    ];
    const ask = async (session: string): Promise<string[][]> => {
      const told: string[][] = [];
      for (const [name, type, input] of mutations) {
        const query = `mutation ($input: ${type}!) { ${name}(input: $input) { userErrors { code } } }`;
        told.push((await app.admin.ask(query, { input }, session)).errors.map(({ extensions }) => extensions.code));
      }
      return told;
    };
    expect(await ask(token)).toEqual(mutations.map(() => ['MFA_REQUIRED']));
    const { stepUpBegin } = await app.admin.data<{ stepUpBegin: { challenge: { token: string } } }>(
      'mutation { stepUpBegin { challenge { token } } }',
      {},
      token,
    );
    const { challengeAnswer } = await app.admin.data<{ challengeAnswer: { outcome: { session: { token: string } } } }>(
      client.answerOperation,
      { input: { challengeToken: stepUpBegin.challenge.token, method: 'PASSWORD', answer: PASSWORD } },
      token,
    );
    expect(await ask(challengeAnswer.outcome.session.token)).toEqual(mutations.map(() => []));
  });

  it('the mailbox: a new password brings no new guesses at an app, but at codes that are mailed', async () => {
    const guess = async (password: string, method: string): Promise<string[]> => {
      const told: string[] = [];
      for (let challenges = 0; challenges < 3; challenges += 1) {
        const { outcome } = await client.logIn(user, password);
        for (let guesses = 0; guesses < 4; guesses += 1) told.push(await answered(outcome?.token ?? '', '000000', method));
      }
      return told;
    };
    const tenAndNoMore = [...Array<string>(10).fill('WRONG_ANSWER'), 'RATE_LIMITED', 'RATE_LIMITED'];
    expect(await guess(PASSWORD, 'EMAIL_CODE')).toEqual(tenAndNoMore);
    await resetPassword(PASSWORD);
    await enrolApp();
    expect(await guess(PASSWORD, 'AUTHENTICATOR_APP')).toEqual(tenAndNoMore);
    await resetPassword(NEW_PASSWORD);
    expect(await guess(NEW_PASSWORD, 'AUTHENTICATOR_APP')).toEqual(Array(12).fill('RATE_LIMITED'));
    const input = { userId: globalId('User', user.id), reason: 'they lost their phone' };
    const remove = 'mutation ($input: UserRemoveAppInput!) { userRemoveApp(input: $input) { userErrors { code } } }';
    await app.admin.data(remove, { input }, await app.admin.logIn(staff));
    expect(await guess(NEW_PASSWORD, 'EMAIL_CODE')).toEqual(tenAndNoMore);
  });

  it("a number: factors, guesses and sessions of one realm's person are not those of the other's with the same number", async () => {
    await app.story.change('UPDATE platform_users SET id = ? WHERE id = ?', [user.id, staff.id]);
    const { secret, recoveryCodes } = await enrolApp();
    const session = await app.admin.logIn(staff);
    const factors = '{ secondFactors { appIsEnrolled recoveryCodesLeft } }';
    expect(await app.admin.data(factors, {}, session)).toEqual({ secondFactors: { appIsEnrolled: false, recoveryCodesLeft: 0 } });
    await app.container.mfaSettings.update(OPERATOR, 0, { mfaOnPlatform: true });
    const { token, methods } = await client.begin(staff);
    expect(methods).toEqual(['EMAIL_CODE']);
    const tryOn = async (api: 'portal' | 'admin', method: string, answer: string): Promise<string | undefined> => {
      const { data, errors } = await app[api].ask<{ challengeAnswer: { userErrors: { code: string }[] } }>(client.answerOperation, {
        input: { challengeToken: token, method, answer },
      });
      return errors[0]?.extensions.code ?? data?.challengeAnswer.userErrors[0]?.code;
    };
    const code = await client.mailedCode();
    expect(await tryOn('admin', 'AUTHENTICATOR_APP', codeOf(secret))).toBe('BAD_USER_INPUT');
    expect(await tryOn('admin', 'RECOVERY_CODE', recoveryCodes[0] ?? '')).toBe('BAD_USER_INPUT');
    expect(await tryOn('admin', 'EMAIL_CODE', codeOf(secret))).toBe('WRONG_ANSWER');
    expect(await tryOn('portal', 'EMAIL_CODE', code)).toBe('CHALLENGE_DEAD');
    await resetPassword(NEW_PASSWORD);
    expect((await app.admin.ask('{ viewer { email } }', {}, session)).errors).toEqual([]);
    expect(await tryOn('admin', 'EMAIL_CODE', code)).toBeUndefined();
    const keys = await app.container.database.rows("SELECT 1 FROM throttles WHERE rule = 'CODE_ACCOUNT'");
    expect(keys).toHaveLength(2);
  });

  it('the database: a hash weaker than those of today is replaced when its owner logs in, and by nobody else', async () => {
    const weak = await hash(PASSWORD, { memoryCost: 8_192, timeCost: 1, parallelism: 1 });
    await app.story.change('UPDATE users SET password_hash = ? WHERE id = ?', [weak, user.id]);
    const stored = async (): Promise<string | undefined> =>
      (await app.container.database.rows<{ hash: string }>('SELECT password_hash AS hash FROM users WHERE id = ?', [user.id]))[0]?.hash;
    await client.logIn(user, 'wrong');
    expect(await stored()).toBe(weak);
    await client.begin(user);
    const strong = await stored();
    expect(strong).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    await client.begin(user);
    expect(await stored()).toBe(strong);
  });

  it('a stop-watch: a log-in that fails asks the database the same, whatever the reason', async () => {
    const disabled = await app.story.makeUser({ site, disabled: true });
    const asked = async (email: string, password: string): Promise<number> => {
      await client.logIn({ email, siteKey: 'north' }, 'wrong');
      return (await app.statementsOf(() => client.logIn({ email, siteKey: 'north' }, password))).length;
    };
    const counts = [
      await asked('nobody@example.com', PASSWORD),
      await asked(user.email, 'wrong'),
      await asked(disabled.email, 'wrong'),
      await asked(disabled.email, PASSWORD),
      await asked(staff.email, PASSWORD),
    ];
    expect([counts[0], new Set(counts).size]).toEqual([expect.any(Number), 1]);
  });

  it('time: challenges are cleared away a day after their end, and no others', async () => {
    const rows = async (): Promise<number> => (await app.container.database.rows('SELECT 1 FROM challenges')).length;
    await client.begin(user);
    app.clock.advanceMinutes(24 * 60 + 14);
    await client.begin(user);
    expect([await app.container.sessionCleanup.run(), await rows()]).toEqual([0, 2]);
    app.clock.advanceMinutes(2);
    expect([await app.container.sessionCleanup.run(), await rows()]).toEqual([1, 1]);
  });
});
