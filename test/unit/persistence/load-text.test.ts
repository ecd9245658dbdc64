import fc from 'fast-check';
import type { BulkTable } from '../../../src/persistence/repositories/bulk-write';
import { loadText } from '../../../src/persistence/repositories/load-text';

const PROPERTIES = ['id', 'name', 'note', 'cents'];
const table: BulkTable = { properties: PROPERTIES, insert: '', onDuplicate: '', load: '' };

type Row = Record<string, unknown>;

/** The rows as they are sent: the text whole, and how many rows came with each piece of it. */
function sent(own: readonly Row[], shared: Row = {}): { text: string; pieces: number[] } {
  const pieces = [...loadText(table, () => own.map((row) => ({ own: row, shared })))];
  return { text: Buffer.concat(pieces.map(({ bytes }) => bytes)).toString(), pieces: pieces.map(({ rows }) => rows) };
}

/** What MariaDB makes of it, by the rules of its manual. */
function received(text: string): (string | null)[][] {
  const ESCAPES: Record<string, string> = { '0': '\0', t: '\t', n: '\n', '\\': '\\' };
  const value = (field: string): string | null =>
    field === '\\N' ? null : field.replace(/\\([\s\S])/g, (_, character: string) => ESCAPES[character] ?? character);
  const lines = text.split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => line.split('\t').map(value));
}

const awkward = fc.string({ unit: fc.constantFrom(...'\\\t\n\0\rN0tn', 'a', 'é', '€', '🏗'), maxLength: 12 });
const value = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer({ min: -1_000, max: 1_000 }),
  fc.constantFrom(0, -0, 9, 10, 99, 100, 2_147_483_647, 2_147_483_648, -2_147_483_648, 999_999_999, 1_000_000_000, 9_999_999_999),
  fc.constantFrom(Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 0.5, -1e30),
  awkward,
  fc.string({ unit: 'grapheme' }),
  fc.boolean(),
  fc.constantFrom(null, undefined),
);

describe('rows as LOAD DATA reads them', () => {
  it('come over whole, whatever is in them', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ id: value, name: value, note: value, cents: value }), { maxLength: 20 }), (rows) => {
        const plain = (given: string | number | boolean | null | undefined): string | null =>
          typeof given === 'boolean' ? String(Number(given)) : given === null || given === undefined ? null : String(given);
        expect(received(sent(rows).text)).toEqual(rows.map((row) => PROPERTIES.map((property) => plain(row[property as 'id']))));
      }),
      { numRuns: 1_000 },
    );
  });

  it('take from what is shared what they lack', () => {
    expect(
      sent(
        [
          { id: 1, name: 'a' },
          { id: 2, name: null },
        ],
        { name: 'shared', cents: 5 },
      ).text,
    ).toBe('1\ta\t\\N\t5\n2\tshared\t\\N\t5\n');
  });

  it('come in pieces, however long they are, and every row is counted', () => {
    const rows = Array.from({ length: 3_000 }, (_, id) => ({
      id,
      name: id % 7 === 0 ? 'é'.repeat(200_000 / (id + 1)) : 'x'.repeat(id % 300),
    }));
    const { text, pieces } = sent(rows);
    expect(pieces.length).toBeGreaterThan(3);
    expect(pieces.reduce((sum, count) => sum + count, 0)).toBe(rows.length);
    expect(received(text)).toEqual(rows.map(({ id, name }) => [String(id), name, null, null]));
    expect(sent([])).toEqual({ text: '', pieces: [] });
  });

  it('refuse what no column can hold', () => {
    expect(() => sent([{ id: {} }])).toThrow('A record holds what no column can.');
  });
});
