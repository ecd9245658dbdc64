import { Args, Ctx, Query, Resolver } from 'type-graphql';
import type { PaymentSwitch } from '../../../domain/bank-accounts/payment-switch';
import type { PaymentReader } from '../../../domain/payments/payment-reader';
import { resolvePage } from '../../../kernel/page';
import { connect, type ConnectionOf } from '../../shared/connection';
import type { PortalContext } from '../../shared/context';
import { PaymentConnection, toPayment, type PaymentType } from '../../types/payments/payment.type';
import { PaymentListArguments, toPaymentFilter } from './payment-list.input';
import { paymentsAreShown } from './payments-shown';

@Resolver()
export class PaymentResolver {
  constructor(
    private readonly paymentReader: PaymentReader,
    private readonly paymentSwitch: PaymentSwitch,
  ) {}

  @Query(() => PaymentConnection, {
    nullable: true,
    description:
      'The payments made through the portal on all contracts visible to the viewer, by whomever. Empty while payments are switched off.',
  })
  async payments(@Args() args: PaymentListArguments, @Ctx() context: PortalContext): Promise<ConnectionOf<PaymentType>> {
    const { scope, user } = context.viewer;
    const filter = toPaymentFilter(args, user.id);
    const descending = args.orderBy?.direction !== 'ASC';
    const ordering = `payments by submission${descending ? ' descending' : ''}`;
    const page = resolvePage(args, ordering);
    const areShown = await paymentsAreShown(this.paymentSwitch, context);
    return connect(areShown ? await this.paymentReader.list(scope, filter, descending, page) : [], page, {
      ordering,
      position: (row) => ({ value: row.createdAt, id: row.id }),
      toNode: toPayment,
      count: () => (areShown ? this.paymentReader.count(scope, filter) : Promise.resolve(0)),
    });
  }

  async findPayment(key: number, context: PortalContext): Promise<PaymentType | null> {
    if (!(await paymentsAreShown(this.paymentSwitch, context))) return null;
    const [row] = await this.paymentReader.findByIds(context.viewer.scope, [key]);
    return row ? toPayment(row) : null;
  }
}
