import { Arg, Ctx, Field, InputType, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import type { PaymentSettingsService } from '../../../domain/payments/payment-settings.service';
import { staffActor, type AdminContext } from '../../shared/context';
import { MutationPayload } from '../../shared/user-error.type';

@ObjectType('PaymentSettings', {
  description: 'What holds of payments on every site. A site has a switch of its own: `Site.paymentsAreOn`.',
  simpleResolvers: true,
})
class PaymentSettingsType {
  @Field(() => Boolean, {
    description: 'Whether people can pay at all: off, they can on no site, whatever the site says. Payments already made keep flowing.',
  })
  paymentsAreOn: boolean;

  @Field(() => Int, { description: 'Grows with each change; `paymentSettingsUpdate` takes the one you have seen.' })
  version: number;
}

@InputType('PaymentSettingsUpdateInput', { description: 'New values for payments on every site. What is left out stays as it is.' })
class PaymentSettingsUpdateInput {
  @Field(() => Int, { description: 'The `version` you have seen. If it is not the current one, nothing is changed.' })
  version: number;

  @Field(() => Boolean, { nullable: true, description: 'Whether people can pay at all.' })
  paymentsAreOn?: boolean | null;
}

@ObjectType('PaymentSettingsPayload', { description: 'The answer to a change of the switch of payments.', simpleResolvers: true })
class PaymentSettingsPayload extends MutationPayload {
  @Field(() => PaymentSettingsType, { nullable: true, description: 'What holds now; null when it was refused.' })
  paymentSettings: PaymentSettingsType | null;
}

@Resolver()
export class PaymentSettingsResolver {
  constructor(private readonly service: PaymentSettingsService) {}

  @Query(() => PaymentSettingsType, { nullable: true, description: 'What holds of payments on every site.' })
  async paymentSettings(): Promise<PaymentSettingsType> {
    return this.service.find();
  }

  @Mutation(() => PaymentSettingsPayload, {
    nullable: true,
    description:
      "Switches payments on or off for all sites; acts at people's next request. Sensitive: see `stepUpBegin`. Refusals: `CHANGED_MEANWHILE` when somebody else turned the switch since.",
  })
  async paymentSettingsUpdate(
    @Arg('input', () => PaymentSettingsUpdateInput, { description: 'The new values.' }) input: PaymentSettingsUpdateInput,
    @Ctx() context: AdminContext,
  ): Promise<PaymentSettingsPayload> {
    const outcome = await this.service.update(staffActor(context), input.version, input.paymentsAreOn ?? undefined);
    return outcome.done ? { paymentSettings: outcome.value, userErrors: [] } : { paymentSettings: null, userErrors: outcome.refusals };
  }
}
