/** What staff may have to look at, with what it means to them. */
export const PAYMENT_FINDINGS = {
  HAND_OVER_LATE: 'A payment could not be handed to ASPIRE within 15 minutes. It is tried on.',
  HAND_OVER_OVERDUE: 'A payment could not be handed to ASPIRE for a day. It is tried on every hour.',
  HAND_OVER_REFUSED: 'ASPIRE does not take a payment as it stands. It is tried again every hour until it does or the payment is cancelled.',
  HAND_OVER_CONFLICT: 'ASPIRE has a record of a payment with other content than ours.',
  CANCEL_LATE: 'A cancellation could not be confirmed within 15 minutes. It is tried on.',
  CANCEL_OVERDUE: 'A cancellation could not be confirmed for a day. It is tried on every hour.',
  WATCH_OVERDUE: 'ASPIRE could not be asked about a payment for a day. It is asked on every hour.',
  LEFT_OUT_OF_BATCH: 'An EFT batch was posted that should have taken a scheduled payment and has not.',
  OPEN_AGAIN_AFTER_PAID: 'A payment that was in a file to the bank is open again or gone in ASPIRE: the posting is lost there.',
  OPEN_AGAIN_AFTER_CANCEL: 'The record of a cancelled payment is open again in ASPIRE.',
  COLLECTED_AFTER_CANCEL: 'A payment that ASPIRE had confirmed as cancelled was collected all the same.',
  COLLECTED_AGAIN: 'A payment that was in one file to the bank is in another one as well.',
  CHANGED_AFTER_RETURN: 'The record of a returned payment is no longer a collected one in ASPIRE.',
  DISPUTED: 'The payer says that a payment was not authorised.',
  RECORDS_DIFFER: "The payments of a day come to another sum than ASPIRE's records of them.",
  BATCH_SUM_DIFFERS: 'Payments said to be in a batch come to more than the whole batch.',
  SCHEDULED_WITHOUT_RECORD: 'A payment counts as scheduled, but the record of it is not known.',
  NOTHING_NEXT: 'A payment on its way has nothing that will be done next about it.',
  PROMISE_BROKEN: 'A payment is older than its promise, and nothing explains why.',
  NOT_COLLECTED: 'A scheduled payment was due days ago and no EFT batch has taken it.',
  NOT_RECEIVED: 'A payment was collected days ago and has not come back with the sync as money received.',
} as const;

export type PaymentFindingCode = keyof typeof PAYMENT_FINDINGS;

/** Solved once a payment's record is made. */
export const SOLVED_BY_RECORD = [
  'HAND_OVER_LATE',
  'HAND_OVER_OVERDUE',
  'HAND_OVER_REFUSED',
  'HAND_OVER_CONFLICT',
] as const satisfies PaymentFindingCode[];

/** Findings that explain why a payment is older than promised. */
export const EXPLANATIONS = [...SOLVED_BY_RECORD, 'CANCEL_LATE', 'CANCEL_OVERDUE'] as const satisfies PaymentFindingCode[];

/** Solved once it is known whether a batch or the cancellation came first. */
export const SOLVED_BY_OUTCOME = [...EXPLANATIONS, 'LEFT_OUT_OF_BATCH', 'NOT_COLLECTED'] as const satisfies PaymentFindingCode[];

/** How a finding names the payment that it is about. */
export function paymentSubject(paymentId: number): string {
  return `payment:${paymentId}`;
}
