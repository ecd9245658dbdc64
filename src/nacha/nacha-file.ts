import type { LocalDate } from '../kernel/local-date';
import type { BatchPurpose } from './entry-description';

/** The file header (record 1). `createdTime` is HHMM or empty; the two numbers are nine digits, or ten characters as the bank has agreed. */
export interface FileHeader {
  immediateDestination: string;
  immediateOrigin: string;
  createdOn: LocalDate;
  createdTime: string;
  /** A–Z or 0–9: tells the files of one day apart. */
  idModifier: string;
  destinationName: string;
  originName: string;
  referenceCode: string;
}

/** Payment related information (addenda 05). */
export interface RemittanceAddendum {
  type: '05';
  text: string;
}

/** A notification of change (addenda 98): the entry was taken, but its data should read otherwise from now on. */
export interface ChangeAddendum {
  type: '98';
  code: string;
  originalTrace: string;
  /** First eight digits of the routing number the original entry was sent to. */
  originalRdfi: string;
  correctedData: string;
}

/** A return (addenda 99): the entry was not taken, for the reason given by `code`. `dateOfDeath` belongs to R14 and R15, else it is empty. */
export interface ReturnAddendum {
  type: '99';
  code: string;
  originalTrace: string;
  dateOfDeath: LocalDate | '';
  originalRdfi: string;
  information: string;
}

/** What the writer is asked to attach to an entry. */
export type DraftAddendum = RemittanceAddendum | ChangeAddendum | ReturnAddendum;

/** One debit or credit, as it is handed to the writer. Amounts are integer cents. */
export interface DraftEntry {
  transactionCode: string;
  /** Nine digits, the last being the check digit. */
  routingNumber: string;
  accountNumber: string;
  amountCents: number;
  /** Columns 40–54: the number by which the sender knows the payment. */
  individualId: string;
  /** WEB, PPD: the person; CCD: the receiving company. */
  individualName: string;
  /** WEB: payment type, `S` single or `R` recurring. Other classes: free. */
  discretionary: string;
  /** Fifteen digits; see `traceNumber`. */
  trace: string;
  addenda: readonly DraftAddendum[];
}

/** Entries of one company, class, description and day (record 5), as they are handed to the writer. */
export interface DraftBatch {
  purpose: BatchPurpose;
  companyName: string;
  companyDiscretionaryData: string;
  companyId: string;
  secCode: string;
  description: string;
  /** For people only: the rules let nobody compute with it. */
  descriptiveDate: string;
  effectiveOn: LocalDate;
  /** First eight digits of the sending bank's routing number. */
  odfi: string;
  entries: readonly DraftEntry[];
}

/** A file as it is handed to the writer: what is not in here follows from it. */
export interface DraftFile {
  header: FileHeader;
  batches: readonly DraftBatch[];
}

/** Which record of the file this was or will be, counted from 1. */
export interface Placed {
  record: number;
}

/** An addenda record of a type this library does not know (IAT, POS …); kept as it stands. */
export interface OtherAddendum {
  type: 'OTHER';
  text: string;
}

/** An addenda record in a file, with the numbers that tie it to its entry. */
export type Addendum = Placed &
  (
    | (RemittanceAddendum & { sequence: number; entrySequence: string })
    | (ChangeAddendum & { trace: string })
    | (ReturnAddendum & { trace: string })
    | OtherAddendum
  );

/** An entry in a file. */
export interface Entry extends Placed, Omit<DraftEntry, 'addenda'> {
  addendaIndicator: string;
  addenda: readonly Addendum[];
}

/** The sums at the end of a batch (record 8) or, as far as they are the same, of a file. */
export interface Totals {
  entryAddendaCount: number;
  /** Low ten digits of the sum of the eight-digit receiving banks' numbers. */
  entryHash: number;
  totalDebitCents: number;
  totalCreditCents: number;
}

/** The batch control (record 8). */
export interface BatchControl extends Placed, Totals {
  serviceClass: string;
  companyId: string;
  authenticationCode: string;
  odfi: string;
  number: number;
}

/** The file control (record 9). */
export interface FileControl extends Placed, Totals {
  batchCount: number;
  blockCount: number;
}

/** A batch in a file. `settlementDay` (day of the year) is filled in by the ACH operator; `control` is missing where the file lacks it. */
export interface Batch extends Placed, Omit<DraftBatch, 'entries'> {
  /** `200` mixed, `220` credits only, `225` debits only. */
  serviceClass: string;
  settlementDay: string;
  originatorStatus: string;
  number: number;
  entries: readonly Entry[];
  control: BatchControl | undefined;
}

/**
 * A file as it was read, or as it will be written: the controls say what the file says, true or not. A field that could not be read is empty
 * or 0, and the reader has reported it. `records` counts the records without the padding.
 */
export interface NachaFile {
  header: (FileHeader & Placed) | undefined;
  batches: readonly Batch[];
  control: FileControl | undefined;
  records: number;
}

/** A trace number: the sending bank's eight digits and a sequence of up to seven, ascending within the file. */
export function traceNumber(odfi: string, sequence: number): string {
  return odfi + String(sequence).padStart(7, '0');
}

/** The return or notification of change among an entry's addenda, if it is one. */
export function returnOrChangeOf(entry: { addenda: readonly (DraftAddendum | Addendum)[] }): ReturnAddendum | ChangeAddendum | undefined {
  for (const addendum of entry.addenda) if (addendum.type === '98' || addendum.type === '99') return addendum;
  return undefined;
}

/** Whether a batch brings returns or notifications of change. Such a batch brings nothing else. */
export function isReturnBatch(batch: { entries: readonly Pick<Entry, 'addenda'>[] }): boolean {
  return batch.entries.some((entry) => returnOrChangeOf(entry) !== undefined);
}
