import fc from 'fast-check';
import { amountOf } from '../../../src/domain/payments/payment-amount';

const codeOf = (text: string, maximumCents?: number): string => {
  const outcome = amountOf(text, 'amount', maximumCents);
  return outcome.done ? 'OK' : (outcome.refusals[0]?.code ?? '');
};

describe('an amount as a payer gives it', () => {
  it('is read to the cent, whatever zeros lead', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_999_999_999 }), fc.nat({ max: 5 }), (cents, zeros) => {
        const digits = String(cents).padStart(3, '0');
        const text = `${'0'.repeat(zeros)}${digits.slice(0, -2)}.${digits.slice(-2)}`;
        expect(amountOf(text, 'amount')).toEqual({ done: true, value: cents });
      }),
    );
  });

  it.each([
    ['1', 'OK'],
    ['1.5', 'OK'],
    ['99999999.99', 'OK'],
    ['100000000', 'AMOUNT_TOO_LARGE'],
    ['9'.repeat(300), 'AMOUNT_TOO_LARGE'],
    ['0', 'AMOUNT_NOT_POSITIVE'],
    ['000.00', 'AMOUNT_NOT_POSITIVE'],
    ['-0.00', 'AMOUNT_NOT_POSITIVE'],
    ['-1', 'AMOUNT_NOT_POSITIVE'],
    ['-00012.30', 'AMOUNT_NOT_POSITIVE'],
    ['0.001', 'AMOUNT_TOO_PRECISE'],
    ['1.000', 'AMOUNT_TOO_PRECISE'],
  ])('%s: %s', (text, code) => {
    expect(codeOf(text)).toBe(code);
  });

  it('may be more where a total is meant', () => {
    expect([codeOf('100000000.00', Number.MAX_SAFE_INTEGER), codeOf('9'.repeat(16), Number.MAX_SAFE_INTEGER)]).toEqual([
      'OK',
      'AMOUNT_TOO_LARGE',
    ]);
  });
});
