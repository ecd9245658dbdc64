import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { HandOverRetry } from '../../../domain/payments/hand-over-retry.service';
import type { StaffPaymentReader } from '../../../domain/payments/payment-reader';
import { staffActor, type AdminContext } from '../../shared/context';
import { decodeKeyOf } from '../../shared/node-id';
import { MutationPayload } from '../../shared/user-error.type';
import { PaymentType, toPayment } from '../../types/payments/payment.type';

@InputType('PaymentHandOverRetryInput', { description: 'A payment to be taken up again at once.' })
class PaymentHandOverRetryInput {
  @Field(() => ID, { description: 'The payment.' })
  paymentId: string;
}

@ObjectType('PaymentHandOverRetryPayload', { description: 'The answer to having a payment taken up again.', simpleResolvers: true })
class PaymentHandOverRetryPayload extends MutationPayload {
  @Field(() => PaymentType, { nullable: true, description: 'The payment as it is now; null when it was refused.' })
  payment: PaymentType | null;
}

/** What staff do about payments. */
@Resolver()
export class PaymentActResolver {
  constructor(
    private readonly handOverRetry: HandOverRetry,
    private readonly reader: StaffPaymentReader,
  ) {}

  @Mutation(() => PaymentHandOverRetryPayload, {
    nullable: true,
    description:
      'Has what is next told to, or asked of, ASPIRE about a payment tried at once instead of at its next try. Safe at any time: ASPIRE keeps one record however often it is told. Refusals: `NOTHING_TO_DO`.',
  })
  async paymentHandOverRetry(
    @Arg('input', () => PaymentHandOverRetryInput, { description: 'The payment.' }) input: PaymentHandOverRetryInput,
    @Ctx() context: AdminContext,
  ): Promise<PaymentHandOverRetryPayload> {
    const outcome = await this.handOverRetry.retry(staffActor(context), decodeKeyOf('Payment', input.paymentId) ?? 0);
    if (!outcome.done) return { payment: null, userErrors: outcome.refusals };
    const [row] = await this.reader.findByIds([outcome.value.paymentId]);
    return { payment: row ? toPayment(row) : null, userErrors: [] };
  }
}
