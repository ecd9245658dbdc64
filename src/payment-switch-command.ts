import type { Container } from './container';
import type { Actor } from './kernel/actor';
import { OperatorError } from './process';

/**
 * Switches payments on or off, for one site or for all; says in a sentence how it is now. Payments already made keep flowing.
 * @throws OperatorError for an unknown site, and when somebody else changed the switch in the same moment.
 */
export async function switchPayments(container: Container, actor: Actor, isOn: boolean, siteKey?: string): Promise<string> {
  const outcome = siteKey === undefined ? await switchAll(container, actor, isOn) : await switchSite(container, actor, isOn, siteKey);
  if (!outcome.done) throw new OperatorError(outcome.refusals.map((refusal) => refusal.message).join('\n'));
  if (siteKey !== undefined) return `Payments are ${isOn ? 'on' : 'off'} on the site ${siteKey}.`;
  return isOn ? 'Payments are on, on every site that has not switched them off itself.' : 'Payments are off on all sites.';
}

async function switchAll({ paymentSettings }: Container, actor: Actor, isOn: boolean) {
  const { version } = await paymentSettings.find();
  return paymentSettings.update(actor, version, isOn);
}

async function switchSite({ sites, siteService }: Container, actor: Actor, isOn: boolean, siteKey: string) {
  const site = await sites.findByKey(siteKey);
  if (!site) throw new OperatorError(`There is no site ${siteKey}.`);
  return siteService.update(actor, site.id, site.version, { paymentsAreOn: isOn });
}
