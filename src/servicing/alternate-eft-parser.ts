import {
  type AlternateEft,
  type AlternateEftInstruction,
  type BankAccountCorrection,
  InstructionRefusedError,
} from '../domain/sync/servicing-system';
import { formatCents } from '../kernel/money';
import {
  cents,
  code,
  count,
  date,
  filledText,
  instant,
  isObject,
  type JsonObject,
  newer,
  oid,
  refuse,
  UnreadableError,
  word,
} from './field-reader';

const STATES = new Set(['OPEN', 'CANCELED', 'PROCESSED'] as const);
const ACCOUNT_TYPES = new Set(['CHECKING', 'SAVINGS'] as const);
const FILE_NAME_CHARACTERS = 200;
const HOLDER_NAME_CHARACTERS = 200;
const REASON_CHARACTERS = 400;

/** What the connector wants to know of an alternate EFT. */
export function alternateEftBody(instruction: AlternateEftInstruction): object {
  return {
    ContractOid: instruction.contractId,
    Amount: formatCents(instruction.amountCents),
    CurrencyCode: instruction.currencyCode,
    DueDate: instruction.dueOn,
    SecCode: instruction.secCode,
    RoutingNumber: instruction.routingNumber,
    AccountNumber: instruction.accountNumber,
    AccountType: instruction.accountType,
    AccountHolderName: instruction.accountHolderName,
  };
}

/** An alternate EFT record as the connector answers it. @throws UnreadableError, also when it is another payment's. */
export function parseAlternateEft(paymentId: string, body: JsonObject): AlternateEft {
  if (body['paymentId'] !== paymentId) return refuse('paymentId', body['paymentId'], 'the one asked for');
  return {
    id: oid(body['AlternateEftOid'], 'AlternateEftOid'),
    paymentId,
    amountCents: cents(body['Amount'], 'Amount'),
    payments: count(body['Payments'], 'Payments'),
    paymentsProcessed: count(body['PaymentsProcessed'], 'PaymentsProcessed'),
    state: word(body['state'], 'state', STATES),
    batchNumber: newer(body['BatchNumber'], 'BatchNumber', oid),
    postedAt: newer(body['PostedAt'], 'PostedAt', instant),
    traceNumber: newer(body['TraceNumber'], 'TraceNumber', (value, field) => code(value, field, /^\d{15}$/, 'a trace number')),
    fileName: newer(body['FileName'], 'FileName', (value, field) => filledText(value, field, FILE_NAME_CHARACTERS)),
    returnedOn: newer(body['ReturnedDate'], 'ReturnedDate', date),
    returnReasonCode: newer(body['ReturnReasonCode'], 'ReturnReasonCode', (value, field) =>
      code(value, field, /^R\d\d$/, 'a return reason code'),
    ),
    correction: newer(body['Correction'], 'Correction', parseCorrection),
  };
}

/** Why the connector refuses an instruction for good, without the account number should it quote that. @throws UnreadableError */
export function parseRefusal(body: JsonObject, { accountNumber }: Pick<AlternateEftInstruction, 'accountNumber'>): InstructionRefusedError {
  const error = body['error'];
  if (!isObject(error)) return refuse('error', error, 'an object');
  if (typeof error['message'] !== 'string') return refuse('error.message', error['message'], 'a text');
  return new InstructionRefusedError(withoutAccountNumber(error['message'], accountNumber).slice(0, REASON_CHARACTERS));
}

/** However it is written: without its leading zeros, with other blanks or hyphens. */
function withoutAccountNumber(text: string, accountNumber: string): string {
  const characters = accountNumber.replace(/[^0-9A-Za-z]/g, '').replace(/^0+(?=.)/, '');
  return characters === '' ? text : text.replace(new RegExp(`0*${[...characters].join('[ -]*')}`, 'gi'), '…');
}

function parseCorrection(value: unknown, field: string): BankAccountCorrection {
  if (!isObject(value)) throw new UnreadableError(field, 'is not an object');
  const holderName = (name: unknown, at: string): string => filledText(name, at, HOLDER_NAME_CHARACTERS);
  return {
    code: code(value['ChangeCode'], `${field}.ChangeCode`, /^C\d\d$/, 'a change code'),
    receivedOn: date(value['ReceivedDate'], `${field}.ReceivedDate`),
    routingNumber: newer(value['RoutingNumber'], `${field}.RoutingNumber`, (number, at) => unquoted(number, at, /^\d{9}$/)),
    accountNumber: newer(value['AccountNumber'], `${field}.AccountNumber`, (number, at) => unquoted(number, at, /^[0-9A-Za-z -]{1,17}$/)),
    accountType: newer(value['AccountType'], `${field}.AccountType`, (type, at) => word(type, at, ACCOUNT_TYPES)),
    accountHolderName: newer(value['AccountHolderName'], `${field}.AccountHolderName`, holderName),
  };
}

/** Like `code`, but what does not fit is not shown: problems are logged, and a bank account must not be. */
function unquoted(value: unknown, field: string, shape: RegExp): string {
  if (typeof value === 'string' && shape.test(value)) return value;
  throw new UnreadableError(field, `is not like ${shape.source}`);
}
