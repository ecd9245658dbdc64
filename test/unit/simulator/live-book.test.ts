import fc from 'fast-check';
import { assetsOn } from '../../../src/simulator/contract-asset';
import type { AssetRecord } from '../../../src/simulator/daily-record';
import { LiveBook, type FeedEntry } from '../../../src/simulator/live-book';
import { invoicesOn, paymentsOn } from '../../../src/simulator/open-balance';
import { KINDS, OID_FIELDS, type AccountRecord, type Kind } from '../../../src/simulator/record';

const OPTIONS = { seed: 4, contracts: 60, asOf: '2026-11-23' };
const kindOf = fc.constantFrom(...KINDS);

/** A change of some record, chosen by a number: put it again, delete it, or put a new one. */
interface Act {
  kind: Kind;
  pick: number;
  what: 'touch' | 'remove' | 'create';
}
const act: fc.Arbitrary<Act> = fc.record({
  kind: kindOf,
  pick: fc.nat(10_000),
  what: fc.constantFrom('touch' as const, 'remove' as const, 'create' as const),
});

function perform(book: LiveBook, { kind, pick, what }: Act): void {
  const oids = [...book.all(kind)].map(([oid]) => oid);
  const oid = what === 'create' ? book.takeOid(kind) : (oids[pick % Math.max(1, oids.length)] ?? 1);
  if (what === 'remove') return void book.remove(kind, oid);
  const [, some] = [...book.all(kind)][0] ?? [];
  book.put(kind, oid, { ...(book.get(kind, oid) ?? (some as AccountRecord)), [OID_FIELDS[kind]]: oid });
}

/** Reads a feed to its end, doing something between pages. */
function readAll(book: LiveBook, kind: Kind, limit: number, since = 0, between?: () => void): FeedEntry[] {
  const seen: FeedEntry[] = [];
  for (let cursor = since, more = true; more;) {
    const page = book.page(kind, cursor, limit);
    expect(page.changes.length).toBeLessThanOrEqual(limit);
    if (page.more) expect([page.changes.length, page.nextSince > cursor]).toEqual([limit, true]);
    expect(page.changes.every(({ sequence }) => sequence > cursor)).toBe(true);
    seen.push(...page.changes);
    ({ nextSince: cursor, more } = page);
    between?.();
  }
  return seen;
}

function state(book: LiveBook): unknown {
  return KINDS.map((kind) => readAll(book, kind, 5_000));
}

describe('the change feed', () => {
  it('yields each oid once in ascending sequence with any limit, whatever happened before', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), kindOf, fc.integer({ min: 1, max: 90 }), (acts, kind, limit) => {
        const book = new LiveBook(OPTIONS);
        for (const one of acts) perform(book, one);
        const seen = readAll(book, kind, limit);
        const sequences = seen.map(({ sequence }) => sequence);
        expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => a - b));
        expect(new Set(seen.map(({ oid }) => oid)).size).toBe(seen.length);
        const live = new Map(seen.flatMap((entry) => (entry.deleted ? [] : [[entry.oid, entry.data]])));
        expect(live).toEqual(new Map(book.all(kind)));
        expect(book.counts()[kind]).toBe(live.size);
        const tombstones = seen.filter((entry) => entry.deleted);
        expect(tombstones.every(({ oid }) => book.get(kind, oid) === undefined)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('loses nothing of what changes while it is read', () => {
    fc.assert(
      fc.property(fc.array(act, { minLength: 1, maxLength: 30 }), kindOf, fc.integer({ min: 5, max: 60 }), (acts, kind, limit) => {
        const book = new LiveBook(OPTIONS);
        const queue = [...acts];
        const seen = readAll(book, kind, limit, 0, () => queue.splice(0, 3).forEach((one) => perform(book, one)));
        queue.forEach((one) => perform(book, one));
        seen.push(...readAll(book, kind, limit, seen[seen.length - 1]?.sequence ?? 0));
        const copy = new Map<number, unknown>();
        for (const entry of seen) {
          if (entry.deleted) copy.delete(entry.oid);
          else copy.set(entry.oid, entry.data);
        }
        expect(copy).toEqual(new Map(book.all(kind)));
      }),
      { numRuns: 40 },
    );
  });

  it('answers an empty page beyond the end and keeps the cursor', () => {
    const book = new LiveBook(OPTIONS);
    const since = book.latestSequence + 50;
    expect(book.page('accounts', since, 10)).toMatchObject({ changes: [], nextSince: since, more: false });
  });

  it('stays compact when one record changes many times', () => {
    const book = new LiveBook(OPTIONS);
    const account = book.get('accounts', 1_001) as AccountRecord;
    for (let round = 0; round < 1_000; round++) book.put('accounts', 1_001, { ...account, Name: `Name ${round}` });
    const [change, ...others] = readAll(book, 'accounts', 10, book.base.lastSequence);
    expect(others).toEqual([]);
    expect(change).toMatchObject({ oid: 1_001, sequence: book.latestSequence, data: { Name: 'Name 999' } });
  });
});

describe('what hangs off a contract', () => {
  it('is found by the index as by looking through everything, after changes and a restore', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), fc.array(act, { maxLength: 10 }), (before, after) => {
        const book = new LiveBook(OPTIONS);
        const check = (): void => {
          for (const [oid] of book.all('contracts')) {
            const payments = [...book.all('payments')].map(([, record]) => record).filter(({ ContractOid }) => ContractOid === oid);
            expect(new Set(paymentsOn(book, oid))).toEqual(new Set(payments));
            const assets = [...book.all('assets')].map(([, record]) => record).filter(({ ContractOid }) => ContractOid === oid);
            expect(new Set(assetsOn(book, oid))).toEqual(new Set(assets));
            const invoices = [...book.all('invoices')].map(([, record]) => record);
            const theirs = invoices.filter(({ Lines }) => Lines.some(({ ContractOid }) => ContractOid === oid));
            expect(new Set(invoicesOn(book, oid))).toEqual(new Set(theirs));
          }
        };
        for (const one of before) perform(book, one);
        const sequence = book.latestSequence;
        for (const one of after) perform(book, one);
        book.restore(sequence);
        check();
      }),
      { numRuns: 10 },
    );
  });

  it('includes its assets, the moved and the new ones too', () => {
    const book = new LiveBook(OPTIONS);
    const oids = (contractOid: number) => assetsOn(book, contractOid).map(({ AssetOid }) => AssetOid);
    const [moved = 0, ...kept] = oids(10_001);
    const asset = book.get('assets', moved) as AssetRecord;
    book.put('assets', moved, { ...asset, ContractOid: 10_003 });
    const created = book.takeOid('assets');
    book.put('assets', created, { ...asset, AssetOid: created });
    expect([oids(10_001), oids(10_003)]).toEqual([[...kept, created], expect.arrayContaining([moved])]);
    book.restore();
    expect(oids(10_001)).toEqual([moved, ...kept]);
  });
});

describe('restore', () => {
  it('goes back to any sequence exactly, in another epoch, and never gives an oid twice', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 20 }), fc.array(act, { minLength: 1, maxLength: 20 }), (before, after) => {
        const book = new LiveBook(OPTIONS);
        before.forEach((one) => perform(book, one));
        const [kept, sequence, epoch] = [state(book), book.latestSequence, book.epoch];
        after.forEach((one) => perform(book, one));
        const oid = book.takeOid('contracts');
        book.restore(sequence);
        expect(state(book)).toEqual(kept);
        expect(book.latestSequence).toBe(sequence);
        expect(book.epoch).not.toBe(epoch);
        expect(book.takeOid('contracts')).toBeGreaterThan(oid);
      }),
      { numRuns: 25 },
    );
  });

  it('takes the clock back with it', () => {
    const book = new LiveBook(OPTIONS);
    book.setToday('2026-12-01');
    book.remove('accounts', 1_001);
    const sequence = book.latestSequence;
    book.remove('accounts', 1_002);
    book.setToday('2027-01-01');
    book.restore(sequence);
    expect(book.today).toBe('2026-12-01');
    book.restore();
    expect([book.today, book.latestSequence]).toEqual(['2026-11-23', book.base.lastSequence]);
  });

  it('is possible between the base book and now', () => {
    const book = new LiveBook(OPTIONS);
    book.remove('accounts', 1_001);
    const { lastSequence } = book.base;
    expect([lastSequence - 1, lastSequence, lastSequence + 1, lastSequence + 2].map((at) => book.canRestore(at))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});
