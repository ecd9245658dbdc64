import { reservedWordOf, purposeOf } from './entry-description';
import { BATCH_HEADER, ENTRY_DETAIL, FILE_HEADER, REMITTANCE_ADDENDA, problemIn } from './layout';
import { type Batch, type Entry, isReturnBatch, type NachaFile, returnOrChangeOf } from './nacha-file';
import type { NachaProblem } from './nacha-problem';
import { transactionCodeOf } from './transaction-code';

/** What the writer puts into files: debits and their prenotes, credits that reverse debits, and, for the other side of the street, returns. */
const OUR_CODES = ['22', '27', '28', '32', '37', '38'];

/**
 * What the rules would let others send and we never do. The writer refuses it on top of what `validateFile` finds.
 */
export function checkWriting(file: NachaFile): NachaProblem[] {
  const { header, batches } = file;
  const problems: NachaProblem[] = [];
  if (header?.destinationName === '') problems.push(problemIn(FILE_HEADER, 'destinationName', header.record, 'is missing'));
  if (header?.originName === '') problems.push(problemIn(FILE_HEADER, 'originName', header.record, 'is missing'));
  if (batches.length === 0) problems.push(problemIn(FILE_HEADER, 'immediateOrigin', 1, 'the file has no batches'));
  const traces = new Set<string>();
  for (const batch of batches) {
    const isReturn = isReturnBatch(batch);
    for (const problem of isReturn ? checkReturnBatch(batch) : checkBatch(batch, header?.createdOn ?? '')) problems.push(problem);
    for (const entry of batch.entries) {
      if (traces.has(entry.trace))
        problems.push(problemIn(ENTRY_DETAIL, 'trace', entry.record, `${entry.trace} is there twice in the file`));
      traces.add(entry.trace);
      problems.push(...checkEntry(entry, isReturn));
    }
  }
  return problems;
}

function checkBatch(batch: Batch, createdOn: string): NachaProblem[] {
  const problems: NachaProblem[] = [];
  const complain = (name: keyof typeof BATCH_HEADER.fields, reason: string): void => {
    problems.push(problemIn(BATCH_HEADER, name, batch.record, reason));
  };
  const { purpose, description, secCode } = batch;
  if (secCode !== 'WEB' && secCode !== 'CCD') complain('secCode', `"${secCode}" is neither WEB nor CCD`);
  const word = reservedWordOf(purpose);
  if (purpose === 'OTHER_RESERVED' || purposeOf(description) !== purpose)
    complain('description', `"${description}" does not say ${purpose}`);
  else if (word !== undefined && description !== word) complain('description', `"${description}" is to be written "${word}"`);
  if (batch.effectiveOn < createdOn) complain('effectiveOn', `${batch.effectiveOn} is before the file's creation on ${createdOn}`);
  for (const entry of batch.entries) {
    if (!OUR_CODES.includes(entry.transactionCode)) {
      problems.push(
        problemIn(ENTRY_DETAIL, 'transactionCode', entry.record, `${entry.transactionCode} is none of ${OUR_CODES.join(', ')}`),
      );
      continue;
    }
    // Our only credits give back what a wrong debit took, and our reversals give back debits only.
    const isCredit = transactionCodeOf(entry.transactionCode)?.direction === 'CREDIT';
    if (isCredit !== (purpose === 'REVERSAL'))
      problems.push(problemIn(ENTRY_DETAIL, 'transactionCode', entry.record, 'credits and reversals go together'));
  }
  return problems;
}

function checkReturnBatch(batch: Batch): NachaProblem[] {
  // A notification of change travels under a class of its own, a return under that of its entry.
  const isChange = batch.entries.some((entry) => returnOrChangeOf(entry)?.type === '98');
  if (isChange === (batch.secCode === 'COR')) return [];
  return [problemIn(BATCH_HEADER, 'secCode', batch.record, 'COR and notifications of change go together')];
}

function checkEntry(entry: Entry, isReturn: boolean): NachaProblem[] {
  const problems: NachaProblem[] = [];
  if (!/^[0-9A-Za-z-]+$/.test(entry.accountNumber))
    problems.push(problemIn(ENTRY_DETAIL, 'accountNumber', entry.record, 'has characters other than letters, digits and hyphens'));
  if (entry.individualId === '' && !isReturn) problems.push(problemIn(ENTRY_DETAIL, 'individualId', entry.record, 'is missing'));
  // WEB and CCD entries take one addenda record at most.
  for (const addendum of entry.addenda.slice(1))
    problems.push(problemIn(REMITTANCE_ADDENDA, 'sequence', addendum.record, 'is the second addenda record of its entry'));
  for (const addendum of entry.addenda)
    if (addendum.type === '05' && addendum.text === '') problems.push(problemIn(REMITTANCE_ADDENDA, 'text', addendum.record, 'is missing'));
  return problems;
}
