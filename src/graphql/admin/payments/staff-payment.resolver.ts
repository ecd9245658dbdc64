import { Arg, Args, ID, Query, Resolver } from 'type-graphql';
import type { StaffPaymentReader } from '../../../domain/payments/payment-reader';
import type { ConnectionOf } from '../../shared/connection';
import { decodeKeyOf } from '../../shared/node-id';
import { PaymentConnection, PaymentType, toPayment } from '../../types/payments/payment.type';
import { listStaffPayments } from './staff-payment-list';
import { StaffPaymentListArguments, toStaffPaymentFilter } from './staff-payment-list.input';

/** Payments made through the portal, for staff: all of them. */
@Resolver()
export class StaffPaymentResolver {
  constructor(private readonly reader: StaffPaymentReader) {}

  @Query(() => PaymentConnection, { nullable: true, description: 'Payments made through the portal on all sites, submitted last first.' })
  payments(@Args() args: StaffPaymentListArguments): Promise<ConnectionOf<PaymentType>> {
    const { field: sort = 'CREATED_AT', direction } = args.orderBy ?? {};
    return listStaffPayments(this.reader, args, { filter: toStaffPaymentFilter(args), sort, descending: direction !== 'ASC' });
  }

  @Query(() => PaymentType, { nullable: true, description: 'One payment; null when there is none with that id.' })
  async payment(@Arg('id', () => ID, { description: "A payment's id." }) id: string): Promise<PaymentType | null> {
    const key = decodeKeyOf('Payment', id);
    return key === undefined ? null : this.findPayment(key);
  }

  async findPayment(key: number): Promise<PaymentType | null> {
    const [row] = await this.reader.findByIds([key]);
    return row ? toPayment(row) : null;
  }
}
