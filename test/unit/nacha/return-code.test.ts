import { RETURN_CODES, returnCodeOf } from '../../../src/nacha/return-code-table';
import type { ReturnCode } from '../../../src/nacha/return-code';

const codesWith = (test: (code: ReturnCode) => boolean): string =>
  RETURN_CODES.filter(test)
    .map(({ code }) => code)
    .join(' ');
const range = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `R${String(from + index).padStart(2, '0')}`);

describe('return reason codes', () => {
  it('are all that the rules assign from R01 to R85', () => {
    const assigned = [...range(1, 47), ...range(50, 53), 'R61', 'R62', ...range(67, 77), ...range(80, 85)].filter((code) => code !== 'R48');
    expect(RETURN_CODES.map(({ code }) => code)).toEqual(assigned);
    expect(returnCodeOf('R01')?.title).toBe('Insufficient Funds');
    expect(['R00', 'R48', 'R86', 'r01', ''].map(returnCodeOf)).toEqual(Array(5).fill(undefined));
  });

  it('fall into the groups whose rates the rules limit', () => {
    expect(codesWith(({ category }) => category === 'ADMINISTRATIVE')).toBe('R02 R03 R04');
    expect(codesWith(({ category }) => category === 'UNAUTHORIZED')).toBe('R05 R07 R10 R11 R29 R51');
  });

  it('say what becomes of the bank account', () => {
    expect(codesWith(({ effect }) => effect === 'RETRYABLE')).toBe('R01 R09');
    expect(codesWith(({ effect }) => effect === 'STOPS_AND_ALERTS')).toBe('R05 R07 R10 R29');
    expect(codesWith(({ effect }) => effect === 'STOPS_ACCOUNT')).toBe('R02 R03 R04 R12 R13 R14 R15 R16 R20 R28');
  });

  it('reach back sixty days where a consumer disputes, R29 of a company does not', () => {
    expect(codesWith(({ window }) => window === 'SIXTY_DAYS')).toBe('R05 R07 R10 R11 R33 R37 R38 R51 R52 R53');
    expect(returnCodeOf('R29')?.window).toBe('TWO_BANKING_DAYS');
  });

  it('speak to the payer in sentences without codes or bankers’ words', () => {
    for (const { code, forPayer, forStaff } of RETURN_CODES) {
      expect({ code, forPayer, forStaff }).toEqual({
        code,
        forPayer: expect.stringMatching(/^[A-Z][^]*\.$/),
        forStaff: expect.stringMatching(/^[A-Z][^]*\.$/),
      });
      expect(forPayer).not.toMatch(/R\d\d|RDFI|ODFI|debit|entry|trace/i);
    }
  });
});
