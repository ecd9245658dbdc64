import type { Clock } from '../../kernel/clock';
import type { PaymentFindingListRepository } from '../../persistence/repositories/payment-finding-list.repository';
import type { PaymentTraceRepository } from '../../persistence/repositories/payment-trace.repository';
import type { StaffPaymentRepository } from '../../persistence/repositories/staff-payment.repository';
import { traceOf, type PaymentTrace, type TraceAudience } from './payment-trace';
import type { TraceFacts, TraceMaterial } from './trace-facts';

/** Reads what is stored about payments' ways, and tells them. Whoever shows a trace to a viewer must have found the payment with the viewer's scope. */
export class PaymentTraceReader {
  constructor(
    private readonly payments: Pick<StaffPaymentRepository, 'listEvents'>,
    private readonly traces: PaymentTraceRepository,
    private readonly findings: Pick<PaymentFindingListRepository, 'listOpenOf'>,
    private readonly clock: Clock,
  ) {}

  /** Of all of the payments in four statements; three for payers, who are not told what staff must look at. */
  async read(paymentIds: readonly number[], audience: TraceAudience): Promise<Map<number, TraceMaterial>> {
    const [events, handOvers, batches, findings] = await Promise.all([
      this.payments.listEvents(paymentIds),
      this.traces.listHandOvers(paymentIds),
      this.traces.listBatches(paymentIds),
      audience === 'STAFF' ? this.findings.listOpenOf(paymentIds) : [],
    ]);
    const eventsOf = byPayment(events);
    const findingsOf = byPayment(findings);
    const handOverOf = new Map(handOvers.map((row) => [row.paymentId, row]));
    return new Map(
      paymentIds.map((id): [number, TraceMaterial] => [
        id,
        { events: eventsOf.get(id) ?? [], handOver: handOverOf.get(id), batches, findings: findingsOf.get(id) ?? [] },
      ]),
    );
  }

  tell(payment: TraceFacts['payment'], material: TraceMaterial, audience: TraceAudience): PaymentTrace {
    return traceOf({ payment, ...material, now: this.clock.now() }, audience);
  }
}

function byPayment<Row extends { paymentId: number | null }>(rows: readonly Row[]): Map<number | null, Row[]> {
  const groups = new Map<number | null, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.paymentId) ?? [];
    groups.set(row.paymentId, [...group, row]);
  }
  return groups;
}
