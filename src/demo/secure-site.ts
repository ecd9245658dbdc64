import type { Container } from '../container';
import { systemActor } from '../kernel/actor';
import { DEMO_STORIES, STORY_LABEL } from '../simulator/demo-stories';

/** The demo's second site: it asks for a second factor, and shows one private label only. */
export const SECURE_SITE = { siteKey: 'secure-demo', name: STORY_LABEL, url: 'https://secure.portal.example' } as const;

/** Who has an account there from the start; and a customer who has none, with what they would enter to register. */
export const SECURE_PEOPLE = {
  lessee: { email: 'priya.raman@harborlight.example', firstName: 'Priya', lastName: 'Raman', account: DEMO_STORIES.lessee },
  impatient: { email: 'tom@prairiewind.example', firstName: 'Tom', lastName: 'Becker', account: DEMO_STORIES.stranger },
  forgetful: { email: 'miguel.ortega@mail.example', firstName: 'Miguel', lastName: 'Ortega', account: DEMO_STORIES.guarantor },
} as const;

export const NEWCOMER = {
  firstName: 'Bill',
  lastName: 'Ingram',
  email: DEMO_STORIES.lessee.EmailAddresses[1],
  contractNumber: DEMO_STORIES.lessee.contracts[1].ContractId,
  /** The first five of what is on file, as people write it. */
  billingPostalCode: DEMO_STORIES.lessee.PostalCode.slice(0, 5),
} as const;

const OPERATOR = systemActor('the demo');
/** Where the demo's own requests come from. */
const ADDRESS = '127.0.0.1';

/** Makes the site and its people anew, whatever was done there the last time. The book must have been synced. */
export async function createSecureSite(container: Container, passwordHash: string): Promise<void> {
  await forgetLastTime(container);
  const site = await container.siteService.create(OPERATOR, {
    ...SECURE_SITE,
    takesUnlabelled: false,
    privateLabels: [STORY_LABEL],
    mfaIsOn: true,
    selfEnrolment: true,
  });
  if (!site.done) throw new Error('The demo site with a second factor was not created.');
  for (const { account, ...person } of Object.values(SECURE_PEOPLE)) {
    const outcome = await container.userAccess.createUser(OPERATOR, {
      ...{ siteId: site.value.siteId, accountIds: [account.AccountOid], passwordHash, enrolmentSource: 'COMMAND_LINE' },
      ...person,
    });
    if (!outcome.done) throw new Error(`${person.email}: ${outcome.refusals.map(({ message }) => message).join(' ')}`);
  }
}

/** Removes the site with its users and their mails. What was guessed wrong or mailed because of us counts no more, or a sixth demo within an hour would be refused. */
async function forgetLastTime({ database, sites, throttle }: Container): Promise<void> {
  const site = await sites.findByKey(SECURE_SITE.siteKey);
  if (site) {
    await database.transaction(async (transaction) => {
      await transaction.query('DELETE FROM mails WHERE site_id = ?', [site.id]);
      await transaction.query('DELETE FROM users WHERE site_id = ?', [site.id]);
      await transaction.query('DELETE FROM sites WHERE id = ?', [site.id]);
    });
  }
  await throttle.reset({ rule: 'ENROL_EMAIL', key: NEWCOMER.email });
  for (const rule of ['ENROL_ADDRESS', 'FORGOT_ADDRESS', 'RESET_ADDRESS', 'CODE_MAIL_ADDRESS'] as const)
    await throttle.reset({ rule, key: ADDRESS });
}
