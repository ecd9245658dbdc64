import { ArgsType, Field, ID, InputType } from 'type-graphql';
import type { InvoiceFilter, InvoiceState } from '../../../domain/invoices/invoice-reader';
import { OrderDirectionEnum, PagingArguments, type OrderDirection } from '../../shared/paging';
import { contractFilterKey } from '../contracts/contract-list.input';
import { InvoiceStateEnum } from './invoice.type';

@InputType('InvoiceFilter', { description: 'Which invoices to list. Conditions given together must all hold.' })
class InvoiceFilterInput {
  @Field(() => InvoiceStateEnum, { nullable: true, description: 'Open or paid; both when left out.' })
  state?: InvoiceState | null;

  @Field(() => ID, { nullable: true, description: 'Only invoices with a line on this contract.' })
  contractId?: string | null;
}

@InputType('InvoiceOrder', { description: 'The order of a list of invoices: by due date.' })
class InvoiceOrderInput {
  @Field(() => OrderDirectionEnum, { description: 'Which end first.' })
  direction: OrderDirection;
}

@ArgsType()
export class InvoiceListArguments extends PagingArguments {
  @Field(() => InvoiceFilterInput, { nullable: true, description: 'All when left out.' })
  filter?: InvoiceFilterInput | null;

  @Field(() => InvoiceOrderInput, { nullable: true, description: 'Latest due date first when left out.' })
  orderBy?: InvoiceOrderInput | null;
}

export function toInvoiceFilter(input: InvoiceFilterInput | null | undefined): InvoiceFilter {
  return { state: input?.state ?? undefined, contractId: contractFilterKey(input?.contractId) };
}
