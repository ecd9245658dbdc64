import fc from 'fast-check';
import { decodeKeyOf, decodeNodeId, encodeNodeId } from '../../../src/graphql/shared/node-id';

const encode = (text: string): string => Buffer.from(text, 'latin1').toString('base64').replace(/=+$/, '');

describe('ids of nodes', () => {
  it('are read back as they were written', () => {
    const typeName = fc.stringMatching(/^[A-Z][A-Za-z]{0,20}$/);
    const number = fc.integer({ min: 1, max: 999_999_999_999_999 });
    const key = fc.oneof(
      number.map(String),
      fc.tuple(number, fc.integer({ min: 1, max: 99_999 })).map(([whole, part]) => `${whole}.${part}`),
    );
    fc.assert(
      fc.property(typeName, key, (type, of) => {
        expect(decodeNodeId(encodeNodeId(type, of))).toEqual({ typeName: type, key: of });
      }),
    );
  });

  it('are never taken for what they are not', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(() => decodeNodeId(text)).toThrow('That id is malformed.');
      }),
    );
  });

  it.each([
    'Contract:0',
    'Contract:01',
    'Contract:-1',
    'Contract:1.0',
    'Contract:1.',
    'Contract:1.2.3',
    'Contract',
    'contract:1',
    'Con tract:1',
    ':1',
    'Contract:12345678901234567',
    'Contract:1\n',
  ])('%j is malformed', (text) => {
    expect(() => decodeNodeId(encode(text))).toThrow('That id is malformed.');
  });

  it('have one spelling only', () => {
    const id = encodeNodeId('Contract', 12);
    for (const other of [`${id}=`, `${id}==`, ` ${id}`, `${id} `, `${id}\n`, id.toLowerCase()]) expect(() => decodeNodeId(other)).toThrow();
  });

  it('of another type, of a part, or beyond what a number holds are unknown', () => {
    expect(decodeKeyOf('Contract', encodeNodeId('Contract', 12))).toBe(12);
    expect(decodeKeyOf('Contract', encodeNodeId('Invoice', 12))).toBeUndefined();
    expect(decodeKeyOf('Contract', encodeNodeId('Contract', '12.5'))).toBeUndefined();
    expect(decodeKeyOf('Contract', encodeNodeId('Contract', '9999999999999999'))).toBeUndefined();
  });
});
