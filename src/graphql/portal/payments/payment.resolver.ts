import { Args, Ctx, Query, Resolver } from 'type-graphql';
import type { PaymentReader } from '../../../domain/payments/payment-reader';
import type { ConnectionOf } from '../../shared/connection';
import { sightOf, type PortalContext } from '../../shared/context';
import { listPayments } from '../../types/payments/payment-list';
import { PaymentListArguments } from '../../types/payments/payment-list.input';
import { PaymentConnection, toPayment, type PaymentType } from '../../types/payments/payment.type';

@Resolver()
export class PaymentResolver {
  constructor(private readonly paymentReader: PaymentReader) {}

  @Query(() => PaymentConnection, { nullable: true, description: 'The payments received on all contracts visible to the viewer.' })
  payments(@Args() args: PaymentListArguments, @Ctx() context: PortalContext): Promise<ConnectionOf<PaymentType>> {
    return listPayments(this.paymentReader, sightOf(context), args);
  }

  async findPayment(key: number, context: PortalContext): Promise<PaymentType | null> {
    const [row] = await this.paymentReader.findByIds(context.viewer.scope, [key]);
    return row ? toPayment(row, sightOf(context)) : null;
  }
}
