import type { JsonObject } from '../field-reader';
import { collect, type ExtractSource, partsOf } from './extract-customer';

/** What enrolment is checked against, as a connector would answer it; undefined when no contract bears the number. */
export async function readEnrolmentBody(source: ExtractSource, contractNumber: string): Promise<JsonObject | undefined> {
  const wanted = normalise(contractNumber);
  const [contract] = await collect(source, 'contracts', undefined, (data) => normalise(data['ContractId']) === wanted);
  if (!contract) return undefined;
  const [location] = await collect(
    source,
    'locations',
    new Set([contract['BillToLocationOid']]),
    (data) => data['LocationOid'] === contract['BillToLocationOid'],
  );
  const customerIds = new Set(
    partsOf(contract, 'Roles').flatMap((role) => (role['ContractRoleType'] === 'CUSTOMER' ? [role['AccountOid']] : [])),
  );
  const accounts = await collect(source, 'accounts', customerIds, (account) => customerIds.has(account['AccountOid']));
  const contacts = await collect(source, 'contacts', customerIds, (contact) => customerIds.has(contact['AccountOid']));
  return {
    ContractOid: contract['ContractOid'],
    IsBooked: contract['IsBooked'],
    PrivateLabel: contract['PrivateLabel'],
    BillingPostalCode: location?.['PostalCode'] ?? null,
    BillingCountryCode: location?.['CountryCode'] ?? null,
    BillToEmailAddress: location?.['EmailAddress'] ?? null,
    Customers: accounts.map(({ AccountOid, EmailAddress }) => ({
      AccountOid,
      EmailAddress,
      ContactEmailAddresses: contacts.flatMap((contact) => (contact['AccountOid'] === AccountOid ? (contact['EmailAddress'] ?? []) : [])),
    })),
  };
}

function normalise(contractNumber: unknown): string {
  return String(contractNumber).trim().toUpperCase();
}
