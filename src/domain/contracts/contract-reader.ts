import type { ContractRepository } from '../../persistence/repositories/contract.repository';

export type {
  ContractFilter,
  ContractOrder,
  ContractOrderField,
  ContractRow,
  ContractState,
} from '../../persistence/repositories/contract.repository';
export type {
  ContractScenario,
  InterestMethod,
  PaymentFrequency,
  PaymentTiming,
  RoleType,
} from '../../persistence/entities/contract.entity';
export { contractSortValue } from '../../persistence/repositories/contract.repository';

/** How contracts are read: always within a viewer's scope. */
export type ContractReader = Pick<ContractRepository, 'list' | 'count' | 'findByIds'>;
