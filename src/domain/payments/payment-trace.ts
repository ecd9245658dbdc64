import { waitForPayer } from './payer-wait';
import { waitForStaff } from './staff-wait';
import type { TraceFacts, TraceStep } from './trace-facts';
import { stepsForPayer, stepsForStaff } from './trace-steps';

/** Who reads a trace. A payer is told in plain words, without the servicing system, errors or names of staff. */
export type TraceAudience = 'PAYER' | 'STAFF';

/** Where a payment has been and what it waits for; null where nothing more is to come. */
export interface PaymentTrace {
  steps: readonly TraceStep[];
  waitingFor: string | null;
}

/** Tells a payment's way out of what is stored. */
export function traceOf(facts: TraceFacts, audience: TraceAudience): PaymentTrace {
  return audience === 'STAFF'
    ? { steps: stepsForStaff(facts), waitingFor: waitForStaff(facts) }
    : { steps: stepsForPayer(facts), waitingFor: waitForPayer(facts) };
}
