import type { ScheduleRecord, ScheduleRowRecord } from '../domain/sync/servicing-system';
import { cents, code, date, type JsonObject, list, oid, refuse, UnreadableError } from './field-reader';

const MOST_ROWS = 1_000;

/** A contract's stored amortization schedule: row 0 with the amount financed, then one for each payment. @throws UnreadableError */
export function parseSchedule(data: JsonObject): ScheduleRecord {
  return {
    id: oid(data['ContractOid'], 'ContractOid'),
    currencyCode: code(data['CurrencyCode'], 'CurrencyCode', /^[A-Z]{3}$/, 'a currency code'),
    rows: parseRows(data['Rows']),
  };
}

function parseRows(value: unknown): ScheduleRowRecord[] {
  if (Array.isArray(value)) {
    if (value.length === 0) throw new UnreadableError('Rows', 'is empty');
    if (value.length > MOST_ROWS) throw new UnreadableError('Rows', `has ${value.length} rows, more than ${MOST_ROWS}`);
  }
  return list(value, 'Rows', parseRow);
}

function parseRow(data: JsonObject, index: number): ScheduleRowRecord {
  if (data['RowNumber'] !== index) return refuse('RowNumber', data['RowNumber'], `${index}, its place in the list`);
  const row = {
    rowIndex: index,
    dueOn: date(data['DueDate'], 'DueDate'),
    paymentCents: cents(data['PaymentAmount'], 'PaymentAmount'),
    principalCents: cents(data['PrincipalAmount'], 'PrincipalAmount'),
    interestCents: cents(data['InterestAmount'], 'InterestAmount'),
    balanceCents: cents(data['PrincipalBalance'], 'PrincipalBalance'),
  };
  if (index === 0) refusePayment(row, data);
  return row;
}

/** Row 0 stands before any payment. */
function refusePayment(row: ScheduleRowRecord, data: JsonObject): void {
  const expected = '"0.00", as it is before the first payment';
  if (row.paymentCents !== 0) refuse('PaymentAmount', data['PaymentAmount'], expected);
  if (row.principalCents !== 0) refuse('PrincipalAmount', data['PrincipalAmount'], expected);
  if (row.interestCents !== 0) refuse('InterestAmount', data['InterestAmount'], expected);
}
