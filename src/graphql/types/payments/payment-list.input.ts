import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { OrderDirectionEnum, PagingArguments, type OrderDirection } from '../../shared/paging';

@InputType('PaymentFilter', { description: 'Which payments to list.' })
class PaymentFilterInput {
  @Field(() => ID, { nullable: true, description: 'Only payments on this contract.' })
  contractId?: string | null;
}

@InputType('PaymentOrder', { description: 'The order of a list of payments: by the day received.' })
class PaymentOrderInput {
  @Field(() => OrderDirectionEnum, { description: 'Which end first.' })
  direction: OrderDirection;
}

@ArgsType()
export class PaymentListArguments extends PagingArguments {
  @Field(() => PaymentFilterInput, { nullable: true, description: 'All when left out.' })
  filter?: PaymentFilterInput | null;

  @Field(() => PaymentOrderInput, { nullable: true, description: 'Latest first when left out.' })
  orderBy?: PaymentOrderInput | null;
}
