import { Args, Ctx, Query, Resolver } from 'type-graphql';
import type { ReceivedPaymentReader } from '../../../domain/payments/received-payment-reader';
import type { ConnectionOf } from '../../shared/connection';
import { sightOf, type PortalContext } from '../../shared/context';
import { listReceivedPayments } from '../../types/payments/received-payment-list';
import { ReceivedPaymentListArguments } from '../../types/payments/received-payment-list.input';
import { ReceivedPaymentConnection, toReceivedPayment, type ReceivedPaymentType } from '../../types/payments/received-payment.type';

@Resolver()
export class ReceivedPaymentResolver {
  constructor(private readonly receivedPaymentReader: ReceivedPaymentReader) {}

  @Query(() => ReceivedPaymentConnection, { nullable: true, description: 'The payments received on all contracts visible to the viewer.' })
  receivedPayments(@Args() args: ReceivedPaymentListArguments, @Ctx() context: PortalContext): Promise<ConnectionOf<ReceivedPaymentType>> {
    return listReceivedPayments(this.receivedPaymentReader, sightOf(context), args);
  }

  async findReceivedPayment(key: number, context: PortalContext): Promise<ReceivedPaymentType | null> {
    const [row] = await this.receivedPaymentReader.findByIds(context.viewer.scope, [key]);
    return row ? toReceivedPayment(row, sightOf(context)) : null;
  }
}
