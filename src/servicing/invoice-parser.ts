import { type InvoiceLineRecord, type InvoiceRecord, recordLimits } from '../domain/sync/servicing-system';
import {
  cents,
  code,
  count,
  date,
  filledText,
  type JsonObject,
  list,
  oid,
  optionalOid,
  optionalText,
  refuseRepeatedNumbers,
  UnreadableError,
  word,
} from './field-reader';

const INVOICE_TYPES = new Set(['SCHEDULED', 'MISCELLANEOUS'] as const);

/** An invoice with its lines. @throws UnreadableError */
export function parseInvoice(data: JsonObject): InvoiceRecord {
  return {
    id: oid(data['InvoiceOid'], 'InvoiceOid'),
    invoiceNumber: filledText(data['InvoiceNumber'], 'InvoiceNumber', recordLimits.invoice.invoiceNumber),
    accountId: oid(data['AccountOid'], 'AccountOid'),
    invoiceType: word(data['InvoiceType'], 'InvoiceType', INVOICE_TYPES),
    invoicedOn: date(data['InvoiceDate'], 'InvoiceDate'),
    dueOn: date(data['DueDate'], 'DueDate'),
    currencyCode: code(data['CurrencyCode'], 'CurrencyCode', /^[A-Z]{3}$/, 'a currency code'),
    lines: parseLines(data['Lines']),
  };
}

function parseLines(value: unknown): InvoiceLineRecord[] {
  const lines = list(value, 'Lines', parseLine);
  if (lines.length === 0) throw new UnreadableError('Lines', 'is empty');
  refuseRepeatedNumbers(lines, (line) => line.lineNumber, 'Lines', 'LineNumber');
  return lines;
}

function parseLine(data: JsonObject): InvoiceLineRecord {
  const limits = recordLimits.invoiceLine;
  const contractId = optionalOid(data['ContractOid'], 'ContractOid');
  const accountId = optionalOid(data['AccountOid'], 'AccountOid');
  if (contractId !== null && accountId !== null)
    throw new UnreadableError('AccountOid', 'and ContractOid are both given: a line is on one of them');
  if (contractId === null && accountId === null)
    throw new UnreadableError('ContractOid', 'and AccountOid are both null: a line is on one of them');
  return {
    lineNumber: count(data['LineNumber'], 'LineNumber', 1),
    contractId,
    accountId,
    assetId: optionalOid(data['AssetOid'], 'AssetOid'),
    transactionCode: filledText(data['TransactionCode'], 'TransactionCode', limits.transactionCode),
    description: optionalText(data['Description'], 'Description', limits.description),
    amountCents: cents(data['Amount'], 'Amount'),
    balanceCents: cents(data['Balance'], 'Balance'),
  };
}
