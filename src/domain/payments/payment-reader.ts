import type { PaymentRepository } from '../../persistence/repositories/payment.repository';

export type { PaymentFilter, PaymentRow } from '../../persistence/repositories/payment.repository';
export type { PaymentMethod } from '../../persistence/entities/payment.entity';

/** How payments are read: always within a viewer's scope. */
export type PaymentReader = Pick<PaymentRepository, 'list' | 'count' | 'findByIds' | 'listByContracts' | 'countByContracts'>;
