import { Args, FieldResolver, Resolver, Root } from 'type-graphql';
import type { ContractReader } from '../../../domain/contracts/contract-reader';
import type { ReceivedPaymentReader } from '../../../domain/payments/received-payment-reader';
import { resolvePage } from '../../../kernel/page';
import { connect, type ConnectionOf } from '../../shared/connection';
import { PagingArguments } from '../../shared/paging';
import { loadContract } from '../contracts/contract-loader';
import { loadPartsOf } from '../contracts/contract-part-loader';
import { ContractType } from '../contracts/contract.type';
import { ReceivedPaymentConnection, ReceivedPaymentType, toReceivedPayment } from './received-payment.type';

const ORDERING = 'received payments of a contract';

/** Contract → the payments received on it. */
@Resolver(() => ContractType)
export class ContractReceivedPaymentsResolver {
  constructor(private readonly receivedPaymentReader: ReceivedPaymentReader) {}

  @FieldResolver(() => ReceivedPaymentConnection, { description: 'The payments received on this contract, latest first.' })
  async receivedPayments(@Root() contract: ContractType, @Args() args: PagingArguments): Promise<ConnectionOf<ReceivedPaymentType>> {
    const { scope, loaders } = contract.sight;
    const page = resolvePage(args, ORDERING);
    const rows = await loadPartsOf(contract, `received payments ${JSON.stringify(page)}`, (viewer, ids) =>
      this.receivedPaymentReader.listByContracts(viewer, ids, true, page),
    );
    const totals = loaders.byKey('received payment totals', async (ids) => {
      const counts = await this.receivedPaymentReader.countByContracts(scope, ids);
      return new Map(counts.map((row) => [row.contractId, row.total]));
    });
    return connect(rows, page, {
      ordering: ORDERING,
      position: (row) => ({ value: row.receivedOn, id: row.id }),
      toNode: (row) => toReceivedPayment(row, contract.sight),
      count: async () => (await totals.load(contract.key)) ?? 0,
    });
  }
}

/** Payment received → its contract. */
@Resolver(() => ReceivedPaymentType)
export class ReceivedPaymentLinksResolver {
  constructor(private readonly contractReader: ContractReader) {}

  @FieldResolver(() => ContractType, { nullable: true, description: 'The contract paid on.' })
  contract(@Root() payment: ReceivedPaymentType): Promise<ContractType | null> {
    return loadContract(this.contractReader, payment.sight, payment.contractId);
  }
}
