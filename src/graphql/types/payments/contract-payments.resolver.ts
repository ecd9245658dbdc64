import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { PaymentReader } from '../../../domain/payments/payment-reader';
import { resolvePage } from '../../../kernel/page';
import { connect, type ConnectionOf } from '../../shared/connection';
import type { RequestContext } from '../../shared/context';
import { PagingArguments } from '../../shared/paging';
import { loadPartsOf } from '../contracts/contract-part-loader';
import { ContractType } from '../contracts/contract.type';
import { PaymentConnection, PaymentType, toPayment } from './payment.type';

const ORDERING = 'payments of a contract';

/** Contract → the payments made on it through the portal. */
@Resolver(() => ContractType)
export class ContractPaymentsResolver<Context extends RequestContext> {
  constructor(
    private readonly paymentReader: PaymentReader,
    /** Whether whoever asks is shown payments at all. */
    private readonly areShown: (context: Context) => Promise<boolean>,
  ) {}

  @FieldResolver(() => PaymentConnection, {
    description: 'The payments made on this contract through the portal, by whomever, newest first. Empty while payments are switched off.',
  })
  async payments(
    @Root() contract: ContractType,
    @Args() args: PagingArguments,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionOf<PaymentType>> {
    const { scope, loaders } = contract.sight;
    const page = resolvePage(args, ORDERING);
    const areShown = await this.areShown(context as Context);
    const read = () =>
      loadPartsOf(contract, `payments ${JSON.stringify(page)}`, (viewer, ids) =>
        this.paymentReader.listByContracts(viewer, ids, true, page),
      );
    const totals = loaders.byKey('payment totals', async (ids) => {
      const rows = await this.paymentReader.countByContracts(scope, ids);
      return new Map(rows.map((row) => [row.contractId, row.total]));
    });
    return connect(areShown ? await read() : [], page, {
      ordering: ORDERING,
      position: (row) => ({ value: row.createdAt, id: row.id }),
      toNode: toPayment,
      count: async () => (areShown ? ((await totals.load(contract.key)) ?? 0) : 0),
    });
  }
}
