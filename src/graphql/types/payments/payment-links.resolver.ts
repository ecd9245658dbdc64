import { Args, FieldResolver, Resolver, Root } from 'type-graphql';
import type { ContractReader } from '../../../domain/contracts/contract-reader';
import type { PaymentReader } from '../../../domain/payments/payment-reader';
import { resolvePage } from '../../../kernel/page';
import { connect, type ConnectionOf } from '../../shared/connection';
import { groupBy } from '../../shared/context';
import { PagingArguments } from '../../shared/paging';
import { loadContract } from '../contracts/contract-loader';
import { ContractType } from '../contracts/contract.type';
import { PaymentConnection, PaymentType, toPayment } from './payment.type';

const ORDERING = 'payments of a contract';

/** Contract → its payments. */
@Resolver(() => ContractType)
export class ContractPaymentsResolver {
  constructor(private readonly paymentReader: PaymentReader) {}

  @FieldResolver(() => PaymentConnection, { description: 'The payments received on this contract, latest first.' })
  async payments(@Root() contract: ContractType, @Args() args: PagingArguments): Promise<ConnectionOf<PaymentType>> {
    const { scope, loaders } = contract.sight;
    const page = resolvePage(args, ORDERING);
    const pages = loaders.byKey(`payments ${JSON.stringify(page)}`, async (ids) =>
      groupBy(await this.paymentReader.listByContracts(scope, ids, true, page), (row) => row.contractId),
    );
    const totals = loaders.byKey('payment totals', async (ids) => {
      const rows = await this.paymentReader.countByContracts(scope, ids);
      return new Map(rows.map((row) => [row.contractId, row.total]));
    });
    return connect((await pages.load(contract.key)) ?? [], page, {
      ordering: ORDERING,
      position: (row) => ({ value: row.receivedOn, id: row.id }),
      toNode: (row) => toPayment(row, contract.sight),
      count: async () => (await totals.load(contract.key)) ?? 0,
    });
  }
}

/** Payment → its contract. */
@Resolver(() => PaymentType)
export class PaymentLinksResolver {
  constructor(private readonly contractReader: ContractReader) {}

  @FieldResolver(() => ContractType, { nullable: true, description: 'The contract paid on.' })
  contract(@Root() payment: PaymentType): Promise<ContractType | null> {
    return loadContract(this.contractReader, payment.sight, payment.contractId);
  }
}
