import type { ReceivedPaymentReader } from '../../../domain/payments/received-payment-reader';
import { resolvePage } from '../../../kernel/page';
import { connect, type ConnectionOf } from '../../shared/connection';
import type { Sight } from '../../shared/context';
import { contractFilterKey } from '../contracts/contract-list.input';
import type { ReceivedPaymentListArguments } from './received-payment-list.input';
import { toReceivedPayment, type ReceivedPaymentType } from './received-payment.type';

/** A page of the payments received that are seen with these eyes. */
export async function listReceivedPayments(
  reader: ReceivedPaymentReader,
  sight: Sight,
  args: ReceivedPaymentListArguments,
): Promise<ConnectionOf<ReceivedPaymentType>> {
  const filter = { contractId: contractFilterKey(args.filter?.contractId) };
  const descending = args.orderBy?.direction !== 'ASC';
  const ordering = `received payments by day received${descending ? ' descending' : ''}`;
  const page = resolvePage(args, ordering);
  const rows = await reader.list(sight.scope, filter, descending, page);
  return connect(rows, page, {
    ordering,
    position: (row) => ({ value: row.receivedOn, id: row.id }),
    toNode: (row) => toReceivedPayment(row, sight),
    count: () => reader.count(sight.scope, filter),
  });
}
