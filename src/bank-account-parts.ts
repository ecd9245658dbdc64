import type { AuditLog } from './domain/audit/audit-log';
import { BankAccountCheckDesk } from './domain/bank-accounts/bank-account-check';
import { BankAccountChanges } from './domain/bank-accounts/bank-account-changes';
import { BankAccountFinder } from './domain/bank-accounts/bank-account-finder';
import { BankAccountIntakeService } from './domain/bank-accounts/bank-account-intake.service';
import { BankAccountNotices } from './domain/bank-accounts/bank-account-notices';
import { BankAccountNumbers } from './domain/bank-accounts/bank-account-numbers';
import { BankAccountReopenService } from './domain/bank-accounts/bank-account-reopen.service';
import { BankAccountReviewService } from './domain/bank-accounts/bank-account-review.service';
import { BankAccountService } from './domain/bank-accounts/bank-account.service';
import { KnownBanks } from './domain/bank-accounts/bank-directory';
import { KeyRotation } from './domain/bank-accounts/key-rotation';
import { OwnBankAccounts } from './domain/bank-accounts/own-bank-accounts';
import type { PersonLetters } from './domain/identity/person-letters';
import type { PersonRepository } from './domain/identity/person';
import type { Throttle } from './domain/identity/throttle';
import { ServicingBankAccountLookup } from './domain/sync/servicing-bank-account-lookup';
import type { ServicingSystem } from './domain/sync/servicing-system';
import type { Clock } from './kernel/clock';
import type { Keyring } from './kernel/keyring';
import type { Database } from './persistence/database';
import { BankAccountRepository } from './persistence/repositories/bank-account.repository';
import type { PaymentLedgerRepository } from './persistence/repositories/payment-ledger.repository';
import type { PaymentSettingsRepository } from './persistence/repositories/payment-settings.repository';
import { SealedKeyRepository } from './persistence/repositories/sealed-key.repository';
import { SealedValueRepository } from './persistence/repositories/sealed-value.repository';
import type { SiteRepository } from './persistence/repositories/site.repository';

/** What bank accounts are made of. */
export interface BankAccountNeeds {
  database: Database;
  keyring: Keyring;
  servicingSystem: ServicingSystem;
  /** Banks by routing number, beside those that everybody knows. */
  banks?: ReadonlyMap<string, string>;
  bankAccountLookup?: {
    /** How long ASPIRE may take to be asked for a bank account. Milliseconds; default 8 000. */
    timeoutMs?: number;
  };
  sites: SiteRepository;
  paymentLedger: PaymentLedgerRepository;
  paymentSwitch: PaymentSettingsRepository;
  throttle: Throttle;
  people: PersonRepository;
  personLetters: PersonLetters;
  audit: AuditLog;
  clock: Clock;
}

/** The bank accounts that users pay from. */
export function createBankAccounts(needs: BankAccountNeeds) {
  const { database, keyring, people, personLetters, audit, throttle, sites, servicingSystem, paymentLedger, paymentSwitch, clock } = needs;
  const accounts = new BankAccountRepository(database);
  const numbers = new BankAccountNumbers(database, new SealedKeyRepository(database), keyring);
  const notices = new BankAccountNotices(people, personLetters, audit);
  const banks = new KnownBanks(needs.banks);
  const own = new OwnBankAccounts({ database, accounts, turns: paymentLedger, paymentSwitch });
  const lookup = new ServicingBankAccountLookup(servicingSystem, needs.bankAccountLookup?.timeoutMs ?? 8_000);
  const parts = { own, accounts, numbers, checks: new BankAccountCheckDesk(sites, lookup), banks, notices, throttle, clock };
  return {
    bankAccounts: accounts,
    bankAccountNumbers: numbers,
    bankAccountFinder: new BankAccountFinder(accounts, numbers),
    bankAccountChanges: new BankAccountChanges(parts),
    bankAccountService: new BankAccountService(parts),
    bankAccountIntake: new BankAccountIntakeService(parts),
    bankAccountReview: new BankAccountReviewService(parts),
    bankAccountReopen: new BankAccountReopenService({ database, accounts, turns: paymentLedger, own, notices }),
    keyRotation: new KeyRotation(database, new SealedValueRepository(database), keyring, audit),
  };
}
