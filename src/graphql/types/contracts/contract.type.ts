import { Field, Int, ObjectType } from 'type-graphql';
import type { ContractRow, ContractState } from '../../../domain/contracts/contract-reader';
import { connectionType } from '../../shared/connection';
import type { Sight } from '../../shared/context';
import { MoneyType, toMoney } from '../../shared/money.type';
import { encodeNodeId } from '../../shared/node-id';
import { NodeInterface } from '../../shared/node.type';
import { DateTime, Decimal, LocalDate, toInstant } from '../../shared/scalars';
import { ContractScenarioEnum, ContractStateEnum, InterestMethodEnum, PaymentFrequencyEnum, PaymentTimingEnum } from './contract-enums';

@ObjectType('Contract', {
  implements: NodeInterface,
  description:
    'A booked lease or loan on which an account linked to the viewer is customer or guarantor. Any other contract does not exist for the viewer.',
  simpleResolvers: true,
})
export class ContractType extends NodeInterface {
  @Field(() => String, { description: 'The contract id printed on invoices.' })
  contractNumber: string;

  @Field(() => String, { description: "What is leased or financed, in the finance company's words." })
  description: string;

  @Field(() => String, { description: 'The finance product, for example "Equipment Finance Agreement".' })
  financeProduct: string;

  @Field(() => ContractScenarioEnum, { description: 'Operating lease, capital lease or loan.' })
  scenario: ContractRow['scenario'];

  @Field(() => InterestMethodEnum, { description: 'How interest accrues.' })
  interestMethod: ContractRow['interestMethod'];

  @Field(() => ContractStateEnum, { description: 'Active or closed.' })
  state: ContractState;

  @Field(() => LocalDate, { nullable: true, description: 'The day it was terminated; null while it is active.' })
  terminatedOn: string | null;

  @Field(() => String, { nullable: true, description: 'The private label the contract is serviced under, if any.' })
  privateLabel: string | null;

  @Field(() => LocalDate, { description: 'Commencement date.' })
  commencedOn: string;

  @Field(() => LocalDate, { description: 'Maturity date.' })
  maturesOn: string;

  @Field(() => Int, { description: 'Number of payments over the whole term.' })
  term: number;

  @Field(() => PaymentFrequencyEnum, { description: 'How often a payment falls due.' })
  paymentFrequency: ContractRow['paymentFrequency'];

  @Field(() => PaymentTimingEnum, { description: 'In advance or in arrears.' })
  paymentTiming: ContractRow['paymentTiming'];

  @Field(() => MoneyType, { description: 'The regular payment, before tax.' })
  paymentAmount: MoneyType;

  @Field(() => MoneyType, { description: 'The amount financed at commencement.' })
  amountFinanced: MoneyType;

  @Field(() => MoneyType, { description: 'What the equipment cost.' })
  equipmentCost: MoneyType;

  @Field(() => MoneyType, { description: 'The residual or balloon at maturity; zero where there is none.' })
  residual: MoneyType;

  @Field(() => Decimal, { description: 'Yearly rate as a fraction: "0.07250000" is 7.25 %.' })
  rate: string;

  @Field(() => Int, { description: 'Payments still to be made.' })
  remainingPayments: number;

  @Field(() => MoneyType, { description: 'What remains to be paid over the term, as the servicing system last calculated it.' })
  remainingBalance: MoneyType;

  @Field(() => LocalDate, { nullable: true, description: 'The next day a payment falls due; null when none is left.' })
  nextDueOn: string | null;

  @Field(() => MoneyType, { description: 'What is past due.' })
  pastDue: MoneyType;

  @Field(() => DateTime, { description: 'When this was last read from the servicing system.' })
  syncedAt: string;

  /** For later features' links; not part of the schema. */
  key: number;
  customerAccountId: number | null;
  sight: Sight;
}

export const ContractConnection = connectionType('Contract', ContractType, 'contracts');

export function toContract(row: ContractRow, sight: Sight): ContractType {
  const money = (cents: number): MoneyType => toMoney(cents, row.currencyCode);
  // An instance, because type-graphql copies whatever else it meets as the root of a field resolver.
  return Object.assign(new ContractType(), {
    id: encodeNodeId('Contract', row.id),
    key: row.id,
    customerAccountId: row.customerAccountId,
    sight,
    contractNumber: row.contractNumber,
    description: row.description,
    financeProduct: row.financeProduct,
    scenario: row.scenario,
    interestMethod: row.interestMethod,
    state: row.isTerminated ? 'CLOSED' : 'ACTIVE',
    terminatedOn: row.terminatedOn,
    privateLabel: row.privateLabel,
    commencedOn: row.commencedOn,
    maturesOn: row.maturesOn,
    term: row.term,
    paymentFrequency: row.paymentFrequency,
    paymentTiming: row.paymentTiming,
    paymentAmount: money(row.paymentAmountCents),
    amountFinanced: money(row.amountFinancedCents),
    equipmentCost: money(row.equipmentCostCents),
    residual: money(row.residualCents),
    rate: row.rate,
    remainingPayments: row.remainingPayments,
    remainingBalance: money(row.remainingBalanceCents),
    nextDueOn: row.nextDueOn,
    pastDue: money(row.pastDueCents),
    syncedAt: toInstant(row.syncedAt),
  } satisfies ContractType);
}
