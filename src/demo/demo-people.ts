import type { Container } from '../container';
import { systemActor } from '../kernel/actor';
import { DEMO_STORIES, STORY_LABEL } from '../simulator/demo-stories';
import { forgetPayments } from './payment-desk';
import { createSecureSite } from './secure-site';

/** Somebody to log in as. The demo's passwords are no secret: they open a made-up book on this machine. */
export interface DemoPerson {
  email: string;
  password: string;
  what: string;
}

/** Everybody's, on both sites. */
export const DEMO_PASSWORD = 'a demo needs no secrets';
const OPERATOR = systemActor('the demo');

export const DEMO_SITE = 'default';

export const DEMO_PEOPLE = {
  lessee: {
    email: 'dana.whitfield@harborlight.example',
    password: DEMO_PASSWORD,
    what: `lessee: ${DEMO_STORIES.lessee.Name}, several contracts`,
  },
  guarantor: {
    email: 'miguel.ortega@mail.example',
    password: DEMO_PASSWORD,
    what: `guarantor: ${DEMO_STORIES.guarantor.Name}, of contracts of others`,
  },
  administrator: { email: 'admin@portal.example', password: DEMO_PASSWORD, what: 'administrator of the finance company' },
} satisfies Record<string, DemoPerson>;

/** Somebody whose contracts are none of the others' business; only there to be looked for. */
export const STRANGER: DemoPerson = {
  email: 'tom@prairiewind.example',
  password: DEMO_PASSWORD,
  what: `a stranger: ${DEMO_STORIES.stranger.Name}`,
};

/** Makes the demo's sites and people; those of the first site may be there from the last time, without what they paid. The book must have been synced. */
export async function createDemoPeople(container: Container, siteUrl: string): Promise<void> {
  const { sites, siteService, userAccess, platformIdentity, passwords } = container;
  await forgetPayments(container);
  await siteService.create(OPERATOR, {
    siteKey: DEMO_SITE,
    name: 'Customer portal',
    url: siteUrl,
    takesUnlabelled: true,
    privateLabels: [STORY_LABEL],
  });
  const site = await sites.findByKey(DEMO_SITE);
  if (!site) throw new Error('The demo site was not created.');
  const passwordHash = await passwords.hash(DEMO_PASSWORD);
  const { lessee, guarantor, administrator } = DEMO_PEOPLE;
  const people = [
    { email: lessee.email, firstName: 'Dana', lastName: 'Whitfield', accountIds: [DEMO_STORIES.lessee.AccountOid] },
    { email: guarantor.email, firstName: 'Miguel', lastName: 'Ortega', accountIds: [DEMO_STORIES.guarantor.AccountOid] },
    { email: STRANGER.email, firstName: 'Tom', lastName: 'Baker', accountIds: [DEMO_STORIES.stranger.AccountOid] },
  ];
  for (const person of people) {
    const outcome = await userAccess.createUser(OPERATOR, { siteId: site.id, passwordHash, enrolmentSource: 'COMMAND_LINE', ...person });
    const refusal = outcome.done ? undefined : outcome.refusals.find(({ code }) => code !== 'EMAIL_TAKEN');
    if (refusal) throw new Error(`${person.email}: ${refusal.message}`);
  }
  await platformIdentity.createPlatformUser(OPERATOR, {
    email: administrator.email,
    name: 'Alex Admin',
    role: 'ADMINISTRATOR',
    password: DEMO_PASSWORD,
  });
  await createSecureSite(container, passwordHash);
}
