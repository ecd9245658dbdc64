import { MaxLength, ValidateNested } from 'class-validator';
import { ArgsType, Field, InputType } from 'type-graphql';
import type { ContractFilter, ContractOrder, ContractOrderField, ContractState } from '../../../domain/contracts/contract-reader';
import { decodeKeyOf } from '../../shared/node-id';
import { OrderDirectionEnum, PagingArguments, type OrderDirection } from '../../shared/paging';
import { ContractOrderFieldEnum, ContractStateEnum } from './contract-enums';

@InputType('ContractFilter', { description: 'Which contracts to list. Conditions given together must all hold.' })
export class ContractFilterInput {
  @Field(() => ContractStateEnum, { defaultValue: 'ACTIVE', description: 'Active contracts unless closed ones are asked for.' })
  state: ContractState;

  @MaxLength(100)
  @Field(() => String, {
    nullable: true,
    description: 'The beginning of the contract number, or any part of the description. Upper and lower case are alike.',
  })
  search?: string | null;
}

@InputType('ContractOrder', { description: 'The order of a list of contracts.' })
export class ContractOrderInput {
  @Field(() => ContractOrderFieldEnum, { description: 'What to sort by.' })
  field: ContractOrderField;

  @Field(() => OrderDirectionEnum, { defaultValue: 'ASC', description: 'Which end first.' })
  direction: OrderDirection;
}

@ArgsType()
export class ContractListArguments extends PagingArguments {
  @ValidateNested()
  @Field(() => ContractFilterInput, { nullable: true, description: 'Active contracts when left out.' })
  filter?: ContractFilterInput | null;

  @Field(() => ContractOrderInput, { nullable: true, description: 'By contract number when left out.' })
  orderBy?: ContractOrderInput | null;
}

export function toContractFilter(input: ContractFilterInput | null | undefined): ContractFilter {
  return { state: input?.state ?? 'ACTIVE', search: input?.search ?? undefined };
}

export function toContractOrder(input: ContractOrderInput | null | undefined): ContractOrder {
  return { field: input?.field ?? 'CONTRACT_NUMBER', descending: input?.direction === 'DESC' };
}

/** The contract a filter names. An id of another type matches nothing, as one of an unknown contract does: no contract has number 0. */
export function contractFilterKey(id: string | null | undefined): number | undefined {
  return id == null ? undefined : (decodeKeyOf('Contract', id) ?? 0);
}
