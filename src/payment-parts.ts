import { assertPaymentStates } from './domain/payments/payment-states';
import { createPaymentFlow, type PaymentFlowNeeds } from './payment-flow-parts';
import { PaymentRepository } from './persistence/repositories/payment.repository';
import { PaymentSettingsRepository } from './persistence/repositories/payment-settings.repository';
import { StaffPaymentRepository } from './persistence/repositories/staff-payment.repository';

/** What payments are made of. */
export type PaymentNeeds = Omit<PaymentFlowNeeds, 'bankAccountChanges'>;

/** Bank accounts, payments, and their way to ASPIRE and back. @throws Error when the states of a payment are not sound. */
export function createPayments(needs: PaymentNeeds) {
  const { database } = needs;
  assertPaymentStates();
  const bankAccountChanges = { stop: () => Promise.resolve(), correct: () => Promise.resolve() };
  return {
    ...createPaymentFlow({ ...needs, bankAccountChanges }),
    payments: new PaymentRepository(database),
    staffPayments: new StaffPaymentRepository(database),
    paymentSwitch: new PaymentSettingsRepository(database),
  };
}
