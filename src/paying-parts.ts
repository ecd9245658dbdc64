import type { AuditLog } from './domain/audit/audit-log';
import type { BankAccountFinder } from './domain/bank-accounts/bank-account-finder';
import type { Outbox } from './domain/mail/letter';
import { PayableReader } from './domain/payments/payable-reader';
import { PaymentCancelService } from './domain/payments/payment-cancel.service';
import { PaymentOrderDesk } from './domain/payments/payment-order-desk';
import { PaymentPreviewService } from './domain/payments/payment-preview.service';
import type { PaymentProgress } from './domain/payments/payment-progress';
import { PaymentSubmissions } from './domain/payments/payment-submission';
import { PaymentSubmitService } from './domain/payments/payment-submit.service';
import type { Clock } from './kernel/clock';
import type { Database } from './persistence/database';
import type { BankAccountRepository } from './persistence/repositories/bank-account.repository';
import { OpenChargeRepository } from './persistence/repositories/open-charge.repository';
import type { PaymentHandOverRepository } from './persistence/repositories/payment-hand-over.repository';
import type { PaymentLedgerRepository } from './persistence/repositories/payment-ledger.repository';
import { PaymentRepository } from './persistence/repositories/payment.repository';
import type { PaymentSettingsRepository } from './persistence/repositories/payment-settings.repository';
import { PaymentTermsRepository } from './persistence/repositories/payment-terms.repository';

/** What paying is made of. */
export interface PayingNeeds {
  database: Database;
  audit: AuditLog;
  outbox: Outbox;
  clock: Clock;
  /** Where "today" is, IANA. */
  timeZone: string;
  paymentLedger: PaymentLedgerRepository;
  paymentHandOvers: PaymentHandOverRepository;
  paymentProgress: PaymentProgress;
  bankAccounts: BankAccountRepository;
  bankAccountFinder: BankAccountFinder;
  paymentSwitch: PaymentSettingsRepository;
}

/** What payers see and order. */
export function createPaying(needs: PayingNeeds) {
  const { database, audit, outbox, clock, timeZone, bankAccounts, paymentSwitch } = needs;
  const { paymentLedger: ledger, paymentHandOvers: handOvers, paymentProgress: progress } = needs;
  const payments = new PaymentRepository(database);
  const terms = new PaymentTermsRepository(database);
  const payables = new PayableReader(new OpenChargeRepository(database));
  const desk = new PaymentOrderDesk(database, ledger, clock);
  const submissions = new PaymentSubmissions({ ledger, handOvers, audit, outbox, clock });
  return {
    payments,
    paymentPreviews: new PaymentPreviewService({ terms, payables, bankAccounts, clock, timeZone }),
    paymentSubmits: new PaymentSubmitService({
      ...{ desk, ledger, terms, payables, submissions, clock, timeZone },
      bankAccounts: needs.bankAccountFinder,
    }),
    paymentCancels: new PaymentCancelService({ database, desk, ledger, payments, paymentSwitch, progress, audit }),
  };
}
