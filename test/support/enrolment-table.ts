import type { EnrolmentFacts } from '../../src/domain/sync/servicing-system';
import { unavailable } from '../../src/kernel/fault';
import type { TestPortal } from './portal';
import type { ContractStory, LocationStory } from './story';

/** What there is besides the contract C-1 of Ann's company, and what is entered otherwise than her right values. */
export interface EnrolmentRow {
  contract?: ContractStory;
  location?: Partial<LocationStory> | null;
  customerEmails?: string | null;
  entered?: Record<string, string>;
  expected:
    | 'ENROLLED'
    | 'ALREADY_REGISTERED'
    | 'NOT_CHECKED'
    | 'CONTRACT_KNOWN'
    | 'EMAIL_ON_FILE'
    | 'CONTRACT_BOOKED'
    | 'LABEL_TAKEN'
    | 'POSTAL_CODE_MATCHES';
  also?: (world: EnrolmentWorld) => Promise<unknown>;
}

export interface EnrolmentWorld {
  app: TestPortal;
  site: { id: number; siteKey: string };
  customer: number;
  guarantor: number;
  desk: FakeContractDesk;
}

const canadian = { countryCode: 'CA', postalCode: 'K1A 0B1' };
const online = (facts: Partial<EnrolmentFacts> = {}): EnrolmentFacts => ({
  contractId: 9_001,
  isBooked: true,
  privateLabel: 'GOLD',
  billingPostalCode: '60601',
  billingCountryCode: 'US',
  billToEmails: [],
  customers: [{ accountId: 9_002, emails: ['ann@x.example'], contactEmails: ['con@x.example'] }],
  ...facts,
});

/** The servicing system, as far as it is asked about single contracts. */
export class FakeContractDesk {
  readonly known = new Map<string, EnrolmentFacts>();
  state: 'UP' | 'DOWN' | 'SILENT' | 'REFUSING' = 'UP';

  readonly readEnrolmentFacts = (number: string): Promise<EnrolmentFacts | undefined> => {
    if (this.state === 'DOWN') return Promise.reject(unavailable('servicing system'));
    if (this.state === 'REFUSING') return Promise.reject(new Error('400: no such text'));
    return this.state === 'SILENT' ? new Promise(() => undefined) : Promise.resolve(this.known.get(number.toUpperCase()));
  };

  reset(): void {
    this.known.clear();
    this.state = 'UP';
  }
}

/** The table of domain.md §3. */
export const ENROLMENT_TABLE: Record<string, EnrolmentRow> = {
  'everything right': { expected: 'ENROLLED' },
  'the second address of a comma-separated field': { customerEmails: 'office@x.example, ann@x.example', expected: 'ENROLLED' },
  'an address of a semicolon-separated field': { customerEmails: 'a@x.example;ann@x.example;b@x.example', expected: 'ENROLLED' },
  'the whole of a field of two addresses': {
    customerEmails: 'a@x.example,ann@x.example',
    entered: { email: 'a@x.example,ann@x.example' },
    expected: 'EMAIL_ON_FILE',
  },
  'a part of an address': { customerEmails: 'joann@x.example', expected: 'EMAIL_ON_FILE' },
  'e-mail in another case and between blanks': { entered: { email: '  ANN@X.Example ' }, expected: 'ENROLLED' },
  'contract id in another case and between blanks': { entered: { contractNumber: '  c-1 ' }, expected: 'ENROLLED' },
  'contract id with an accent more': { entered: { contractNumber: 'Ć-1' }, expected: 'CONTRACT_KNOWN' },
  'no e-mail on file, none entered': { customerEmails: null, entered: { email: '' }, expected: 'EMAIL_ON_FILE' },
  'a contact of the customer, on no contract': {
    entered: { email: 'con@x.example' },
    also: ({ app, customer }) => app.story.makeContact({ accountId: customer, emails: 'x@x.example; con@x.example' }),
    expected: 'ENROLLED',
  },
  "another customer's contact": {
    entered: { email: 'con@x.example' },
    also: async ({ app }) => {
      const other = await app.story.makeAccount();
      await app.story.makeContract({ contractNumber: 'C-2', label: 'GOLD', roles: [[other, 'CUSTOMER']] });
      await app.story.makeContact({ accountId: other, emails: 'con@x.example' });
    },
    expected: 'EMAIL_ON_FILE',
  },
  "the bill-to location's e-mail": { entered: { email: 'bills@x.example' }, expected: 'ENROLLED' },
  "the e-mail of the customer's other location": {
    entered: { email: 'depot@x.example' },
    also: ({ app, customer }) => app.story.makeLocation({ accountId: customer, emails: 'depot@x.example' }),
    expected: 'EMAIL_ON_FILE',
  },
  "a guarantor's e-mail": { entered: { email: 'gil@x.example' }, expected: 'EMAIL_ON_FILE' },
  "a guarantor's contact's e-mail": {
    entered: { email: 'con@x.example' },
    also: ({ app, guarantor }) => app.story.makeContact({ accountId: guarantor, emails: 'con@x.example' }),
    expected: 'EMAIL_ON_FILE',
  },
  'an unknown e-mail': { entered: { email: 'eve@x.example' }, expected: 'EMAIL_ON_FILE' },
  'any other booked contract of the customer': {
    entered: { contractNumber: 'C-2' },
    also: async ({ app, customer }) => {
      const billToLocationId = await app.story.makeLocation({ accountId: customer, postalCode: '60601' });
      await app.story.makeContract({ contractNumber: 'C-2', label: 'GOLD', roles: [[customer, 'CUSTOMER']], billToLocationId });
    },
    expected: 'ENROLLED',
  },
  'a contract of another customer': {
    entered: { contractNumber: 'C-2' },
    also: async ({ app }) => {
      const other = await app.story.makeAccount({ emails: 'other@x.example' });
      const billToLocationId = await app.story.makeLocation({ accountId: other, postalCode: '60601' });
      await app.story.makeContract({ contractNumber: 'C-2', label: 'GOLD', roles: [[other, 'CUSTOMER']], billToLocationId });
    },
    expected: 'EMAIL_ON_FILE',
  },
  'an unknown contract': { entered: { contractNumber: 'C-404' }, expected: 'CONTRACT_KNOWN' },
  'no contract id': { entered: { contractNumber: '' }, expected: 'CONTRACT_KNOWN' },
  'an unbooked contract': { contract: { booked: false }, expected: 'CONTRACT_BOOKED' },
  'a terminated contract, which is booked': { contract: { terminated: true }, expected: 'ENROLLED' },
  "a contract of another site's label": { contract: { label: 'SILVER' }, expected: 'LABEL_TAKEN' },
  'an unlabelled contract on a site that takes none': { contract: { label: null }, expected: 'LABEL_TAKEN' },
  'an unlabelled contract on a site that takes them': {
    contract: { label: null },
    also: ({ app, site }) => app.story.change('UPDATE sites SET takes_unlabelled = 1 WHERE id = ?', [site.id]),
    expected: 'ENROLLED',
  },
  'US: ZIP+4 entered, ZIP on file': { entered: { billingPostalCode: '60601-9876' }, expected: 'ENROLLED' },
  'US: ZIP entered, ZIP+4 on file': { location: { postalCode: '60601-1234' }, expected: 'ENROLLED' },
  'US: another ZIP+4 of the ZIP': {
    location: { postalCode: '606011234' },
    entered: { billingPostalCode: '60601 4321' },
    expected: 'ENROLLED',
  },
  'US: another ZIP': { entered: { billingPostalCode: '60602' }, expected: 'POSTAL_CODE_MATCHES' },
  'US: four digits': { entered: { billingPostalCode: '6060' }, expected: 'POSTAL_CODE_MATCHES' },
  'Canada: without the space, in small letters': { location: canadian, entered: { billingPostalCode: 'k1a0b1' }, expected: 'ENROLLED' },
  'Canada: with the space, on file without': {
    location: { ...canadian, postalCode: 'K1A0B1' },
    entered: { billingPostalCode: 'K1A 0B1' },
    expected: 'ENROLLED',
  },
  'Canada: the first three only': { location: canadian, entered: { billingPostalCode: 'K1A' }, expected: 'POSTAL_CODE_MATCHES' },
  'elsewhere: punctuation and case': {
    location: { countryCode: 'GB', postalCode: 'SW1A 1AA' },
    entered: { billingPostalCode: 'sw1a-1aa' },
    expected: 'ENROLLED',
  },
  'elsewhere: the beginning is not enough': {
    location: { countryCode: 'BR', postalCode: '01310-100' },
    entered: { billingPostalCode: '01310' },
    expected: 'POSTAL_CODE_MATCHES',
  },
  'no letter or digit at all': { location: { postalCode: '-' }, entered: { billingPostalCode: ' - ' }, expected: 'POSTAL_CODE_MATCHES' },
  'no bill-to location': { location: null, entered: { billingPostalCode: '' }, expected: 'POSTAL_CODE_MATCHES' },
  'a user already': { also: ({ app, site }) => app.story.makeUser({ site, email: 'Ann@x.example' }), expected: 'ALREADY_REGISTERED' },
  'a disabled user already': {
    also: ({ app, site }) => app.story.makeUser({ site, email: 'ann@x.example', disabled: true }),
    expected: 'ALREADY_REGISTERED',
  },
  'a user already, but the wrong postal code': {
    entered: { billingPostalCode: '60602' },
    also: ({ app, site }) => app.story.makeUser({ site, email: 'ann@x.example' }),
    expected: 'POSTAL_CODE_MATCHES',
  },
  'a user already, but a contract of nobody': {
    entered: { contractNumber: 'C-404' },
    also: ({ app, site }) => app.story.makeUser({ site, email: 'ann@x.example' }),
    expected: 'CONTRACT_KNOWN',
  },
  'a user of another site': {
    also: async ({ app }) => app.story.makeUser({ site: await app.story.makeSite(), email: 'ann@x.example' }),
    expected: 'ENROLLED',
  },
  'a contract known to the servicing system only': {
    contract: { contractNumber: 'C-9' },
    also: async ({ desk }) => desk.known.set('C-1', online()),
    expected: 'ENROLLED',
  },
  'the same, by a contact': {
    contract: { contractNumber: 'C-9' },
    entered: { email: 'con@x.example', contractNumber: ' c-1' },
    also: async ({ desk }) => desk.known.set('C-1', online()),
    expected: 'ENROLLED',
  },
  'the same, by the bill-to e-mail': {
    contract: { contractNumber: 'C-9' },
    entered: { email: 'pay@x.example' },
    also: async ({ desk }) => desk.known.set('C-1', online({ billToEmails: ['pay@x.example'] })),
    expected: 'ENROLLED',
  },
  'the same, unbooked': {
    contract: { contractNumber: 'C-9' },
    also: async ({ desk }) => desk.known.set('C-1', online({ isBooked: false })),
    expected: 'CONTRACT_BOOKED',
  },
  'the same, with another postal code': {
    contract: { contractNumber: 'C-9' },
    also: async ({ desk }) => desk.known.set('C-1', online({ billingPostalCode: '99999' })),
    expected: 'POSTAL_CODE_MATCHES',
  },
  'a contract known here, whatever the servicing system says': {
    also: async ({ desk }) => desk.known.set('C-1', online({ isBooked: false })),
    expected: 'ENROLLED',
  },
  'an unknown contract while the servicing system is down': {
    entered: { contractNumber: 'C-404' },
    also: async ({ desk }) => (desk.state = 'DOWN'),
    expected: 'NOT_CHECKED',
  },
  'the same while it is silent': {
    entered: { contractNumber: 'C-404' },
    also: async ({ desk }) => (desk.state = 'SILENT'),
    expected: 'NOT_CHECKED',
  },
  'the same while it refuses the number': {
    entered: { contractNumber: 'C-404' },
    also: async ({ desk }) => (desk.state = 'REFUSING'),
    expected: 'NOT_CHECKED',
  },
  'a contract known here while the servicing system is down': { also: async ({ desk }) => (desk.state = 'DOWN'), expected: 'ENROLLED' },
};
