import { isBankingDay } from '../kernel/banking-day';
import { purposeOf } from './entry-description';
import { checkEntry } from './entry-validator';
import { TOTALS, totalsOf } from './file-totals';
import { BATCH_CONTROL, BATCH_HEADER, ENTRY_DETAIL, problemIn } from './layout';
import { type Batch, isReturnBatch } from './nacha-file';
import type { NachaProblem } from './nacha-problem';
import { type TransactionCode, transactionCodeOf } from './transaction-code';

/** Standard Entry Class codes (Appendix Three, "Standard Entry Class Code"). */
const SEC_CODES = new Set('ACK ADV ARC ATX BOC CCD CIE COR CTX DNE ENR IAT MTE POP POS PPD RCK SHR TEL TRC TRX WEB XCK'.split(' '));
/** A micro-entry is of less than a dollar (Rules, Article Two, "Micro-Entries"). */
const MICRO_ENTRY_LIMIT_CENTS = 100;

type HeaderField = keyof typeof BATCH_HEADER.fields;

/** What in a batch, its entries and its control breaks the rules. */
export function checkBatch(batch: Batch): NachaProblem[] {
  const isReturn = isReturnBatch(batch);
  const problems = checkHeader(batch, isReturn);
  let lastTrace = '';
  for (const entry of batch.entries) {
    for (const problem of checkEntry(entry, batch, isReturn)) problems.push(problem);
    // Appendix Three, "Trace Number": ascending within a batch. What is sent back keeps the order in which it came in.
    if (!isReturn && entry.trace <= lastTrace)
      problems.push(problemIn(ENTRY_DETAIL, 'trace', entry.record, `does not ascend: the entry before has ${lastTrace}`));
    lastTrace = entry.trace;
  }
  problems.push(...checkControl(batch));
  return problems;
}

function checkHeader(batch: Batch, isReturn: boolean): NachaProblem[] {
  const problems: NachaProblem[] = [];
  const complain = (name: HeaderField, reason: string): void => {
    problems.push(problemIn(BATCH_HEADER, name, batch.record, reason));
  };
  const { serviceClass, secCode, entries, effectiveOn, originatorStatus } = batch;
  if (!['200', '220', '225', '280'].includes(serviceClass)) complain('serviceClass', `"${serviceClass}" is no service class`);
  if (batch.companyName === '') complain('companyName', 'is missing');
  if (batch.companyId === '') complain('companyId', 'is missing');
  if (!SEC_CODES.has(secCode)) complain('secCode', `"${secCode}" is no standard entry class`);
  if (batch.description === '') complain('description', 'is missing');
  if (!['0', '1', '2'].includes(originatorStatus)) complain('originatorStatus', `"${originatorStatus}" is none of 0, 1, 2`);
  // Filled in by the ACH operator on the way to the receiver: the day of the year, or zeros.
  if (batch.settlementDay !== '' && !/^[0-3]\d\d$/.test(batch.settlementDay)) complain('settlementDay', 'is no day of the year');
  if (entries.length === 0) complain('serviceClass', 'the batch has no entries');
  if (isReturn) return problems;
  if (effectiveOn === '') complain('effectiveOn', 'is missing');
  else if (!isBankingDay(effectiveOn)) complain('effectiveOn', `${effectiveOn} is no banking day`);
  const misuse = misuseOfDescription(batch);
  if (misuse !== undefined) complain('description', `"${batch.description}" is reserved for ${misuse}`);
  return problems;
}

/** What a reserved description should have been kept for; `undefined` where it is right. */
function misuseOfDescription({ description, secCode, entries }: Batch): string | undefined {
  const all = (test: (code: TransactionCode, cents: number) => boolean): boolean =>
    entries.every(({ transactionCode, amountCents }) => {
      const code = transactionCodeOf(transactionCode);
      return code === undefined || test(code, amountCents);
    });
  const areDebits = all((code) => code.direction === 'DEBIT' && code.use === 'PAYMENT');
  switch (purposeOf(description)) {
    case 'REVERSAL':
      return all((code) => code.use === 'PAYMENT') ? undefined : 'reversing entries';
    case 'RETRY':
      return areDebits ? undefined : 'debits presented again after R01 or R09';
    case 'RETURN_FEE':
      return areDebits ? undefined : 'debits of a fee for a returned entry';
    case 'ACCOUNT_VERIFICATION':
      return all((code, cents) => code.use === 'PAYMENT' && cents < MICRO_ENTRY_LIMIT_CENTS) ? undefined : 'micro-entries under 1.00';
    case 'PURCHASE':
      return secCode === 'WEB' && areDebits ? undefined : 'WEB debits that pay for goods bought online';
    case 'PAYROLL':
      return secCode === 'PPD' && all((code) => code.direction === 'CREDIT') ? undefined : 'PPD credits that pay wages';
    case 'PAYMENT':
    case 'OTHER_RESERVED':
      return undefined;
  }
}

/** Columns 2–4, 45–54, 80–94 repeat the batch header; the rest sums up the entries. */
function checkControl(batch: Batch): NachaProblem[] {
  const { control, entries } = batch;
  if (!control) return [problemIn(BATCH_HEADER, 'number', batch.record, 'the batch has no control')];
  const problems: NachaProblem[] = [];
  const expect = (name: keyof typeof BATCH_CONTROL.fields, right: string | number, where: string): void => {
    if (control[name] !== right) problems.push(problemIn(BATCH_CONTROL, name, control.record, `is ${control[name]}, ${where} ${right}`));
  };
  for (const name of ['serviceClass', 'companyId', 'odfi', 'number'] as const) expect(name, batch[name], 'the batch header has');
  const totals = totalsOf(entries);
  for (const name of TOTALS) expect(name, totals[name], 'the batch has');
  return problems;
}
