import type { SyncKind } from '../../../domain/sync/sync-reader';
import { describedEnum } from '../../shared/enum';

/** A kind as the API spells it. */
export type SyncKindWord = Uppercase<SyncKind>;

export const SyncKindEnum = describedEnum<SyncKindWord>('SyncKind', 'What is pulled from the servicing system.', {
  ACCOUNTS: 'Customers and guarantors.',
  CONTACTS: 'Persons of accounts.',
  LOCATIONS: 'Addresses of accounts.',
  CONTRACTS: 'Contracts with their roles.',
  INVOICES: 'Invoices with their lines.',
  PAYMENTS: 'Payments received.',
});

export function toKindWord(kind: SyncKind): SyncKindWord {
  return kind.toUpperCase() as SyncKindWord;
}
