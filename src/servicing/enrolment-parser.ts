import { type EnrolmentFacts, recordLimits } from '../domain/sync/servicing-system';
import { flag, type JsonObject, list, oid, optionalText, refuse, splitEmails } from './field-reader';

/** What enrolment is checked against, as the connector answers it. @throws UnreadableError */
export function parseEnrolmentFacts(body: JsonObject): EnrolmentFacts {
  return {
    contractId: oid(body['ContractOid'], 'ContractOid'),
    isBooked: flag(body['IsBooked'], 'IsBooked'),
    privateLabel: optionalText(body['PrivateLabel'], 'PrivateLabel', recordLimits.contract.privateLabel),
    billingPostalCode: optionalText(body['BillingPostalCode'], 'BillingPostalCode', recordLimits.location.postalCode),
    billingCountryCode: optionalText(body['BillingCountryCode'], 'BillingCountryCode', recordLimits.location.countryCode),
    billToEmails: emails(body['BillToEmailAddress'], 'BillToEmailAddress'),
    customers: list(body['Customers'], 'Customers', (customer) => ({
      accountId: oid(customer['AccountOid'], 'AccountOid'),
      emails: emails(customer['EmailAddress'], 'EmailAddress'),
      contactEmails: contactEmails(customer['ContactEmailAddresses']),
    })),
  };
}

function emails(value: unknown, field: string): string[] {
  return splitEmails(optionalText(value, field, recordLimits.account.emails) ?? '');
}

function contactEmails(value: unknown): string[] {
  if (!Array.isArray(value)) return refuse('ContactEmailAddresses', value, 'a list');
  return value.flatMap((item: unknown, index) => emails(item, `ContactEmailAddresses[${index}]`));
}
