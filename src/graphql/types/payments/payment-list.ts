import type { PaymentReader } from '../../../domain/payments/payment-reader';
import { resolvePage } from '../../../kernel/page';
import { connect, type ConnectionOf } from '../../shared/connection';
import type { Sight } from '../../shared/context';
import { contractFilterKey } from '../contracts/contract-list.input';
import type { PaymentListArguments } from './payment-list.input';
import { toPayment, type PaymentType } from './payment.type';

/** A page of the payments that are seen with these eyes. */
export async function listPayments(reader: PaymentReader, sight: Sight, args: PaymentListArguments): Promise<ConnectionOf<PaymentType>> {
  const filter = { contractId: contractFilterKey(args.filter?.contractId) };
  const descending = args.orderBy?.direction !== 'ASC';
  const ordering = `payments by day received${descending ? ' descending' : ''}`;
  const page = resolvePage(args, ordering);
  const rows = await reader.list(sight.scope, filter, descending, page);
  return connect(rows, page, {
    ordering,
    position: (row) => ({ value: row.receivedOn, id: row.id }),
    toNode: (row) => toPayment(row, sight),
    count: () => reader.count(sight.scope, filter),
  });
}
