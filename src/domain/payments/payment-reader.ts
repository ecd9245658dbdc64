import type { BankAccountRepository } from '../../persistence/repositories/bank-account.repository';
import type { DetachedPaymentRepository } from '../../persistence/repositories/detached-payment.repository';
import type { PaymentFindingListRepository } from '../../persistence/repositories/payment-finding-list.repository';
import type { PaymentRepository } from '../../persistence/repositories/payment.repository';
import type { StaffPaymentRepository } from '../../persistence/repositories/staff-payment.repository';

export type { PaymentFilter, PaymentRow } from '../../persistence/repositories/payment.repository';
export type {
  PaymentAuthorizationRow,
  PaymentEventRow,
  PaymentSort,
  StaffPaymentFilter,
} from '../../persistence/repositories/staff-payment.repository';

/** How payments made through the portal are read: always within a viewer's scope. */
export type PaymentReader = Pick<PaymentRepository, 'list' | 'count' | 'findByIds' | 'listByContracts' | 'countByContracts'>;

/** How staff read them: all. */
export type StaffPaymentReader = Pick<
  StaffPaymentRepository,
  'list' | 'count' | 'findByIds' | 'listEvents' | 'listContractNumbers' | 'listAuthorizations'
>;

/** How staff read payments that outlived their contract. */
export type DetachedPaymentReader = Pick<DetachedPaymentRepository, 'list' | 'count'>;

/** How the steps of payments are read, of those found before. */
export type PaymentEventReader = Pick<StaffPaymentRepository, 'listEvents'>;

/** How payers are shown the bank accounts that they paid from, removed ones as well. */
export type PayerBankAccountReader = Pick<BankAccountRepository, 'findByIds'>;

/** How staff read what they must look at. */
export type PaymentFindingReader = Pick<PaymentFindingListRepository, 'list' | 'count' | 'findByIds'>;
