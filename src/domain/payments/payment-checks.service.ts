import { addBankingDays } from '../../kernel/banking-day';
import type { Clock } from '../../kernel/clock';
import { localDateAt } from '../../kernel/local-date';
import type { Database } from '../../persistence/database';
import type { CheckedPayment, ExceededBatch, PaymentCheckRepository } from '../../persistence/repositories/payment-check.repository';
import { PROMISE_MS, WATCH_PAID_DAYS } from './hand-over-plan';
import { EXPLANATIONS, PAYMENT_FINDINGS, type PaymentFindingCode } from './payment-finding-codes';
import type { FoundAboutPayments, PaymentFindings } from './payment-finding.service';
import { amountInWords, dayInWords } from './payment-words';
import type { RecordComparison } from './record-comparison';

/** What the checks work with. */
export interface PaymentCheckParts {
  database: Database;
  checks: PaymentCheckRepository;
  comparison: RecordComparison;
  findings: PaymentFindings;
  clock: Clock;
  timeZone: string;
  /** Hears why ASPIRE could not be asked: what needs it is left as it was. */
  onAway: (error: unknown) => void;
}

const DAY_MS = 86_400_000;
const COMPARED_DAYS = 7;
const RECEIVED_WITHIN_DAYS = 2;
const COLLECTED_WITHIN_BANKING_DAYS = 3;
/** Where more is wrong than that, what was found earlier stays open. */
const MOST_FOUND = 1_000;

/** Checks each day that the payments are as they must be. What is not is a finding for staff; what is again closes it. */
export class PaymentChecks {
  constructor(private readonly parts: PaymentCheckParts) {}

  /** Tells how many findings of each code hold now. @throws what the database throws */
  async run(stop: AbortSignal = new AbortController().signal): Promise<Partial<Record<PaymentFindingCode, number>>> {
    const { checks, clock, timeZone } = this.parts;
    const now = clock.now();
    const before = (days: number): Date => new Date(now.getTime() - days * DAY_MS);
    const dueBefore = addBankingDays(localDateAt(now, timeZone), -COLLECTED_WITHIN_BANKING_DAYS);
    const paidSince = before(WATCH_PAID_DAYS);
    const lists: Partial<Record<PaymentFindingCode, CheckedPayment[]>> = {
      SCHEDULED_WITHOUT_RECORD: await checks.listScheduledWithoutRecord(MOST_FOUND),
      NOTHING_NEXT: await checks.listNothingNext(paidSince, MOST_FOUND),
      PROMISE_BROKEN: await checks.listUnexplained(new Date(now.getTime() - PROMISE_MS), EXPLANATIONS, MOST_FOUND),
      NOT_COLLECTED: await checks.listNotCollected(dueBefore, MOST_FOUND),
      NOT_RECEIVED: await checks.listNotReceived(paidSince, before(RECEIVED_WITHIN_DAYS), MOST_FOUND),
    };
    const counts: Partial<Record<PaymentFindingCode, number>> = {};
    for (const [code, payments] of Object.entries(lists) as [PaymentFindingCode, CheckedPayment[]][])
      counts[code] = await this.settle(
        code,
        payments.map((payment) => foundOf(code, payment)),
      );
    const batches = await checks.listExceededBatches(before(COMPARED_DAYS), MOST_FOUND);
    counts.BATCH_SUM_DIFFERS = await this.settle('BATCH_SUM_DIFFERS', batches.map(foundInBatch));
    const days = await this.compare(before(COMPARED_DAYS), stop);
    if (days) counts.RECORDS_DIFFER = await this.settle('RECORDS_DIFFER', days);
    return counts;
  }

  private async compare(paidSince: Date, stop: AbortSignal): Promise<FoundAboutPayments[] | undefined> {
    try {
      return await this.parts.comparison.listDiffering(paidSince, stop);
    } catch (error) {
      this.parts.onAway(error);
      return undefined;
    }
  }

  private async settle(code: PaymentFindingCode, found: readonly FoundAboutPayments[]): Promise<number> {
    const { database, findings } = this.parts;
    await database.transaction(async (transaction) => {
      if (found.length < MOST_FOUND) await findings.settle(transaction, code, found);
      else for (const one of found) await findings.raise(transaction, one);
    });
    return found.length;
  }
}

function foundOf(code: PaymentFindingCode, { paymentId, status, amountCents, currencyCode, dueOn }: CheckedPayment): FoundAboutPayments {
  const which = `Payment ${paymentId} of ${amountInWords(amountCents, currencyCode)}, due on ${dayInWords(dueOn)}, ${status}`;
  return { code, paymentId, message: `${which}: ${PAYMENT_FINDINGS[code]}` };
}

function foundInBatch({ batchNumber, ownCount, ownCents, entryCount, batchCents }: ExceededBatch): FoundAboutPayments {
  const [ours, all] = [amountInWords(ownCents, 'USD'), amountInWords(batchCents, 'USD')];
  const message = `${ownCount} payments of ${ours} count as taken by EFT batch ${batchNumber}, which has ${entryCount} entries of ${all}.`;
  return { code: 'BATCH_SUM_DIFFERS', subject: `batch:${batchNumber}`, message };
}
