import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { ReceivedPaymentReader } from '../../../domain/payments/received-payment-reader';
import type { ScopeReader } from '../../../domain/identity/view-as.service';
import type { ConnectionOf } from '../../shared/connection';
import type { AdminContext } from '../../shared/context';
import { sightOfUser } from '../../shared/user-sight';
import { listReceivedPayments } from '../../types/payments/received-payment-list';
import { ReceivedPaymentListArguments } from '../../types/payments/received-payment-list.input';
import { ReceivedPaymentConnection, type ReceivedPaymentType } from '../../types/payments/received-payment.type';
import { UserType } from '../../types/users/user.type';

/** User → payments received, through the user's own eyes. */
@Resolver(() => UserType)
export class UserReceivedPaymentsResolver {
  constructor(
    private readonly receivedPaymentReader: ReceivedPaymentReader,
    private readonly scopes: ScopeReader,
  ) {}

  @FieldResolver(() => ReceivedPaymentConnection, {
    description: 'The payments received as the user sees them when logged in. Whether the user is switched off is not asked.',
  })
  async receivedPayments(
    @Root() user: UserType,
    @Args() args: ReceivedPaymentListArguments,
    @Ctx() context: AdminContext,
  ): Promise<ConnectionOf<ReceivedPaymentType>> {
    return listReceivedPayments(this.receivedPaymentReader, await sightOfUser(this.scopes, context, user.key), args);
  }
}
