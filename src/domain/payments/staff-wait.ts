import { instantOf } from '../../kernel/instant';
import type { HandOverTask } from '../../persistence/entities/payment-hand-over.entity';
import { dayInWords } from './payment-words';
import { returnWindowInWords } from './return-window';
import type { EftBatchRow, HandOverRow, TraceFacts } from './trace-facts';
import { daysInWords, momentInWords, timesInWords } from './trace-words';

/** After that a task that is due and that no worker has taken is told of. */
const OVERDUE_MS = 5 * 60_000;

const TASKS: Record<HandOverTask, { toBe: string; being: string }> = {
  RECORD: { toBe: 'handed to ASPIRE', being: 'Handing it to ASPIRE' },
  CANCEL: { toBe: 'cancelled in ASPIRE', being: 'Cancelling it in ASPIRE' },
  WATCH: { toBe: 'looked up in ASPIRE', being: 'Looking it up in ASPIRE' },
};

/** Why a payment stands where it does, for staff: the answer to "it is missing from the file". Null where nothing more is to come. */
export function waitForStaff(facts: TraceFacts): string | null {
  const { payment } = facts;
  switch (payment.status) {
    case 'PENDING':
      return handOver(facts);
    case 'SCHEDULED':
      return facts.handOver?.task === 'RECORD' ? joined(LOST, handOver(facts)) : joined(nextBatch(facts), troubleLooking(facts));
    case 'PENDING_CANCEL':
      return payment.batchNumber === null ? handOver(facts) : joined(batchDecides(facts), troubleLooking(facts));
    case 'PAID':
      return joined(posted(facts), notSynced(facts));
    case 'CANCELED':
      return isToldAgain(facts) ? joined(OPEN_AGAIN, handOver(facts)) : null;
    case 'RETURNED':
      return null;
  }
}

const LOST = 'ASPIRE no longer has its record, after a restore or a change made there by hand.';
const OPEN_AGAIN = 'ASPIRE has its record open although the payment is cancelled.';

/** A final status, and still something to be told: ASPIRE says what cannot be. */
function isToldAgain({ handOver: row }: TraceFacts): boolean {
  return row?.task === 'CANCEL' && row.nextAttemptAt !== null;
}

function joined(...sentences: (string | null)[]): string | null {
  const told = sentences.filter((sentence) => sentence !== null);
  return told.length === 0 ? null : told.join(' ');
}

/** The outbox has the next step. */
function handOver({ handOver: row, now }: TraceFacts): string {
  if (!row) return 'It has no row in the outbox, so nobody will hand it over. This should not be: tell whoever runs the portal.';
  const task = TASKS[row.task];
  if (isClaimed(row, now)) return `It is being ${task.toBe} at this moment.`;
  const failed = failures(row);
  if (row.nextAttemptAt === null) {
    return `${failed ?? `Waiting to be ${task.toBe}.`} No further try is planned: see the findings, and use paymentHandOverRetry.`;
  }
  const next = nextTry(row.nextAttemptAt, now);
  return failed === null ? `Waiting to be ${task.toBe}; ${next}` : `${failed} ${sentenceOf(next)}`;
}

function nextTry(nextAttemptAt: string, now: Date): string {
  const lateMs = now.getTime() - instantOf(nextAttemptAt).getTime();
  const moment = momentInWords(nextAttemptAt, now);
  if (lateMs < 0) return `next try at ${moment}.`;
  return lateMs > OVERDUE_MS ? `it is due since ${moment}, and no worker has taken it: is a worker running?` : `it is due since ${moment}.`;
}

/** Null where nothing failed. */
function failures({ task, attempts, lastError, wasSent }: HandOverRow): string | null {
  if (attempts === 0) return null;
  const heard = task === 'RECORD' ? ` ASPIRE ${wasSent ? 'may have heard of it' : 'has never heard of it'}.` : '';
  const error = lastError === null ? '' : `, last with: ${lastError.replace(/\.$/, '')}`;
  return `${TASKS[task].being} failed ${timesInWords(attempts)}${error}.${heard}`;
}

/** Only where something is wrong: looking is not what a payment waits for. */
function troubleLooking(facts: TraceFacts): string | null {
  const { handOver: row, now } = facts;
  if (!row || row.nextAttemptAt === null) return 'Nobody looks how it stands any more: use paymentHandOverRetry.';
  const isOverdue = now.getTime() - instantOf(row.nextAttemptAt).getTime() > OVERDUE_MS;
  return row.attempts > 0 || (isOverdue && !isClaimed(row, now)) ? handOver(facts) : null;
}

function isClaimed({ claimedUntil }: HandOverRow, now: Date): boolean {
  return claimedUntil !== null && instantOf(claimedUntil) > now;
}

/** ASPIRE has the record; a batch must take it. */
function nextBatch(facts: TraceFacts): string {
  const { payment, batches, now } = facts;
  const day = dayInWords(payment.dueOn);
  const next = `the next EFT generation whose due dates include ${day}`;
  if (payment.batchNumber !== null) return holding(facts, payment.batchNumber, next);
  const passed = batches.find((batch) => batch.state !== 'DISCARDED' && covers(batch, payment.dueOn));
  if (passed) return `${passedBy(facts, passed)} Waiting for ${next}.`;
  const last = batches.find(({ state }) => state === 'POSTED');
  if (!last) return `Waiting for ${next}; no posted EFT batch is known here yet.`;
  const when = last.postedAt === null ? '' : `, posted ${momentInWords(last.postedAt, now)}`;
  return `Waiting for ${next}; the last one (batch ${last.batchNumber}${when}) took due dates ${daysInWords(last.dueFrom, last.dueTo)}.`;
}

function covers({ dueFrom, dueTo }: EftBatchRow, day: string): boolean {
  return dueFrom <= day && day <= dueTo;
}

function holding({ batches, now }: TraceFacts, batchNumber: number, next: string): string {
  const batch = batches.find((one) => one.batchNumber === batchNumber);
  if (batch?.state === 'DISCARDED') return `EFT batch ${batchNumber}, which held it, was discarded. Waiting for ${next}.`;
  if (batch?.state === 'POSTED') {
    const when = batch.postedAt === null ? '' : ` ${momentInWords(batch.postedAt, now)}`;
    return `EFT batch ${batchNumber}, which held it, was posted${when}: the next look at the record tells whether it took it.`;
  }
  const dues = batch ? ` (due dates ${daysInWords(batch.dueFrom, batch.dueTo)})` : '';
  return `Held in review by EFT batch ${batchNumber}${dues}: waiting for that batch to be posted.`;
}

/** A batch that could have taken it, and did not. */
function passedBy({ payment, events, now }: TraceFacts, batch: EftBatchRow): string {
  const dues = `due dates ${daysInWords(batch.dueFrom, batch.dueTo)}`;
  if (batch.state === 'REVIEW') return `EFT batch ${batch.batchNumber}, in review, takes ${dues}, but does not hold it.`;
  const recorded = events.find(({ kind }) => kind === 'RECORDED')?.at ?? payment.updatedAt;
  const when = batch.postedAt === null ? '' : `, posted ${momentInWords(batch.postedAt, now)},`;
  const why =
    batch.postedAt !== null && batch.postedAt < recorded
      ? 'before its record was known to exist'
      : 'but not it: it was generated before the record was made, or left it out; ASPIRE tells which';
  return `EFT batch ${batch.batchNumber}${when} took ${dues}, ${why}.`;
}

function batchDecides({ payment, batches }: TraceFacts): string {
  const batch = batches.find(({ batchNumber }) => batchNumber === payment.batchNumber);
  const stands = batch?.state === 'POSTED' ? 'was posted' : batch?.state === 'DISCARDED' ? 'was discarded' : 'holds it in review';
  return `EFT batch ${payment.batchNumber} ${stands}: whether the cancellation was in time shows once that batch is closed and the record was looked up.`;
}

function posted(facts: TraceFacts): string | null {
  const { batchNumber, fileName } = facts.payment;
  const window = returnWindowInWords(facts, dayInWords);
  if (window === null) return null;
  return `Posted in EFT batch ${batchNumber ?? 'unknown'}, file ${fileName ?? 'unknown'}. ${window}`;
}

function notSynced({ payment }: TraceFacts): string | null {
  return payment.receivedPaymentId === null ? 'The money received that ASPIRE posted for it has not been synced yet.' : null;
}

function sentenceOf(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
