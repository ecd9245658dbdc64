import { formatCents, parseCents } from '../kernel/money';
import type { AlternateEftRecord, AlternateEftStore } from './alternate-eft-store';
import type { EftBatch } from './eft-batch-store';
import { effectiveEntryDate } from './eft-file';

/** How many payments, and how much. */
interface Total {
  count: number;
  Amount: string;
}

/** An EFT batch as the control endpoint shows it; entries in the order of its file, totals without what was cancelled. */
export interface EftBatchView {
  BatchNumber: number;
  state: EftBatch['state'];
  from: string;
  to: string;
  PostedAt: string | null;
  EffectiveEntryDate: string | null;
  FileName: string | null;
  totals: Total & Record<'WEB' | 'CCD', Total>;
  entries: AlternateEftRecord[];
  leftOut: EftBatch['leftOut'];
}

/** Shows a batch with its records as they are now. */
export function viewBatch(batch: EftBatch, records: AlternateEftStore): EftBatchView {
  const posted = batch.state === 'POSTED' ? batch : undefined;
  const entries = batch.paymentIds.map((paymentId) => records.get(paymentId));
  const counted = entries.filter(({ state }) => state !== 'CANCELED');
  return {
    BatchNumber: batch.BatchNumber,
    state: batch.state,
    from: batch.from,
    to: batch.to,
    PostedAt: posted?.moment.now.toISOString() ?? null,
    EffectiveEntryDate: posted ? effectiveEntryDate(posted.moment.today) : null,
    FileName: posted?.file?.FileName ?? null,
    totals: {
      ...totalOf(counted),
      WEB: totalOf(counted.filter(({ SecCode }) => SecCode === 'WEB')),
      CCD: totalOf(counted.filter(({ SecCode }) => SecCode === 'CCD')),
    },
    entries,
    leftOut: batch.leftOut,
  };
}

function totalOf(entries: AlternateEftRecord[]): Total {
  return { count: entries.length, Amount: formatCents(entries.reduce((sum, { Amount }) => sum + (parseCents(Amount) ?? 0), 0)) };
}
