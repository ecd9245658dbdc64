import { writeFile } from '../../../src/nacha/file-writer';
import type { FileHeader } from '../../../src/nacha/nacha-file';
import { NachaError } from '../../../src/nacha/nacha-problem';
import { returnFileOf, type SentBack } from '../../../src/nacha/return-file';
import { sealFile } from '../../../src/nacha/seal-file';
import { HEADER, SAMPLE } from '../../support/nacha';
import { GOLDEN_RETURNS } from '../../support/nacha-golden';

/** The bank writes to the company: destination and origin change places. */
const BANK_HEADER: FileHeader = {
  ...HEADER,
  immediateDestination: HEADER.immediateOrigin,
  immediateOrigin: HEADER.immediateDestination,
  destinationName: HEADER.originName,
  originName: HEADER.destinationName,
  createdOn: '2025-11-26',
  createdTime: '0615',
};

/** Entry `index` of batch `batch` of the sample, with the bank's answer. */
function sentBack(batch: number, index: number, answer: SentBack['answer']): SentBack {
  const from = sealFile(SAMPLE).batches[batch];
  const entry = from?.entries[index];
  if (!from || !entry) throw new Error('no such entry');
  return { batch: from, entry, answer };
}

describe('the file of what receiving banks send back', () => {
  it('is written byte for byte', () => {
    const draft = returnFileOf(BANK_HEADER, [
      sentBack(0, 0, { type: '99', code: 'R01' }),
      sentBack(0, 1, { type: '99', code: 'R15', dateOfDeath: '2025-11-20', information: 'ESTATE NOTIFIED' }),
      sentBack(1, 0, { type: '98', code: 'C03', correctedData: '021000021   7654321' }),
    ]);
    expect(writeFile(draft)).toBe(`${GOLDEN_RETURNS.join('\n')}\n`);
  });

  it('sends prenotes and reversals back as well', () => {
    const draft = returnFileOf(BANK_HEADER, [sentBack(0, 2, { type: '99', code: 'R03' }), sentBack(2, 0, { type: '99', code: 'R02' })]);
    const codes = writeFile(draft)
      .split('\n')
      .filter((line) => line.startsWith('6'))
      .map((line) => [line.slice(1, 3), line.slice(29, 39)]);
    expect(codes).toEqual([
      ['26', '0000000000'],
      ['21', '0000107500'],
    ]);
  });

  it.each<[SentBack['answer'], string]>([
    [{ type: '99', code: 'R98' }, '"R98" is no return reason code'],
    [{ type: '98', code: 'C98', correctedData: 'x' }, '"C98" is no change code'],
    [{ type: '98', code: 'C01', correctedData: '' }, 'Corrected Data: is missing'],
    [{ type: '98', code: 'C04', correctedData: 'x'.repeat(30) }, 'is longer than 29'],
    [{ type: '99', code: 'R15', dateOfDeath: 'yesterday' }, '"yesterday" is no day of this century'],
  ])('refuses the answer %j', (answer, reason) => {
    expect(() => writeFile(returnFileOf(BANK_HEADER, [sentBack(0, 0, answer)]))).toThrow(NachaError);
    expect(() => writeFile(returnFileOf(BANK_HEADER, [sentBack(0, 0, answer)]))).toThrow(reason);
  });
});
