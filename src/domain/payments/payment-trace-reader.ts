import type { Clock } from '../../kernel/clock';
import type { PaymentFindingListRepository } from '../../persistence/repositories/payment-finding-list.repository';
import type { PaymentTraceRepository } from '../../persistence/repositories/payment-trace.repository';
import { traceOf, type PaymentTrace, type TraceAudience } from './payment-trace';
import type { TraceFacts, TraceMaterial } from './trace-facts';

/** Reads what is stored about payments' ways, and tells them. Whoever shows a trace to a viewer must have found the payment with the viewer's scope. */
export class PaymentTraceReader {
  constructor(
    private readonly traces: PaymentTraceRepository,
    private readonly findings: Pick<PaymentFindingListRepository, 'listOpenOf'>,
    private readonly clock: Clock,
  ) {}

  /** What lies beside the steps of all of the payments, in three statements; two for payers, who are not told what staff must look at. */
  async read(paymentIds: readonly number[], audience: TraceAudience): Promise<Map<number, TraceMaterial>> {
    const [handOvers, batches, findings] = await Promise.all([
      this.traces.listHandOvers(paymentIds),
      this.traces.listBatches(paymentIds),
      audience === 'STAFF' ? this.findings.listOpenOf(paymentIds) : [],
    ]);
    const handOverOf = new Map(handOvers.map((row) => [row.paymentId, row]));
    return new Map(
      paymentIds.map((id): [number, TraceMaterial] => [
        id,
        { handOver: handOverOf.get(id), batches, findings: findings.filter(({ paymentId }) => paymentId === id) },
      ]),
    );
  }

  tell(payment: TraceFacts['payment'], events: TraceFacts['events'], material: TraceMaterial, audience: TraceAudience): PaymentTrace {
    return traceOf({ payment, events, ...material, now: this.clock.now() }, audience);
  }
}
