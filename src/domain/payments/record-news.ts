import type { Actor } from '../../kernel/actor';
import { systemActor } from '../../kernel/actor';
import type { AlternateEft } from './alternate-eft';
import type { LockedPayment, PaymentFacts, PaymentNews } from './payment-progress';
import type { PaymentSignal } from './payment-states';

/** Who says what ASPIRE's records say. */
export const ASPIRE: Actor = systemActor('ASPIRE');

/** What an Alternate EFT record tells of its payment. A record that is returned was posted before, one that is processed was taken by a batch. */
export function newsOf(record: AlternateEft): PaymentNews {
  return { signal: signalOf(record), facts: factsOf(record), evidence: evidenceOf(record), actor: ASPIRE };
}

function signalOf({ state, returnedOn }: AlternateEft): PaymentSignal {
  if (state === 'CANCELED') return 'RECORD_CANCELED';
  if (state === 'OPEN') return 'RECORDED';
  return returnedOn === null ? 'POSTED' : 'RETURNED';
}

/** What is not told is not overwritten; but for an open record, which a batch may have let go of. */
function factsOf(record: AlternateEft): PaymentFacts {
  const { id, state, batchNumber, postedAt, traceNumber, fileName, returnedOn, returnReasonCode } = record;
  return {
    alternateEftId: id,
    ...((batchNumber !== null || state === 'OPEN') && { batchNumber }),
    ...(postedAt !== null && { postedAt: new Date(postedAt) }),
    ...(traceNumber !== null && { traceNumber }),
    ...(fileName !== null && { fileName }),
    ...(returnedOn !== null && { returnedOn }),
    ...(returnReasonCode !== null && { returnReasonCode }),
  };
}

/** The same for the payment's history. */
export function evidenceOf(record: AlternateEft): Record<string, unknown> {
  const { id, state, batchNumber, postedAt, traceNumber, fileName, returnedOn, returnReasonCode } = record;
  const told = { alternateEftId: id, state, batchNumber, postedAt, traceNumber, fileName, returnedOn, returnReasonCode };
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== null));
}

/** Two instants of one posting may be told with other decimals. */
const SAME_POSTING_MS = 60_000;

/** Whether a record tells of another posting than the one that the payment is known to have been in: after a restore a second batch took it. */
export function isCollectedAgain(payment: Pick<LockedPayment, 'batchNumber' | 'postedAt' | 'traceNumber'>, record: AlternateEft): boolean {
  if (record.state !== 'PROCESSED' || payment.traceNumber === null || record.traceNumber === null) return false;
  if (record.traceNumber !== payment.traceNumber || record.batchNumber !== payment.batchNumber) return true;
  if (record.postedAt === null || payment.postedAt === null) return false;
  return Math.abs(Date.parse(record.postedAt) - payment.postedAt.getTime()) >= SAME_POSTING_MS;
}
