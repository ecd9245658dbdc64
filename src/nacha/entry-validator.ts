import { isRoutingNumber, routingCheckDigit } from '../kernel/routing-number';
import { correctionCodeOf } from './correction-code';
import { CHANGE_ADDENDA, ENTRY_DETAIL, REMITTANCE_ADDENDA, RETURN_ADDENDA, problemIn } from './layout';
import { type Addendum, type Batch, type Entry, returnOrChangeOf } from './nacha-file';
import type { NachaProblem } from './nacha-problem';
import { returnCodeOf } from './return-code-table';
import { transactionCodeOf } from './transaction-code';

type EntryField = keyof typeof ENTRY_DETAIL.fields;

/** What in an entry and its addenda breaks the rules. */
export function checkEntry(entry: Entry, batch: Batch, isSentBack: boolean): NachaProblem[] {
  const problems: NachaProblem[] = [];
  const complain = (name: EntryField, reason: string): void => {
    problems.push(problemIn(ENTRY_DETAIL, name, entry.record, reason));
  };
  const { routingNumber, accountNumber, trace, addendaIndicator } = entry;
  if (!isRoutingNumber(routingNumber)) {
    const right = routingCheckDigit(routingNumber);
    if (routingNumber[8] !== right)
      complain('checkDigit', `is ${routingNumber[8] ?? 'missing'}, ${routingNumber.slice(0, 8)} wants ${right}`);
    else complain('rdfi', `${routingNumber} is no routing number`);
  }
  if (/^[0 ]*$/.test(accountNumber)) complain('accountNumber', 'is missing');
  checkMoney(entry, batch, complain);
  // The receiver's name may be left out in no class that we or our banks use; a return repeats what it got.
  if (!isSentBack && entry.individualName === '') complain('individualName', 'is missing');
  if (!isSentBack && batch.secCode === 'WEB' && !['S', 'R'].includes(entry.discretionary))
    complain('discretionary', `"${entry.discretionary}" is neither S (single) nor R (recurring)`);
  if (!isSentBack && trace.slice(0, 8) !== batch.odfi)
    complain('trace', `begins with ${trace.slice(0, 8)}, the batch header has ${batch.odfi}`);
  if (addendaIndicator !== (entry.addenda.length > 0 ? '1' : '0'))
    complain('addendaIndicator', `is ${addendaIndicator}, and ${entry.addenda.length} addenda follow`);
  if (isSentBack && !returnOrChangeOf(entry))
    complain('addendaIndicator', 'a return batch holds nothing but returns and notifications of change');
  for (const [index, addendum] of entry.addenda.entries()) problems.push(...checkAddendum(addendum, entry, index));
  return problems;
}

/** Money and code must agree: prenotes, zero-dollar entries and notifications of change move none, all others do. */
function checkMoney(entry: Entry, batch: Batch, complain: (name: EntryField, reason: string) => void): void {
  const { transactionCode, amountCents } = entry;
  const code = transactionCodeOf(transactionCode);
  if (!code) return complain('transactionCode', `${transactionCode} is no transaction code`);
  const sentBack = returnOrChangeOf(entry);
  if ((code.use === 'RETURN') !== (sentBack !== undefined))
    complain(
      'transactionCode',
      sentBack ? `${transactionCode} is no code for a return` : `${transactionCode} is a return without addenda 98 or 99`,
    );
  const wrongClass = code.direction === 'CREDIT' ? '225' : '220';
  if (batch.serviceClass === wrongClass)
    complain('transactionCode', `${transactionCode} is a ${code.direction.toLowerCase()}, the service class is ${wrongClass}`);
  if (code.use === 'PAYMENT' && amountCents === 0) complain('amountCents', `is zero, and ${transactionCode} moves money`);
  if ((code.use === 'PRENOTE' || code.use === 'ZERO_DOLLAR') && amountCents !== 0)
    complain('amountCents', `is not zero, and ${transactionCode} moves no money`);
  if (code.use === 'ZERO_DOLLAR' && entry.addenda.length === 0)
    complain('transactionCode', `${transactionCode} carries remittance data and has none`);
  if (sentBack?.type === '98' && amountCents !== 0) complain('amountCents', 'is not zero in a notification of change');
}

function checkAddendum(addendum: Addendum, entry: Entry, index: number): NachaProblem[] {
  const { record } = addendum;
  const problems: NachaProblem[] = [];
  switch (addendum.type) {
    case '05':
      if (addendum.sequence !== index + 1)
        problems.push(
          problemIn(REMITTANCE_ADDENDA, 'sequence', record, `is ${addendum.sequence}, the record is number ${index + 1} of its entry`),
        );
      if (addendum.entrySequence !== entry.trace.slice(8))
        problems.push(
          problemIn(REMITTANCE_ADDENDA, 'entrySequence', record, `is ${addendum.entrySequence}, the entry has ${entry.trace.slice(8)}`),
        );
      break;
    case '98':
      if (!correctionCodeOf(addendum.code))
        problems.push(problemIn(CHANGE_ADDENDA, 'code', record, `"${addendum.code}" is no change code`));
      if (addendum.correctedData === '') problems.push(problemIn(CHANGE_ADDENDA, 'correctedData', record, 'is missing'));
      break;
    case '99':
      if (!returnCodeOf(addendum.code))
        problems.push(problemIn(RETURN_ADDENDA, 'code', record, `"${addendum.code}" is no return reason code`));
      break;
    case 'OTHER':
      problems.push({
        record,
        recordType: 'addenda',
        field: 'Addenda Type Code',
        from: 2,
        to: 3,
        reason: `"${addendum.text.slice(1, 3)}" is not known here`,
      });
  }
  if ((addendum.type === '98' || addendum.type === '99') && addendum.trace !== entry.trace) {
    const reason = `is ${addendum.trace}, the entry has ${entry.trace}`;
    problems.push(
      addendum.type === '98' ? problemIn(CHANGE_ADDENDA, 'trace', record, reason) : problemIn(RETURN_ADDENDA, 'trace', record, reason),
    );
  }
  return problems;
}
