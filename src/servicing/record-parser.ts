import {
  type AccountRecord,
  type ContactRecord,
  type LocationRecord,
  type PaymentRecord,
  type RecordOf,
  recordLimits,
  type SyncKind,
} from '../domain/sync/servicing-system';
import { parseAsset } from './asset-parser';
import { parseContract } from './contract-parser';
import {
  cents,
  code,
  date,
  filledText,
  type JsonObject,
  oid,
  optionalDate,
  optionalEmails,
  optionalText,
  text,
  word,
} from './field-reader';
import { parseInvoice } from './invoice-parser';
import { parseLineOfCredit } from './line-of-credit-parser';
import { parsePrincipalAndInterest } from './principal-and-interest-parser';
import { parseSchedule } from './schedule-parser';

const ENTITY_TYPES = new Set(['COMPANY', 'PERSON'] as const);
const PAYMENT_METHODS = new Set(['EFT', 'CHECK', 'WIRE', 'CARD', 'OTHER'] as const);

function parseAccount(data: JsonObject): AccountRecord {
  const limits = recordLimits.account;
  return {
    id: oid(data['AccountOid'], 'AccountOid'),
    accountNumber: filledText(data['AccountId'], 'AccountId', limits.accountNumber),
    name: filledText(data['Name'], 'Name', limits.name),
    entityType: word(data['EntityType'], 'EntityType', ENTITY_TYPES),
    emails: optionalEmails(data['EmailAddress'], 'EmailAddress', limits.emails),
    phone: optionalText(data['PhoneNumber'], 'PhoneNumber', limits.phone),
  };
}

function parseContact(data: JsonObject): ContactRecord {
  const limits = recordLimits.contact;
  return {
    id: oid(data['ContactOid'], 'ContactOid'),
    accountId: oid(data['AccountOid'], 'AccountOid'),
    firstName: text(data['FirstName'], 'FirstName', limits.firstName),
    lastName: text(data['LastName'], 'LastName', limits.lastName),
    title: optionalText(data['Title'], 'Title', limits.title),
    emails: optionalEmails(data['EmailAddress'], 'EmailAddress', limits.emails),
    phone: optionalText(data['PhoneNumber'], 'PhoneNumber', limits.phone),
  };
}

function parseLocation(data: JsonObject): LocationRecord {
  const limits = recordLimits.location;
  return {
    id: oid(data['LocationOid'], 'LocationOid'),
    accountId: oid(data['AccountOid'], 'AccountOid'),
    name: optionalText(data['Name'], 'Name', limits.name),
    address1: text(data['Address1'], 'Address1', limits.address1),
    address2: optionalText(data['Address2'], 'Address2', limits.address2),
    city: text(data['City'], 'City', limits.city),
    region: text(data['Region'], 'Region', limits.region),
    postalCode: text(data['PostalCode'], 'PostalCode', limits.postalCode),
    countryCode: code(data['CountryCode'], 'CountryCode', /^[A-Z]{2}$/, 'a country code'),
    emails: optionalEmails(data['EmailAddress'], 'EmailAddress', limits.emails),
  };
}

function parsePayment(data: JsonObject): PaymentRecord {
  const returnReason = data['ReturnReasonCode'];
  return {
    id: oid(data['PaymentOid'], 'PaymentOid'),
    contractId: oid(data['ContractOid'], 'ContractOid'),
    accountId: oid(data['AccountOid'], 'AccountOid'),
    receivedOn: date(data['ReceivedDate'], 'ReceivedDate'),
    amountCents: cents(data['Amount'], 'Amount'),
    currencyCode: code(data['CurrencyCode'], 'CurrencyCode', /^[A-Z]{3}$/, 'a currency code'),
    method: word(data['PaymentMethod'], 'PaymentMethod', PAYMENT_METHODS),
    reference: optionalText(data['Reference'], 'Reference', recordLimits.payment.reference),
    returnedOn: optionalDate(data['ReturnedDate'], 'ReturnedDate'),
    returnReasonCode: returnReason === null ? null : code(returnReason, 'ReturnReasonCode', /^R\d\d$/, 'a return reason code'),
  };
}

/** How each kind's `data` becomes a record. @throws UnreadableError naming the field that is not as the protocol says. */
export const recordParsers: { readonly [Kind in SyncKind]: (data: JsonObject) => RecordOf[Kind] } = {
  accounts: parseAccount,
  contacts: parseContact,
  locations: parseLocation,
  contracts: parseContract,
  invoices: parseInvoice,
  payments: parsePayment,
  assets: parseAsset,
  schedules: parseSchedule,
  principalAndInterest: parsePrincipalAndInterest,
  linesOfCredit: parseLineOfCredit,
};

/** The field that holds a kind's own oid. */
export const OID_FIELDS: Readonly<Record<SyncKind, string>> = {
  accounts: 'AccountOid',
  contacts: 'ContactOid',
  locations: 'LocationOid',
  contracts: 'ContractOid',
  invoices: 'InvoiceOid',
  payments: 'PaymentOid',
  assets: 'AssetOid',
  schedules: 'ContractOid',
  principalAndInterest: 'ContractOid',
  linesOfCredit: 'LineOfCreditOid',
};
