import { createBankAccounts, type BankAccountNeeds } from './bank-account-parts';
import type { Outbox } from './domain/mail/letter';
import { PaymentProgress, type PaymentReactions } from './domain/payments/payment-progress';
import { assertPaymentStates } from './domain/payments/payment-states';
import { createPaying } from './paying-parts';
import type { AuditRepository } from './persistence/repositories/audit.repository';
import { PaymentHandOverRepository } from './persistence/repositories/payment-hand-over.repository';
import { PaymentLedgerRepository } from './persistence/repositories/payment-ledger.repository';
import { createStaffPayments } from './staff-payment-parts';

/** What payments are made of. */
export interface PaymentNeeds extends BankAccountNeeds {
  auditEntries: AuditRepository;
  outbox: Outbox;
  /** Where "today" is, IANA. */
  timeZone: string;
}

/** Nothing follows from a status yet. */
const reactions: PaymentReactions = { reached: () => Promise.resolve(), contradicted: () => Promise.resolve() };

/** Bank accounts, payments, and their way to ASPIRE and back. @throws Error when the states of a payment are not sound. */
export function createPayments(needs: PaymentNeeds) {
  const { clock } = needs;
  assertPaymentStates();
  const bankAccounts = createBankAccounts(needs);
  const ledger = new PaymentLedgerRepository();
  const handOvers = new PaymentHandOverRepository();
  const progress = new PaymentProgress(ledger, reactions, clock);
  return {
    ...bankAccounts,
    ...createPaying({ ...needs, ...bankAccounts, ledger, handOvers, progress }),
    ...createStaffPayments({ ...needs, ledger, handOvers }),
  };
}
