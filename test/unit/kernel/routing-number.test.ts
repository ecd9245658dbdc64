import fc from 'fast-check';
import { isRoutingNumber, routingCheckDigit } from '../../../src/kernel/routing-number';

const eightDigits = fc.integer({ min: 0, max: 99_999_999 }).map((number) => String(number).padStart(8, '0'));

describe('routing numbers', () => {
  it.each(['021000021', '011401533', '091000019', '121042882', '026009593', '322271627', '000000518'])('%s is one', (text) => {
    expect(isRoutingNumber(text)).toBe(true);
  });

  it.each(['021000022', '02100002', '0210000210', '02100002x', ' 21000021', '021000021\n', '', '０21000021'])('"%s" is none', (text) => {
    expect(isRoutingNumber(text)).toBe(false);
  });

  it('are not nine zeros, though the check digit is right', () => {
    expect(isRoutingNumber('000000000')).toBe(false);
  });

  it('begin with 00–12, 21–32, 61–72 or 80', () => {
    const taken: number[] = [];
    for (let start = 0; start < 100; start++) {
      const digits = `${String(start).padStart(2, '0')}000100`;
      if (isRoutingNumber(digits + routingCheckDigit(digits))) taken.push(start);
    }
    const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);
    expect(taken).toEqual([...range(0, 12), ...range(21, 32), ...range(61, 72), 80]);
  });

  it('have exactly one right check digit, and no single wrong digit passes', () => {
    fc.assert(
      fc.property(eightDigits, fc.nat(8), fc.integer({ min: 1, max: 9 }), (digits, place, shift) => {
        const right = digits + routingCheckDigit(digits);
        const wrong = right.slice(0, place) + ((Number(right[place]) + shift) % 10) + right.slice(place + 1);
        expect(isRoutingNumber(wrong) && isRoutingNumber(right)).toBe(false);
      }),
    );
  });
});
