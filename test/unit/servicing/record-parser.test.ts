import fc from 'fast-check';
import type { SyncKind } from '../../../src/domain/sync/servicing-system';
import { parseChangePage, parseCustomerSnapshot } from '../../../src/servicing/envelope-parser';
import { UnreadableError } from '../../../src/servicing/field-reader';
import { recordParsers } from '../../../src/servicing/record-parser';
import { GOOD_RECORDS } from '../../support/good-record';

type Data = Record<string, unknown>;

/** The reason why `data` cannot be read, or undefined when it can. */
function reason(kind: SyncKind, data: Data): string | undefined {
  try {
    recordParsers[kind](data);
    return undefined;
  } catch (error) {
    if (error instanceof UnreadableError) return error.message;
    throw error;
  }
}

const kinds = Object.keys(GOOD_RECORDS) as SyncKind[];
/** A good record's two parts, the one at `position` changed. */
const partsOf = (kind: SyncKind, list: string, change: Data, position = 1): Data => ({
  [list]: (GOOD_RECORDS[kind][list] as Data[]).map((part, index) => (index === position ? { ...part, ...change } : part)),
});
const line = (change: Data): Data => partsOf('invoices', 'Lines', change);
const row = (change: Data, position?: number): Data => partsOf('schedules', 'Rows', change, position);
const draw = (change: Data): Data => partsOf('linesOfCredit', 'Draws', change);

describe('records as the protocol describes them', () => {
  it('are read', () => {
    for (const kind of kinds) expect(reason(kind, GOOD_RECORDS[kind])).toBeUndefined();
    expect(recordParsers.invoices(GOOD_RECORDS.invoices)).toEqual({
      id: 30001,
      invoiceNumber: 'I-1',
      accountId: 1001,
      invoiceType: 'SCHEDULED',
      invoicedOn: '2026-01-01',
      dueOn: '2026-02-01',
      currencyCode: 'USD',
      lines: [
        {
          lineNumber: 1,
          contractId: 10001,
          accountId: null,
          assetId: null,
          transactionCode: 'Rent',
          description: null,
          amountCents: 100000,
          balanceCents: 0,
        },
        {
          lineNumber: 2,
          contractId: null,
          accountId: 1001,
          assetId: 7,
          transactionCode: 'Service Fee',
          description: 'x',
          amountCents: -1050,
          balanceCents: 5,
        },
      ],
    });
    expect(recordParsers.contracts(GOOD_RECORDS.contracts)).toMatchObject({
      isBooked: true,
      isTerminated: false,
      rate: '0.0725',
      paymentAmountCents: 123450,
    });
  });

  it('have their texts trimmed, their addresses split and rejoined, and emptiness made null', () => {
    const account = {
      ...GOOD_RECORDS.accounts,
      Name: '  Ada \n',
      EmailAddress: ' a@x.example ; b@x.example,,;c@x.example ',
      PhoneNumber: ' ',
    };
    expect(recordParsers.accounts(account)).toMatchObject({ name: 'Ada', emails: 'a@x.example,b@x.example,c@x.example', phone: null });
    expect(recordParsers.accounts({ ...account, EmailAddress: ' ; ,' }).emails).toBeNull();
    expect(recordParsers.contracts({ ...GOOD_RECORDS.contracts, PrivateLabel: '  ' }).privateLabel).toBeNull();
    expect(recordParsers.contracts({ ...GOOD_RECORDS.contracts, PrivateLabel: ' North ' }).privateLabel).toBe('North');
  });

  it('may fill a column to its last character, whatever the character', () => {
    expect(reason('accounts', { ...GOOD_RECORDS.accounts, Name: '🏗'.repeat(200) })).toBeUndefined();
    expect(reason('accounts', { ...GOOD_RECORDS.accounts, Name: '🏗'.repeat(201) })).toBe('Name is longer than 200 characters');
  });
});

describe('a record that is not as the protocol says is refused by name', () => {
  it.each<[SyncKind, Data, string]>([
    ['accounts', { AccountOid: 0 }, 'AccountOid: 0 is not an oid'],
    ['accounts', { AccountOid: 9007199254740992 }, 'AccountOid: 9007199254740992 is not an oid'],
    ['accounts', { AccountOid: '1' }, 'AccountOid: "1" is not an oid'],
    ['accounts', { AccountOid: 1.5 }, 'AccountOid: 1.5 is not an oid'],
    ['accounts', { AccountId: ' ' }, 'AccountId is empty'],
    ['accounts', { AccountId: 'x'.repeat(65) }, 'AccountId is longer than 64 characters'],
    ['accounts', { Name: null }, 'Name must not be null'],
    ['accounts', { EntityType: 'ROBOT' }, 'EntityType: "ROBOT" is not one of COMPANY, PERSON'],
    ['accounts', { EmailAddress: undefined }, 'EmailAddress is missing'],
    ['accounts', { EmailAddress: `${'a'.repeat(2000)}@x` }, 'EmailAddress is longer than 2000 characters'],
    ['contacts', { LastName: null }, 'LastName must not be null'],
    ['locations', { CountryCode: 'us' }, 'CountryCode: "us" is not a country code'],
    ['locations', { PostalCode: 60614 }, 'PostalCode: 60614 is not a text'],
    ['contracts', { PrivateLabel: undefined }, 'PrivateLabel is missing'],
    ['contracts', { IsBooked: 1 }, 'IsBooked: 1 is not true or false'],
    ['contracts', { OpenClosedOid: 3 }, 'OpenClosedOid: 3 is not 1 (open) or 2 (closed)'],
    ['contracts', { CommencementDate: '2026-02-30' }, 'CommencementDate: "2026-02-30" is not a date'],
    ['contracts', { MaturityDate: '0026-02-03' }, 'MaturityDate: "0026-02-03" is not a date'],
    ['contracts', { BookedDate: '' }, 'BookedDate: "" is not a date'],
    ['contracts', { Term: -1 }, 'Term: -1 is not a whole number of at least 0'],
    ['contracts', { Term: 4294967296 }, 'Term: 4294967296 is not a whole number of at least 0'],
    ['contracts', { Rate: 0.0725 }, 'Rate: 0.0725 is not a rate'],
    ['contracts', { Rate: '7,25' }, 'Rate: "7,25" is not a rate'],
    ['contracts', { PaymentAmount: '12.5' }, 'PaymentAmount: "12.5" is not an amount'],
    ['contracts', { PaymentAmount: 12.5 }, 'PaymentAmount: 12.5 is not an amount'],
    ['contracts', { PaymentAmount: '1e9.00' }, 'PaymentAmount: "1e9.00" is not an amount'],
    ['contracts', { CurrencyCode: 'usd' }, 'CurrencyCode: "usd" is not a currency code'],
    ['contracts', { Roles: {} }, 'Roles: {} is not a list'],
    [
      'contracts',
      { Roles: [{ AccountOid: 1, ContractRoleType: 'OWNER' }] },
      'Roles[0].ContractRoleType: "OWNER" is not one of CUSTOMER, GUARANTOR, VENDOR, BROKER, OTHER',
    ],
    ['contracts', { Roles: Array(2).fill({ AccountOid: 1, ContractRoleType: 'OTHER' }) }, 'Roles[1] repeats the role OTHER of account 1'],
    ['invoices', { Lines: [] }, 'Lines is empty'],
    ['invoices', { Lines: [null] }, 'Lines[0] must not be null'],
    ['invoices', line({ Amount: '12,x' }), 'Lines[1].Amount: "12,x" is not an amount'],
    ['invoices', line({ LineNumber: 1 }), 'Lines[1].LineNumber repeats Lines[0].LineNumber: 1'],
    ['invoices', line({ LineNumber: 0 }), 'Lines[1].LineNumber: 0 is not a whole number of at least 1'],
    ['invoices', line({ ContractOid: 5 }), 'Lines[1].AccountOid and ContractOid are both given: a line is on one of them'],
    ['invoices', line({ AccountOid: null }), 'Lines[1].ContractOid and AccountOid are both null: a line is on one of them'],
    ['payments', { PaymentMethod: 'CASH' }, 'PaymentMethod: "CASH" is not one of EFT, CHECK, WIRE, CARD, OTHER'],
    ['payments', { ReturnReasonCode: 'X1' }, 'ReturnReasonCode: "X1" is not a return reason code'],
    ['assets', { ContractOid: 0 }, 'ContractOid: 0 is not an oid'],
    ['assets', { ContractOid: undefined }, 'ContractOid is missing'],
    ['assets', { Description: null }, 'Description must not be null'],
    ['assets', { SerialNumber: 'x'.repeat(101) }, 'SerialNumber is longer than 100 characters'],
    ['assets', { ModelYear: 24 }, 'ModelYear: 24 is not a year'],
    ['assets', { ModelYear: '2024' }, 'ModelYear: "2024" is not a year'],
    ['assets', { ModelYear: 2024.5 }, 'ModelYear: 2024.5 is not a year'],
    ['assets', { Cost: '41000' }, 'Cost: "41000" is not an amount'],
    ['schedules', { ContractOid: null }, 'ContractOid must not be null'],
    ['schedules', { CurrencyCode: '' }, 'CurrencyCode: "" is not a currency code'],
    ['schedules', { Rows: {} }, 'Rows: {} is not a list'],
    ['schedules', { Rows: [] }, 'Rows is empty'],
    ['schedules', { Rows: Array(1_001).fill(null) }, 'Rows has 1001 rows, more than 1000'],
    ['schedules', row({ RowNumber: 1 }, 0), 'Rows[0].RowNumber: 1 is not 0, its place in the list'],
    ['schedules', row({ RowNumber: 2 }), 'Rows[1].RowNumber: 2 is not 1, its place in the list'],
    ['schedules', row({ RowNumber: '1' }), 'Rows[1].RowNumber: "1" is not 1, its place in the list'],
    ['schedules', row({ PaymentAmount: '1.00' }, 0), 'Rows[0].PaymentAmount: "1.00" is not "0.00", as it is before the first payment'],
    ['schedules', row({ PrincipalAmount: '1.00' }, 0), 'Rows[0].PrincipalAmount: "1.00" is not "0.00", as it is before the first payment'],
    ['schedules', row({ InterestAmount: '-0.01' }, 0), 'Rows[0].InterestAmount: "-0.01" is not "0.00", as it is before the first payment'],
    ['schedules', row({ DueDate: '2025-02-29' }), 'Rows[1].DueDate: "2025-02-29" is not a date'],
    ['schedules', row({ InterestAmount: '241.6' }), 'Rows[1].InterestAmount: "241.6" is not an amount'],
    ['schedules', row({ PrincipalBalance: '99999999999999.00' }), 'Rows[1].PrincipalBalance: "99999999999999.00" is not an amount'],
    ['schedules', row({ PrincipalBalance: 39007.17 }), 'Rows[1].PrincipalBalance: 39007.17 is not an amount'],
    ['principalAndInterest', { AsOfDate: null }, 'AsOfDate must not be null'],
    ['principalAndInterest', { InterestRemaining: 'NaN' }, 'InterestRemaining: "NaN" is not an amount'],
    ['linesOfCredit', { LineOfCreditId: ' ' }, 'LineOfCreditId is empty'],
    ['linesOfCredit', { LineOfCreditId: 'x'.repeat(65) }, 'LineOfCreditId is longer than 64 characters'],
    ['linesOfCredit', { ExpirationDate: undefined }, 'ExpirationDate is missing'],
    ['linesOfCredit', { Available: 60000 }, 'Available: 60000 is not an amount'],
    ['linesOfCredit', { Draws: null }, 'Draws must not be null'],
    ['linesOfCredit', draw({ DrawNumber: 0 }), 'Draws[1].DrawNumber: 0 is not a whole number of at least 1'],
    ['linesOfCredit', draw({ DrawNumber: 1 }), 'Draws[1].DrawNumber repeats Draws[0].DrawNumber: 1'],
    ['linesOfCredit', draw({ DrawDate: '2025-3-1' }), 'Draws[1].DrawDate: "2025-3-1" is not a date'],
  ])('%s %j', (kind, change, expected) => {
    expect(reason(kind, { ...GOOD_RECORDS[kind], ...change })).toBe(expected);
  });

  it('whatever is wrong: a good record with anything in any field is read or refused, never anything else', () => {
    const anything = fc.oneof(fc.jsonValue(), fc.constant(undefined));
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.nat(), anything, (kind, position, value) => {
        const fields = Object.keys(GOOD_RECORDS[kind]);
        const field = fields[position % fields.length] ?? '';
        const why = reason(kind, { ...GOOD_RECORDS[kind], [field]: value });
        if (why !== undefined) expect(why.startsWith(field)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a page of changes', () => {
  const envelope = (changes: unknown, more: Data = {}) => ({ epoch: 'e', latestSequence: 90, nextSince: 9, more: false, changes, ...more });
  const good = { sequence: 5, oid: 1001, deleted: false, data: GOOD_RECORDS.accounts };

  it('keeps apart what it can read, what was deleted and what it cannot read', () => {
    const broken = { ...good, sequence: 7, oid: 1002 };
    const page = parseChangePage(
      'accounts',
      0,
      envelope([good, { sequence: 6, oid: 3, deleted: true }, broken, { sequence: 8, deleted: false }]),
    );
    expect(page.changes).toMatchObject([
      { sequence: 5, id: 1001, record: { id: 1001 } },
      { sequence: 6, id: 3, record: null },
    ]);
    expect(page.unreadable).toEqual([
      { key: '1002', sequence: 7, reason: "AccountOid: 1001 is not the change's oid 1002", payload: JSON.stringify(broken) },
      { key: 'sequence:8', sequence: 8, reason: 'oid is missing', payload: '{"sequence":8,"deleted":false}' },
    ]);
  });

  it.each<[string, Data]>([
    ['epoch is missing', envelope([], { epoch: undefined })],
    ['nextSince: "9" is not a sequence number', envelope([], { nextSince: '9' })],
    ['changes: {} is not a list', envelope({})],
    ['sequence is missing', envelope([{}])],
    ['changes[1].sequence: 5 comes after 5', envelope([good, good])],
    ['changes[0].sequence: 3 comes after 4', envelope([{ ...good, sequence: 3 }])],
    ['nextSince: 4 lies before 5, which was read already', envelope([good], { nextSince: 4 })],
    ['more is true, yet nextSince stays at 4', envelope([], { more: true, nextSince: 4 })],
  ])('is refused as a whole: %s', (expected, body) => {
    expect(() => parseChangePage('accounts', 4, body)).toThrow(expected);
  });

  it('survives any JSON: a page or an UnreadableError, and each change is in one of two places', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.array(fc.dictionary(fc.constantFrom('oid', 'deleted', 'data'), fc.jsonValue())),
        (kind, items) => {
          const changes = items.map((item, index) => ({ ...item, sequence: index + 1 }));
          const page = parseChangePage(kind, 0, envelope(changes, { nextSince: changes.length }));
          expect(page.changes.length + page.unreadable.length).toBe(changes.length);
        },
      ),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (body) => {
        expect(() => parseChangePage('payments', 0, body)).toThrow(UnreadableError);
      }),
    );
  });

  it('survives what is nested too deep to be written again', () => {
    const deep = JSON.parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`) as unknown;
    const page = parseChangePage('accounts', 0, envelope([{ ...good, data: { ...GOOD_RECORDS.accounts, Name: deep } }]));
    expect(page.unreadable).toHaveLength(1);
  });
});

describe('a customer snapshot', () => {
  it('sets aside what it cannot read', () => {
    const lists = Object.fromEntries(kinds.map((kind) => [kind, [GOOD_RECORDS[kind]]]));
    const body = { epoch: 'e', latestSequence: 9, ...lists, payments: [{ ...GOOD_RECORDS.payments, Amount: 1 }, 'x'] };
    const snapshot = parseCustomerSnapshot(1001, body);
    expect(snapshot.records.invoices).toHaveLength(1);
    expect(snapshot.unreadable.payments.map(({ key, reason: why }) => `${key} ${why}`)).toEqual([
      '70001 Amount: 1 is not an amount',
      'customer:1001/1 data: "x" is not an object',
    ]);
  });
});
