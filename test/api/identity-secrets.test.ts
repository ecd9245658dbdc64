import { createHash } from 'node:crypto';
import request from 'supertest';
import { timeCode, timeStepOf } from '../../src/domain/identity/one-time-code';
import { dumpOf } from '../support/dump';
import { FactorClient } from '../support/factor-client';
import { globalId } from '../support/ids';
import { startPortal, type ApiClient, type Person, type TestPortal } from '../support/portal';
import { PASSWORD } from '../support/story';

const RESET = 'mutation ($input: PasswordResetInput!) { passwordReset(input: $input) { userErrors { code } } }';
const WRONG = 'a wrong password that nobody has';
const NEW_PASSWORDS = ['an entirely different phrase', 'yet another one, quite long', 'the first one of a newcomer'] as const;

/** What must be found nowhere, by the name of what it is. */
type Secrets = Map<string, string>;

describe('after all that can be done with an identity', () => {
  const secrets: Secrets = new Map();
  /** The database whenever something was on its way. */
  const dumps: string[] = [];
  let app: TestPortal;
  let user: Person;
  let staff: { id: number; email: string };
  let client: FactorClient;

  beforeAll(async () => {
    app = await startPortal();
    const site = await app.story.makeSite({ siteKey: 'north', mfa: true });
    user = await app.story.makeUser({ site });
    staff = await app.story.makePlatformUser();
    client = new FactorClient(app);
    for (const [index, password] of [PASSWORD, WRONG, ...NEW_PASSWORDS].entries()) secrets.set(`password ${index}`, password);
    await logInByMail();
    await enrolApp();
    await logInWithRecoveryCode();
    await resetPassword();
    await changePassword();
    await registerOneself();
    await useCookie();
    await lookAsStaff();
    await failToMail();
    await askWrongly();
    dumps.push(await dumpOf(app));
  }, 120_000);
  afterAll(() => app.close());

  let session = '';
  let appSecret = '';

  function keep(name: string, secret: string | undefined): string {
    if (!secret) throw new Error(`There is no ${name}.`);
    secrets.set(`${name} ${secrets.size}`, secret);
    return secret;
  }

  /** Has the mails sent that are on their way; what they say is secret before and after. */
  async function mailed(): Promise<void> {
    dumps.push(await dumpOf(app));
    for (const { code, links } of await app.deliverMail()) {
      if (code !== undefined) keep('mailed code', code);
      for (const link of links) keep('link', link.split('#')[1]);
    }
  }
  const last = (name: string): string => [...secrets].filter(([key]) => key.startsWith(name)).at(-1)?.[1] ?? '';

  async function answerChallenge(token: string, answer: string, method: string, within?: string): Promise<string> {
    const { outcome } = await client.answer(token, answer, method, within);
    return (session = keep('session', outcome?.session?.token));
  }

  async function begin(): Promise<string> {
    return keep('challenge', (await client.begin(user)).token);
  }
  const appCode = (): string => {
    app.clock.advanceSeconds(30);
    return keep('app code', timeCode(appSecret, timeStepOf(app.clock.now())));
  };

  async function logInByMail(): Promise<void> {
    await client.logIn(user, WRONG);
    const challenge = await begin();
    await mailed();
    app.clock.advanceSeconds(30);
    await client.resend(challenge);
    await mailed();
    await client.answer(challenge, 'nonsense');
    await answerChallenge(challenge, last('mailed code'), 'EMAIL_CODE');
  }

  async function enrolApp(): Promise<void> {
    const begun = await app.portal.data<{ authenticatorAppBegin: { offer: { secret: string; uri: string; qrCode: string } } }>(
      'mutation { authenticatorAppBegin { offer { secret uri qrCode } } }',
      {},
      session,
    );
    const { secret, uri, qrCode } = begun.authenticatorAppBegin.offer;
    appSecret = keep('app secret', secret);
    keep('app uri', uri);
    keep('QR code', qrCode);
    const confirmed = await app.portal.data<{ authenticatorAppConfirm: { recoveryCodes: string[]; session: { token: string } } }>(
      'mutation ($code: String!) { authenticatorAppConfirm(input: { code: $code }) { recoveryCodes session { token } } }',
      { code: appCode() },
      session,
    );
    session = keep('session', confirmed.authenticatorAppConfirm.session.token);
    for (const code of confirmed.authenticatorAppConfirm.recoveryCodes) keep('recovery code', code);
    await mailed();
  }

  async function logInWithRecoveryCode(): Promise<void> {
    await answerChallenge(await begin(), last('recovery code'), 'RECOVERY_CODE');
    await mailed();
    const renewed = await app.portal.data<{ recoveryCodesRenew: { recoveryCodes: string[] } }>(
      'mutation { recoveryCodesRenew { recoveryCodes } }',
      {},
      session,
    );
    for (const code of renewed.recoveryCodesRenew.recoveryCodes) keep('recovery code', code);
  }

  const reset = (token: string, newPassword: string, api: ApiClient = app.portal): Promise<unknown> =>
    api.data(RESET, { input: { token, newPassword } });

  async function resetPassword(): Promise<void> {
    const query = 'mutation ($input: PasswordForgotInput!) { passwordForgot(input: $input) { message } }';
    await app.portal.data(query, { input: { siteKey: user.siteKey, email: user.email } });
    await mailed();
    await reset(last('link'), 'short');
    await reset(last('link'), NEW_PASSWORDS[0]);
    await mailed();
  }

  async function changePassword(): Promise<void> {
    const { outcome } = await client.logIn(user, NEW_PASSWORDS[0]);
    await answerChallenge(keep('challenge', outcome?.token), appCode(), 'AUTHENTICATOR_APP');
    const asked = await app.portal.data<{ stepUpBegin: { challenge: { token: string } } }>(
      'mutation { stepUpBegin { challenge { token } } }',
      {},
      session,
    );
    await answerChallenge(keep('challenge', asked.stepUpBegin.challenge.token), appCode(), 'AUTHENTICATOR_APP', session);
    const change = 'mutation ($input: PasswordChangeInput!) { passwordChange(input: $input) { session { token } } }';
    const input = { currentPassword: NEW_PASSWORDS[0], newPassword: NEW_PASSWORDS[1] };
    await app.portal.ask(change, { input: { ...input, currentPassword: WRONG } }, session);
    const changed = await app.portal.data<{ passwordChange: { session: { token: string } } }>(change, { input }, session);
    session = keep('session', changed.passwordChange.session.token);
  }

  async function registerOneself(): Promise<void> {
    const accountId = await app.story.makeAccount({ emails: 'ann@x.example' });
    const billToLocationId = await app.story.makeLocation({ accountId, postalCode: '60601' });
    await app.story.makeContract({ contractNumber: 'C-1', roles: [[accountId, 'CUSTOMER']], billToLocationId });
    const entered = { firstName: 'Ann', lastName: 'Lee', email: 'ann@x.example', contractNumber: 'C-1', billingPostalCode: '60601' };
    const query = 'mutation ($input: EnrolmentSubmitInput!) { enrolmentSubmit(input: $input) { message } }';
    await app.portal.data(query, { input: { siteKey: user.siteKey, ...entered } });
    await mailed();
    await reset(last('link'), NEW_PASSWORDS[2]);
  }

  /** On the platform, where no second factor is asked for. */
  async function useCookie(): Promise<void> {
    const post = (query: string): request.Test =>
      request(app.url).post('/admin/graphql').set('content-type', 'application/json').send({ query });
    const input = `input: { email: "${staff.email}", password: "${PASSWORD}", transport: COOKIE }`;
    const answer = await post(`mutation { logIn(${input}) { outcome { ... on LoggedIn { session { csrfToken } } } } }`);
    const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? '';
    keep('cookie', cookie.split('=')[1]);
    const csrf = keep('csrf token', /"csrfToken":"([^"]+)"/.exec(answer.text)?.[1]);
    const revoked = await post('mutation { sessionsRevokeOthers { endedCount } }').set('cookie', cookie).set('x-csrf-token', csrf);
    expect(revoked.text).toContain('endedCount');
  }

  async function lookAsStaff(): Promise<void> {
    const token = keep('session', await app.admin.logIn(staff));
    const userId = globalId('User', user.id);
    const look = 'mutation ($input: ViewAsStartInput!) { viewAsStart(input: $input) { session { token } } }';
    const looked = await app.admin.data<{ viewAsStart: { session: { token: string } } }>(
      look,
      { input: { userId, reason: 'to see what they see' } },
      token,
    );
    keep('session', looked.viewAsStart.session.token);
    await app.portal.ask('{ viewer { email } }', {}, looked.viewAsStart.session.token);
    const send = 'mutation ($input: UserResetPasswordInput!) { userResetPassword(input: $input) { userErrors { code } } }';
    await app.admin.data(send, { input: { userId } }, token);
    await mailed();
  }

  /** One letter is refused for good, one waits for another try. */
  async function failToMail(): Promise<void> {
    const query = 'mutation ($input: PlatformPasswordForgotInput!) { passwordForgot(input: $input) { message } }';
    for (const how of ['PERMANENT', 'TEMPORARY'] as const) {
      await app.admin.data(query, { input: { email: staff.email } });
      keep('link', app.outbox.lastToken(staff.email));
      app.mailer.fail(how);
      await app.deliverMail();
    }
  }

  /** What is refused is written nowhere either. */
  async function askWrongly(): Promise<void> {
    const texts = [session, ...[...secrets.values()].filter((secret) => secret.length < 200)];
    for (const secret of texts) {
      await app.portal.ask(`mutation { logIn(input: { siteKey: "north", email: "x", password: "${secret}" }) { nothing } }`);
      await app.portal.ask(`mutation { passwordReset(input: { token: "${secret}", newPassword: 7 }) { userErrors { code } } }`);
      await app.portal.ask('mutation ($input: PasswordResetInput!) { passwordReset(input: $input) { userErrors { code } } }', {
        input: { token: { secret }, newPassword: secret },
      });
    }
    await app.portal.ask('{ viewer { email } }', {}, `${session}x`);
    await app.portal.ask(`{ viewer { email } } ${session} }`, {}, session);
  }

  it('there is enough to look for and to look at', () => {
    const kinds = [...new Set([...secrets.keys()].map((name) => name.replace(/ \d+$/, '')))].sort();
    const access = ['app code', 'app secret', 'app uri', 'challenge', 'cookie', 'csrf token', 'link', 'mailed code', 'password'];
    expect(kinds).toEqual([...['QR code'], ...access, 'recovery code', 'session']);
    expect(secrets.size).toBeGreaterThan(40);
    const [everything = ''] = dumps.slice(-1);
    // The dump does hold binary columns, and letters that have not been sent.
    expect(everything).toContain(createHash('sha256').update(session).digest().toString('latin1'));
    expect(everything.match(/^test\.[\w-]{500,}$/gm)?.length).toBe(2);
    expect(dumps.length).toBeGreaterThan(5);
  });

  it('nothing secret is in the database, whether letters are on their way or sent', () => {
    for (const [at, dump] of dumps.entries()) expect([at, foundIn(dump, secrets)]).toEqual([at, []]);
  });

  it('nothing secret is in the log', () => {
    expect(app.logText().split('\n').length).toBeGreaterThan(100);
    expect(foundIn(app.logText(), secrets)).toEqual([]);
  });

  it('what was stored as a hash is none of something short', () => {
    const [dump = ''] = dumps.slice(-1);
    const short = [...secrets].filter(([name]) => /code|password/.test(name) && name !== 'QR code');
    const texts = short.flatMap(([name, secret]) => [secret, secret.replaceAll('-', '')].map((text) => [name, text] as const));
    const hashes = texts.flatMap(([name, secret]) =>
      (['sha256', 'sha1', 'md5'] as const).flatMap((algorithm) => {
        const hash = createHash(algorithm).update(secret).digest();
        return (['latin1', 'hex', 'base64', 'base64url'] as const).map((form) => [`${algorithm} of ${name}`, hash.toString(form)] as const);
      }),
    );
    expect(hashes.filter(([, hash]) => dump.includes(hash)).map(([name]) => name)).toEqual([]);
  });
});

/** The names of secrets that a text holds, in clear or in what anybody can turn into it. */
function foundIn(text: string, secrets: Secrets): string[] {
  return [...secrets].flatMap(([name, secret]) => (formsOf(secret).some((form) => isIn(text, form)) ? [name] : []));
}

/** Digits must stand by themselves: six of them are part of many a number. */
function isIn(text: string, form: string): boolean {
  return /^\d+$/.test(form) ? new RegExp(`(?<![\\w-])${form}(?![\\w-])`).test(text) : text.includes(form);
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const encodings = (['hex', 'base64', 'base64url'] as const).map((form) => bytes.toString(form));
  // Without the last sign, which depends on what follows.
  const insides = encodings.map((form) => (form.length > 12 ? form.replace(/=*$/, '').slice(0, -2) : form));
  return [...new Set([secret, secret.replaceAll('-', ''), encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), ...insides])];
}
