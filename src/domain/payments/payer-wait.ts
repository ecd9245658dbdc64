import { instantOf } from '../../kernel/instant';
import { dayInWords } from './payment-words';
import { returnWindowInWords } from './return-window';
import type { TraceFacts } from './trace-facts';
import { momentInWords } from './trace-words';

/** What a payment waits for, in a payer's words; null where nothing more is to come. */
export function waitForPayer(facts: TraceFacts): string | null {
  const { payment } = facts;
  switch (payment.status) {
    case 'PENDING':
      return handOver(facts);
    case 'SCHEDULED':
      return isHeld(facts)
        ? 'The finance company is preparing to collect it.'
        : `Waiting to be collected by the finance company, from ${dayInWords(payment.dueOn)} on.`;
    case 'PENDING_CANCEL':
      return 'Waiting for the finance company to confirm that the cancellation was in time.';
    case 'PAID':
      return returnWindowInWords(facts, dayInWords);
    case 'CANCELED':
    case 'RETURNED':
      return null;
  }
}

function handOver({ handOver: row, now }: TraceFacts): string {
  const isLate = (row?.attempts ?? 0) > 0 || row?.nextAttemptAt == null;
  const wait = `Waiting to be handed to the finance company${isLate ? ', which takes longer than usual' : ''}`;
  const next = row?.nextAttemptAt;
  const isAhead = next != null && instantOf(next) > now;
  return isAhead ? `${wait}; next try at ${momentInWords(next, now)}.` : `${wait}.`;
}

function isHeld({ payment, batches }: TraceFacts): boolean {
  const batch = batches.find(({ batchNumber }) => batchNumber === payment.batchNumber);
  return payment.batchNumber !== null && batch?.state !== 'DISCARDED';
}
