import fc from 'fast-check';
import { returnRatesOf } from '../../../src/domain/payments/return-rate';

const sent = (debits: number, returnReasonCode: string | null = null) => ({ secCode: 'WEB' as const, returnReasonCode, debits });
const rateOf = (category: string, ...counts: ReturnType<typeof sent>[]) =>
  returnRatesOf(counts).rates.find((rate) => rate.category === category);

describe('return rates', () => {
  it('are counted by the rules’ categories; all together whatever the reason', () => {
    const { debits, rates } = returnRatesOf([sent(990), sent(1, 'R10'), sent(2, 'R29'), sent(3, 'R03'), sent(3, 'R01'), sent(1, '')]);
    expect(debits).toBe(1_000);
    expect(rates).toEqual([
      { category: 'UNAUTHORIZED', returns: 3, percent: '0.3000', limitPercent: '0.50', isOverLimit: false },
      { category: 'ADMINISTRATIVE', returns: 3, percent: '0.3000', limitPercent: '3.00', isOverLimit: false },
      { category: 'OVERALL', returns: 10, percent: '1.0000', limitPercent: '15.00', isOverLimit: false },
    ]);
  });

  it('are "0.0000" where nothing was sent', () => {
    expect(returnRatesOf([]).rates.map(({ percent, isOverLimit }) => [percent, isOverLimit])).toEqual(Array(3).fill(['0.0000', false]));
  });

  it('are at the limit, not over it, at exactly half a percent', () => {
    expect(rateOf('UNAUTHORIZED', sent(199), sent(1, 'R10'))).toMatchObject({ percent: '0.5000', isOverLimit: false });
    expect(rateOf('UNAUTHORIZED', sent(198), sent(1, 'R10'))).toMatchObject({ percent: '0.5025', isOverLimit: true });
    expect(rateOf('ADMINISTRATIVE', sent(97), sent(3, 'R02'))).toMatchObject({ percent: '3.0000', isOverLimit: false });
    expect(rateOf('OVERALL', sent(84), sent(16, 'R01'))).toMatchObject({ percent: '16.0000', isOverLimit: true });
  });

  it('are over the limit by the exact rate even where rounding hides it', () => {
    expect(rateOf('UNAUTHORIZED', sent(20_000_000 - 100_001), sent(100_001, 'R10'))).toMatchObject({
      percent: '0.5000',
      isOverLimit: true,
    });
  });

  it('are rounded half up, never further off than half of the last digit', () => {
    expect(rateOf('OVERALL', sent(2), sent(1, 'R01'))?.percent).toBe('33.3333');
    expect(rateOf('OVERALL', sent(1), sent(2, 'R01'))?.percent).toBe('66.6667');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 1, max: 5_000 }), (returns, kept) => {
        const percent = rateOf('OVERALL', sent(kept), sent(returns, 'R01'))?.percent ?? '';
        expect(percent).toMatch(/^\d+\.\d{4}$/);
        const told = BigInt(percent.replace('.', ''));
        const off = told * BigInt(kept + returns) - BigInt(returns) * 1_000_000n;
        expect(2n * (off < 0n ? -off : off) <= BigInt(kept + returns)).toBe(true);
      }),
    );
  });
});
