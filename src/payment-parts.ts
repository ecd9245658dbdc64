import { createBankAccounts, type BankAccountNeeds } from './bank-account-parts';
import { assertPaymentStates } from './domain/payments/payment-states';
import { createPaying, type PayingNeeds } from './paying-parts';
import { createPaymentFlow, type PaymentFlowNeeds } from './payment-flow-parts';
import { PaymentLedgerRepository } from './persistence/repositories/payment-ledger.repository';
import { PaymentSettingsRepository } from './persistence/repositories/payment-settings.repository';
import { createStaffPayments, type StaffPaymentNeeds } from './staff-payment-parts';

/** What payments are made of. */
export type PaymentNeeds = Omit<
  BankAccountNeeds & PaymentFlowNeeds & Pick<PayingNeeds, 'outbox'> & Pick<StaffPaymentNeeds, 'auditEntries'>,
  'paymentLedger' | 'paymentSwitch' | 'bankAccountChanges' | 'bankAccountNumbers'
>;

/** Bank accounts, payments, and their way to ASPIRE and back. @throws Error when the states of a payment are not sound. */
export function createPayments(needs: PaymentNeeds) {
  assertPaymentStates();
  const rows = { paymentLedger: new PaymentLedgerRepository(), paymentSwitch: new PaymentSettingsRepository(needs.database) };
  const bankAccounts = createBankAccounts({ ...needs, ...rows });
  const flow = createPaymentFlow({ ...needs, ...rows, ...bankAccounts });
  const parts = { ...rows, ...bankAccounts, ...flow };
  return { ...parts, ...createPaying({ ...needs, ...parts }), ...createStaffPayments({ ...needs, ...parts }) };
}
