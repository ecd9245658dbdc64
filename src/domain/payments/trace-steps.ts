import { returnCodeOf } from '../../nacha/return-code-table';
import type { PaymentEventKind } from '../../persistence/entities/payment.entity';
import type { PaymentEventRow } from '../../persistence/repositories/staff-payment.repository';
import { amountInWords, dayInWords } from './payment-words';
import type { TraceFacts, TraceStep } from './trace-facts';
import { momentInWords, timesInWords } from './trace-words';

type Payment = TraceFacts['payment'];

/** Tries that failed one after the other, or one step of another kind. */
interface StepEvents {
  first: PaymentEventRow;
  last: PaymentEventRow;
  count: number;
}

/** The way of a payment with its evidence. Tries that failed in a row are one step. */
export function stepsForStaff({ payment, events, now }: TraceFacts): TraceStep[] {
  return folded(events).map((step) => ({
    at: step.last.at,
    what: staffSentence(payment, step, now),
    status: step.last.statusAfter,
    evidence: evidenceOf(payment, step),
  }));
}

/** The same in plain words; what happens behind the scenes is left out. */
export function stepsForPayer({ payment, events }: TraceFacts): TraceStep[] {
  return events.flatMap((event) => {
    const what = payerSentence(payment, event);
    return what === null ? [] : [{ at: event.at, what, status: event.statusAfter, evidence: [] }];
  });
}

function folded(events: readonly PaymentEventRow[]): StepEvents[] {
  const steps: StepEvents[] = [];
  for (const event of events) {
    const before = steps.at(-1);
    if (before && event.kind === 'HAND_OVER_FAILED' && before.last.kind === 'HAND_OVER_FAILED') {
      before.last = event;
      before.count += 1;
    } else steps.push({ first: event, last: event, count: 1 });
  }
  return steps;
}

function staffSentence(payment: Payment, { first, last, count }: StepEvents, now: Date): string {
  const batch = batchInWords(payment, last);
  const sentences: Record<PaymentEventKind, () => string> = {
    SUBMITTED: () =>
      `Submitted by ${last.actorName}: ${amountInWords(payment.amountCents, payment.currencyCode)}, due on ${dayInWords(payment.dueOn)}.`,
    HAND_OVER_FAILED: () => `ASPIRE could not be told or asked${triesInWords(count, first.at, now)}.${because(last)}`,
    RECORDED: () =>
      payment.alternateEftId === null
        ? 'ASPIRE keeps it as an Alternate EFT record.'
        : `ASPIRE keeps it as Alternate EFT record ${payment.alternateEftId}.`,
    CANCEL_REQUESTED: () => `Cancelled by ${last.actorName}; ASPIRE has yet to confirm that no EFT batch takes it.`,
    CANCELED: () => 'The cancellation is certain: no EFT batch took it, and none can any more.',
    IN_REVIEW: () => `${batch} holds it in review.`,
    LEFT_OUT: () => `${batch} was closed without it.`,
    POSTED: () => postedInWords(payment, batch),
    RECEIVED: () => 'The money received that ASPIRE posted for it has been synced.',
    RETURNED: () => returnedForStaff(payment),
    CORRECTED: () => `The payer's bank says that data of the bank account should read otherwise.`,
    RESTORED: () => `ASPIRE's database was restored to an earlier state: what it knows of the payment was looked up anew.`,
    RAISED: () => `Staff were told.${because(last)}`,
  };
  return sentences[last.kind]();
}

function payerSentence(payment: Payment, { kind }: PaymentEventRow): string | null {
  switch (kind) {
    case 'SUBMITTED':
      return `Submitted, to be collected from ${dayInWords(payment.dueOn)} on.`;
    case 'RECORDED':
      return 'The finance company has it and will collect it when it is due.';
    case 'CANCEL_REQUESTED':
      return 'Its cancellation was asked for.';
    case 'CANCELED':
      return 'Cancelled: it will not be collected.';
    case 'IN_REVIEW':
      return 'The finance company is preparing to collect it.';
    case 'LEFT_OUT':
      return 'It was not collected this time.';
    case 'POSTED':
      return "Collected: it is in the finance company's file to the bank.";
    case 'RECEIVED':
      return 'The money is booked on the contract.';
    case 'RETURNED':
      return `The bank returned it. ${returnReasonOf(payment)?.forPayer ?? ''}`.trim();
    default:
      return null;
  }
}

function triesInWords(count: number, firstAt: string, now: Date): string {
  return count === 1 ? '' : `, tried ${timesInWords(count)} since ${momentInWords(firstAt, now)}`;
}

function batchInWords(payment: Payment, { evidence }: PaymentEventRow): string {
  const known = evidence['batchNumber'] ?? payment.batchNumber;
  return typeof known === 'number' || typeof known === 'string' ? `EFT batch ${known}` : 'An EFT batch';
}

function postedInWords({ fileName, traceNumber }: Payment, batch: string): string {
  const file = fileName === null ? 'its file is not known' : `file ${fileName}`;
  return `Posted in ${batch}; ${file}${traceNumber === null ? '' : `, trace number ${traceNumber}`}.`;
}

function returnedForStaff(payment: Payment): string {
  const day = payment.returnedOn === null ? '' : ` on ${dayInWords(payment.returnedOn)}`;
  const reason = returnReasonOf(payment);
  const code = payment.returnReasonCode ?? 'without a reason';
  return `The bank returned it${day}: ${reason ? `${code} ${reason.title}. ${reason.forStaff}` : `${code}.`}`;
}

function returnReasonOf({ returnReasonCode }: Payment): ReturnType<typeof returnCodeOf> {
  return returnReasonCode === null ? undefined : returnCodeOf(returnReasonCode);
}

/** What an event says of its cause: the reason of a failure, or the message of a finding. */
function because({ evidence }: PaymentEventRow): string {
  const cause = evidence['reason'] ?? evidence['message'];
  return typeof cause === 'string' ? ` ${cause}` : '';
}

const KNOWN_THEN: Partial<Record<PaymentEventKind, readonly (keyof Payment)[]>> = {
  SUBMITTED: ['paymentKey', 'secCode'],
  RECORDED: ['alternateEftId'],
  POSTED: ['batchNumber', 'postedAt', 'fileName', 'traceNumber'],
  RECEIVED: ['receivedPaymentId'],
  RETURNED: ['returnedOn', 'returnReasonCode'],
};

function evidenceOf(payment: Payment, { first, last, count }: StepEvents): TraceStep['evidence'] {
  const { evidence, kind, realm, actorName } = last;
  const known = (KNOWN_THEN[kind] ?? []).map((name): [string, unknown] => [name, payment[name]]);
  const tries: [string, unknown][] =
    count > 1
      ? [
          ['tries', count],
          ['firstAt', first.at],
        ]
      : [];
  const all = new Map<string, unknown>([...known, ...Object.entries(evidence), ...tries, ['by', `${actorName} (${realm})`]]);
  return [...all].flatMap(([name, value]) => (value == null ? [] : [{ name, value: textOf(value) }]));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
