import type { AuditLog } from './domain/audit/audit-log';
import { HandOverRetry } from './domain/payments/hand-over-retry.service';
import { PaymentFindingClose } from './domain/payments/payment-finding-close.service';
import { PaymentSettingsService } from './domain/payments/payment-settings.service';
import { PaymentReturnRates } from './domain/payments/payment-return-rates';
import { PaymentTraceReader } from './domain/payments/payment-trace-reader';
import type { Clock } from './kernel/clock';
import type { Database } from './persistence/database';
import type { AuditRepository } from './persistence/repositories/audit.repository';
import { PaymentFindingListRepository } from './persistence/repositories/payment-finding-list.repository';
import { PaymentFindingRepository } from './persistence/repositories/payment-finding.repository';
import type { PaymentHandOverRepository } from './persistence/repositories/payment-hand-over.repository';
import type { PaymentLedgerRepository } from './persistence/repositories/payment-ledger.repository';
import { PaymentReturnRepository } from './persistence/repositories/payment-return.repository';
import type { PaymentSettingsRepository } from './persistence/repositories/payment-settings.repository';
import { PaymentTraceRepository } from './persistence/repositories/payment-trace.repository';
import { StaffPaymentRepository } from './persistence/repositories/staff-payment.repository';

/** What staff's side of payments is made of. */
export interface StaffPaymentNeeds {
  database: Database;
  audit: AuditLog;
  auditEntries: AuditRepository;
  clock: Clock;
  paymentLedger: PaymentLedgerRepository;
  paymentHandOvers: PaymentHandOverRepository;
  paymentSwitch: PaymentSettingsRepository;
}

/** What staff look at payments with, and what they can do about them. */
export function createStaffPayments(needs: StaffPaymentNeeds) {
  const { database, audit, auditEntries, clock, paymentLedger: ledger, paymentHandOvers: handOvers, paymentSwitch } = needs;
  const staffPayments = new StaffPaymentRepository(database);
  const paymentFindings = new PaymentFindingListRepository(database);
  return {
    staffPayments,
    paymentFindings,
    paymentFindingClose: new PaymentFindingClose({ database, findings: new PaymentFindingRepository(), audit, clock }),
    paymentReturnRates: new PaymentReturnRates(new PaymentReturnRepository(database), clock),
    paymentTraces: new PaymentTraceReader(new PaymentTraceRepository(database), paymentFindings, clock),
    paymentSettings: new PaymentSettingsService(database, paymentSwitch, audit, auditEntries),
    handOverRetry: new HandOverRetry({ database, ledger, handOvers, audit, clock }),
  };
}
