import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { PaymentReader } from '../../../domain/payments/payment-reader';
import type { ScopeReader } from '../../../domain/identity/view-as.service';
import type { ConnectionOf } from '../../shared/connection';
import type { AdminContext } from '../../shared/context';
import { sightOfUser } from '../../shared/user-sight';
import { listPayments } from '../../types/payments/payment-list';
import { PaymentListArguments } from '../../types/payments/payment-list.input';
import { PaymentConnection, type PaymentType } from '../../types/payments/payment.type';
import { UserType } from '../../types/users/user.type';

/** User → payments, through the user's own eyes. */
@Resolver(() => UserType)
export class UserPaymentsResolver {
  constructor(
    private readonly paymentReader: PaymentReader,
    private readonly scopes: ScopeReader,
  ) {}

  @FieldResolver(() => PaymentConnection, {
    description: 'The payments received as the user sees them when logged in. Whether the user is switched off is not asked.',
  })
  async payments(
    @Root() user: UserType,
    @Args() args: PaymentListArguments,
    @Ctx() context: AdminContext,
  ): Promise<ConnectionOf<PaymentType>> {
    return listPayments(this.paymentReader, await sightOfUser(this.scopes, context, user.key), args);
  }
}
