import { type AssetRecord, recordLimits } from '../domain/sync/servicing-system';
import { cents, code, type JsonObject, oid, optionalOid, optionalText, refuse, text } from './field-reader';

/** A piece of equipment. @throws UnreadableError */
export function parseAsset(data: JsonObject): AssetRecord {
  const limits = recordLimits.asset;
  return {
    id: oid(data['AssetOid'], 'AssetOid'),
    contractId: optionalOid(data['ContractOid'], 'ContractOid'),
    description: text(data['Description'], 'Description', limits.description),
    serialNumber: optionalText(data['SerialNumber'], 'SerialNumber', limits.serialNumber),
    make: optionalText(data['Make'], 'Make', limits.make),
    model: optionalText(data['Model'], 'Model', limits.model),
    modelYear: optionalYear(data['ModelYear'], 'ModelYear'),
    locationId: optionalOid(data['LocationOid'], 'LocationOid'),
    costCents: cents(data['Cost'], 'Cost'),
    currencyCode: code(data['CurrencyCode'], 'CurrencyCode', /^[A-Z]{3}$/, 'a currency code'),
  };
}

function optionalYear(value: unknown, field: string): number | null {
  if (value === null) return null;
  const isYear = Number.isInteger(value) && (value as number) >= 1000 && (value as number) <= 9999;
  return isYear ? (value as number) : refuse(field, value, 'a year');
}
