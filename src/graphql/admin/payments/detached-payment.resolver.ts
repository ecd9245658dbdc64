import { Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { DetachedPaymentReader, PaymentEventReader } from '../../../domain/payments/payment-reader';
import { resolvePage } from '../../../kernel/page';
import { connect, type ConnectionOf } from '../../shared/connection';
import type { AdminContext } from '../../shared/context';
import { encodeNodeId } from '../../shared/node-id';
import { PagingArguments } from '../../shared/paging';
import { loadPaymentEvents } from '../../types/payments/payment-event-loader';
import { PaymentConnection, PaymentType, toPayment } from '../../types/payments/payment.type';

const ORDERING = 'detached payments';

/** Payments that outlived their contract, and what is still known of the contract. */
@Resolver(() => PaymentType)
export class DetachedPaymentResolver {
  constructor(
    private readonly reader: DetachedPaymentReader,
    private readonly events: PaymentEventReader,
  ) {}

  @Query(() => PaymentConnection, {
    nullable: true,
    description:
      'Payments made through the portal on contracts that are not here, by contract, the earliest first. The contract was removed in the servicing system, or its database was restored to a time before it. Nothing is lost: the payments are handed over and followed as before, and their payers see them again once a sync brings a contract with the same number. Look the contract up in the servicing system (`contractRecordKey`, `contractNumberShown`). One that is to come back needs nothing here. Where it is gone for good, cancel payments that are `PENDING` or `SCHEDULED` (`paymentCancel`), and see in the servicing system to money that was collected.',
  })
  async detachedPayments(@Args() args: PagingArguments): Promise<ConnectionOf<PaymentType>> {
    const page = resolvePage(args, ORDERING);
    return connect(await this.reader.list(page), page, {
      ordering: ORDERING,
      position: (row) => ({ value: row.contractId, id: row.id }),
      toNode: toPayment,
      count: () => this.reader.count(),
    });
  }

  @FieldResolver(() => ID, { description: "The id of the contract paid on, whether it is here or not, as the portal's users have it." })
  contractId(@Root() { row }: PaymentType): string {
    return encodeNodeId('Contract', row.contractId);
  }

  @FieldResolver(() => String, { description: "The number of the contract's record in the servicing system, whether it is here or not." })
  contractRecordKey(@Root() { row }: PaymentType): string {
    return String(row.contractId);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'The contract number that the payer was shown when submitting; null where it was not kept.',
  })
  async contractNumberShown(@Root() { row }: PaymentType, @Ctx() context: AdminContext): Promise<string | null> {
    const steps = await loadPaymentEvents(this.events, context, row);
    const number = steps.find(({ kind }) => kind === 'SUBMITTED')?.evidence['contractNumber'];
    return typeof number === 'string' ? number : null;
  }
}
