import fc from 'fast-check';
import { csvCellText, csvDocument } from '../../../src/kernel/csv';
import { readCsv } from '../../../src/kernel/csv-reader';

describe('the CSV reader', () => {
  it.each([
    ['', []],
    ['a,b', [['a', 'b']]],
    ['a,b\r\n', [['a', 'b']]],
    [
      'a,b\nc,d\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['\uFEFFa,b\r\n', [['a', 'b']]],
    [
      'a,\r\n,b',
      [
        ['a', ''],
        ['', 'b'],
      ],
    ],
    ['a,', [['a', '']]],
    ['""', [['']]],
    ['\n\na', [[''], [''], ['a']]],
    ['"a, ""b""\r\nc",d', [['a, "b"\r\nc', 'd']]],
    [' a , b ', [[' a ', ' b ']]],
  ])('reads %j', (text, rows) => {
    expect(readCsv(text)).toEqual({ rows, problem: undefined });
  });

  it.each([
    ['a,b\r\nc,"d', { row: 2, column: 2, message: 'The quote at the beginning of this cell is never closed.' }],
    ['a,b"c', { row: 1, column: 2, message: 'A cell with a quote in it must be quoted as a whole, the quote inside doubled.' }],
    ['"a"b,c', { row: 1, column: 1, message: 'Behind this cell a comma or the end of the row is expected.' }],
    ['a\rb', { row: 1, column: 1, message: 'Behind this cell a comma or the end of the row is expected.' }],
  ])('says where %j is wrong', (text, problem) => {
    expect(readCsv(text).problem).toEqual(problem);
  });

  it('keeps the rows before what is wrong', () => {
    expect(readCsv('a,b\nc,"d').rows).toEqual([['a', 'b']]);
  });

  it('reads back whatever the writer wrote, formulas included', () => {
    const cell = fc.oneof(fc.string({ unit: fc.constantFrom(...'=+-@\'\t\r\n",;a ＝') }), fc.string({ unit: 'binary' }));
    const rows = fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { maxLength: 8 });
    fc.assert(
      fc.property(rows, (body) => {
        const read = readCsv(csvDocument(['head'], body));
        expect(read.problem).toBeUndefined();
        expect(read.rows.slice(1).map((cells) => cells.map(csvCellText))).toEqual(body);
      }),
      { numRuns: 1_000 },
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'",\r\na\uFEFF') }), (text) => void readCsv(text)),
      { numRuns: 2_000 },
    );
  });
});
