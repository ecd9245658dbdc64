import { ArgsType, Field, ID, InputType } from 'type-graphql';
import type { PaymentFilter } from '../../../domain/payments/payment-reader';
import type { PaymentStatus } from '../../../domain/payments/payment-states';
import { OrderDirectionEnum, PagingArguments, type OrderDirection } from '../../shared/paging';
import { contractFilterKey } from '../../types/contracts/contract-list.input';
import { PaymentStatusEnum } from '../../types/payments/payment.type';

@InputType('PaymentFilter', { description: 'Which payments to list. Conditions given together must all hold.' })
class PaymentFilterInput {
  @Field(() => ID, { nullable: true, description: 'Only payments on this contract.' })
  contractId?: string | null;

  @Field(() => [PaymentStatusEnum], { nullable: true, description: 'Only payments with one of these statuses.' })
  statuses?: PaymentStatus[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Only payments that the viewer submitted, or only those of others.' })
  isOwn?: boolean | null;
}

@InputType('PaymentOrder', { description: 'The order of a list of payments: by when they were submitted.' })
class PaymentOrderInput {
  @Field(() => OrderDirectionEnum, { description: 'Which end first.' })
  direction: OrderDirection;
}

@ArgsType()
export class PaymentListArguments extends PagingArguments {
  @Field(() => PaymentFilterInput, { nullable: true, description: 'All when left out.' })
  filter?: PaymentFilterInput | null;

  @Field(() => PaymentOrderInput, { nullable: true, description: 'Newest first when left out.' })
  orderBy?: PaymentOrderInput | null;
}

/** The filter of a viewer with that number. */
export function toPaymentFilter({ filter }: PaymentListArguments, userId: number): PaymentFilter {
  const isOwn = filter?.isOwn ?? undefined;
  return {
    contractId: contractFilterKey(filter?.contractId),
    statuses: filter?.statuses ?? undefined,
    userId: isOwn === true ? userId : undefined,
    exceptUserId: isOwn === false ? userId : undefined,
  };
}
