import type { AccountRecord, ContactRecord, LocationRecord } from './record';
import { GUARANTOR_STORY, LESSEE_STORY, NAMESAKE_STORY, STRANGER_STORY } from './story-plan';

type StoryAccount = Pick<AccountRecord, 'Name' | 'EntityType' | 'EmailAddress' | 'PhoneNumber'>;
type StoryContact = Omit<ContactRecord, 'ContactOid' | 'AccountOid'>;
type StoryLocation = Omit<LocationRecord, 'LocationOid' | 'AccountOid'>;

/** The written-out people and places of a prepared customer. */
export interface StoryParty {
  account: StoryAccount;
  contacts: StoryContact[];
  locations: StoryLocation[];
}

const PARTIES: Record<number, StoryParty> = {
  [GUARANTOR_STORY]: {
    account: { Name: 'Miguel Ortega', EntityType: 'PERSON', EmailAddress: 'miguel.ortega@mail.example', PhoneNumber: '(312) 555-0142' },
    contacts: [],
    locations: [place('Home', '18 Linden Ct', 'Oak Park', 'IL', '60302', null)],
  },
  [LESSEE_STORY]: {
    account: {
      Name: 'Harbor Light Paving LLC',
      EntityType: 'COMPANY',
      EmailAddress: 'ap@harborlight.example; billing@harborlight.example',
      PhoneNumber: '(312) 555-0100',
    },
    contacts: [
      person('Dana', 'Whitfield', 'Controller', 'dana.whitfield@harborlight.example'),
      person('Priya', 'Raman', 'Accounts Payable', 'priya.raman@harborlight.example,ap.desk@harborlight.example'),
    ],
    locations: [
      place('Head Office', '2200 N Clark St', 'Chicago', 'IL', '60614-2035', 'invoices@harborlight.example'),
      place('Yard', '410 Quarry Rd', 'Cicero', 'IL', '60804', null),
    ],
  },
  [STRANGER_STORY]: {
    account: {
      Name: 'Prairie Wind Bakery Inc.',
      EntityType: 'COMPANY',
      EmailAddress: 'office@prairiewind.example',
      PhoneNumber: '(402) 555-0177',
    },
    contacts: [person('Tom', 'Becker', 'Owner', 'tom@prairiewind.example')],
    locations: [place(null, '77 Depot St', 'Omaha', 'NE', '68102', 'office@prairiewind.example')],
  },
  [NAMESAKE_STORY]: {
    account: { Name: 'HARBOR LIGHT PAVING, L.L.C.', EntityType: 'COMPANY', EmailAddress: null, PhoneNumber: null },
    contacts: [],
    locations: [place(null, '2200 North Clark Street', 'Chicago', 'IL', '60614', null)],
  },
};

/** The party of a prepared customer; `undefined` for the vendors and every random customer. */
export function storyParty(index: number): StoryParty | undefined {
  return PARTIES[index];
}

function person(FirstName: string, LastName: string, Title: string, EmailAddress: string): StoryContact {
  return { FirstName, LastName, Title, EmailAddress, PhoneNumber: null };
}

function place(
  Name: string | null,
  Address1: string,
  City: string,
  Region: string,
  PostalCode: string,
  EmailAddress: string | null,
): StoryLocation {
  return { Name, Address1, Address2: null, City, Region, PostalCode, CountryCode: 'US', EmailAddress };
}
