import { DEMO_PASSWORD } from './demo-people';
import { NEWCOMER, SECURE_PEOPLE, SECURE_SITE } from './secure-site';
import { secureNumbers } from './second-factor-story';
import { codesOf, Visitor, type SecureStage } from './visitor';

const { siteKey } = SECURE_SITE;
const WRONG_POSTAL_CODE = '99999';
const NOBODY = 'nobody@harborlight.example';
const OTHER_PASSWORD = 'three hats under one umbrella';

/** A customer registers: with a wrong postal code and with the right one, answered alike; then the mail's link, a password, and the contracts. */
export async function tellEnrolment(stage: SecureStage): Promise<boolean> {
  const { tell } = stage;
  const visitor = new Visitor(stage, NEWCOMER.email);
  const submit = async (billingPostalCode: string): Promise<string> => {
    const { contractNumber, email } = NEWCOMER;
    tell(`  Enters ${email}, ${contractNumber}, ${billingPostalCode}`);
    const input = { siteKey, ...NEWCOMER, billingPostalCode };
    const { message, userErrors } = await visitor.client.send<{ message: string | null }>('enrolmentSubmit', input, 'message');
    tell(`    ${message ?? codesOf({ userErrors }).join()}`);
    return message ?? '';
  };
  tell(`\n● ${NEWCOMER.email} registers on site "${siteKey}"`);
  const wrong = await submit(WRONG_POSTAL_CODE);
  const right = await submit(NEWCOMER.billingPostalCode);
  const set = await visitor.setPassword(await visitor.mailedLinkToken(), DEMO_PASSWORD);
  tell(`  Sets a password with the link of the mail: ${set}`);
  const { isLoggedIn } = await visitor.logInByMail(DEMO_PASSWORD);
  const seen = isLoggedIn ? await visitor.contractNumbers() : [];
  tell(`  Logs in with a code: ${isLoggedIn ? 'welcome' : 'refused'}. Sees ${seen.join(', ')}`);
  return wrong !== '' && wrong === right && seen.join() === secureNumbers().join();
}

/** Somebody forgets their password: the mail's link sets another one, once, and stands for no second factor. */
export async function tellResetLink(stage: SecureStage): Promise<boolean> {
  const { tell } = stage;
  const miguel = new Visitor(stage, SECURE_PEOPLE.forgetful.email);
  const forgot = async (email: string): Promise<string | null> => {
    const { message } = await miguel.client.send<{ message: string | null }>('passwordForgot', { siteKey, email }, 'message');
    tell(`  ${email} is told: ${message}`);
    return message;
  };
  tell(`\n● ${miguel.email} has forgotten the password`);
  const isAlike = (await forgot(NOBODY)) === (await forgot(miguel.email));
  const token = await miguel.mailedLinkToken();
  tell(`  Sets another with the link of the mail: ${await miguel.setPassword(token, OTHER_PASSWORD)}`);
  const withOld = await miguel.logIn(DEMO_PASSWORD);
  const withNew = await miguel.logInByMail(OTHER_PASSWORD);
  tell(
    `  Logs in with the old one: ${withOld.refusals.join()}; with the new one and a code: ${withNew.isLoggedIn ? 'welcome' : 'refused'}`,
  );
  const usedTwice = await miguel.setPassword(token, DEMO_PASSWORD);
  tell(`  The link once more: ${usedTwice}`);
  return isAlike && withOld.refusals.join() === 'WRONG_CREDENTIALS' && withNew.isLoggedIn && usedTwice === 'LINK_DEAD';
}
