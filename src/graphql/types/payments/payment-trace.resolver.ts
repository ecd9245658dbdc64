import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { PaymentEventReader } from '../../../domain/payments/payment-reader';
import type { TraceAudience } from '../../../domain/payments/payment-trace';
import type { PaymentTraceReader } from '../../../domain/payments/payment-trace-reader';
import type { RequestContext } from '../../shared/context';
import { loadPaymentEvents } from './payment-event-loader';
import { PaymentTraceType, toPaymentTrace } from './payment-trace.type';
import { PaymentType } from './payment.type';

const NOTHING_STORED = { handOver: undefined, batches: [], findings: [] };

/** Payment → its way, told to those whom the API is for. */
@Resolver(() => PaymentType)
export class PaymentTraceResolver {
  constructor(
    private readonly audience: TraceAudience,
    private readonly traces: PaymentTraceReader,
    private readonly events: PaymentEventReader,
  ) {}

  @FieldResolver(() => PaymentTraceType, { description: 'Where the payment has been, and what it waits for.' })
  async trace(@Root() { row }: PaymentType, @Ctx() context: RequestContext): Promise<PaymentTraceType> {
    const loader = context.loaders.byKey('payment traces', (ids) => this.traces.read(ids, this.audience));
    const [events, stored] = await Promise.all([loadPaymentEvents(this.events, context, row), loader.load(row.id)]);
    const material = stored ?? NOTHING_STORED;
    return toPaymentTrace(this.traces.tell(row, events, material, this.audience), material);
  }
}
