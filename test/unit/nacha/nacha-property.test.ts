import fc from 'fast-check';
import { readFile } from '../../../src/nacha/file-reader';
import { validateFile } from '../../../src/nacha/file-validator';
import { writeFile } from '../../../src/nacha/file-writer';
import { RECORD_SIZE } from '../../../src/nacha/layout';
import { returnFileOf, type SentBack } from '../../../src/nacha/return-file';
import { sealFile } from '../../../src/nacha/seal-file';
import { HEADER } from '../../support/nacha';
import { draftFile } from '../../support/nacha-arbitrary';
import { GOLDEN_FILE, GOLDEN_RETURNS } from '../../support/nacha-golden';

/**
 * Columns whose content nothing else in a file confirms: free texts, and fields of which one value is as good as another (days, times, kinds of
 * account, reasons, sequence numbers that still ascend). A changed character anywhere else must be found.
 */
const FREE: Record<string, [from: number, to: number][]> = {
  '1': [
    [14, 34],
    [41, 94],
  ],
  '5': [
    [5, 40],
    [54, 79],
  ],
  '6': [
    [2, 2],
    [13, 29],
    [40, 78],
    [88, 94],
  ],
  '705': [[4, 83]],
  '798': [
    [4, 21],
    [28, 64],
  ],
  '799': [[4, 79]],
  '8': [[55, 73]],
};

function isFree(record: string, column: number): boolean {
  const columns = FREE[record.startsWith('7') ? record.slice(0, 3) : record.slice(0, 1)] ?? [];
  return columns.some(([from, to]) => column >= from && column <= to);
}

function complaintsOn(text: string): unknown[] {
  const { file, problems } = readFile(text);
  return [...problems, ...validateFile(file)];
}

describe('files of any content', () => {
  it('are read back as they were written, and are valid', () => {
    fc.assert(
      fc.property(draftFile, (draft) => {
        const { file, problems } = readFile(writeFile(draft));
        expect(problems).toEqual([]);
        expect(validateFile(file)).toEqual([]);
        expect(file).toEqual(sealFile(draft));
      }),
      { numRuns: 300 },
    );
  });

  it('carry sums and hashes that a reader of columns comes to as well', () => {
    fc.assert(
      fc.property(draftFile, (draft) => {
        const lines = writeFile(draft).slice(0, -1).split('\n');
        let [count, hash, debits, credits] = [0, 0n, 0n, 0n];
        for (const line of lines) {
          if (line.startsWith('6') || line.startsWith('7')) count += 1;
          if (!line.startsWith('6')) continue;
          hash += BigInt(line.slice(3, 11));
          if ('78'.includes(line[2] ?? '')) debits += BigInt(line.slice(29, 39));
          else credits += BigInt(line.slice(29, 39));
        }
        const control = lines.find((line) => line.startsWith('9')) ?? '';
        expect(Number(control.slice(13, 21))).toBe(count);
        expect(BigInt(control.slice(21, 31))).toBe(hash % 10n ** 10n);
        expect(BigInt(control.slice(31, 43))).toBe(debits);
        expect(BigInt(control.slice(43, 55))).toBe(credits);
        expect(Number(control.slice(7, 13)) * 10).toBe(lines.length);
        expect(lines.every((line) => line.length === RECORD_SIZE)).toBe(true);
      }),
    );
  });

  it('come back as returns and changes whose file is read back as well', () => {
    const items = draftFile.chain((draft) => {
      const { batches } = sealFile(draft);
      const all = batches.flatMap((batch) => batch.entries.map((entry) => ({ batch, entry })));
      const answer = fc.constantFrom<SentBack['answer']>(
        { type: '99', code: 'R01' },
        { type: '99', code: 'R15', dateOfDeath: '2025-11-01', information: 'SEE LETTER' },
        { type: '98', code: 'C01', correctedData: '998877' },
      );
      return fc
        .tuple(fc.shuffledSubarray(all, { minLength: 1 }), answer)
        .map(([some, what]) => some.map((one) => ({ ...one, answer: what })));
    });
    fc.assert(
      fc.property(items, (sentBack) => {
        const draft = returnFileOf(HEADER, sentBack);
        const { file, problems } = readFile(writeFile(draft));
        expect([...problems, ...validateFile(file)]).toEqual([]);
        expect(file).toEqual(sealFile(draft));
        expect(file.batches.flatMap((batch) => batch.entries)).toHaveLength(sentBack.length);
      }),
    );
  });
});

describe('a changed character', () => {
  const golden = [GOLDEN_FILE, GOLDEN_RETURNS];

  it('in a checked column is always found, wherever and whatever', () => {
    const place = fc.record({
      file: fc.nat(1),
      line: fc.nat(19),
      column: fc.integer({ min: 1, max: RECORD_SIZE }),
      code: fc.integer({ min: 32, max: 126 }),
    });
    fc.assert(
      fc.property(place, ({ file, line, column, code }) => {
        const lines = [...(golden[file] ?? [])];
        const record = lines[line] ?? '';
        fc.pre(!isFree(record, column));
        // What comes back from a bank is addressed by a company's number, which has no check digit.
        fc.pre(!(file === 1 && line === 0 && column >= 4 && column <= 13));
        const before = readFile(lines.join('\n')).file;
        lines[line] = record.slice(0, column - 1) + String.fromCharCode(code) + record.slice(column);
        const text = lines.join('\n');
        // Another way to write the same, `web` for `WEB`, is no change.
        if (complaintsOn(text).length === 0) expect(readFile(text).file).toEqual(before);
      }),
      { numRuns: 5_000 },
    );
  });

  it('is named with its record and columns', () => {
    const lines = [...GOLDEN_FILE];
    lines[3] = (lines[3] ?? '').replace('0000000001PMT', '0000000002PMT');
    expect(complaintsOn(lines.join('\n'))).toEqual([
      expect.objectContaining({ record: 6, recordType: 'batch control', from: 21, to: 32, reason: 'is 107501, the batch has 107502' }),
      expect.objectContaining({
        record: 14,
        recordType: 'file control',
        from: 32,
        to: 43,
        reason: 'is 10000107500, the file has 10000107501',
      }),
    ]);
  });
});

describe('the reader', () => {
  const heads = [...'15678', '9', '705', '798', '799', ''];
  const line = fc.tuple(fc.constantFrom(...heads), fc.string({ unit: 'binary-ascii', maxLength: 120 })).map(([head, rest]) => head + rest);

  it('throws on nothing, and neither does the validator', () => {
    const bytes = fc.uint8Array({ maxLength: 2_000 }).map((array) => Buffer.from(array));
    const text = fc.oneof(
      bytes.map((buffer) => buffer.toString('latin1')),
      bytes.map((buffer) => buffer.toString('utf8')),
      fc.array(line, { maxLength: 30 }).map((lines) => lines.join('\n')),
      fc.string({ unit: 'binary', maxLength: 500 }),
    );
    fc.assert(
      fc.property(text, (garbage) => {
        expect(complaintsOn(garbage).length).toBeGreaterThan(0);
      }),
      { numRuns: 1_000 },
    );
  });

  it('changes nothing that is given to it or to the validator', () => {
    const { file } = readFile(GOLDEN_RETURNS.join('\n'));
    const before = structuredClone(file);
    validateFile(file);
    expect(file).toEqual(before);
  });
});
