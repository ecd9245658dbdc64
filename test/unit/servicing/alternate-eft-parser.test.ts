import { parseAlternateEft } from '../../../src/servicing/alternate-eft-parser';
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

describe('an alternate EFT record', () => {
  it.each([
    ['without the fields of newer connectors', {}],
    ['with them', COLLECTED],
    ['with none of them applying', NOT_COLLECTED],
  ])('is read %s', (_, fields) => {
    const record = { ...RECORD, ...fields };
    expect(validateSchema('AlternateEft', record)).toEqual([]);
    const read = { id: 90_001, paymentId: 'p-1', payments: 0, paymentsProcessed: 1, state: 'PROCESSED' };
    expect(parseAlternateEft('p-1', record)).toMatchObject(read);
  });

  it('is read with fields that nobody has thought of', () => {
    expect(parseAlternateEft('p-1', { ...RECORD, Whatever: [{}] })).toMatchObject({ id: 90_001 });
  });

  it('of another payment is refused', () => {
    expect(() => parseAlternateEft('p-2', RECORD)).toThrow('paymentId');
  });
});
