import { SYNC_KINDS, type SyncKind } from '../../../domain/sync/sync-reader';
import { describedEnum } from '../../shared/enum';

/** A kind as the API spells it: `principalAndInterest` is `PRINCIPAL_AND_INTEREST`. */
export type SyncKindWord = WordOf<SyncKind>;

type WordOf<Text extends string> = Text extends `${infer First}${infer Rest}`
  ? First extends Lowercase<First>
    ? `${Uppercase<First>}${WordOf<Rest>}`
    : `_${First}${WordOf<Rest>}`
  : '';

export const SyncKindEnum = describedEnum<SyncKindWord>('SyncKind', 'What is pulled from the servicing system.', {
  ACCOUNTS: 'Customers and guarantors.',
  CONTACTS: 'Persons of accounts.',
  LOCATIONS: 'Addresses of accounts.',
  CONTRACTS: 'Contracts with their roles.',
  INVOICES: 'Invoices with their lines.',
  PAYMENTS: 'Payments received.',
  ASSETS: 'The equipment, with its serial numbers.',
  SCHEDULES: 'Amortization schedules of loans and capital leases.',
  PRINCIPAL_AND_INTEREST: 'What of the principal and interest of loans and capital leases is paid, and what remains.',
  LINES_OF_CREDIT: 'Lines of credit with what was drawn on them.',
});

export function toKindWord(kind: SyncKind): SyncKindWord {
  return kind.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase() as SyncKindWord;
}

/** The kind an argument names, if it names one. */
export function toKind(word: SyncKindWord | null | undefined): SyncKind | undefined {
  return SYNC_KINDS.find((kind) => toKindWord(kind) === word);
}
