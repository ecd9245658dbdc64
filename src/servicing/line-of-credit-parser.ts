import { type LineOfCreditDrawRecord, type LineOfCreditRecord, recordLimits } from '../domain/sync/servicing-system';
import {
  cents,
  code,
  count,
  date,
  filledText,
  type JsonObject,
  list,
  oid,
  optionalDate,
  optionalOid,
  optionalText,
  refuseRepeatedNumbers,
} from './field-reader';

/** A line of credit with its draws, of which there may be none. @throws UnreadableError */
export function parseLineOfCredit(data: JsonObject): LineOfCreditRecord {
  const limits = recordLimits.lineOfCredit;
  return {
    id: oid(data['LineOfCreditOid'], 'LineOfCreditOid'),
    accountId: oid(data['AccountOid'], 'AccountOid'),
    lineOfCreditNumber: filledText(data['LineOfCreditId'], 'LineOfCreditId', limits.lineOfCreditNumber),
    description: optionalText(data['Description'], 'Description', limits.description),
    currencyCode: code(data['CurrencyCode'], 'CurrencyCode', /^[A-Z]{3}$/, 'a currency code'),
    limitCents: cents(data['CreditLimit'], 'CreditLimit'),
    outstandingCents: cents(data['Outstanding'], 'Outstanding'),
    availableCents: cents(data['Available'], 'Available'),
    expiresOn: optionalDate(data['ExpirationDate'], 'ExpirationDate'),
    draws: parseDraws(data['Draws']),
  };
}

function parseDraws(value: unknown): LineOfCreditDrawRecord[] {
  const draws = list(value, 'Draws', parseDraw);
  refuseRepeatedNumbers(draws, (draw) => draw.drawNumber, 'Draws', 'DrawNumber');
  return draws;
}

function parseDraw(data: JsonObject): LineOfCreditDrawRecord {
  return {
    drawNumber: count(data['DrawNumber'], 'DrawNumber', 1),
    drawnOn: date(data['DrawDate'], 'DrawDate'),
    amountCents: cents(data['Amount'], 'Amount'),
    contractId: optionalOid(data['ContractOid'], 'ContractOid'),
  };
}
