import fc from 'fast-check';
import { addDays } from '../../src/kernel/local-date';
import { bankingDayOnOrAfter } from '../../src/kernel/banking-day';
import { routingCheckDigit } from '../../src/kernel/routing-number';
import type { BatchPurpose } from '../../src/nacha/entry-description';
import { type DraftBatch, type DraftEntry, type DraftFile, traceNumber } from '../../src/nacha/nacha-file';
import { HEADER } from './nacha';

const LETTERS = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
const fromAlphabet = (letters: readonly string[], minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...letters), { minLength, maxLength }).map((chosen) => chosen.join(''));
const alphanumeric = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'];

/** Printable ASCII that neither begins nor ends with a blank. */
export const printable = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fromAlphabet(LETTERS, minLength, maxLength).filter((text) => text === text.trim());

export const eightDigits = fc
  .tuple(fc.constantFrom('01', '02', '11', '12', '21', '32', '61', '72', '80'), fc.nat(999_999))
  .map(([start, rest]) => start + String(rest).padStart(6, '0'));
export const routingNumber = eightDigits.map((digits) => digits + routingCheckDigit(digits));

const amountCents = fc.oneof(fc.constantFrom(1, 9_999_999_999), fc.integer({ min: 1, max: 10_000_000 }));
const DESCRIPTIONS: Record<string, string> = { REVERSAL: 'REVERSAL', RETRY: 'RETRY PYMT', RETURN_FEE: 'RETURN FEE', PAYMENT: 'LEASE PYMT' };

function entryOf(purpose: string, secCode: string): fc.Arbitrary<DraftEntry> {
  const isReversal = purpose === 'REVERSAL';
  const codes = isReversal ? ['22', '32'] : purpose === 'PAYMENT' ? ['27', '28', '37', '38'] : ['27', '37'];
  return fc
    .record({
      transactionCode: fc.constantFrom(...codes),
      routingNumber,
      accountNumber: fromAlphabet(alphanumeric, 1, 17).filter((text) => !/^0*$/.test(text)),
      amountCents,
      individualId: printable(1, 15),
      individualName: fc.oneof(
        printable(1, 22),
        fc.string({ unit: 'grapheme', maxLength: 30 }).map((name) => `Ö${name}`),
      ),
      discretionary: secCode === 'WEB' ? fc.constantFrom('S', 'R') : fc.constantFrom('', 'A1', '7'),
      addenda: fc.array(
        printable(1, 80).map((text) => ({ type: '05' as const, text })),
        { maxLength: 1 },
      ),
    })
    .map((entry) => ({ ...entry, amountCents: entry.transactionCode.endsWith('8') ? 0 : entry.amountCents, trace: '' }));
}

const batch = fc
  .record({
    purpose: fc.constantFrom<BatchPurpose>('PAYMENT', 'PAYMENT', 'REVERSAL', 'RETRY', 'RETURN_FEE'),
    secCode: fc.constantFrom('WEB', 'CCD'),
  })
  .chain(({ purpose, secCode }) =>
    fc.record<DraftBatch>({
      purpose: fc.constant(purpose),
      secCode: fc.constant(secCode),
      description: fc.constant(DESCRIPTIONS[purpose] ?? ''),
      companyName: printable(1, 16),
      companyDiscretionaryData: printable(0, 20),
      companyId: printable(1, 10),
      descriptiveDate: printable(0, 6),
      effectiveOn: fc.nat(900).map((days) => bankingDayOnOrAfter(addDays(HEADER.createdOn, days))),
      odfi: eightDigits,
      entries: fc.array(entryOf(purpose, secCode), { minLength: 1, maxLength: 6 }),
    }),
  );

/** Files that the writer takes: traces are numbered through, from a start of the file's own. */
export const draftFile: fc.Arbitrary<DraftFile> = fc
  .tuple(fc.array(batch, { minLength: 1, maxLength: 4 }), fc.nat(9_999_000), fc.constantFrom(...'AMZ059'))
  .map(([batches, start, idModifier]) => {
    let sequence = start;
    const number = (entry: DraftEntry, odfi: string): DraftEntry => ({ ...entry, trace: traceNumber(odfi, ++sequence) });
    return {
      header: { ...HEADER, idModifier },
      batches: batches.map((draft) => ({ ...draft, entries: draft.entries.map((entry) => number(entry, draft.odfi)) })),
    };
  });
