import type { CustomerPlan, Today } from './contract-plan';
import { planCustomer } from './customer-plan';
import { Random } from './random';
import { FIRST_RANDOM_CUSTOMER } from './story-plan';

const FIRST_WORDS = [
  'Acme',
  'Blue Ridge',
  'Cascade',
  'Delta',
  'Evergreen',
  'Frontier',
  'Granite',
  'Keystone',
  'Lakeshore',
  'Mesa',
] as const;
const MORE_WORDS = [
  'Pioneer',
  'Redwood',
  'Sterling',
  'Summit',
  'Tri-County',
  'Union',
  'Valley',
  'Westfield',
  'Iron Horse',
  'Old Mill',
] as const;
const TRADES = ['Paving', 'Logistics', 'Dental Group', 'Landscaping', 'Machining', 'Foods', 'Excavating', 'Printing', 'Farms'] as const;
const FORMS = ['LLC', 'LLC', 'LLC', 'Inc.', 'Corp.', 'Ltd.', 'Co.'] as const;
const FIRST_NAMES = [
  'Ana',
  'Ben',
  'Carla',
  'David',
  'Elena',
  'Frank',
  'Grace',
  'Hiro',
  'Ines',
  'Jack',
  'Karen',
  'Luis',
  'Mei',
  'Noah',
] as const;
const LAST_NAMES = [
  'Adams',
  'Brooks',
  'Chen',
  'Diaz',
  'Evans',
  'Fischer',
  'Garcia',
  'Haddad',
  'Ivanov',
  "O'Neil",
  'Nguyen',
  'Tremblay',
] as const;
export const TITLES = ['Controller', 'Owner', 'Accounts Payable', 'Office Manager', null] as const;

/** A company's or a person's name and the part of an e-mail address that goes with it. */
export interface PartyName {
  name: string;
  firstName: string;
  lastName: string;
  mailbox: string;
  domain: string;
}

/** A person; `number` keeps mailboxes apart. */
export function makePerson(random: Random, number: number): PartyName {
  const firstName = random.pick(FIRST_NAMES);
  const lastName = random.pick(LAST_NAMES);
  const mailbox = `${firstName}.${lastName.replace("'", '')}${number}`.toLowerCase();
  return { name: `${firstName} ${lastName}`, firstName, lastName, mailbox, domain: 'mail.example' };
}

/** The name of a customer; some companies are nearly namesakes of the customer before ("Acme Paving LLC", "ACME Paving, L.L.C."). */
export function customerName(seed: number, plan: CustomerPlan, today: Today): PartyName {
  const random = new Random(seed, plan.index, 2);
  if (plan.entityType === 'PERSON') return makePerson(random, plan.index);
  const nearlyNamesake = random.chance(4) && plan.index > FIRST_RANDOM_CUSTOMER && isCompany(seed, plan.index - 1, today);
  const words = companyWords(seed, nearlyNamesake ? plan.index - 1 : plan.index);
  const domain = `${words.first}-${words.trade}-${plan.index}.example`.toLowerCase().replace(/ /g, '-');
  const name = nearlyNamesake
    ? `${words.first.toUpperCase()} ${words.trade}, ${words.form === 'LLC' ? 'L.L.C.' : words.form.toUpperCase()}`
    : `${words.first} ${words.trade} ${words.form}`;
  return { name, firstName: '', lastName: '', mailbox: 'ap', domain };
}

function isCompany(seed: number, index: number, today: Today): boolean {
  return planCustomer(seed, index, today, 1).entityType === 'COMPANY';
}

function companyWords(seed: number, index: number): { first: string; trade: string; form: string } {
  const random = new Random(seed, index, 3);
  return {
    first: random.chance(50) ? random.pick(FIRST_WORDS) : random.pick(MORE_WORDS),
    trade: random.pick(TRADES),
    form: random.pick(FORMS),
  };
}

/** An e-mail field as people fill it: none, one, or several with a comma or a semicolon between. */
export function emailField(random: Random, party: PartyName): string | null {
  const own = `${party.mailbox}@${party.domain}`;
  const draw = random.below(10);
  if (draw === 0) return null;
  if (draw < 7) return own;
  return draw < 9 ? `${own}; billing.${party.mailbox}@${party.domain}` : `billing.${party.mailbox}@${party.domain}, ${own}`;
}

/** A fictitious telephone number. */
export function phoneField(random: Random): string | null {
  return random.chance(85) ? `(${random.between(201, 989)}) 555-01${String(random.below(100)).padStart(2, '0')}` : null;
}
