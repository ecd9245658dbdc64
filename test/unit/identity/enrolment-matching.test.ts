import fc from 'fast-check';
import {
  matchEnrolment,
  samePostalCode,
  type EnrolmentClaim,
  type EnrolmentContract,
} from '../../../src/domain/identity/enrolment-matching';

const SITE = { privateLabels: ['GOLD'], takesUnlabelled: false };
const CLAIM: EnrolmentClaim = { email: 'ann@example.com', contractNumber: 'C-1', billingPostalCode: '60601' };

function contract(given: Partial<EnrolmentContract> = {}): EnrolmentContract {
  const billing = { billingPostalCode: '60601-1234', billingCountryCode: 'US', billToEmails: [], billToAccountId: null };
  const state = { isBooked: true, privateLabel: 'GOLD', customers: [{ accountId: 1, emails: ['ann@example.com'] }] };
  return { contractId: 11, contractNumber: 'C-1', ...billing, ...state, ...given };
}

const match = (claim: Partial<EnrolmentClaim>, ...contracts: EnrolmentContract[]): ReturnType<typeof matchEnrolment> =>
  matchEnrolment({ ...CLAIM, ...claim }, contracts, SITE);

describe('what a registration is held against', () => {
  it('everything right: the address on file and the customer it is on file for', () => {
    expect(match({}, contract())).toEqual({
      contractId: 11,
      proven: { email: 'ann@example.com', accountIds: [1] },
      findings: { CONTRACT_KNOWN: true, EMAIL_ON_FILE: true, CONTRACT_BOOKED: true, LABEL_TAKEN: true, POSTAL_CODE_MATCHES: true },
    });
  });

  it.each<[string, Partial<EnrolmentClaim>, Partial<EnrolmentContract>, string]>([
    ['another e-mail', { email: 'eve@example.com' }, {}, 'EMAIL_ON_FILE'],
    ['unbooked', {}, { isBooked: false }, 'CONTRACT_BOOKED'],
    ["another site's label", {}, { privateLabel: 'SILVER' }, 'LABEL_TAKEN'],
    ['a label in another case', {}, { privateLabel: 'gold' }, 'LABEL_TAKEN'],
    ['no label on a site that takes none', {}, { privateLabel: null }, 'LABEL_TAKEN'],
    ['another postal code', { billingPostalCode: '60602' }, {}, 'POSTAL_CODE_MATCHES'],
    ['no bill-to location', {}, { billingPostalCode: null, billingCountryCode: null }, 'POSTAL_CODE_MATCHES'],
    ["the bill-to location's e-mail, but no customer", {}, { customers: [], billToEmails: ['ann@example.com'] }, 'EMAIL_ON_FILE'],
  ])('%s fails, and the other conditions are told all the same', (_name, claim, given, failed) => {
    const { findings, proven } = match(claim, contract(given));
    expect(proven).toBeNull();
    expect(Object.entries(findings).filter(([, held]) => held !== true)).toEqual([[failed, false]]);
  });

  it('no such contract: nothing else can be told', () => {
    expect(match({ contractNumber: 'C-2' }, contract())).toMatchObject({
      contractId: null,
      proven: null,
      findings: { CONTRACT_KNOWN: false, EMAIL_ON_FILE: null, POSTAL_CODE_MATCHES: null },
    });
  });

  it.each(['C-1', ' c-1 ', '\tC-1\n'])('contract id %j is C-1', (contractNumber) =>
    expect(match({ contractNumber }, contract()).proven).toBeTruthy(),
  );

  it.each(['C-1x', 'Ć-1', 'C 1', '', 'C-1\u0000'])('contract id %j is not', (contractNumber) =>
    expect(match({ contractNumber }, contract()).findings.CONTRACT_KNOWN).toBe(false),
  );

  it.each([
    ['the only one', 'ann@example.com'],
    ['the first of a comma-separated field', 'ann@example.com, bob@example.com'],
    ['the last of a semicolon-separated field', 'bob@example.com;ann@example.com'],
    ['between blanks and empty parts', ' ; , ANN@Example.COM ,,'],
  ])('an e-mail that is %s counts, and is used as it is on file', (_name, field) => {
    const { proven } = match({ email: ' Ann@example.com ' }, contract({ customers: [{ accountId: 1, emails: [field] }] }));
    expect(proven?.email.toLowerCase()).toBe('ann@example.com');
    expect(field).toContain(proven?.email);
  });

  it.each([
    ['two addresses at once', 'a@example.com,b@example.com', 'a@example.com,b@example.com'],
    ['a part of one', 'ann@example', 'ann@example.com'],
    ['what is no address', 'n/a', 'n/a'],
    ['nothing', '', ''],
    ['an empty part', ' ', 'a@example.com,,'],
  ])('%s counts for nothing', (_name, email, field) => {
    expect(match({ email }, contract({ customers: [{ accountId: 1, emails: [field] }] })).findings.EMAIL_ON_FILE).toBe(false);
  });

  it('a look-alike that folds to an address on file is answered to the address on file', () => {
    const customers = [{ accountId: 1, emails: ['kate@example.com'] }];
    expect(match({ email: '\u212Aate@example.com' }, contract({ customers })).proven?.email).toBe('kate@example.com');
  });

  it('several contracts of one number: one must meet every condition, not all of them together', () => {
    const [unbooked, elsewhere] = [contract({ contractId: 12, isBooked: false }), contract({ contractId: 13, billingPostalCode: '99999' })];
    expect(match({}, unbooked, elsewhere).proven).toBeNull();
    expect(match({}, unbooked, elsewhere, contract()).contractId).toBe(11);
  });

  describe('whom the e-mail proves', () => {
    const customers = [
      { accountId: 1, emails: ['ann@example.com', 'both@example.com'] },
      { accountId: 2, emails: ['bob@example.com;both@example.com'] },
    ];
    const billed = { customers, billToEmails: ['bills@example.com,ann@example.com'] };
    it.each<[string, string, number | null, number[]]>([
      ["one of two customers'", 'bob@example.com', null, [2]],
      ["both customers'", 'both@example.com', null, [1, 2]],
      ["a customer's and the bill-to location's", 'ann@example.com', 2, [1]],
      ["the bill-to location's, which is the second customer's", 'bills@example.com', 2, [2]],
      ["the bill-to location's, which is a stranger's", 'bills@example.com', 77, [1]],
      ["the bill-to location's, whose owner is not told", 'bills@example.com', null, [1]],
    ])('an e-mail that is %s', (_name, email, billToAccountId, accountIds) => {
      expect(match({ email }, contract({ ...billed, billToAccountId })).proven?.accountIds).toEqual(accountIds);
    });
  });

  it.each<[string | null, string, string | null, boolean]>([
    ['US', '60601', '60601', true],
    ['US', '60601-1234', '60601', true],
    ['US', '60601', '606011234', true],
    ['US', ' 60 601 ', '60601-9999', true],
    ['US', '6060', '60601', false],
    ['US', '60602', '60601', false],
    ['CA', 'k1a 0b1', 'K1A0B1', true],
    ['CA', 'K1A-0B1', 'k1a 0b1', true],
    ['CA', 'K1A 0B1 99', 'K1A 0B1', true],
    ['CA', 'K1A 0B2', 'K1A 0B1', false],
    ['CA', 'K1A0B', 'K1A 0B1', false],
    ['GB', 'sw1a 1aa', 'SW1A1AA', true],
    ['GB', 'SW1A 1', 'SW1A 1AA', false],
    ['DE', '10115', '10115', true],
    ['DE', '101159', '10115', false],
    ['MX', '06600-1', '06600', false],
    [null, '06600', '066 00', true],
    ['US', '', '', false],
    ['US', '-', ' - ', false],
    ['US', '', null, false],
    ['GB', '', '---', false],
  ])('%s: %j and %j on file are alike: %s', (country, entered, onFile, alike) => {
    expect(samePostalCode(entered, onFile, country)).toBe(alike);
  });

  /** The rule read by the letter: look for the e-mail in the whole book first, then for the contract among those of the customers found. */
  it('starting from the contract proves exactly what searching the whole book for the e-mail would', () => {
    const emails = fc.subarray(['a@x.example', 'b@x.example', 'c@x.example']);
    const account = fc.record({ own: emails, contacts: emails });
    const role = fc.record({ account: fc.nat(3), roleType: fc.constantFrom('CUSTOMER', 'GUARANTOR') });
    const deal = fc.record({
      number: fc.constantFrom('N-1', 'N-2'),
      isBooked: fc.boolean(),
      label: fc.constantFrom('GOLD', 'SILVER'),
      postalCode: fc.constantFrom('11111', '22222'),
      billToEmails: emails,
      roles: fc.array(role, { maxLength: 3 }),
    });
    const book = fc.record({
      accounts: fc.tuple(account, account, account, account),
      deals: fc.array(deal, { minLength: 1, maxLength: 4 }),
    });
    let proofs = 0;
    fc.assert(
      fc.property(book, fc.constantFrom('a@x.example', 'b@x.example'), ({ accounts, deals }, email) => {
        const claim = { email, contractNumber: 'N-1', billingPostalCode: '11111' };
        const customersOf = (one: (typeof deals)[number]): number[] => [
          ...new Set(one.roles.filter(({ roleType }) => roleType === 'CUSTOMER').map((each) => each.account)),
        ];
        const onFileFor = accounts.flatMap(({ own, contacts }, index) => ([...own, ...contacts].includes(email) ? [index] : []));
        const found = onFileFor.filter((index) => deals.some((one) => one.isBooked && customersOf(one).includes(index)));
        const byTheLetter = deals.some((one) => {
          const customers = one.billToEmails.includes(email) ? [...found, ...customersOf(one)] : found;
          const isTheirs = customersOf(one).some((index) => customers.includes(index));
          return one.number === 'N-1' && one.isBooked && isTheirs && one.label === 'GOLD' && one.postalCode === '11111';
        });
        const contracts = deals.map((one, index) =>
          contract({
            contractId: index + 1,
            contractNumber: one.number,
            isBooked: one.isBooked,
            privateLabel: one.label,
            billingPostalCode: one.postalCode,
            billToEmails: one.billToEmails,
            customers: customersOf(one).map((index) => {
              const { own = [], contacts = [] } = accounts[index] ?? {};
              return { accountId: index, emails: [...own, ...contacts] };
            }),
          }),
        );
        const { proven } = matchEnrolment(claim, contracts, SITE);
        if (proven) proofs += 1;
        expect(proven !== null).toBe(byTheLetter);
      }),
      { numRuns: 2_000 },
    );
    expect(proofs).toBeGreaterThan(50);
  });
});
