import type { ReceivedPaymentRepository } from '../../persistence/repositories/received-payment.repository';

export type { ReceivedPaymentFilter, ReceivedPaymentRow } from '../../persistence/repositories/received-payment.repository';
export type { PaymentMethod } from '../../persistence/entities/received-payment.entity';

/** How payments received are read: always within a viewer's scope. */
export type ReceivedPaymentReader = Pick<
  ReceivedPaymentRepository,
  'list' | 'count' | 'findByIds' | 'listByContracts' | 'countByContracts'
>;
