import { createBankAccounts, type BankAccountNeeds } from './bank-account-parts';
import { assertPaymentStates } from './domain/payments/payment-states';
import { createPaying, type PayingNeeds } from './paying-parts';
import { createPaymentFlow, type PaymentFlowNeeds } from './payment-flow-parts';
import { createStaffPayments, type StaffPaymentNeeds } from './staff-payment-parts';

/** What payments are made of. */
export type PaymentNeeds = BankAccountNeeds &
  Pick<PayingNeeds, 'outbox' | 'timeZone'> &
  Omit<PaymentFlowNeeds, 'bankAccountChanges' | 'bankAccountNumbers'> &
  Pick<StaffPaymentNeeds, 'auditEntries'>;

/** Bank accounts, payments, and their way to ASPIRE and back. @throws Error when the states of a payment are not sound. */
export function createPayments(needs: PaymentNeeds) {
  assertPaymentStates();
  const bankAccounts = createBankAccounts(needs);
  const flow = createPaymentFlow({ ...needs, ...bankAccounts });
  const { paymentLedger: ledger, paymentHandOvers: handOvers, paymentProgress: progress } = flow;
  return {
    ...bankAccounts,
    ...flow,
    ...createPaying({ ...needs, ...bankAccounts, ledger, handOvers, progress }),
    ...createStaffPayments({ ...needs, ledger, handOvers }),
  };
}
