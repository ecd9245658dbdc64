import { Field, InputType } from 'type-graphql';
import type { BankAccountMode, SiteEdit } from '../../../domain/sites/site.service';
import { parseCents } from '../../../kernel/money';
import { done, refused, type Outcome, type Refusal } from '../../../kernel/outcome';
import { describedEnum } from '../../shared/enum';
import { Decimal } from '../../shared/scalars';

export const BankAccountModeEnum = describedEnum<BankAccountMode>('BankAccountMode', 'Which bank accounts users of a site may pay from.', {
  ALLOW_ANY: 'Any that they add, at once.',
  ALLOW_EXISTING: 'Those that the servicing system knows as the customer’s; each is looked up when it is added.',
});

/** What the inputs of a site say about payments. */
@InputType()
export abstract class SitePaymentInput {
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether people can pay, manage bank accounts and see their payments here. Payments already made keep flowing. On for a new site; `paymentSettings` can switch all sites off.',
  })
  paymentsAreOn?: boolean | null;

  @Field(() => BankAccountModeEnum, {
    nullable: true,
    description: 'Which bank accounts may be paid from; those added before a change stay as they are. `ALLOW_ANY` for a new site.',
  })
  bankAccountMode?: BankAccountMode | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "Whether a payment may be more than the contract's open charges. No for a new site.",
  })
  allowsPrepayment?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "Whether debits of companies' accounts are handed over as `CCD`, those of persons as `WEB`; otherwise everything is `WEB`. No for a new site.",
  })
  secCodeByHolderType?: boolean | null;

  @Field(() => Decimal, {
    nullable: true,
    description: 'The most that one payment may be, in US dollars: more than zero, two decimals at most. Null: no limit.',
  })
  maximumPayment?: string | null;

  @Field(() => Decimal, {
    nullable: true,
    description: 'The most that one user may pay within 24 hours, in US dollars: more than zero, two decimals at most. Null: no limit.',
  })
  maximumDay?: string | null;
}

type PaymentEdit = Pick<
  SiteEdit,
  'paymentsAreOn' | 'bankAccountMode' | 'allowsPrepayment' | 'secCodeByHolderType' | 'maximumPaymentCents' | 'maximumDayCents'
>;

/** What an input says about payments, as the service takes it. Refused: `LIMIT_INVALID`, with the field to blame. */
export function paymentEditOf(input: SitePaymentInput): Outcome<PaymentEdit> {
  const maximumPaymentCents = limitOf('maximumPayment', input.maximumPayment);
  const maximumDayCents = limitOf('maximumDay', input.maximumDay);
  const refusals = [maximumPaymentCents, maximumDayCents].filter((limit): limit is Refusal => typeof limit === 'object' && limit !== null);
  if (refusals.length > 0) return refused(...refusals);
  return done({
    paymentsAreOn: input.paymentsAreOn ?? undefined,
    bankAccountMode: input.bankAccountMode ?? undefined,
    allowsPrepayment: input.allowsPrepayment ?? undefined,
    secCodeByHolderType: input.secCodeByHolderType ?? undefined,
    // Here null is a value: it takes the limit away.
    maximumPaymentCents: maximumPaymentCents as number | null | undefined,
    maximumDayCents: maximumDayCents as number | null | undefined,
  });
}

function limitOf(field: string, text: string | null | undefined): number | null | undefined | Refusal {
  if (text == null) return text;
  const cents = parseCents(text);
  if (cents !== undefined && cents > 0) return cents;
  return { code: 'LIMIT_INVALID', message: 'A limit is an amount above zero with two decimals at most; null takes it away.', field };
}
