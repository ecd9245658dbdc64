import { assertPaymentStates } from './domain/payments/payment-states';
import { createStaffPayments } from './staff-payment-parts';
import type { AuditLog } from './domain/audit/audit-log';
import type { Clock } from './kernel/clock';
import type { AuditRepository } from './persistence/repositories/audit.repository';
import type { Database } from './persistence/database';
import { PaymentRepository } from './persistence/repositories/payment.repository';
import { PaymentSettingsRepository } from './persistence/repositories/payment-settings.repository';

/** What payments are made of. */
export interface PaymentNeeds {
  database: Database;
  audit: AuditLog;
  auditEntries: AuditRepository;
  clock: Clock;
}

/** Bank accounts, payments, and their way to ASPIRE and back. @throws Error when the states of a payment are not sound. */
export function createPayments(needs: PaymentNeeds) {
  const { database } = needs;
  assertPaymentStates();
  return {
    ...createStaffPayments(needs),
    payments: new PaymentRepository(database),
    paymentSwitch: new PaymentSettingsRepository(database),
  };
}
