import { MaxLength } from 'class-validator';
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Decimal, LocalDate } from '../../shared/scalars';
import { MutationPayload } from '../../shared/user-error.type';
import { PaymentType } from '../../types/payments/payment.type';

const KEY_DESCRIPTION =
  'Names this order: 1 to 255 visible ASCII characters, for example a UUID. A new one for each order, the same one only to repeat it. Kept for at least 30 days.';

/** What orders to pay have in common. */
@InputType()
export abstract class OrderToPayInput {
  @Field(() => ID, { description: "One of the viewer's bank accounts." })
  bankAccountId: string;

  @Field(() => LocalDate, {
    nullable: true,
    description: 'When to collect: one of the `selectableDays` of `paymentPreview`; left out, the earliest one.',
  })
  dueOn?: string | null;

  @Field(() => String, { description: KEY_DESCRIPTION })
  idempotencyKey: string;

  @MaxLength(100)
  @Field(() => String, { description: 'The version of the authorisation that the payer was shown and agreed to, from `paymentPreview`.' })
  authorizationVersion: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      'Whether to pay although a payment of the same amount on the same contract from the same account was submitted within 24 hours.',
  })
  confirmDuplicate: boolean;
}

@InputType('PaymentSubmitInput', { description: 'One payment on one contract.' })
export class PaymentSubmitInput extends OrderToPayInput {
  @Field(() => ID, { description: 'The contract to pay on.' })
  contractId: string;

  @Field(() => Decimal, { description: 'US dollars, two decimals at most.' })
  amount: string;
}

@InputType('QuickPaySubmitInput', { description: 'One payment on each contract with something left to pay.' })
export class QuickPaySubmitInput extends OrderToPayInput {
  @Field(() => Decimal, { description: 'The total in US dollars that the payer was shown and agreed to. Another one to pay is refused.' })
  expectedTotal: string;
}

@InputType('PaymentCancelInput', { description: 'A payment to be cancelled.' })
export class PaymentCancelInput {
  @Field(() => ID, { description: "One of the viewer's own payments." })
  paymentId: string;

  @Field(() => String, { description: KEY_DESCRIPTION })
  idempotencyKey: string;
}

@ObjectType()
abstract class OrderPayload extends MutationPayload {
  @Field(() => Boolean, { description: 'Whether this order had been carried out before: nothing was done now.' })
  replayed: boolean;
}

@ObjectType('PaymentSubmitPayload', { description: 'The answer to an order to pay.', simpleResolvers: true })
export class PaymentSubmitPayload extends OrderPayload {
  @Field(() => PaymentType, {
    nullable: true,
    description: 'The payment as it stands now; null when the order was refused, or when its contract is no longer visible to the viewer.',
  })
  payment: PaymentType | null;
}

@ObjectType('QuickPaySubmitPayload', { description: 'The answer to an order to pay everything.', simpleResolvers: true })
export class QuickPaySubmitPayload extends OrderPayload {
  @Field(() => [PaymentType], {
    description:
      'The payments as they stand now, one on each contract that is still visible to the viewer; empty when the order was refused.',
  })
  payments: PaymentType[];
}

@ObjectType('PaymentCancelPayload', { description: 'The answer to an order to cancel.', simpleResolvers: true })
export class PaymentCancelPayload extends OrderPayload {
  @Field(() => PaymentType, {
    nullable: true,
    description: 'The payment as it stands now; null when the order was refused, or when its contract is no longer visible to the viewer.',
  })
  payment: PaymentType | null;
}
