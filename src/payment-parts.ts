import { assertPaymentStates } from './domain/payments/payment-states';
import type { Database } from './persistence/database';
import { PaymentRepository } from './persistence/repositories/payment.repository';
import { PaymentSettingsRepository } from './persistence/repositories/payment-settings.repository';
import { StaffPaymentRepository } from './persistence/repositories/staff-payment.repository';

/** What payments are made of. */
export interface PaymentNeeds {
  database: Database;
}

/** Bank accounts, payments, and their way to ASPIRE and back. @throws Error when the states of a payment are not sound. */
export function createPayments({ database }: PaymentNeeds) {
  assertPaymentStates();
  return {
    payments: new PaymentRepository(database),
    staffPayments: new StaffPaymentRepository(database),
    paymentSwitch: new PaymentSettingsRepository(database),
  };
}
