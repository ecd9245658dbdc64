import { nextBankingDay } from '../kernel/banking-day';
import type { LocalDate } from '../kernel/local-date';
import { parseCents } from '../kernel/money';
import { writeFile } from '../nacha/file-writer';
import { type DraftBatch, type DraftEntry, type DraftFile, type FileHeader, traceNumber } from '../nacha/nacha-file';
import { NachaError } from '../nacha/nacha-problem';
import { returnFileOf, type SentBack } from '../nacha/return-file';
import { sealFile } from '../nacha/seal-file';
import type { Submission } from './alternate-eft-submission';
import { LENDER } from './lender';

const ID_MODIFIERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const SEC_CODES = ['WEB', 'CCD'] as const;

/** A payment to be collected, with the oid of its Alternate EFT record and the number its entry has among all of the lender's. */
export interface Debit {
  AlternateEftOid: number;
  submission: Submission;
  traceSequence: number;
}

/** When a file is written. `number` counts the files. */
export interface FileMoment {
  today: LocalDate;
  now: Date;
  number: number;
}

/** The trace number under which a debit is found in its file. */
export function traceOf(debit: Pick<Debit, 'traceSequence'>): string {
  return traceNumber(LENDER.odfi, debit.traceSequence);
}

/** The day on which a file written today asks for the money. */
export function effectiveEntryDate(today: LocalDate): LocalDate {
  return nextBankingDay(today);
}

/** The NACHA file of debits: a batch for each class, effective on the next banking day. @throws NachaError where one cannot be written. */
export function writeEftFile(debits: readonly Debit[], moment: FileMoment): string {
  return writeFile(draftOf(debits, moment));
}

/** Why a debit can be in no file; `undefined` where it can. */
export function unwritable(debit: Debit, moment: FileMoment): string | undefined {
  if (debit.submission.CurrencyCode !== 'USD') return `A file is in USD, not in ${debit.submission.CurrencyCode}.`;
  try {
    writeEftFile([debit], moment);
    return undefined;
  } catch (error) {
    if (error instanceof NachaError) return error.message;
    throw error;
  }
}

/** The file in which the payer's bank sends a debit back, or says what to correct. `debit` and `sent` are those of the file that took it. */
export function writeAnswerFile(debit: Debit, sent: FileMoment, answer: SentBack['answer'], moment: FileMoment): string {
  const [batch] = sealFile(draftOf([debit], sent)).batches;
  const [entry] = batch?.entries ?? [];
  if (!batch || !entry) throw new Error('A file of one debit has one batch with one entry.');
  const header: FileHeader = {
    ...headerOf(moment),
    immediateDestination: LENDER.companyId,
    immediateOrigin: LENDER.bankRoutingNumber,
    destinationName: LENDER.companyName,
    originName: LENDER.bankName,
  };
  return writeFile(returnFileOf(header, [{ batch, entry, answer }], moment.number));
}

function draftOf(debits: readonly Debit[], moment: FileMoment): DraftFile {
  const batches = SEC_CODES.map((secCode) => ({ secCode, of: debits.filter(({ submission }) => submission.SecCode === secCode) }))
    .filter(({ of }) => of.length > 0)
    .map(({ secCode, of }) => batchOf(secCode, of, moment.today));
  return { header: headerOf(moment), batches };
}

function headerOf({ today, now, number }: FileMoment): FileHeader {
  return {
    immediateDestination: LENDER.bankRoutingNumber,
    immediateOrigin: LENDER.companyId,
    createdOn: today,
    createdTime: now.toISOString().slice(11, 16).replace(':', ''),
    idModifier: ID_MODIFIERS.charAt((number - 1) % ID_MODIFIERS.length),
    destinationName: LENDER.bankName,
    originName: LENDER.companyName,
    referenceCode: '',
  };
}

function batchOf(secCode: 'WEB' | 'CCD', debits: readonly Debit[], today: LocalDate): DraftBatch {
  return {
    purpose: 'PAYMENT',
    companyName: LENDER.companyName,
    companyDiscretionaryData: '',
    companyId: LENDER.companyId,
    secCode,
    description: LENDER.description,
    descriptiveDate: '',
    effectiveOn: effectiveEntryDate(today),
    odfi: LENDER.odfi,
    entries: debits.map(entryOf),
  };
}

function entryOf(debit: Debit): DraftEntry {
  const { RoutingNumber, AccountNumber, AccountType, AccountHolderName, Amount, SecCode } = debit.submission;
  return {
    transactionCode: AccountType === 'CHECKING' ? '27' : '37',
    routingNumber: RoutingNumber,
    // Appendix Three, "DFI Account Number": blanks are left out, hyphens stay.
    accountNumber: AccountNumber.replace(/ /g, ''),
    amountCents: parseCents(Amount) ?? 0,
    individualId: String(debit.AlternateEftOid),
    individualName: AccountHolderName,
    discretionary: SecCode === 'WEB' ? 'S' : '',
    trace: traceOf(debit),
    addenda: [],
  };
}
