import { Max, Min } from 'class-validator';
import { Args, ArgsType, Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import type { PaymentReturnRates, ReturnRate, ReturnRateCategory, ReturnRates } from '../../../domain/payments/payment-return-rates';
import { describedEnum } from '../../shared/enum';
import { DateTime, Decimal } from '../../shared/scalars';

const ReturnRateCategoryEnum = describedEnum<ReturnRateCategory>(
  'ReturnRateCategory',
  'Which returns the rules of the ACH network limit.',
  {
    UNAUTHORIZED: 'Those for which the payer says that the debit was not authorised: R05, R07, R10, R11, R29 and R51.',
    ADMINISTRATIVE: 'Those for wrong data of the bank account: R02, R03 and R04.',
    OVERALL: 'All returns, for whatever reason.',
  },
);

@ObjectType('PaymentReturnRate', { description: 'How many debits came back, held against the limit.', simpleResolvers: true })
class PaymentReturnRateType {
  @Field(() => ReturnRateCategoryEnum, { description: 'Which returns are counted.' })
  category: ReturnRateCategory;

  @Field(() => Int, { description: 'How many came back.' })
  returns: number;

  @Field(() => Decimal, { description: 'Their share of the debits in percent, rounded to four decimals; "0.0000" where none was sent.' })
  percent: string;

  @Field(() => Decimal, { description: 'The limit in percent, beyond which Nacha asks questions.' })
  limitPercent: string;

  @Field(() => Boolean, { description: 'Whether the share, not rounded, is above the limit.' })
  isOverLimit: boolean;
}

@ObjectType('PaymentSecCodeReturnRates', { description: 'How the debits of one standard entry class came out.', simpleResolvers: true })
class PaymentSecCodeReturnRatesType {
  @Field(() => String, { description: 'Standard entry class, "WEB" or "CCD".' })
  secCode: string;

  @Field(() => Int, { description: 'How many debits were sent.' })
  debits: number;

  @Field(() => [PaymentReturnRateType], { description: 'One of each category.' })
  rates: ReturnRate[];
}

@ObjectType('PaymentReturnRates', { description: 'How the debits of some days came out.', simpleResolvers: true })
class PaymentReturnRatesType {
  @Field(() => DateTime, { description: 'Debits posted from then on are counted.' })
  since: string;

  @Field(() => Int, { description: 'How many debits were sent.' })
  debits: number;

  @Field(() => [PaymentReturnRateType], { description: 'One of each category.' })
  rates: ReturnRate[];

  @Field(() => [PaymentSecCodeReturnRatesType], { description: 'The same for each standard entry class.' })
  bySecCode: ReturnRates['bySecCode'];
}

/** Nacha Operating Rules, Article Two, “ODFI Return Rate Reporting”: the preceding sixty days. */
const DAYS_COUNTED = 60;

@ArgsType()
class PaymentReturnRatesArguments {
  @Min(1)
  @Max(366)
  @Field(() => Int, { nullable: true, description: 'How many days back, 1 to 366. Left out: 60, as Nacha counts.' })
  days?: number | null;
}

@Resolver()
export class PaymentReturnRatesResolver {
  constructor(private readonly returnRates: PaymentReturnRates) {}

  @Query(() => PaymentReturnRatesType, {
    nullable: true,
    description: 'How many of the payments posted lately were returned, whenever they were, held against the limits of the ACH network.',
  })
  async paymentReturnRates(@Args() { days }: PaymentReturnRatesArguments): Promise<PaymentReturnRatesType> {
    const { since, ...counted } = await this.returnRates.find(days ?? DAYS_COUNTED);
    return { since: since.toISOString(), ...counted };
  }
}
