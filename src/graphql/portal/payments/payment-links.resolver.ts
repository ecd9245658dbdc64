import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { ContractReader } from '../../../domain/contracts/contract-reader';
import type { ReceivedPaymentReader } from '../../../domain/payments/received-payment-reader';
import { byId, sightOf, type PortalContext } from '../../shared/context';
import { loadContract } from '../../types/contracts/contract-loader';
import { ContractType } from '../../types/contracts/contract.type';
import { PaymentType } from '../../types/payments/payment.type';
import { ReceivedPaymentType, toReceivedPayment } from '../../types/payments/received-payment.type';

/** Payment → what the viewer is shown around it. */
@Resolver(() => PaymentType)
export class PaymentLinksResolver {
  constructor(
    private readonly contractReader: ContractReader,
    private readonly receivedPaymentReader: ReceivedPaymentReader,
  ) {}

  @FieldResolver(() => ContractType, { nullable: true, description: 'The contract paid on.' })
  contract(@Root() { row }: PaymentType, @Ctx() context: PortalContext): Promise<ContractType | null> {
    return loadContract(this.contractReader, sightOf(context), row.contractId);
  }

  @FieldResolver(() => Boolean, { description: 'Whether the viewer submitted it. Only own payments can be cancelled.' })
  isOwn(@Root() { row }: PaymentType, @Ctx() { viewer }: PortalContext): boolean {
    return row.userId === viewer.user.id;
  }

  @FieldResolver(() => ReceivedPaymentType, {
    nullable: true,
    description: 'The money received that it became, as the servicing system posted it; null until that is known.',
  })
  async receivedPayment(@Root() { row }: PaymentType, @Ctx() context: PortalContext): Promise<ReceivedPaymentType | null> {
    if (row.receivedPaymentId === null) return null;
    const sight = sightOf(context);
    const loader = sight.loaders.byKey('received payments', async (ids) =>
      byId(await this.receivedPaymentReader.findByIds(sight.scope, ids)),
    );
    const received = await loader.load(row.receivedPaymentId);
    return received && toReceivedPayment(received, sight);
  }
}
