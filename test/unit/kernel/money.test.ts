import fc from 'fast-check';
import { formatCents, parseCents } from '../../../src/kernel/money';

describe('money', () => {
  it.each([
    [0, '0.00'],
    [1, '0.01'],
    [-1, '-0.01'],
    [99, '0.99'],
    [100, '1.00'],
    [-1_050, '-10.50'],
    [123_456_789, '1234567.89'],
    [Number.MAX_SAFE_INTEGER, '90071992547409.91'],
  ])('%i cents are %s', (cents, text) => {
    expect(formatCents(cents)).toBe(text);
  });

  it.each([
    ['0', 0],
    ['-0', 0],
    ['-0.00', 0],
    ['1', 100],
    ['1.5', 150],
    ['0.07', 7],
    ['19.99', 1_999],
    ['-10.50', -1_050],
    ['001.10', 110],
  ])('%s is %i cents', (text, cents) => {
    expect(Object.is(parseCents(text), cents)).toBe(true);
  });

  it.each([
    '',
    ' ',
    '1.',
    '.5',
    '1.234',
    '1,50',
    '1e3',
    '+1',
    '--1',
    '1.0.0',
    '0x10',
    'NaN',
    'Infinity',
    '12345678901234',
    '１',
    '1 ',
    '\n1',
  ])('"%s" is no amount', (text) => {
    expect(parseCents(text)).toBeUndefined();
  });

  it('whatever is an amount is read, and nothing else', () => {
    const alike = fc.string({ unit: fc.constantFrom(...'0123456789.-'), maxLength: 18 });
    fc.assert(
      fc.property(alike, (text) => {
        const [, sign, whole, decimals = ''] = /^(-?)(\d{1,13})(?:\.(\d{1,2}))?$/.exec(text) ?? [];
        const cents = whole === undefined ? undefined : Number(`${whole}${decimals.padEnd(2, '0')}`);
        expect(parseCents(text)).toBe(cents && sign ? -cents : cents);
      }),
      { numRuns: 5_000 },
    );
  });

  it('what was written is read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 }), (cents) => {
        expect(parseCents(formatCents(cents))).toBe(cents);
      }),
    );
  });
});
