import { makeAddress } from './address';
import type { CustomerPlan, Today } from './contract-plan';
import { customerName, emailField, makePerson, phoneField, TITLES, type PartyName } from './party-name';
import { Random } from './random';
import type { AccountRecord, ContactRecord, Kind, LocationRecord } from './record';
import { VENDOR_COUNT, VENDORS } from './story-plan';
import { storyParty } from './story-party';

const PERSONS_PER_CUSTOMER = 100;

/** A customer's accounts: itself, then its guarantors; at the vendors' place the vendors and brokers. */
export function makeAccounts(plan: CustomerPlan, seed: number, today: Today, firstOid: number): AccountRecord[] {
  return Array.from({ length: plan.accounts }, (_, slot) => {
    const AccountOid = firstOid + slot;
    const identity = { AccountOid, AccountId: `A${String(AccountOid).padStart(7, '0')}` };
    const story = slot === 0 ? storyParty(plan.index) : undefined;
    if (story) return { ...identity, ...story.account };
    const random = new Random(seed, plan.index, 5, slot);
    const party = partyName(plan, seed, today, slot);
    const EntityType = plan.index !== VENDORS && slot > 0 ? 'PERSON' : plan.entityType;
    return { ...identity, Name: party.name, EntityType, EmailAddress: emailField(random, party), PhoneNumber: phoneField(random) };
  });
}

function partyName(plan: CustomerPlan, seed: number, today: Today, slot: number): PartyName {
  if (plan.index === VENDORS) {
    const number = slot < VENDOR_COUNT ? slot + 1 : slot + 1 - VENDOR_COUNT;
    const name = slot < VENDOR_COUNT ? `Equipment Dealer ${number}` : `Lease Broker ${number}`;
    return { name, firstName: '', lastName: '', mailbox: 'sales', domain: `${name.replace(/ /g, '-').toLowerCase()}.example` };
  }
  return slot === 0
    ? customerName(seed, plan, today)
    : makePerson(new Random(seed, plan.index, 6, slot), plan.index * PERSONS_PER_CUSTOMER + slot);
}

/** The contact persons of a customer (at the vendors' place one of each vendor). */
export function makeContacts(plan: CustomerPlan, seed: number, today: Today, firstOids: Record<Kind, number>): ContactRecord[] {
  const domain = plan.contacts === 0 ? '' : partyName(plan, seed, today, 0).domain;
  return Array.from({ length: plan.contacts }, (_, place) => {
    const slot = plan.index === VENDORS ? place : 0;
    const identity = { ContactOid: firstOids.contacts + place, AccountOid: firstOids.accounts + slot };
    const story = storyParty(plan.index)?.contacts[place];
    if (story) return { ...identity, ...story };
    const random = new Random(seed, plan.index, 7, place);
    const person = { ...makePerson(random, plan.index * PERSONS_PER_CUSTOMER + 50 + place), domain };
    return {
      ...identity,
      FirstName: person.firstName,
      LastName: person.lastName,
      Title: random.pick(TITLES),
      EmailAddress: emailField(random, person),
      PhoneNumber: phoneField(random),
    };
  });
}

/** The customer's own locations, then one of each further account. */
export function makeLocations(plan: CustomerPlan, seed: number, today: Today, firstOids: Record<Kind, number>): LocationRecord[] {
  return Array.from({ length: plan.locations + plan.accounts - 1 }, (_, place) => {
    const slot = Math.max(0, place - plan.locations + 1);
    const identity = { LocationOid: firstOids.locations + place, AccountOid: firstOids.accounts + slot };
    const story = storyParty(plan.index)?.locations[place];
    if (story) return { ...identity, ...story };
    const random = new Random(seed, plan.index, 8, place);
    const name = slot > 0 ? null : random.pick(['Head Office', 'Accounts Payable', 'Warehouse', null]);
    const party = partyName(plan, seed, today, slot);
    const email = random.chance(35) ? `invoices.${party.mailbox}@${party.domain}` : null;
    return { ...identity, Name: name, ...makeAddress(random, plan.country), EmailAddress: email };
  });
}
