import { readFile } from '../../../src/nacha/file-reader';
import { validateFile } from '../../../src/nacha/file-validator';
import { returnOrChangeOf } from '../../../src/nacha/nacha-file';
import { describeProblem } from '../../../src/nacha/nacha-problem';
import { sealFile } from '../../../src/nacha/seal-file';
import { SAMPLE } from '../../support/nacha';
import { GOLDEN_FILE, GOLDEN_RETURNS } from '../../support/nacha-golden';

const trimmed = GOLDEN_FILE.map((line) => line.trimEnd());
const withoutPadding = trimmed.slice(0, 14);

/** What reader and validator say, as sentences. */
function complaintsOn(lines: readonly string[]): string[] {
  const { file, problems } = readFile(lines.join('\n'));
  return [...problems, ...validateFile(file)].map(describeProblem);
}

/** The golden file with one record changed. */
function changed(record: number, from: string, to: string, file = GOLDEN_FILE): string[] {
  if (!file[record - 1]?.includes(from)) throw new Error(`record ${record} has no "${from}"`);
  return file.map((line, index) => (index === record - 1 ? line.replace(from, to) : line));
}

describe('the reader of NACHA files', () => {
  it.each([
    ['LF', `${GOLDEN_FILE.join('\n')}\n`],
    ['CR LF', `${GOLDEN_FILE.join('\r\n')}\r\n`],
    ['CR', GOLDEN_FILE.join('\r')],
    ['no line ends', GOLDEN_FILE.join('')],
    ['no line ends, and one at the end', `${GOLDEN_FILE.join('')}\r\n`],
    ['no line ends and no padding', GOLDEN_FILE.slice(0, 14).join('').trimEnd()],
    ['a line for each block of ten', `${GOLDEN_FILE.slice(0, 10).join('')}\n${GOLDEN_FILE.slice(10).join('')}\n`],
    ['short records', trimmed.join('\n')],
    ['short records without padding', withoutPadding.join('\n')],
    ['blanks behind', GOLDEN_FILE.map((line) => `${line}   `).join('\n')],
    ['empty lines between', GOLDEN_FILE.join('\n\n')],
    ['a byte order mark and control-Z', `\uFEFF${GOLDEN_FILE.join('\r\n')}\r\n\u001A`],
    [
      'codes in lower case',
      GOLDEN_FILE.map((line) =>
        line
          .replace('WEB', 'web')
          .replace('0830A', '0830a')
          .replace(/S {2}?0/, 's 0'),
      ).join('\n'),
    ],
  ])('takes files with %s', (_, text) => {
    const { file, problems } = readFile(text);
    expect(problems).toEqual([]);
    expect(validateFile(file)).toEqual([]);
    expect(file).toEqual(sealFile(SAMPLE));
  });

  it('reads the reason of a return, its original and its day of death', () => {
    const { file, problems } = readFile(GOLDEN_RETURNS.join('\n').toLowerCase());
    expect([...problems, ...validateFile(file)]).toEqual([]);
    expect(file.batches.flatMap((batch) => batch.entries.flatMap((entry) => entry.addenda))).toEqual([
      expect.objectContaining({
        type: '99',
        code: 'R01',
        originalTrace: '091000010000001',
        originalRdfi: '02100002',
        dateOfDeath: '',
        information: '',
      }),
      expect.objectContaining({ type: '99', code: 'R15', originalTrace: '091000010000002', dateOfDeath: '2025-11-20' }),
      expect.objectContaining({ type: '98', code: 'C03', originalTrace: '091000010000004', correctedData: '021000021   7654321' }),
    ]);
  });

  it.each([
    ['no line ends', GOLDEN_RETURNS.join('')],
    ['CR LF and short records', GOLDEN_RETURNS.map((line) => line.trimEnd()).join('\r\n')],
    ['no padding', GOLDEN_RETURNS.filter((line) => !/^9+$/.test(line)).join('\n')],
    ['blanks behind and empty lines', GOLDEN_RETURNS.map((line) => `${line}  \n`).join('\n')],
    ['a settlement day', GOLDEN_RETURNS.map((line) => line.replace(/^(5.{74}) {3}1/, '$13301')).join('\n')],
  ])('takes returns and corrections with %s', (_, text) => {
    const { file, problems } = readFile(text);
    expect([...problems, ...validateFile(file)]).toEqual([]);
    expect(file.batches.flatMap(({ entries }) => entries.map(returnOrChangeOf))).toMatchObject([
      { type: '99', code: 'R01', originalTrace: '091000010000001' },
      { type: '99', code: 'R15', dateOfDeath: '2025-11-20' },
      { type: '98', code: 'C03', correctedData: '021000021   7654321' },
    ]);
  });

  it('does not take the other content of a dishonoured return for a day of death', () => {
    const lines = changed(4, 'R01091000010000001      ', 'R6909100001000000199XX99', GOLDEN_RETURNS);
    expect(complaintsOn(lines)).toEqual([]);
    expect(complaintsOn(changed(8, '251120', '991399', GOLDEN_RETURNS))).toEqual([
      'Record 8 (addenda 99), columns 22–27, Date of Death: "991399" is no day written YYMMDD.',
    ]);
  });

  it('takes zeros for no day in what comes back', () => {
    expect(complaintsOn(changed(2, '251125   1', '0000000001', GOLDEN_RETURNS))).toEqual([]);
    expect(complaintsOn(changed(2, '251125   1', '000000   1')).join()).toContain('Effective Entry Date: is missing');
  });

  it('takes a settlement day that the operator filled in', () => {
    expect(complaintsOn(changed(2, '251125   1', '2511253291'))).toEqual([]);
    expect(complaintsOn(changed(2, '251125   1', '2511254001')).join()).toContain('columns 76–78');
  });

  it.each([
    [
      'an entry outside a batch',
      [GOLDEN_FILE[0], GOLDEN_FILE[2]],
      'Record 2 (record), column 1, Record Type Code: an entry outside a batch.',
    ],
    [
      'an addenda record without an entry',
      [GOLDEN_FILE[0], GOLDEN_FILE[8]],
      'Record 2 (record), column 1, Record Type Code: an addenda record without an entry.',
    ],
    [
      'a control without a batch',
      [GOLDEN_FILE[0], GOLDEN_FILE[5]],
      'Record 2 (record), column 1, Record Type Code: a batch control without a batch.',
    ],
    [
      'a second header',
      [GOLDEN_FILE[0], GOLDEN_FILE[0]],
      'Record 2 (record), column 1, Record Type Code: a file header is the first record, and the only one.',
    ],
    [
      'a second file control',
      [...GOLDEN_FILE.slice(0, 14), GOLDEN_FILE[13]],
      'Record 15 (record), column 1, Record Type Code: a second file control.',
    ],
    [
      'records behind the padding',
      [...GOLDEN_FILE, GOLDEN_FILE[2]],
      'Record 21 (record), columns 1–94, Padding: is followed by more records.',
    ],
    ['a long record', [`${GOLDEN_FILE[0]}more`, ...GOLDEN_FILE.slice(1)], 'Record 1 (record), columns 95–98, Record Size: has 98 columns.'],
    ['an unknown record', ['HELLO', ...GOLDEN_FILE], 'Record 1 (record), column 1, Record Type Code: "H" is no type of record.'],
    ['no file header', GOLDEN_FILE.slice(1), 'Record 1 (file header), columns 4–13, Immediate Destination: the file has no file header.'],
    ['no file control', GOLDEN_FILE.slice(0, 13), 'Record 13 (file control), columns 2–7, Batch Count: the file has no file control.'],
    [
      'no batch control',
      GOLDEN_FILE.filter((_, index) => index !== 5),
      'Record 2 (batch header), columns 88–94, Batch Number: the batch has no control.',
    ],
    [
      'international entries',
      changed(2, 'WEB', 'IAT'),
      'Record 2 (record), columns 51–53, Standard Entry Class Code: entries of class IAT are not read.',
    ],
    [
      'an umlaut in a name',
      changed(3, 'Jose Muller', 'Jose Müller'),
      'Record 3 (entry detail), columns 55–76, Individual Name: has characters other than printable ASCII.',
    ],
    [
      'letters in an amount',
      changed(3, '0000107500', '00001O7500'),
      'Record 3 (entry detail), columns 30–39, Amount: "00001O7500" is no number.',
    ],
    ['an unknown addenda type', changed(9, '705', '702'), 'Record 9 (addenda), columns 2–3, Addenda Type Code: "02" is not known here.'],
    [
      'a change with the trace of another',
      changed(12, '026009590000003', '026009590000009', GOLDEN_RETURNS),
      'Record 12 (addenda 98), columns 80–94, Trace Number: is 026009590000009, the entry has 026009590000003.',
    ],
    [
      'remittance of no dollars without remittance data',
      changed(5, '628', '629'),
      'Record 5 (entry detail), columns 2–3, Transaction Code: 29 carries remittance data and has none.',
    ],
    ['no blocks', changed(14, '000002', '000009'), 'Record 14 (file control), columns 8–13, Block Count: is 9, the file has 2.'],
    [
      'a wage',
      changed(2, 'LEASE PYMT', 'payroll   '),
      'Record 2 (batch header), columns 54–63, Company Entry Description: "payroll" is reserved for PPD credits that pay wages.',
    ],
    [
      'a holiday',
      changed(2, '251125', '251127'),
      'Record 2 (batch header), columns 70–75, Effective Entry Date: 2025-11-27 is no banking day.',
    ],
    [
      'a batch number again',
      changed(7, '0000002', '0000001'),
      'Record 7 (batch header), columns 88–94, Batch Number: is 1, the batch before has 1.',
    ],
    [
      'a return of unknown reason',
      changed(4, 'R01', 'R99', GOLDEN_RETURNS),
      'Record 4 (addenda 99), columns 4–6, Return Reason Code: "R99" is no return reason code.',
    ],
    [
      'a change of unknown kind',
      changed(12, 'C03', 'C44', GOLDEN_RETURNS),
      'Record 12 (addenda 98), columns 4–6, Change Code: "C44" is no change code.',
    ],
    [
      'a return as a debit',
      changed(3, '626', '627', GOLDEN_RETURNS),
      'Record 3 (entry detail), columns 2–3, Transaction Code: 27 is no code for a return.',
    ],
  ])('reports %s', (_, lines, complaint) => {
    expect(complaintsOn(lines as string[])).toContain(complaint);
  });
});
