import { routingCheckDigit } from '../kernel/routing-number';
import {
  type Batch,
  type ChangeAddendum,
  type DraftBatch,
  type DraftEntry,
  type DraftFile,
  type Entry,
  type FileHeader,
  type ReturnAddendum,
  traceNumber,
} from './nacha-file';
import { returnTransactionCode } from './transaction-code';

/** An entry that the receiving bank sends back (`99`) or takes under notice of change (`98`), with the batch in which it came. */
export interface SentBack {
  batch: Batch;
  entry: Entry;
  answer: { type: '99'; code: string; dateOfDeath?: string; information?: string } | { type: '98'; code: string; correctedData: string };
}

/**
 * The file of returns and notifications of change that a sender gets from its bank, as a draft for `writeFile`. One batch for each receiving bank and
 * batch sent, in the order given; `firstSequence` begins the receiving banks' trace numbers.
 * Batch headers repeat the sender's, but name the receiving bank as the one that sends; notifications travel under `COR` and with amount zero
 * (Appendix Four, “Automated Return Entries”; Appendix Five, “Automated Notification of Change”).
 */
export function returnFileOf(header: FileHeader, items: readonly SentBack[], firstSequence = 1): DraftFile {
  const batches = new Map<string, DraftBatch & { entries: DraftEntry[] }>();
  for (const [index, { batch, entry, answer }] of items.entries()) {
    const odfi = entry.routingNumber.slice(0, 8);
    const secCode = answer.type === '98' ? 'COR' : batch.secCode;
    const key = [batch.number, odfi, secCode].join();
    let returned = batches.get(key);
    if (!returned) {
      const { purpose, companyName, companyDiscretionaryData, companyId, description, descriptiveDate, effectiveOn } = batch;
      const same = { purpose, companyName, companyDiscretionaryData, companyId, description, descriptiveDate, effectiveOn };
      returned = { ...same, secCode, odfi, entries: [] };
      batches.set(key, returned);
    }
    returned.entries.push(sendBack(entry, batch.odfi, answer, traceNumber(odfi, firstSequence + index)));
  }
  return { header, batches: [...batches.values()] };
}

function sendBack(entry: Entry, sender: string, answer: SentBack['answer'], trace: string): DraftEntry {
  const { accountNumber, amountCents, individualId, individualName, discretionary } = entry;
  return {
    transactionCode: returnTransactionCode(entry.transactionCode) ?? entry.transactionCode,
    routingNumber: sender + routingCheckDigit(sender),
    accountNumber,
    amountCents: answer.type === '98' ? 0 : amountCents,
    individualId,
    individualName,
    discretionary,
    trace,
    addenda: [addendumOf(entry, answer)],
  };
}

function addendumOf(entry: Entry, answer: SentBack['answer']): ReturnAddendum | ChangeAddendum {
  const original = { originalTrace: entry.trace, originalRdfi: entry.routingNumber.slice(0, 8) };
  if (answer.type === '98') return { ...original, ...answer };
  return { ...original, type: '99', code: answer.code, dateOfDeath: answer.dateOfDeath ?? '', information: answer.information ?? '' };
}
