import type { PrincipalAndInterestRecord } from '../domain/sync/servicing-system';
import { cents, code, date, type JsonObject, oid } from './field-reader';

/** What is paid and what remains of a contract's principal and interest. @throws UnreadableError */
export function parsePrincipalAndInterest(data: JsonObject): PrincipalAndInterestRecord {
  return {
    id: oid(data['ContractOid'], 'ContractOid'),
    currencyCode: code(data['CurrencyCode'], 'CurrencyCode', /^[A-Z]{3}$/, 'a currency code'),
    asOf: date(data['AsOfDate'], 'AsOfDate'),
    principalPaidCents: cents(data['PrincipalPaid'], 'PrincipalPaid'),
    interestPaidCents: cents(data['InterestPaid'], 'InterestPaid'),
    principalRemainingCents: cents(data['PrincipalRemaining'], 'PrincipalRemaining'),
    interestRemainingCents: cents(data['InterestRemaining'], 'InterestRemaining'),
  };
}
