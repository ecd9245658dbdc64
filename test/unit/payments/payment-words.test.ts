import { amountInWords, dayInWords } from '../../../src/domain/payments/payment-words';

describe('a payment in words', () => {
  it.each([
    [1, '0.01 USD'],
    [99_999, '999.99 USD'],
    [123_450, '1,234.50 USD'],
    [9_999_999_999, '99,999,999.99 USD'],
  ])('says %i cents as %s', (cents, words) => expect(amountInWords(cents, 'USD')).toBe(words));

  it('says a day without a zone', () => expect(dayInWords('2026-11-04')).toBe('4 November 2026'));
});
