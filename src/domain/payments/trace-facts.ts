import type { PaymentRow } from '../../persistence/repositories/payment.repository';
import type { PaymentFindingRow } from '../../persistence/repositories/payment-finding-list.repository';
import type { EftBatchRow, HandOverRow } from '../../persistence/repositories/payment-trace.repository';
import type { PaymentEventRow } from '../../persistence/repositories/staff-payment.repository';
import type { PaymentStatus } from './payment-states';

export type { PaymentFindingFilter, PaymentFindingRow } from '../../persistence/repositories/payment-finding-list.repository';
export type { EftBatchRow, HandOverRow } from '../../persistence/repositories/payment-trace.repository';

/** What is stored about a payment's way beside its steps. */
export interface TraceMaterial {
  /** Undefined where there is no row, which should not be. */
  handOver: HandOverRow | undefined;
  /** The batch the payment is in, and the latest; latest first. */
  batches: readonly EftBatchRow[];
  /** Those open; for staff only. */
  findings: readonly PaymentFindingRow[];
}

/** All that a trace is told from. */
export interface TraceFacts extends TraceMaterial {
  payment: PaymentRow;
  /** First to last. */
  events: readonly PaymentEventRow[];
  now: Date;
}

/** One step on a payment's way. */
export interface TraceStep {
  /** As the database writes it. */
  at: string;
  what: string;
  /** Null where it stayed. */
  status: PaymentStatus | null;
  /** How it is known; empty for payers. */
  evidence: readonly { name: string; value: string }[];
}
