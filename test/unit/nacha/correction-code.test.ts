import fc from 'fast-check';
import { CORRECTION_CODES, correctionCodeOf, formatCorrection, parseCorrection, type Correction } from '../../../src/nacha/correction-code';
import { routingNumber } from '../../support/nacha-arbitrary';

describe('change codes', () => {
  it('go from C01 to C14, three of them retired', () => {
    expect(CORRECTION_CODES.map(({ code }) => code)).toEqual(
      Array.from({ length: 14 }, (_, index) => `C${String(index + 1).padStart(2, '0')}`),
    );
    expect(CORRECTION_CODES.filter(({ isRetired }) => isRetired).map(({ code }) => code)).toEqual(['C10', 'C11', 'C12']);
    expect(correctionCodeOf('C07')?.corrects).toEqual(['ROUTING_NUMBER', 'ACCOUNT_NUMBER', 'TRANSACTION_CODE']);
    expect(correctionCodeOf('C15')).toBeUndefined();
  });

  it.each<[string, string, Correction]>([
    ['C01', '1918171614', { accountNumber: '1918171614' }],
    ['C02', '021000021', { routingNumber: '021000021' }],
    ['C03', '021000021   7654321', { routingNumber: '021000021', accountNumber: '7654321' }],
    ['C03', '021000021 7654321', { routingNumber: '021000021', accountNumber: '7654321' }],
    ['C03', '0210000217654321', { routingNumber: '021000021', accountNumber: '7654321' }],
    ['C04', 'JANE Q EXAMPLE', { individualName: 'JANE Q EXAMPLE' }],
    ['C05', '37', { transactionCode: '37' }],
    ['C06', '7654321             37', { accountNumber: '7654321', transactionCode: '37' }],
    ['C06', '12345678901234567   37', { accountNumber: '12345678901234567', transactionCode: '37' }],
    ['C06', '7654321 37', { accountNumber: '7654321', transactionCode: '37' }],
    ['C07', '0210000217654321          37', { routingNumber: '021000021', accountNumber: '7654321', transactionCode: '37' }],
    ['C07', '0210000211234567890123456737', { routingNumber: '021000021', accountNumber: '12345678901234567', transactionCode: '37' }],
    ['C07', '021000021 7654321 37', { routingNumber: '021000021', accountNumber: '7654321', transactionCode: '37' }],
    ['C09', 'PMT42', { individualId: 'PMT42' }],
    ['C10', 'EXAMPLE LEASING', { companyName: 'EXAMPLE LEASING' }],
    ['C11', '1234567890', { companyId: '1234567890' }],
    ['C12', '1234567890EXAMPLE LEASING', { companyId: '1234567890', companyName: 'EXAMPLE LEASING' }],
    ['C08', 'anything', {}],
    ['C13', '', {}],
    ['C14', 'IAT', {}],
  ])('%s "%s" is understood', (code, data, correction) => {
    expect(parseCorrection(code, data)).toEqual(correction);
    expect(parseCorrection(code, `${data}     `)).toEqual(correction);
  });

  it.each([
    ['C01', ''],
    ['C01', '123456789012345678'],
    ['C01', '12 34'],
    ['C02', '021000022'],
    ['C02', '02100002'],
    ['C03', '021000021'],
    ['C03', '021000022   7654321'],
    ['C05', '99'],
    ['C05', '2'],
    ['C06', '7654321'],
    ['C06', '7654321   99'],
    ['C07', '021000021'],
    ['C07', '0210000217654321'],
    ['C09', ''],
    ['C15', '1'],
  ])('%s "%s" is not', (code, data) => {
    expect(parseCorrection(code, data)).toBeUndefined();
    if (code !== 'C15') expect(formatCorrection(code, {})).toBeUndefined();
  });

  it('are understood as they are written', () => {
    const account = fc.stringMatching(/^[0-9A-Z-]{1,17}$/);
    const correction = fc.record({ routingNumber, accountNumber: account, transactionCode: fc.constantFrom('27', '37') });
    fc.assert(
      fc.property(correction, fc.constantFrom('C01', 'C02', 'C03', 'C05', 'C06', 'C07'), (values, code) => {
        const data = formatCorrection(code, values) ?? '';
        expect(data.length).toBeLessThanOrEqual(29);
        expect(values).toMatchObject(parseCorrection(code, data) ?? { unread: true });
        expect(Object.keys(parseCorrection(code, data) ?? {})).toHaveLength(correctionCodeOf(code)?.corrects.length ?? 0);
      }),
    );
  });
});
