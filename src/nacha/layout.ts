import type { NachaProblem } from './nacha-problem';

/** Every record has 94 columns and records come in blocks of ten (Nacha Operating Rules, Appendix Three, "File Structure"). */
export const RECORD_SIZE = 94;
export const BLOCKING_FACTOR = 10;

/**
 * How a field fills its columns: `DIGITS` fill them all; `NUMBER` to the right, filled up with zeros; `TEXT` to the left, filled up with blanks;
 * `CODE` like text, in capitals; `ACCOUNT` like text, and never quoted in a message; `RIGHT` text to the right (the ten-column numbers of the
 * file header begin with a blank where they have nine digits); `DATE` as YYMMDD, of this century, blank where there is none.
 */
export type FieldKind = 'DIGITS' | 'NUMBER' | 'TEXT' | 'CODE' | 'ACCOUNT' | 'RIGHT' | 'DATE';

/** Columns `from`–`to` of a record, counted from 1. */
export interface FieldSpec {
  from: number;
  to: number;
  kind: FieldKind;
  label: string;
}

/** Columns whose content the rules fix: constants and reserved blanks. */
export interface FixedSpec {
  from: number;
  to: number;
  content: string;
  label: string;
}

/** One kind of record: its fields by the names used in the program, and what is fixed. */
export interface RecordLayout<Name extends string> {
  recordType: string;
  fields: Record<Name, FieldSpec>;
  fixed: readonly FixedSpec[];
}

/** Says that a field of a record is not as it should be; `reason` completes the sentence "This field …". */
export function problemIn<Name extends string>(
  layout: RecordLayout<Name>,
  name: NoInfer<Name>,
  record: number,
  reason: string,
): NachaProblem {
  const { label, from, to } = layout.fields[name];
  return { record, recordType: layout.recordType, field: label, from, to, reason };
}

const field =
  (kind: FieldKind) =>
  (from: number, to: number, label: string): FieldSpec => ({ from, to, kind, label });
const digits = field('DIGITS');
const number = field('NUMBER');
const text = field('TEXT');
const code = field('CODE');
const account = field('ACCOUNT');
const right = field('RIGHT');
const date = field('DATE');
const constant = (from: number, content: string, label: string): FixedSpec => ({ from, to: from + content.length - 1, content, label });
const type = (recordType: string): FixedSpec => constant(1, recordType, 'Record Type Code');
const reserved = (from: number, to: number): FixedSpec => constant(from, ' '.repeat(to - from + 1), 'Reserved');
const layout = <Name extends string>(recordType: string, fields: Record<Name, FieldSpec>, ...fixed: FixedSpec[]): RecordLayout<Name> => ({
  recordType,
  fields,
  fixed,
});

export const FILE_HEADER = layout(
  'file header',
  {
    immediateDestination: right(4, 13, 'Immediate Destination'),
    immediateOrigin: right(14, 23, 'Immediate Origin'),
    createdOn: date(24, 29, 'File Creation Date'),
    createdTime: text(30, 33, 'File Creation Time'),
    idModifier: code(34, 34, 'File ID Modifier'),
    destinationName: text(41, 63, 'Immediate Destination Name'),
    originName: text(64, 86, 'Immediate Origin Name'),
    referenceCode: text(87, 94, 'Reference Code'),
  },
  type('1'),
  constant(2, '01', 'Priority Code'),
  constant(35, '094', 'Record Size'),
  constant(38, '10', 'Blocking Factor'),
  constant(40, '1', 'Format Code'),
);

export const BATCH_HEADER = layout(
  'batch header',
  {
    serviceClass: digits(2, 4, 'Service Class Code'),
    companyName: text(5, 20, 'Company Name'),
    companyDiscretionaryData: text(21, 40, 'Company Discretionary Data'),
    companyId: text(41, 50, 'Company Identification'),
    secCode: code(51, 53, 'Standard Entry Class Code'),
    description: text(54, 63, 'Company Entry Description'),
    descriptiveDate: text(64, 69, 'Company Descriptive Date'),
    effectiveOn: date(70, 75, 'Effective Entry Date'),
    settlementDay: text(76, 78, 'Settlement Date (Julian)'),
    originatorStatus: code(79, 79, 'Originator Status Code'),
    odfi: digits(80, 87, 'Originating DFI Identification'),
    number: number(88, 94, 'Batch Number'),
  },
  type('5'),
);

/** Columns 40–78 as in WEB and CCD entries; PPD is alike, and the columns of the other classes differ only in what they are called. */
export const ENTRY_DETAIL = layout(
  'entry detail',
  {
    transactionCode: digits(2, 3, 'Transaction Code'),
    rdfi: digits(4, 11, 'Receiving DFI Identification'),
    checkDigit: digits(12, 12, 'Check Digit'),
    accountNumber: account(13, 29, 'DFI Account Number'),
    amountCents: number(30, 39, 'Amount'),
    individualId: text(40, 54, 'Individual Identification Number'),
    individualName: text(55, 76, 'Individual Name'),
    discretionary: code(77, 78, 'Payment Type Code/Discretionary Data'),
    addendaIndicator: digits(79, 79, 'Addenda Record Indicator'),
    trace: digits(80, 94, 'Trace Number'),
  },
  type('6'),
);

export const REMITTANCE_ADDENDA = layout(
  'addenda 05',
  {
    text: text(4, 83, 'Payment Related Information'),
    sequence: number(84, 87, 'Addenda Sequence Number'),
    entrySequence: digits(88, 94, 'Entry Detail Sequence Number'),
  },
  type('7'),
  constant(2, '05', 'Addenda Type Code'),
);

export const CHANGE_ADDENDA = layout(
  'addenda 98',
  {
    code: code(4, 6, 'Change Code'),
    originalTrace: digits(7, 21, 'Original Entry Trace Number'),
    originalRdfi: digits(28, 35, 'Original Receiving DFI Identification'),
    correctedData: text(36, 64, 'Corrected Data'),
    trace: digits(80, 94, 'Trace Number'),
  },
  type('7'),
  constant(2, '98', 'Addenda Type Code'),
  reserved(22, 27),
  reserved(65, 79),
);

export const RETURN_ADDENDA = layout(
  'addenda 99',
  {
    code: code(4, 6, 'Return Reason Code'),
    originalTrace: digits(7, 21, 'Original Entry Trace Number'),
    dateOfDeath: date(22, 27, 'Date of Death'),
    originalRdfi: digits(28, 35, 'Original Receiving DFI Identification'),
    information: text(36, 79, 'Addenda Information'),
    trace: digits(80, 94, 'Trace Number'),
  },
  type('7'),
  constant(2, '99', 'Addenda Type Code'),
);

export const BATCH_CONTROL = layout(
  'batch control',
  {
    serviceClass: digits(2, 4, 'Service Class Code'),
    entryAddendaCount: number(5, 10, 'Entry/Addenda Count'),
    entryHash: number(11, 20, 'Entry Hash'),
    totalDebitCents: number(21, 32, 'Total Debit Entry Dollar Amount'),
    totalCreditCents: number(33, 44, 'Total Credit Entry Dollar Amount'),
    companyId: text(45, 54, 'Company Identification'),
    authenticationCode: text(55, 73, 'Message Authentication Code'),
    odfi: digits(80, 87, 'Originating DFI Identification'),
    number: number(88, 94, 'Batch Number'),
  },
  type('8'),
  reserved(74, 79),
);

export const FILE_CONTROL = layout(
  'file control',
  {
    batchCount: number(2, 7, 'Batch Count'),
    blockCount: number(8, 13, 'Block Count'),
    entryAddendaCount: number(14, 21, 'Entry/Addenda Count'),
    entryHash: number(22, 31, 'Entry Hash'),
    totalDebitCents: number(32, 43, 'Total Debit Entry Dollar Amount in File'),
    totalCreditCents: number(44, 55, 'Total Credit Entry Dollar Amount in File'),
  },
  type('9'),
  reserved(56, 94),
);
