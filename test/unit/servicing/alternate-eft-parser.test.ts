import { parseAlternateEft, parseRefusal } from '../../../src/servicing/alternate-eft-parser';
import { validateSchema } from '../../support/connector-schema';

const RECORD = {
  AlternateEftOid: 90_001,
  paymentId: 'p-1',
  Payments: 0,
  PaymentsProcessed: 1,
  state: 'PROCESSED',
  ContractOid: 10_003,
  Amount: '250.00',
  CurrencyCode: 'USD',
  DueDate: '2026-11-25',
  SecCode: 'WEB',
};
const COLLECTED = {
  BatchNumber: 7,
  PostedAt: '2026-11-24T22:25:23.000Z',
  TraceNumber: '091000010000012',
  FileName: 'EFT-2026-11-24-000007.ach',
  ReturnedDate: '2026-11-27',
  ReturnReasonCode: 'R01',
};
const NOT_COLLECTED = Object.fromEntries(Object.keys(COLLECTED).map((field) => [field, null]));

const CORRECTION = {
  ChangeCode: 'C03',
  ReceivedDate: '2026-11-27',
  RoutingNumber: '091000019',
  AccountNumber: '000-98765 43',
  AccountType: null,
  AccountHolderName: null,
};
const NOTHING = {
  batchNumber: null,
  postedAt: null,
  traceNumber: null,
  fileName: null,
  returnedOn: null,
  returnReasonCode: null,
  correction: null,
};
const READ = { id: 90_001, paymentId: 'p-1', amountCents: 25_000, payments: 0, paymentsProcessed: 1, state: 'PROCESSED' };

function problemOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  return 'none';
}

describe('an alternate EFT record', () => {
  it.each([
    ['without the fields of newer connectors', {}],
    ['with none of them applying', NOT_COLLECTED],
  ])('%s tells nothing of how it was collected', (_, fields) => {
    const record = { ...RECORD, ...fields };
    expect(validateSchema('AlternateEft', record)).toEqual([]);
    expect(parseAlternateEft('p-1', record)).toEqual({ ...READ, ...NOTHING });
  });

  it('tells how it was collected and sent back', () => {
    const record = { ...RECORD, ...COLLECTED };
    expect(validateSchema('AlternateEft', record)).toEqual([]);
    expect(parseAlternateEft('p-1', record)).toEqual({
      ...READ,
      batchNumber: 7,
      postedAt: '2026-11-24T22:25:23.000Z',
      traceNumber: '091000010000012',
      fileName: 'EFT-2026-11-24-000007.ach',
      returnedOn: '2026-11-27',
      returnReasonCode: 'R01',
      correction: null,
    });
  });

  it('tells what the bank said is right, and only that', () => {
    expect(validateSchema('AlternateEft', { ...RECORD, ...COLLECTED, Correction: CORRECTION })).toEqual([]);
    expect(parseAlternateEft('p-1', { ...RECORD, ...COLLECTED, Correction: CORRECTION }).correction).toEqual({
      code: 'C03',
      receivedOn: '2026-11-27',
      routingNumber: '091000019',
      accountNumber: '000-98765 43',
      accountType: null,
      accountHolderName: null,
    });
    const other = { ChangeCode: 'C05', ReceivedDate: '2026-11-27', AccountType: 'SAVINGS', AccountHolderName: 'Dana Whitfield' };
    expect(parseAlternateEft('p-1', { ...RECORD, Correction: other }).correction).toEqual({
      code: 'C05',
      receivedOn: '2026-11-27',
      routingNumber: null,
      accountNumber: null,
      accountType: 'SAVINGS',
      accountHolderName: 'Dana Whitfield',
    });
  });

  it.each([
    ['BatchNumber', 0],
    ['PostedAt', '2026-11-24 22:25:23'],
    ['PostedAt', '2026-02-30T22:25:23Z'],
    ['PostedAt', '2026-11-24T25:25:23Z'],
    ['TraceNumber', '1234'],
    ['FileName', ''],
    ['ReturnedDate', '27.11.2026'],
    ['ReturnReasonCode', 'C01'],
    ['Correction', 'C01'],
    ['Correction.ChangeCode', { ...CORRECTION, ChangeCode: 'R01' }],
    ['Correction.ReceivedDate', { ...CORRECTION, ReceivedDate: null }],
    ['Correction.RoutingNumber', { ...CORRECTION, RoutingNumber: '9876543210987' }],
    ['Correction.AccountNumber', { ...CORRECTION, AccountNumber: '98765432109876543210' }],
    ['Correction.AccountNumber', { ...CORRECTION, AccountNumber: 9_876_543 }],
    ['Correction.AccountType', { ...CORRECTION, AccountType: 'LOAN' }],
  ])('with a wrong %s is refused, and no account number is shown', (field, value) => {
    const name = field.split('.')[0] ?? '';
    const problem = problemOf(() => parseAlternateEft('p-1', { ...RECORD, ...COLLECTED, [name]: value }));
    expect(problem.startsWith(field)).toBe(true);
    expect(problem).not.toContain('98765');
  });

  it('gives every instant back in UTC', () => {
    expect(parseAlternateEft('p-1', { ...RECORD, PostedAt: '2026-11-24T22:25:23-05:00' }).postedAt).toBe('2026-11-25T03:25:23.000Z');
  });

  it('is read with fields that nobody has thought of', () => {
    expect(parseAlternateEft('p-1', { ...RECORD, Whatever: [{}] })).toMatchObject({ id: 90_001 });
  });

  it('of another payment is refused', () => {
    expect(() => parseAlternateEft('p-2', RECORD)).toThrow('paymentId');
  });
});

describe('a refusal', () => {
  const instruction = { accountNumber: '000123-456 78' };

  function reasonOf(message: unknown): string {
    return parseRefusal({ error: { code: 'UNPROCESSABLE', message } }, instruction).reason;
  }

  it('says why, in the words of the servicing system', () => {
    expect(reasonOf('The contract is not booked.')).toBe('The contract is not booked.');
    expect(reasonOf('x'.repeat(5_000))).toHaveLength(400);
  });

  it.each(['000123-456 78', '0001234567 8', '12345678', '00012345678', '1234-5678'])(
    'never shows the account number, not as %s',
    (shown) => {
      expect(reasonOf(`Account ${shown} is closed.`)).toBe('Account … is closed.');
    },
  );

  it('that is none is told as what the protocol does not say', () => {
    for (const body of [{}, { error: 'no' }, { error: { code: 'BAD_REQUEST' } }])
      expect(() => parseRefusal(body, instruction)).toThrow(/^error/);
  });
});
