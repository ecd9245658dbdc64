import type { PaymentCheckRepository, RecordedPayment } from '../../persistence/repositories/payment-check.repository';
import type { AlternateEft, PaymentServicing } from './alternate-eft';
import type { FoundAboutPayments } from './payment-finding.service';
import { inPages } from './payment-pages';
import { amountInWords, dayInWords } from './payment-words';

const CALLS_AT_ONCE = 4;

/** A day's payments here, and in ASPIRE. */
interface DaySums {
  dueOn: string;
  ours: number;
  theirs: number;
  /** That differ, by number. */
  payments: number[];
}

/** Compares the payments of each day with ASPIRE's records of them, asking for each. */
export class RecordComparison {
  constructor(
    private readonly servicing: PaymentServicing,
    private readonly checks: Pick<PaymentCheckRepository, 'listRecorded' | 'listUnchanged'>,
  ) {}

  /**
   * The days whose sums differ, from the scheduled payments and those collected after `paidSince`. A payment that changes while ASPIRE is asked counts as equal.
   * @throws Fault UPSTREAM_UNAVAILABLE when ASPIRE cannot be asked: then nothing can be said.
   */
  async listDiffering(paidSince: Date, stop: AbortSignal): Promise<FoundAboutPayments[]> {
    const days = new Map<string, DaySums>();
    await inPages(
      (afterId, limit) => this.checks.listRecorded(paidSince, afterId, limit),
      ({ paymentId }) => paymentId,
      (payments) => this.compare(payments, days, stop),
    );
    return [...days.values()].filter(({ payments }) => payments.length > 0).map(foundOn);
  }

  private async compare(payments: readonly RecordedPayment[], days: Map<string, DaySums>, stop: AbortSignal): Promise<void> {
    const theirs = new Map<number, number>();
    const waiting = [...payments];
    const ask = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        stop.throwIfAborted();
        theirs.set(next.paymentId, centsOf(await this.servicing.findAlternateEft(next.paymentKey, stop)));
      }
    };
    await Promise.all(Array.from({ length: CALLS_AT_ONCE }, ask));
    const differing = payments.filter(({ paymentId, amountCents }) => theirs.get(paymentId) !== amountCents);
    const unchanged = differing.length > 0 ? await this.checks.listUnchanged(differing) : new Set<number>();
    for (const { paymentId, amountCents, dueOn } of payments) {
      const day = days.get(dueOn) ?? { dueOn, ours: 0, theirs: 0, payments: [] };
      const differs = unchanged.has(paymentId);
      day.ours += amountCents;
      day.theirs += differs ? (theirs.get(paymentId) ?? 0) : amountCents;
      if (differs) day.payments.push(paymentId);
      days.set(dueOn, day);
    }
  }
}

/** What a record will collect or has collected. */
function centsOf(record: AlternateEft | undefined): number {
  return record === undefined || record.state === 'CANCELED' ? 0 : record.amountCents;
}

function foundOn({ dueOn, ours, theirs, payments }: DaySums): FoundAboutPayments {
  const which = payments.slice(0, 20).join(', ');
  const sums = `come to ${amountInWords(ours, 'USD')} here and to ${amountInWords(theirs, 'USD')} in ASPIRE`;
  return {
    code: 'RECORDS_DIFFER',
    subject: `day:${dueOn}`,
    message: `The payments due on ${dayInWords(dueOn)} ${sums}. Payments ${which} differ.`,
  };
}
