import type { AuditLog } from './domain/audit/audit-log';
import { BankAccountChanges } from './domain/bank-accounts/bank-account-changes';
import { BankAccountFinder } from './domain/bank-accounts/bank-account-finder';
import { BankAccountNotices } from './domain/bank-accounts/bank-account-notices';
import { BankAccountNumbers } from './domain/bank-accounts/bank-account-numbers';
import { KnownBanks } from './domain/bank-accounts/bank-directory';
import type { PersonLetters } from './domain/identity/person-letters';
import type { PersonRepository } from './domain/identity/person';
import type { Clock } from './kernel/clock';
import type { Keyring } from './kernel/keyring';
import type { Database } from './persistence/database';
import { BankAccountRepository } from './persistence/repositories/bank-account.repository';
import { SealedKeyRepository } from './persistence/repositories/sealed-key.repository';

/** What bank accounts are made of. */
export interface BankAccountNeeds {
  database: Database;
  keyring: Keyring;
  people: PersonRepository;
  personLetters: PersonLetters;
  audit: AuditLog;
  clock: Clock;
}

/** The bank accounts that users pay from. */
export function createBankAccounts({ database, keyring, people, personLetters, audit, clock }: BankAccountNeeds) {
  const accounts = new BankAccountRepository(database);
  const numbers = new BankAccountNumbers(database, new SealedKeyRepository(database), keyring);
  const notices = new BankAccountNotices(people, personLetters, audit);
  const banks = new KnownBanks();
  return {
    bankAccounts: accounts,
    bankAccountNumbers: numbers,
    bankAccountFinder: new BankAccountFinder(accounts, numbers),
    bankAccountChanges: new BankAccountChanges({ accounts, numbers, banks, notices, clock }),
  };
}
