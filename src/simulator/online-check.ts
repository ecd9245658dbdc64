import { ACCOUNT_TYPES, bankAccountsOf } from './bank-account';
import { BodyReader } from './body-reader';
import { contactsOf } from './customer-read';
import { isStoryAccount } from './demo-stories';
import type { LiveBook } from './live-book';
import { rolesOf } from './open-balance';
import type { ContractRecord } from './record';

/** The check of a contract id: what a self-enrolment is held against. */
export type EnrolmentFacts =
  | { found: false }
  | {
      found: true;
      ContractOid: number;
      IsBooked: boolean;
      PrivateLabel: string | null;
      BillingPostalCode: string | null;
      BillingCountryCode: string | null;
      BillToEmailAddress: string | null;
      Customers: { AccountOid: number; EmailAddress: string | null; ContactEmailAddresses: string[] }[];
    };

/** Whether the account has that bank account: routing number, account number and type. An unknown account has none. */
export function checkBankAccount(book: LiveBook, seed: number, body: unknown): { found: boolean } {
  const reader = new BodyReader(body).only('AccountOid', 'RoutingNumber', 'AccountNumber', 'AccountType');
  const accountOid = reader.oid('AccountOid');
  const routingNumber = reader.text('RoutingNumber');
  const accountNumber = reader.text('AccountNumber');
  const accountType = reader.oneOf('AccountType', ACCOUNT_TYPES);
  if (!book.get('accounts', accountOid)) return { found: false };
  const known = bankAccountsOf(isStoryAccount(accountOid) ? 0 : seed, accountOid);
  const found = known.some(
    (account) => account.RoutingNumber === routingNumber && account.AccountNumber === accountNumber && account.AccountType === accountType,
  );
  return { found };
}

/** What a contract id, in any case and with blanks around it, says about its contract and customers. */
export function checkEnrolment(book: LiveBook, body: unknown): EnrolmentFacts {
  const contract = findByContractId(book, new BodyReader(body).only('ContractId').text('ContractId'));
  if (!contract) return { found: false };
  const location = contract.BillToLocationOid === null ? undefined : book.get('locations', contract.BillToLocationOid);
  const customerOids = new Set(rolesOf(contract).flatMap((role) => (role.ContractRoleType === 'CUSTOMER' ? [role.AccountOid] : [])));
  return {
    found: true,
    ContractOid: contract.ContractOid,
    IsBooked: contract.IsBooked,
    PrivateLabel: contract.PrivateLabel,
    BillingPostalCode: location?.PostalCode ?? null,
    BillingCountryCode: location?.CountryCode ?? null,
    BillToEmailAddress: location?.EmailAddress ?? null,
    Customers: [...customerOids].flatMap((oid) => {
      const account = book.get('accounts', oid);
      if (!account) return [];
      const ContactEmailAddresses = contactsOf(book, oid).flatMap((contact) => contact.EmailAddress ?? []);
      return [{ AccountOid: oid, EmailAddress: account.EmailAddress, ContactEmailAddresses }];
    }),
  };
}

function findByContractId(book: LiveBook, text: string): ContractRecord | undefined {
  const contractId = normalise(text);
  for (const [, contract] of book.changed('contracts')) if (normalise(contract.ContractId) === contractId) return contract;
  const oid = Number(/^[A-Z]{2}-(\d{1,12})$/.exec(contractId)?.[1] ?? 0);
  const contract = book.isChanged('contracts', oid) ? undefined : book.base.record('contracts', oid);
  return contract && normalise(contract.ContractId) === contractId ? contract : undefined;
}

function normalise(contractId: unknown): string {
  return String(contractId).trim().toUpperCase();
}
