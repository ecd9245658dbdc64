import { MaxLength, MinLength } from 'class-validator';
import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { PaymentFindingClose } from '../../../domain/payments/payment-finding-close.service';
import type { PaymentFindingReader } from '../../../domain/payments/payment-reader';
import { staffActor, type AdminContext } from '../../shared/context';
import { decodeKeyOf } from '../../shared/node-id';
import { MutationPayload } from '../../shared/user-error.type';
import { PaymentFindingType, toPaymentFinding } from './payment-finding.type';

@InputType('PaymentFindingCloseInput', { description: 'A finding to be closed, and why.' })
class PaymentFindingCloseInput {
  @Field(() => ID, { description: 'The finding.' })
  findingId: string;

  @MinLength(10)
  @MaxLength(500)
  @Field(() => String, { description: 'What was done about it, in at least 10 characters. Kept with the finding and in the audit log.' })
  reason: string;
}

@ObjectType('PaymentFindingClosePayload', { description: 'The answer to closing a finding.', simpleResolvers: true })
class PaymentFindingClosePayload extends MutationPayload {
  @Field(() => PaymentFindingType, { nullable: true, description: 'The finding as it is now; null when it was refused.' })
  finding: PaymentFindingType | null;
}

/** Findings that staff have dealt with. */
@Resolver()
export class PaymentFindingCloseResolver {
  constructor(
    private readonly closes: PaymentFindingClose,
    private readonly findings: PaymentFindingReader,
  ) {}

  @Mutation(() => PaymentFindingClosePayload, {
    nullable: true,
    description:
      'Closes a finding that somebody has dealt with and that does not close by itself, like `DISPUTED`. What still holds is found again, as another finding, when it is looked at next. Refusals: `FINDING_NOT_OPEN`.',
  })
  async paymentFindingClose(
    @Arg('input', () => PaymentFindingCloseInput, { description: 'The finding and the reason.' }) input: PaymentFindingCloseInput,
    @Ctx() context: AdminContext,
  ): Promise<PaymentFindingClosePayload> {
    const key = decodeKeyOf('PaymentFinding', input.findingId) ?? 0;
    const outcome = await this.closes.close(staffActor(context), key, input.reason);
    if (!outcome.done) return { finding: null, userErrors: outcome.refusals };
    const [row] = await this.findings.findByIds([outcome.value.findingId]);
    return { finding: row ? toPaymentFinding(row) : null, userErrors: [] };
  }
}
