import type { PaymentEventReader, PaymentEventRow, PaymentRow } from '../../../domain/payments/payment-reader';
import { groupBy, type RequestContext } from '../../shared/context';

/** The steps of a payment that was found with the viewer's scope, first to last. Those of all payments of a request are read at once. */
export async function loadPaymentEvents(
  events: PaymentEventReader,
  { loaders }: RequestContext,
  { id, status }: PaymentRow,
): Promise<readonly PaymentEventRow[]> {
  const loader = loaders.byKey('payment events', async (ids) => groupBy(await events.listEvents(ids), (event) => event.paymentId));
  const steps = (await loader.load(id)) ?? [];
  // The status changes together with a step that says so.
  if (steps.findLast(({ statusAfter }) => statusAfter !== null)?.statusAfter !== status) loaders.noteTorn('a payment and its steps');
  return steps;
}
