import { parseEftBatches } from '../../../src/servicing/eft-batch-parser';

const BATCH = {
  BatchNumber: 7,
  State: 'POSTED',
  From: '2026-11-23',
  To: '2026-11-25',
  PostedAt: '2026-11-24T22:25:23.000Z',
  FileName: 'EFT-2026-11-24-000007.ach',
  EffectiveEntryDate: '2026-11-25',
  Count: 2,
  Amount: '325.25',
};
const IN_REVIEW = { ...BATCH, BatchNumber: 8, State: 'REVIEW', PostedAt: null, FileName: null, EffectiveEntryDate: null };

describe('the EFT batches', () => {
  it('are read in the order in which they come', () => {
    const posted = {
      number: 7,
      state: 'POSTED',
      dueFrom: '2026-11-23',
      dueTo: '2026-11-25',
      postedAt: '2026-11-24T22:25:23.000Z',
      fileName: 'EFT-2026-11-24-000007.ach',
      effectiveEntryOn: '2026-11-25',
      count: 2,
      amountCents: 32_525,
    };
    expect(parseEftBatches({ batches: [IN_REVIEW, BATCH] })).toEqual([
      { ...posted, number: 8, state: 'REVIEW', postedAt: null, fileName: null, effectiveEntryOn: null },
      posted,
    ]);
    expect(parseEftBatches({ batches: [] })).toEqual([]);
  });

  it('are 50 at most', () => {
    const many = Array.from({ length: 60 }, (_, index) => ({ ...BATCH, BatchNumber: 60 - index }));
    expect(parseEftBatches({ batches: many }).map(({ number }) => number)).toEqual(many.slice(0, 50).map(({ BatchNumber }) => BatchNumber));
  });

  it.each([
    ['BatchNumber', '7'],
    ['State', 'SENT'],
    ['From', null],
    ['To', '2026-02-30'],
    ['PostedAt', 'yesterday'],
    ['Count', -1],
    ['Amount', 325.25],
  ])('with a wrong %s are refused', (field, value) => {
    expect(() => parseEftBatches({ batches: [BATCH, { ...BATCH, [field]: value }] })).toThrow(`batches[1].${field}`);
  });

  it('that are no list are refused', () => {
    expect(() => parseEftBatches({})).toThrow('batches');
  });
});
