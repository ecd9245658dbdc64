import { MaxLength, MinLength } from 'class-validator';
import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { HandOverRetry } from '../../../domain/payments/hand-over-retry.service';
import type { PaymentCancelService } from '../../../domain/payments/payment-cancel.service';
import type { StaffPaymentReader } from '../../../domain/payments/payment-reader';
import type { Outcome } from '../../../kernel/outcome';
import { staffActor, type AdminContext } from '../../shared/context';
import { decodeKeyOf } from '../../shared/node-id';
import { MutationPayload } from '../../shared/user-error.type';
import { PaymentType, toPayment } from '../../types/payments/payment.type';

@InputType('StaffPaymentCancelInput', { description: 'A payment to be cancelled, and why.' })
class StaffPaymentCancelInput {
  @Field(() => ID, { description: 'The payment.' })
  paymentId: string;

  @MinLength(10)
  @MaxLength(500)
  @Field(() => String, { description: 'Why, in at least 10 characters, for example the number of the ticket. Kept in the audit log.' })
  reason: string;
}

@ObjectType('StaffPaymentCancelPayload', { description: 'The answer to cancelling a payment.', simpleResolvers: true })
class StaffPaymentCancelPayload extends MutationPayload {
  @Field(() => PaymentType, { nullable: true, description: 'The payment as it is now; null when it was refused.' })
  payment: PaymentType | null;
}

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
    private readonly cancels: PaymentCancelService,
    private readonly handOverRetry: HandOverRetry,
    private readonly reader: StaffPaymentReader,
  ) {}

  @Mutation(() => StaffPaymentCancelPayload, {
    nullable: true,
    description:
      'Asks for a payment to be cancelled, whoever made it and whether payments are on or off. Whether that is in time is for ASPIRE to say: until then it is `PENDING_CANCEL`. One that is cancelled already stays so. Refusals: `PAYMENT_NOT_FOUND`, `TOO_LATE_TO_CANCEL`.',
  })
  async paymentCancel(
    @Arg('input', () => StaffPaymentCancelInput, { description: 'The payment and the reason.' }) input: StaffPaymentCancelInput,
    @Ctx() context: AdminContext,
  ): Promise<StaffPaymentCancelPayload> {
    const key = decodeKeyOf('Payment', input.paymentId) ?? 0;
    return this.toPayload(await this.cancels.cancelForStaff(staffActor(context), key, input.reason));
  }

  @Mutation(() => PaymentHandOverRetryPayload, {
    nullable: true,
    description:
      'Has what is next told to, or asked of, ASPIRE about a payment tried at once instead of at its next try. Safe at any time: ASPIRE keeps one record however often it is told. Refusals: `NOTHING_TO_DO`.',
  })
  async paymentHandOverRetry(
    @Arg('input', () => PaymentHandOverRetryInput, { description: 'The payment.' }) input: PaymentHandOverRetryInput,
    @Ctx() context: AdminContext,
  ): Promise<PaymentHandOverRetryPayload> {
    return this.toPayload(await this.handOverRetry.retry(staffActor(context), decodeKeyOf('Payment', input.paymentId) ?? 0));
  }

  private async toPayload(outcome: Outcome<{ paymentId: number }>): Promise<StaffPaymentCancelPayload & PaymentHandOverRetryPayload> {
    if (!outcome.done) return { payment: null, userErrors: outcome.refusals };
    const [row] = await this.reader.findByIds([outcome.value.paymentId]);
    return { payment: row ? toPayment(row) : null, userErrors: [] };
  }
}
