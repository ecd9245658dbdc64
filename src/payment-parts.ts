import { createBankAccounts, type BankAccountNeeds } from './bank-account-parts';
import { assertPaymentStates } from './domain/payments/payment-states';
import { createPaymentFlow, type PaymentFlowNeeds } from './payment-flow-parts';
import { PaymentRepository } from './persistence/repositories/payment.repository';
import { StaffPaymentRepository } from './persistence/repositories/staff-payment.repository';

/** What payments are made of. */
export type PaymentNeeds = BankAccountNeeds & Omit<PaymentFlowNeeds, 'bankAccountChanges'>;

/** Bank accounts, payments, and their way to ASPIRE and back. @throws Error when the states of a payment are not sound. */
export function createPayments(needs: PaymentNeeds) {
  const { database } = needs;
  assertPaymentStates();
  const bankAccounts = createBankAccounts(needs);
  return {
    ...bankAccounts,
    ...createPaymentFlow({ ...needs, bankAccountChanges: bankAccounts.bankAccountChanges }),
    payments: new PaymentRepository(database),
    staffPayments: new StaffPaymentRepository(database),
  };
}
