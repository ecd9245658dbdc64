import type { PaymentEventReader, PaymentEventRow } from '../../../domain/payments/payment-reader';
import { groupBy, type RequestContext } from '../../shared/context';

/** The steps of a payment that was found with the viewer's scope, first to last. Those of all payments of a request are read at once. */
export async function loadPaymentEvents(
  events: PaymentEventReader,
  { loaders }: RequestContext,
  paymentId: number,
): Promise<readonly PaymentEventRow[]> {
  const loader = loaders.byKey('payment events', async (ids) => groupBy(await events.listEvents(ids), (event) => event.paymentId));
  return (await loader.load(paymentId)) ?? [];
}
