import { createBankAccounts, type BankAccountNeeds } from './bank-account-parts';
import { assertPaymentStates } from './domain/payments/payment-states';
import { PaymentRepository } from './persistence/repositories/payment.repository';
import { StaffPaymentRepository } from './persistence/repositories/staff-payment.repository';

/** What payments are made of. */
export type PaymentNeeds = BankAccountNeeds;

/** Bank accounts, payments, and their way to ASPIRE and back. @throws Error when the states of a payment are not sound. */
export function createPayments(needs: PaymentNeeds) {
  const { database } = needs;
  assertPaymentStates();
  return {
    ...createBankAccounts(needs),
    payments: new PaymentRepository(database),
    staffPayments: new StaffPaymentRepository(database),
  };
}
