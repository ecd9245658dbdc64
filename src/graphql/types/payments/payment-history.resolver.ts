import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import type { PaymentEventReader, PaymentEventRow } from '../../../domain/payments/payment-reader';
import { PAYMENT_STATUSES, type PaymentStatus } from '../../../domain/payments/payment-states';
import type { RequestContext } from '../../shared/context';
import { DateTime, toInstant } from '../../shared/scalars';
import { loadPaymentEvents } from './payment-event-loader';
import { PaymentStatusEnum, PaymentType } from './payment.type';

@ObjectType('PaymentStatusChange', { description: 'A status that a payment has reached.', simpleResolvers: true })
class PaymentStatusChangeType {
  @Field(() => PaymentStatusEnum, { description: 'The status.' })
  status: PaymentStatus;

  @Field(() => DateTime, { description: 'When it was reached.' })
  at: string;

  @Field(() => String, { description: 'What it means, in a sentence for people.' })
  explanation: string;
}

/** Payment → the statuses it went through. The payment itself was found with the viewer's scope. */
@Resolver(() => PaymentType)
export class PaymentHistoryResolver {
  constructor(private readonly events: PaymentEventReader) {}

  @FieldResolver(() => [PaymentStatusChangeType], { description: 'Every status it has reached, first to last.' })
  async history(@Root() { row }: PaymentType, @Ctx() context: RequestContext): Promise<PaymentStatusChangeType[]> {
    return (await loadPaymentEvents(this.events, context, row)).flatMap(toStatusChange);
  }
}

function toStatusChange({ statusAfter, at }: PaymentEventRow): PaymentStatusChangeType[] {
  return statusAfter === null ? [] : [{ status: statusAfter, at: toInstant(at), explanation: PAYMENT_STATUSES[statusAfter] }];
}
