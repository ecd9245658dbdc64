import type { LocalDate } from '../kernel/local-date';
import { isRoutingNumber } from '../kernel/routing-number';
import { CORRECTION_CODES, type CorrectedField, formatCorrection } from '../nacha/correction-code';
import { ACCOUNT_TYPES } from './bank-account';
import type { BodyReader } from './body-reader';
import { HttpFailure } from './http-failure';

/** What a bank says is right about the account that a payment was collected from; null where it says nothing. */
export interface EftCorrection {
  ChangeCode: string;
  ReceivedDate: LocalDate;
  RoutingNumber: string | null;
  AccountNumber: string | null;
  AccountType: (typeof ACCOUNT_TYPES)[number] | null;
  AccountHolderName: string | null;
}

const EVENT_FIELDS = {
  ROUTING_NUMBER: 'routingNumber',
  ACCOUNT_NUMBER: 'accountNumber',
  TRANSACTION_CODE: 'accountType',
  INDIVIDUAL_NAME: 'accountHolderName',
} as const satisfies Partial<Record<CorrectedField, string>>;
type AccountField = keyof typeof EVENT_FIELDS;

/** The change codes that correct nothing but the account: C01 to C07. */
const ACCOUNT_CODES = CORRECTION_CODES.filter(({ corrects }) => corrects.length > 0 && corrects.every((field) => field in EVENT_FIELDS));

/** Reads a correction as the event gives it: exactly the fields that its change code corrects, anything else is 400. */
export function readCorrection(reader: BodyReader, ReceivedDate: LocalDate): EftCorrection {
  const ChangeCode = reader.oneOf(
    'changeCode',
    ACCOUNT_CODES.map(({ code }) => code),
  );
  const corrects = ACCOUNT_CODES.find(({ code }) => code === ChangeCode)?.corrects ?? [];
  const has = (field: AccountField): boolean => {
    const isCorrected = corrects.includes(field);
    if (reader.has(EVENT_FIELDS[field]) === isCorrected) return isCorrected;
    throw new HttpFailure('BAD_REQUEST', `"${EVENT_FIELDS[field]}" ${isCorrected ? 'must' : 'must not'} be given with ${ChangeCode}.`);
  };
  return {
    ChangeCode,
    ReceivedDate,
    RoutingNumber: has('ROUTING_NUMBER') ? readRoutingNumber(reader) : null,
    AccountNumber: has('ACCOUNT_NUMBER') ? reader.text('accountNumber', /^[0-9A-Za-z-]{1,17}$/) : null,
    AccountType: has('TRANSACTION_CODE') ? reader.oneOf('accountType', ACCOUNT_TYPES) : null,
    // Appendix Five, "Corrected Data": a name as the entry holds it, 22 columns.
    AccountHolderName: has('INDIVIDUAL_NAME') ? reader.text('accountHolderName', /^[!-~](?:[ -~]{0,20}[!-~])?$/) : null,
  };
}

/** The corrected data with which a bank's notification of change says it. */
export function correctedDataOf({ ChangeCode, RoutingNumber, AccountNumber, AccountType, AccountHolderName }: EftCorrection): string {
  const data = formatCorrection(ChangeCode, {
    ...(RoutingNumber !== null && { routingNumber: RoutingNumber }),
    ...(AccountNumber !== null && { accountNumber: AccountNumber }),
    ...(AccountType !== null && { transactionCode: AccountType === 'CHECKING' ? '27' : '37' }),
    ...(AccountHolderName !== null && { individualName: AccountHolderName }),
  });
  if (data === undefined) throw new Error(`A correction ${ChangeCode} has all that it corrects.`);
  return data;
}

function readRoutingNumber(reader: BodyReader): string {
  const routingNumber = reader.text('routingNumber', /^\d{9}$/);
  if (isRoutingNumber(routingNumber)) return routingNumber;
  throw new HttpFailure('BAD_REQUEST', '"routingNumber" must be a routing number.');
}
