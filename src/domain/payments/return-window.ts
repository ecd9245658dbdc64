import { addBankingDays, nextBankingDay } from '../../kernel/banking-day';
import { addDays, type LocalDate } from '../../kernel/local-date';
import { CONSUMER_RETURN_DAYS } from '../../nacha/return-code';
import type { TraceFacts } from './trace-facts';

const RETURN_BANKING_DAYS = 2;

/** Until when a bank may send a debit back: for whatever reason, and as unauthorised. Both included. */
interface ReturnWindow {
  ordinaryUntil: LocalDate;
  /** Consumers' banks have longer for what their customer disputes; the same day for other debits. */
  disputedUntil: LocalDate;
}

/**
 * How long a posted payment may come back: two banking days after settlement, and sixty days as unauthorised where a consumer's bank may say so,
 * which a `WEB` debit always allows for (Nacha Operating Rules, Appendix Four). Undefined for a payment that was not posted.
 */
function returnWindowOf({ payment, batches }: Pick<TraceFacts, 'payment' | 'batches'>): ReturnWindow | undefined {
  if (payment.postedAt === null) return undefined;
  const batch = batches.find(({ batchNumber }) => batchNumber === payment.batchNumber);
  const settledOn = batch?.effectiveEntryOn ?? nextBankingDay(payment.postedAt.slice(0, 10));
  const ordinaryUntil = addBankingDays(settledOn, RETURN_BANKING_DAYS);
  return { ordinaryUntil, disputedUntil: payment.secCode === 'WEB' ? addDays(settledOn, CONSUMER_RETURN_DAYS) : ordinaryUntil };
}

/** How the window stands today, in words; null once it has closed. */
export function returnWindowInWords(facts: TraceFacts, inWords: (day: LocalDate) => string): string | null {
  const window = returnWindowOf(facts);
  if (!window) return null;
  const today = facts.now.toISOString().slice(0, 10);
  const { ordinaryUntil, disputedUntil } = window;
  if (today > disputedUntil) return null;
  const disputed = `as unauthorised until ${inWords(disputedUntil)}`;
  if (today > ordinaryUntil) return `The bank may still return it ${disputed}.`;
  return `The bank may still return it until ${inWords(ordinaryUntil)}${disputedUntil > ordinaryUntil ? `, and ${disputed}` : ''}.`;
}
