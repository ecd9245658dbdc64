import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { TraceAudience } from '../../../domain/payments/payment-trace';
import type { PaymentTraceReader } from '../../../domain/payments/payment-trace-reader';
import type { RequestContext } from '../../shared/context';
import { PaymentTraceType, toPaymentTrace } from './payment-trace.type';
import { PaymentType } from './payment.type';

const NOTHING_STORED = { events: [], handOver: undefined, batches: [], findings: [] };

/** Payment → its way, told to those whom the API is for. */
@Resolver(() => PaymentType)
export class PaymentTraceResolver {
  constructor(
    private readonly audience: TraceAudience,
    private readonly traces: PaymentTraceReader,
  ) {}

  @FieldResolver(() => PaymentTraceType, { description: 'Where the payment has been, and what it waits for.' })
  async trace(@Root() { row }: PaymentType, @Ctx() context: RequestContext): Promise<PaymentTraceType> {
    const loader = context.loaders.byKey('payment traces', (ids) => this.traces.read(ids, this.audience));
    const material = (await loader.load(row.id)) ?? NOTHING_STORED;
    return toPaymentTrace(this.traces.tell(row, material, this.audience), material);
  }
}
