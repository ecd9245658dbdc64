import fc from 'fast-check';
import { Fault } from '../../../src/kernel/fault';
import { encodeCursor, resolvePage, toPage, type PageArguments } from '../../../src/kernel/page';

const refusal = (page: PageArguments): string => {
  try {
    resolvePage(page, 'list');
    return 'accepted';
  } catch (error) {
    return error instanceof Fault ? error.code : 'not a fault';
  }
};

describe('pages', () => {
  it('are 20 long unless said otherwise, and 100 at most', () => {
    const limits = [
      {},
      { first: null },
      { first: 0 },
      { first: 1 },
      { first: 100 },
      { first: 101 },
      { first: 1e9 },
      { last: 101 },
      { last: 5 },
    ];
    expect(limits.map((page) => resolvePage(page, 'list').limit)).toEqual([20, 20, 0, 1, 100, 100, 100, 100, 5]);
    expect([resolvePage({ last: 1 }, 'list').backward, resolvePage({ first: 1 }, 'list').backward]).toEqual([true, false]);
  });

  it.each<PageArguments>([
    { first: -1 },
    { last: -1 },
    { first: 1, last: 1 },
    { after: 'x', before: 'y' },
    { last: 1, after: 'x' },
    { first: 1, before: 'x' },
    { before: 'x' },
    { after: '' },
    { after: 'nonsense' },
  ])('%j is refused', (page) => {
    expect(refusal(page)).toBe('BAD_USER_INPUT');
  });

  it('read back the cursors they wrote, for the same list only', () => {
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.maxSafeInteger(), fc.constant(null));
    fc.assert(
      fc.property(value, fc.maxSafeInteger(), fc.string(), (sort, id, ordering) => {
        const after = encodeCursor({ value: sort, id }, ordering);
        expect(resolvePage({ after }, ordering).from).toEqual({ value: Object.is(sort, -0) ? 0 : sort, id: Object.is(id, -0) ? 0 : id });
        expect(after).toMatch(/^[\w-]+$/);
        if (ordering !== 'list') expect(refusal({ after })).toBe('BAD_USER_INPUT');
      }),
    );
  });

  it('take no text for a cursor that is none', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (after) => expect(refusal({ after })).toBe('BAD_USER_INPUT')));
    fc.assert(fc.property(fc.json(), (json) => expect(refusal({ after: Buffer.from(json).toString('base64url') })).toBe('BAD_USER_INPUT')));
  });

  it('keep the order of the list, and know whether there is more', () => {
    const rows = [1, 2, 3];
    expect(toPage([...rows], { limit: 2, backward: false, from: undefined })).toEqual({ rows: [1, 2], hasMore: true });
    expect(toPage([...rows], { limit: 2, backward: true, from: undefined })).toEqual({ rows: [2, 1], hasMore: true });
    expect(toPage([...rows], { limit: 3, backward: false, from: undefined })).toEqual({ rows, hasMore: false });
    expect(toPage([1], { limit: 0, backward: false, from: undefined })).toEqual({ rows: [], hasMore: true });
    expect(toPage([], { limit: 0, backward: true, from: undefined })).toEqual({ rows: [], hasMore: false });
  });
});
