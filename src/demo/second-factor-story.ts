import { setTimeout as wait } from 'node:timers/promises';
import { DEMO_STORIES, STORY_LABEL } from '../simulator/demo-stories';
import { AuthenticatorPhone } from './authenticator-phone';
import { DEMO_PASSWORD } from './demo-people';
import { SECURE_PEOPLE, SECURE_SITE } from './secure-site';
import { failureOf, Visitor, type SecureStage } from './visitor';

interface EnrolledApp {
  recoveryCodes: string[] | null;
  session: { token: string } | null;
}

/**
 * An e-mailed code dies when another one is sent. That takes half a minute: the first part is told here, and the returned function tells the
 * end as soon as it may, and whether it is right.
 */
export async function beginResendStory(stage: SecureStage): Promise<() => Promise<boolean>> {
  const { tell } = stage;
  const tom = new Visitor(stage, SECURE_PEOPLE.impatient.email);
  const challenge = await tom.begin(DEMO_PASSWORD);
  tell(`\n● ${tom.email} logs in on site "${SECURE_SITE.siteKey}": asked for ${challenge.methods.join()}, sent to ${challenge.emailHint}`);
  const first = await tom.mailedCode();
  const resend = () => tom.client.send('challengeResend', { challengeToken: challenge.token }, '');
  const tooSoon = await failureOf(resend());
  tell(`  Asks for another one at once: ${tooSoon ?? 'sent'}`);
  return async () => {
    tell(`\n● ${tom.email} asks for another code, half a minute after the first`);
    await wait(Math.max(0, Date.parse(challenge.resendFrom ?? '') - Date.now()));
    await resend();
    const second = await tom.mailedCode();
    const withFirst = await tom.answer(challenge, 'EMAIL_CODE', first);
    tell(`  With the first code: ${withFirst.refusals.join()}`);
    const withSecond = await tom.answer(challenge, 'EMAIL_CODE', second);
    tell(`  With the second: ${withSecond.isLoggedIn ? 'welcome' : withSecond.refusals.join()}`);
    return tooSoon?.startsWith('RATE_LIMITED') === true && withFirst.refusals.join() === 'WRONG_ANSWER' && withSecond.isLoggedIn;
  };
}

/** Logging in with a code of a mail, then with an authenticator app and its recovery codes. */
export async function tellSecondFactors(stage: SecureStage): Promise<{ mfaCode: boolean; totp: boolean }> {
  const priya = new Visitor(stage, SECURE_PEOPLE.lessee.email);
  return { mfaCode: await logInByCode(priya, stage.tell), totp: await logInByApp(priya, stage.tell) };
}

async function logInByCode(priya: Visitor, tell: SecureStage['tell']): Promise<boolean> {
  const challenge = await priya.begin(DEMO_PASSWORD);
  tell(
    `\n● ${priya.email} logs in on site "${SECURE_SITE.siteKey}": asked for ${challenge.methods.join()}, sent to ${challenge.emailHint}`,
  );
  priya.client.use(challenge.token);
  const early = await failureOf(priya.contractNumbers());
  tell(`  Asking for contracts before answering: ${early ?? 'shown'}`);
  const { isLoggedIn } = await priya.answer(challenge, 'EMAIL_CODE', await priya.mailedCode());
  const seen = isLoggedIn ? await priya.contractNumbers() : [];
  tell(`  With the code of the mail: ${isLoggedIn ? 'welcome' : 'refused'}. Sees ${seen.join(', ')}`);
  return early?.startsWith('MFA_REQUIRED') === true && seen.join() === secureNumbers().join();
}

/** Within the session that `logInByCode` brought. */
async function logInByApp(priya: Visitor, tell: SecureStage['tell']): Promise<boolean> {
  const { authenticatorAppBegin } = await priya.client.ask<{ authenticatorAppBegin: { offer: { uri: string } } }>(
    'mutation { authenticatorAppBegin { offer { uri } } }',
  );
  const phone = new AuthenticatorPhone(authenticatorAppBegin.offer.uri);
  tell(`● ${priya.email} enrols an authenticator app: ${authenticatorAppBegin.offer.uri}`);
  // The code that confirms is spent, and with it all before: with the one that has just gone, the one shown now is still good.
  const { last, current } = await phone.codes();
  const enrolled = await priya.client.send<EnrolledApp>('authenticatorAppConfirm', { code: last }, 'recoveryCodes session { token }');
  const [recoveryCode = ''] = enrolled.recoveryCodes ?? [];
  tell(`  Confirmed with ${last}; gets ${enrolled.recoveryCodes?.length ?? 0} recovery codes, the first is ${recoveryCode}`);

  const challenge = await priya.begin(DEMO_PASSWORD);
  const byApp = await priya.answer(challenge, 'AUTHENTICATOR_APP', current);
  tell(
    `  Logs in again, asked for ${challenge.methods.join(' or ')}. With ${current} of the app: ${byApp.isLoggedIn ? 'welcome' : 'refused'}`,
  );
  const next = await priya.begin(DEMO_PASSWORD);
  const again = await priya.answer(next, 'AUTHENTICATOR_APP', current);
  const byRecovery = await priya.answer(next, 'RECOVERY_CODE', recoveryCode);
  const recoveryAgain = await priya.answer(await priya.begin(DEMO_PASSWORD), 'RECOVERY_CODE', recoveryCode);
  tell(`  Once more with ${current}: ${again.refusals.join()}. With the recovery code: ${byRecovery.isLoggedIn ? 'welcome' : 'refused'}`);
  tell(`  Once more with the recovery code: ${recoveryAgain.refusals.join()}`);
  const isOnce = [again, recoveryAgain].every(({ refusals }) => refusals.join() === 'WRONG_ANSWER');
  return byApp.isLoggedIn && byRecovery.isLoggedIn && isOnce;
}

/** The lessee's active contracts that the site shows. */
export function secureNumbers(): string[] {
  const shown = DEMO_STORIES.lessee.contracts.filter(({ stage, PrivateLabel }) => stage === 'ACTIVE' && PrivateLabel === STORY_LABEL);
  return shown.map(({ ContractId }) => ContractId).sort();
}
