import { isRoutingNumber } from '../kernel/routing-number';
import { checkBatch } from './batch-validator';
import { blocksOf, sumTotals, TOTALS, totalsOf } from './file-totals';
import { BATCH_HEADER, FILE_CONTROL, FILE_HEADER, problemIn } from './layout';
import { isReturnBatch, type NachaFile } from './nacha-file';
import type { NachaProblem } from './nacha-problem';

/** What a company goes by at its bank where it has no routing number: nine or ten characters agreed between them, a company number most often. */
const AGREED_NUMBER = /^[0-9A-Za-z]{9,10}$/;

/**
 * What in a file breaks the Nacha rules, in the order of its records: an empty list for none. Changes nothing. What could not be read at all is
 * not repeated here: the reader has reported it.
 */
export function validateFile(file: NachaFile): NachaProblem[] {
  const problems = checkHeader(file);
  for (const [index, batch] of file.batches.entries()) {
    for (const problem of checkBatch(batch)) problems.push(problem);
    const before = file.batches[index - 1];
    // Appendix Three, "Batch Number": assigned in ascending order.
    if (before && batch.number <= before.number)
      problems.push(problemIn(BATCH_HEADER, 'number', batch.record, `is ${batch.number}, the batch before has ${before.number}`));
  }
  problems.push(...checkControl(file));
  return problems.sort((left, right) => left.record - right.record);
}

function checkHeader({ header, batches }: NachaFile): NachaProblem[] {
  if (!header) return [problemIn(FILE_HEADER, 'immediateDestination', 1, 'the file has no file header')];
  const problems: NachaProblem[] = [];
  const complain = (name: keyof typeof FILE_HEADER.fields, reason: string): void => {
    problems.push(problemIn(FILE_HEADER, name, header.record, reason));
  };
  const { immediateDestination, immediateOrigin, createdOn, createdTime, idModifier } = header;
  // A file goes to a bank or an operator; only what it sends back goes to a company.
  const isSentBack = batches.some(isReturnBatch);
  if (!isRoutingNumber(immediateDestination) && !(isSentBack && AGREED_NUMBER.test(immediateDestination)))
    complain('immediateDestination', `"${immediateDestination}" is no routing number`);
  if (!AGREED_NUMBER.test(immediateOrigin)) complain('immediateOrigin', `"${immediateOrigin}" has not nine or ten letters and digits`);
  if (createdOn === '') complain('createdOn', 'is missing');
  if (createdTime !== '' && !/^([01]\d|2[0-3])[0-5]\d$/.test(createdTime))
    complain('createdTime', `"${createdTime}" is no time written HHMM`);
  if (!/^[A-Z0-9]$/.test(idModifier)) complain('idModifier', `"${idModifier}" is neither A–Z nor 0–9`);
  return problems;
}

function checkControl({ batches, control, records }: NachaFile): NachaProblem[] {
  if (!control) return [problemIn(FILE_CONTROL, 'batchCount', records, 'the file has no file control')];
  const problems: NachaProblem[] = [];
  const expect = (name: keyof typeof FILE_CONTROL.fields, right: number): void => {
    if (control[name] !== right) problems.push(problemIn(FILE_CONTROL, name, control.record, `is ${control[name]}, the file has ${right}`));
  };
  const totals = sumTotals(batches.map((batch) => totalsOf(batch.entries)));
  expect('batchCount', batches.length);
  expect('blockCount', blocksOf(records));
  for (const name of TOTALS) expect(name, totals[name]);
  return problems;
}
