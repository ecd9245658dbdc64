import type { ContractOrderField, ContractRow, ContractState } from '../../../domain/contracts/contract-reader';
import { describedEnum } from '../../shared/enum';

export const ContractScenarioEnum = describedEnum<ContractRow['scenario']>(
  'ContractScenario',
  'How the finance company accounts for the contract.',
  {
    OPERATING_LEASE: 'A lease of equipment that returns to the lessor. Has no amortization schedule.',
    CAPITAL_LEASE: 'A lease that finances the equipment.',
    LOAN: 'A loan on the equipment.',
  },
);

export const InterestMethodEnum = describedEnum<ContractRow['interestMethod']>('InterestMethod', 'How interest accrues.', {
  STANDARD: 'By equal periods.',
  ADB: 'By actual daily balance.',
});

export const PaymentFrequencyEnum = describedEnum<ContractRow['paymentFrequency']>('PaymentFrequency', 'How often a payment falls due.', {
  MONTHLY: 'Every month.',
  QUARTERLY: 'Every three months.',
  SEMI_ANNUAL: 'Every six months.',
  ANNUAL: 'Every year.',
});

export const PaymentTimingEnum = describedEnum<ContractRow['paymentTiming']>(
  'PaymentTiming',
  'At which end of its period a payment falls due.',
  {
    ADVANCE: 'At the beginning.',
    ARREARS: 'At the end.',
  },
);

export const ContractStateEnum = describedEnum<ContractState>('ContractState', 'Whether a booked contract is running.', {
  ACTIVE: 'Booked and not terminated.',
  CLOSED: 'Booked and terminated. Still visible, listed apart.',
});

export const ContractOrderFieldEnum = describedEnum<ContractOrderField>(
  'ContractOrderField',
  'What a list of contracts can be sorted by.',
  {
    CONTRACT_NUMBER: 'The contract number, as text.',
    COMMENCED_ON: 'The commencement date.',
    MATURES_ON: 'The maturity date.',
    NEXT_DUE_ON: 'The next due date; contracts without one count as earliest.',
  },
);
