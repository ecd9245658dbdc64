import { writeFile } from '../../../src/nacha/file-writer';
import { type DraftFile, traceNumber } from '../../../src/nacha/nacha-file';
import { NachaError } from '../../../src/nacha/nacha-problem';
import { readFile } from '../../../src/nacha/file-reader';
import { validateFile } from '../../../src/nacha/file-validator';
import { HEADER, makeBatch, makeDraft, makeEntry, makeSingle, ODFI, SAMPLE } from '../../support/nacha';
import { GOLDEN_FILE } from '../../support/nacha-golden';

/** The writer's complaint: `record from–to field: reason` of each problem. */
function refusalOf(draft: DraftFile): string[] {
  try {
    writeFile(draft);
  } catch (error) {
    if (!(error instanceof NachaError)) throw error;
    return error.problems.map(({ record, from, to, field, reason }) => `${record} ${from}–${to} ${field}: ${reason}`);
  }
  return [];
}

describe('the writer of NACHA files', () => {
  it('writes the sample byte for byte', () => {
    expect(writeFile(SAMPLE)).toBe(`${GOLDEN_FILE.join('\n')}\n`);
  });

  it.each([1, 5, 6, 7, 15, 16, 17])('fills %i entries up to whole blocks of ten records', (count) => {
    const entries = Array.from({ length: count }, (_, index) => makeEntry({ trace: traceNumber(ODFI, index + 1) }));
    const lines = writeFile(makeDraft([makeBatch({ entries })])).split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.every((line) => line.length === 94)).toBe(true);
    expect(lines).toHaveLength(Math.ceil((count + 4) / 10) * 10);
    expect(lines.slice(count + 4).every((line) => line === '9'.repeat(94))).toBe(true);
    expect(readFile(lines.join('\n')).file.control?.blockCount).toBe(lines.length / 10);
  });

  it('keeps the low ten digits of the entry hash', () => {
    // 900 entries to 12104288 sum up to 10,893,859,200; twice that to 21,787,718,400.
    const entries = (first: number) =>
      Array.from({ length: 900 }, (_, index) => makeEntry({ routingNumber: '121042882', trace: traceNumber(ODFI, first + index) }));
    const { file } = readFile(writeFile(makeDraft([makeBatch({ entries: entries(1) }), makeBatch({ entries: entries(901) })])));
    expect(file.batches.map((batch) => batch.control?.entryHash)).toEqual([893_859_200, 893_859_200]);
    expect(file.control?.entryHash).toBe(1_787_718_400);
  });

  it.each([
    [1, '0000000001'],
    [100, '0000000100'],
    [9_999_999_999, '9999999999'],
  ])('writes %i cents as %s', (amountCents, columns) => {
    expect(writeFile(makeSingle({ amountCents })).split('\n')[2]?.slice(29, 39)).toBe(columns);
  });

  it.each([
    ['José Müller', 'Jose Muller'],
    ['Begoña Strauß-Łukasiewicz und Söhne', 'Begona Strauss-Lukasie'],
  ])('writes the name %s as %s, and reads it so', (individualName, written) => {
    const text = writeFile(makeSingle({ individualName }));
    expect(text.split('\n')[2]?.slice(54, 76)).toBe(written.padEnd(22));
    expect(readFile(text).file.batches[0]?.entries[0]?.individualName).toBe(written);
  });

  it.each([
    ['WEB', '28', 'S'],
    ['WEB', '38', 'R'],
    ['CCD', '28', ''],
    ['CCD', '38', ''],
  ])('writes %s prenotes %s of no money among debits, and reads them', (secCode, transactionCode, discretionary) => {
    const prenote = makeEntry({ transactionCode, discretionary, amountCents: 0 });
    const debit = makeEntry({ discretionary, trace: traceNumber(ODFI, 2) });
    const text = writeFile(makeDraft([makeBatch({ secCode, entries: [prenote, debit] })]));
    expect(text.split('\n')[2]?.slice(0, 39)).toBe(`6${transactionCode}021000021123456789        0000000000`);
    const { file, problems } = readFile(text);
    expect([problems, validateFile(file)]).toEqual([[], []]);
    expect(file.batches[0]).toMatchObject({ secCode, entries: [{ transactionCode, amountCents: 0 }, { amountCents: 1_000 }] });
    expect(file.control).toMatchObject({ entryAddendaCount: 2, totalDebitCents: 1_000, totalCreditCents: 0 });
  });

  it.each([
    [0, '3 30–39 Amount: is zero, and 27 moves money'],
    [10_000_000_000, '3 30–39 Amount: "10000000000" is longer than 10'],
    [-1, '3 30–39 Amount: "-1" is no whole number'],
    [10.5, '3 30–39 Amount: "10.5" is no whole number'],
    [Number.NaN, '3 30–39 Amount: "NaN" is no whole number'],
    [1e21, '3 30–39 Amount: "1e+21" is no whole number'],
  ])('refuses %d cents', (amountCents, refusal) => {
    expect(refusalOf(makeSingle({ amountCents }))).toContain(refusal);
  });

  it('refuses a batch whose total no longer fits, naming the total', () => {
    const entries = Array.from({ length: 101 }, (_, index) =>
      makeEntry({ amountCents: 9_999_999_999, trace: traceNumber(ODFI, index + 1) }),
    );
    expect(refusalOf(makeDraft([makeBatch({ entries })]))).toEqual([
      '104 21–32 Total Debit Entry Dollar Amount: "1009999999899" is longer than 12',
      '105 32–43 Total Debit Entry Dollar Amount in File: "1009999999899" is longer than 12',
    ]);
  });

  it.each([
    ['28', 1, '3 30–39 Amount: is not zero, and 28 moves no money'],
    ['38', 500, '3 30–39 Amount: is not zero, and 38 moves no money'],
    ['99', 1, '3 2–3 Transaction Code: 99 is no transaction code'],
    ['23', 0, '3 2–3 Transaction Code: 23 is none of 22, 27, 28, 32, 37, 38'],
    ['22', 1, '3 2–3 Transaction Code: credits and reversals go together'],
    ['26', 1, '3 2–3 Transaction Code: 26 is a return without addenda 98 or 99'],
    ['7', 1, '3 2–3 Transaction Code: "7" has not 2 digits'],
  ])('refuses transaction code %s with %i cents', (transactionCode, amountCents, refusal) => {
    expect(refusalOf(makeSingle({ transactionCode, amountCents }))).toContain(refusal);
  });

  it.each([
    [{ routingNumber: '021000022' }, '3 12–12 Check Digit: is 2, 02100002 wants 1'],
    [{ routingNumber: '021000' }, '3 4–11 Receiving DFI Identification: "021000" has not 8 digits'],
    [{ routingNumber: '' }, '3 4–11 Receiving DFI Identification: "" has not 8 digits'],
    [{ accountNumber: '' }, '3 13–29 DFI Account Number: is missing'],
    [{ accountNumber: '0000' }, '3 13–29 DFI Account Number: is missing'],
    [{ accountNumber: '12 34' }, '3 13–29 DFI Account Number: has characters other than letters, digits and hyphens'],
    [{ accountNumber: '123456789012345678' }, '3 13–29 DFI Account Number: it is longer than 17'],
    [{ individualId: '' }, '3 40–54 Individual Identification Number: is missing'],
    [{ individualId: 'PMT0000000000001' }, '3 40–54 Individual Identification Number: "PMT0000000000001" is longer than 15'],
    [{ individualId: 'Zoë' }, '3 40–54 Individual Identification Number: "Zoë" has characters other than printable ASCII'],
    [{ individualId: 'A\nB' }, '3 40–54 Individual Identification Number: "A\nB" has characters other than printable ASCII'],
    [{ individualId: 'A ' }, '3 40–54 Individual Identification Number: "A " begins or ends with a blank'],
    [{ individualName: '' }, '3 55–76 Individual Name: is missing'],
    [{ individualName: '😀' }, '3 55–76 Individual Name: is missing'],
    [{ discretionary: '' }, '3 77–78 Payment Type Code/Discretionary Data: "" is neither S (single) nor R (recurring)'],
    [{ discretionary: 's' }, '3 77–78 Payment Type Code/Discretionary Data: "s" is not in capitals'],
    [{ trace: '121042880000001' }, '3 80–94 Trace Number: begins with 12104288, the batch header has 09100001'],
    [{ trace: '0910000112345678' }, '3 80–94 Trace Number: "0910000112345678" has not 15 digits'],
    [{ addenda: [{ type: '05' as const, text: '' }] }, '4 4–83 Payment Related Information: is missing'],
    [
      { addenda: [{ type: '05' as const, text: 'x'.repeat(81) }] },
      `4 4–83 Payment Related Information: "${'x'.repeat(81)}" is longer than 80`,
    ],
    [
      {
        addenda: [
          { type: '05' as const, text: 'a' },
          { type: '05' as const, text: 'b' },
        ],
      },
      '5 84–87 Addenda Sequence Number: is the second addenda record of its entry',
    ],
  ])('refuses the entry %j', (entry, refusal) => {
    expect(refusalOf(makeSingle(entry))).toContain(refusal);
  });

  it.each([
    [{ effectiveOn: '2025-11-27' }, '2 70–75 Effective Entry Date: 2025-11-27 is no banking day'],
    [{ effectiveOn: '2025-11-29' }, '2 70–75 Effective Entry Date: 2025-11-29 is no banking day'],
    [{ effectiveOn: '2025-11-21' }, "2 70–75 Effective Entry Date: 2025-11-21 is before the file's creation on 2025-11-24"],
    [{ effectiveOn: '2125-11-26' }, '2 70–75 Effective Entry Date: "2125-11-26" is no day of this century'],
    [{ effectiveOn: '' }, '2 70–75 Effective Entry Date: is missing'],
    [{ companyName: 'EXAMPLE LEASING CO' }, '2 5–20 Company Name: "EXAMPLE LEASING CO" is longer than 16'],
    [{ companyName: '' }, '2 5–20 Company Name: is missing'],
    [{ companyId: '' }, '2 41–50 Company Identification: is missing'],
    [{ secCode: 'PPD' }, '2 51–53 Standard Entry Class Code: "PPD" is neither WEB nor CCD'],
    [{ secCode: 'web' }, '2 51–53 Standard Entry Class Code: "web" is not in capitals'],
    [{ secCode: 'COR' }, '2 51–53 Standard Entry Class Code: "COR" is neither WEB nor CCD'],
    [{ description: '' }, '2 54–63 Company Entry Description: is missing'],
    [{ odfi: '9100001' }, '2 80–87 Originating DFI Identification: "9100001" has not 8 digits'],
    [{ entries: [] }, '2 2–4 Service Class Code: the batch has no entries'],
  ])('refuses the batch %j', (batch, refusal) => {
    expect(refusalOf(makeDraft([makeBatch(batch)]))).toContain(refusal);
  });

  it.each([
    [{ immediateDestination: '091000018' }, '1 4–13 Immediate Destination: "091000018" is no routing number'],
    [{ immediateOrigin: '12345' }, '1 14–23 Immediate Origin: "12345" has not nine or ten letters and digits'],
    [{ createdOn: '2025-02-30' }, '1 24–29 File Creation Date: "2025-02-30" is no day of this century'],
    [{ createdTime: '2400' }, '1 30–33 File Creation Time: "2400" is no time written HHMM'],
    [{ idModifier: 'a' }, '1 34–34 File ID Modifier: "a" is not in capitals'],
    [{ idModifier: '' }, '1 34–34 File ID Modifier: "" is neither A–Z nor 0–9'],
    [{ destinationName: '' }, '1 41–63 Immediate Destination Name: is missing'],
    [{ originName: 'É' }, '1 64–86 Immediate Origin Name: "É" has characters other than printable ASCII'],
    [{ referenceCode: '123456789' }, '1 87–94 Reference Code: "123456789" is longer than 8'],
  ])('refuses the header %j', (header, refusal) => {
    expect(refusalOf(makeDraft([makeBatch()], header))).toContain(refusal);
  });

  it.each([...'AZ09'])('takes the file id modifier %s', (idModifier) => {
    expect(writeFile(makeDraft([makeBatch()], { idModifier }))[33]).toBe(idModifier);
  });

  it('wants traces ascending in a batch and once in a file', () => {
    const twice = [makeEntry({ trace: traceNumber(ODFI, 2) }), makeEntry({ trace: traceNumber(ODFI, 1) })];
    expect(refusalOf(makeDraft([makeBatch({ entries: twice })]))).toEqual([
      '4 80–94 Trace Number: does not ascend: the entry before has 091000010000002',
    ]);
    expect(refusalOf(makeDraft([makeBatch(), makeBatch()]))).toEqual(['6 80–94 Trace Number: 091000010000001 is there twice in the file']);
  });

  it('refuses a file without batches', () => {
    expect(refusalOf({ header: HEADER, batches: [] })).toEqual(['1 14–23 Immediate Origin: the file has no batches']);
  });

  it('says all that is wrong, the first in its message, and never an account number', () => {
    const draft = makeSingle({ accountNumber: '123456789012345678', amountCents: 0 });
    expect(() => writeFile(draft)).toThrow('Record 3 (entry detail), columns 13–29, DFI Account Number: it is longer than 17. And 1 more.');
    expect(() => writeFile(makeSingle({ accountNumber: '4444 5555' }))).not.toThrow('4444');
  });
});

describe('reserved descriptions', () => {
  const debit = { transactionCode: '27' };
  const credit = { transactionCode: '22' };

  it.each([
    ['REVERSAL', 'REVERSAL', credit],
    ['RETRY', 'RETRY PYMT', debit],
    ['RETURN_FEE', 'RETURN FEE', debit],
    ['ACCOUNT_VERIFICATION', 'ACCTVERIFY', { ...debit, amountCents: 99 }],
    ['PURCHASE', 'PURCHASE', debit],
  ] as const)('%s is written %s', (purpose, description, entry) => {
    expect(refusalOf(makeSingle(entry, { purpose, description }))).toEqual([]);
    expect(refusalOf(makeSingle(entry, { purpose, description: 'LEASE PYMT' })).join()).toContain(`does not say ${purpose}`);
    expect(refusalOf(makeSingle(entry, { purpose: 'PAYMENT', description })).join()).toContain('does not say PAYMENT');
    expect(refusalOf(makeSingle(entry, { purpose, description: description.toLowerCase() })).join()).toContain(`"${description}"`);
  });

  it.each([
    ['REVERSAL', 'REVERSAL', debit, 'credits and reversals go together'],
    ['RETRY', 'RETRY PYMT', { transactionCode: '28', amountCents: 0 }, 'reserved for debits presented again after R01 or R09'],
    ['RETURN_FEE', 'RETURN FEE', credit, 'reserved for debits of a fee'],
    ['ACCOUNT_VERIFICATION', 'ACCTVERIFY', { amountCents: 100 }, 'reserved for micro-entries under 1.00'],
    ['PURCHASE', 'PURCHASE', credit, 'reserved for WEB debits'],
    ['PAYROLL', 'PAYROLL', credit, 'reserved for PPD credits that pay wages'],
    ['OTHER_RESERVED', 'RECLAIM', debit, 'does not say OTHER_RESERVED'],
  ] as const)('%s is refused for another use', (purpose, description, entry, refusal) => {
    expect(refusalOf(makeSingle(entry, { purpose, description })).join()).toContain(refusal);
  });

  it.each(['payroll', 'Reversal', 'AUTOENROLL', 'HCCLAIMPMT', 'retry pymt'])('"%s" is no description for a payment', (description) => {
    expect(refusalOf(makeSingle({}, { description }))).not.toEqual([]);
  });
});
