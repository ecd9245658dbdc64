import type { DraftBatch, DraftEntry, DraftFile, FileHeader } from '../../src/nacha/nacha-file';
import { traceNumber } from '../../src/nacha/nacha-file';

export const ODFI = '09100001';

export const HEADER: FileHeader = {
  immediateDestination: '091000019',
  immediateOrigin: '1234567890',
  createdOn: '2025-11-24',
  createdTime: '0830',
  idModifier: 'A',
  destinationName: 'FIRST BANK OF THE NORTH',
  originName: 'EXAMPLE LEASING',
  referenceCode: '',
};

/** A debit of 10.00 from a checking account under WEB, but for what is given. */
export function makeEntry(values: Partial<DraftEntry> = {}): DraftEntry {
  return {
    transactionCode: '27',
    routingNumber: '021000021',
    accountNumber: '123456789',
    amountCents: 1_000,
    individualId: 'PMT1',
    individualName: 'Jo Payer',
    discretionary: 'S',
    trace: traceNumber(ODFI, 1),
    addenda: [],
    ...values,
  };
}

/** A WEB batch of one such entry, but for what is given. */
export function makeBatch(values: Partial<DraftBatch> = {}): DraftBatch {
  return {
    purpose: 'PAYMENT',
    companyName: 'EXAMPLE LEASING',
    companyDiscretionaryData: '',
    companyId: '1234567890',
    secCode: 'WEB',
    description: 'LEASE PYMT',
    descriptiveDate: '',
    effectiveOn: '2025-11-25',
    odfi: ODFI,
    entries: [makeEntry()],
    ...values,
  };
}

/** A file of those batches. */
export function makeDraft(batches: DraftBatch[] = [makeBatch()], header: Partial<FileHeader> = {}): DraftFile {
  return { header: { ...HEADER, ...header }, batches };
}

/** A file of one entry like `makeEntry`'s. */
export function makeSingle(entry: Partial<DraftEntry>, batch: Partial<DraftBatch> = {}): DraftFile {
  return makeDraft([makeBatch({ entries: [makeEntry(entry)], ...batch })]);
}

/** Three batches: WEB debits with a prenote, CCD with an addenda record and the highest amount, and the reversal of the first debit. */
export const SAMPLE: DraftFile = makeDraft([
  makeBatch({
    descriptiveDate: '251124',
    entries: [
      makeEntry({ amountCents: 107_500, individualId: 'PMT000000000001', individualName: 'José Müller' }),
      makeEntry({
        transactionCode: '37',
        routingNumber: '011401533',
        accountNumber: '987-654',
        amountCents: 1,
        individualId: 'PMT000000000002',
        individualName: 'ANN EXAMPLE',
        discretionary: 'R',
        trace: traceNumber(ODFI, 2),
      }),
      makeEntry({
        transactionCode: '28',
        routingNumber: '121042882',
        accountNumber: '55501',
        amountCents: 0,
        individualId: 'PRENOTE0001',
        individualName: 'BOB SAMPLE',
        trace: traceNumber(ODFI, 3),
      }),
    ],
  }),
  makeBatch({
    companyDiscretionaryData: 'NORTH',
    secCode: 'CCD',
    entries: [
      makeEntry({
        routingNumber: '026009593',
        accountNumber: '12345678901234567',
        amountCents: 9_999_999_999,
        individualId: 'PMT000000000003',
        individualName: 'ACME HAULING LLC',
        discretionary: '',
        trace: traceNumber(ODFI, 4),
        addenda: [{ type: '05', text: 'INV 1001*INV 1002' }],
      }),
    ],
  }),
  makeBatch({
    purpose: 'REVERSAL',
    description: 'REVERSAL',
    entries: [
      makeEntry({
        transactionCode: '22',
        amountCents: 107_500,
        individualId: 'PMT000000000001',
        individualName: 'José Müller',
        trace: traceNumber(ODFI, 5),
      }),
    ],
  }),
]);
