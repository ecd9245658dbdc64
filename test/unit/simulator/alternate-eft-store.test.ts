import { AlternateEftStore } from '../../../src/simulator/alternate-eft-store';
import { LiveBook } from '../../../src/simulator/live-book';

const SUBMISSION = {
  ContractOid: 10_001,
  Amount: '125.50',
  CurrencyCode: 'USD',
  DueDate: '2026-11-25',
  SecCode: 'WEB',
  RoutingNumber: '021000021',
  AccountNumber: '000123456',
  AccountType: 'CHECKING',
  AccountHolderName: 'Dana Whitfield',
};

let store: AlternateEftStore;

beforeEach(() => {
  store = new AlternateEftStore(new LiveBook({ seed: 1, contracts: 20, asOf: '2026-11-23' }));
});

describe('the Alternate EFT records', () => {
  it('are one for each paymentId, however often it is sent and in whatever order of fields', () => {
    const first = store.put('a', SUBMISSION);
    const again = store.put('a', Object.fromEntries(Object.entries(SUBMISSION).reverse()));
    expect([first.created, again.created]).toEqual([true, false]);
    expect(again.record).toEqual(first.record);
    expect(store.put('b', SUBMISSION).record.AlternateEftOid).not.toBe(first.record.AlternateEftOid);
  });

  it.each(Object.entries({ Amount: '125.51', DueDate: '2026-11-26', AccountNumber: '000123457', AccountHolderName: 'D. Whitfield' }))(
    'conflict on other %s under the same id, also once cancelled',
    (field, value) => {
      store.put('a', SUBMISSION);
      expect(() => store.put('a', { ...SUBMISSION, [field]: value })).toThrow('other content');
      store.cancel('a');
      expect(() => store.put('a', { ...SUBMISSION, [field]: value })).toThrow('other content');
      expect(store.put('a', SUBMISSION)).toMatchObject({ created: false, record: { state: 'CANCELED' } });
    },
  );

  it('go from open to cancelled or processed and stay there', () => {
    store.put('a', SUBMISSION);
    expect(store.get('a')).toMatchObject({ state: 'OPEN', Payments: 1, PaymentsProcessed: 0 });
    const canceled = { state: 'CANCELED', Payments: 0, PaymentsProcessed: 1 };
    expect([store.cancel('a'), store.cancel('a'), store.get('a')]).toMatchObject([canceled, canceled, canceled]);
    store.put('b', SUBMISSION);
    const collection = { BatchNumber: 7, PostedAt: '2026-11-23T15:00:00.000Z', FileName: 'f', traceSequence: 12, PaymentOid: 70_001 };
    store.process('b', collection, 1);
    const taken = { BatchNumber: 7, PostedAt: '2026-11-23T15:00:00.000Z', FileName: 'f', TraceNumber: '091000010000012' };
    expect(store.cancel('b')).toMatchObject({ state: 'PROCESSED', Payments: 0, PaymentsProcessed: 1, ...taken });
    expect(store.get('a')).toMatchObject({ BatchNumber: null, PostedAt: null, FileName: null, TraceNumber: null });
    expect(() => store.process('a', collection, 1)).toThrow('not open');
    expect(() => store.cancel('c')).toThrow('no such');
  });

  it('never give the bank account back', () => {
    store.put('a', SUBMISSION);
    expect(JSON.stringify(store.get('a'))).not.toContain('123456');
  });

  it.each([
    ['ContractOid', 999, 422],
    ['ContractOid', 10_008, 422],
    ['CurrencyCode', 'CAD', 422],
    ['RoutingNumber', '021000022', 422],
    ['RoutingNumber', '0210', 400],
    ['Amount', '0.00', 400],
    ['Amount', '12,x', 400],
    ['DueDate', '2026-02-30', 400],
    ['SecCode', 'PPD', 400],
    ['Extra', 1, 400],
  ])('refuse %s %p with %d and keep nothing', (field, value, status) => {
    expect(() => store.put('a', { ...SUBMISSION, [field]: value })).toThrow(expect.objectContaining({ status }));
    expect(store.size).toBe(0);
  });
});
