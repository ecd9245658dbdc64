import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { OrderDirectionEnum, PagingArguments, type OrderDirection } from '../../shared/paging';

@InputType('ReceivedPaymentFilter', { description: 'Which payments received to list.' })
class ReceivedPaymentFilterInput {
  @Field(() => ID, { nullable: true, description: 'Only payments received on this contract.' })
  contractId?: string | null;
}

@InputType('ReceivedPaymentOrder', { description: 'The order of a list of payments received: by the day received.' })
class ReceivedPaymentOrderInput {
  @Field(() => OrderDirectionEnum, { description: 'Which end first.' })
  direction: OrderDirection;
}

@ArgsType()
export class ReceivedPaymentListArguments extends PagingArguments {
  @Field(() => ReceivedPaymentFilterInput, { nullable: true, description: 'All when left out.' })
  filter?: ReceivedPaymentFilterInput | null;

  @Field(() => ReceivedPaymentOrderInput, { nullable: true, description: 'Latest first when left out.' })
  orderBy?: ReceivedPaymentOrderInput | null;
}
