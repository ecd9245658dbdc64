import type { PaymentStatus } from '../../persistence/entities/payment.entity';

export type { PaymentStatus } from '../../persistence/entities/payment.entity';

/** Every status, with what it means to whoever reads it (domain.md §4). */
export const PAYMENT_STATUSES: Readonly<Record<PaymentStatus, string>> = {
  PENDING: 'Accepted, and waiting to be handed to the finance company.',
  SCHEDULED: 'The finance company has it and will collect it when it is due.',
  PENDING_CANCEL: 'Cancelled by the payer; the finance company has yet to confirm that it was in time.',
  CANCELED: 'Cancelled before it was collected.',
  PAID: "Collected: it is in the finance company's file to the bank. Not yet settled by the bank.",
  RETURNED: 'The bank returned it; the posting is reversed and the charges are open again.',
};

/** What we learn of a payment, by whatever way: from the payer, an answer of ASPIRE's, or the sync. */
export type PaymentSignal = 'RECORDED' | 'CANCEL_REQUESTED' | 'RECORD_CANCELED' | 'POSTED' | 'RETURNED';

/** A step that is legal; there are no others. */
export interface PaymentTransition {
  from: PaymentStatus;
  to: PaymentStatus;
  when: string;
}

export const PAYMENT_TRANSITIONS: readonly PaymentTransition[] = [
  { from: 'PENDING', to: 'SCHEDULED', when: 'the Alternate EFT record exists' },
  { from: 'PENDING', to: 'PENDING_CANCEL', when: 'the payer cancels' },
  { from: 'SCHEDULED', to: 'PENDING_CANCEL', when: 'the payer cancels, or the record was cancelled in ASPIRE' },
  { from: 'SCHEDULED', to: 'PAID', when: 'an EFT batch that took it was posted' },
  { from: 'PENDING_CANCEL', to: 'CANCELED', when: 'no EFT batch took it, and none can any more' },
  { from: 'PENDING_CANCEL', to: 'PAID', when: 'an EFT batch won the race' },
  { from: 'PAID', to: 'RETURNED', when: 'the bank returned it' },
];

/** A payment begins here. */
export const FIRST_STATUS: PaymentStatus = 'PENDING';

/** Nothing more happens to a payment there. */
export const FINAL_STATUSES: readonly PaymentStatus[] = ['CANCELED', 'RETURNED'];

/**
 * What a signal means: the statuses to pass through, none where nothing is new, or a contradiction that only people can solve
 * (a restore of ASPIRE, or a change made by hand there): then the status stays, for it never goes back, and staff are told.
 */
export type PaymentCourse = readonly PaymentStatus[] | 'CONTRADICTION';

/** Of each status and signal. A signal that skips a status, because an answer was lost, passes through it. */
export const PAYMENT_COURSES: Readonly<Record<PaymentStatus, Readonly<Record<PaymentSignal, PaymentCourse>>>> = {
  PENDING: {
    RECORDED: ['SCHEDULED'],
    CANCEL_REQUESTED: ['PENDING_CANCEL'],
    RECORD_CANCELED: ['PENDING_CANCEL', 'CANCELED'],
    POSTED: ['SCHEDULED', 'PAID'],
    RETURNED: ['SCHEDULED', 'PAID', 'RETURNED'],
  },
  SCHEDULED: {
    RECORDED: [],
    CANCEL_REQUESTED: ['PENDING_CANCEL'],
    RECORD_CANCELED: ['PENDING_CANCEL', 'CANCELED'],
    POSTED: ['PAID'],
    RETURNED: ['PAID', 'RETURNED'],
  },
  PENDING_CANCEL: {
    RECORDED: [],
    CANCEL_REQUESTED: [],
    RECORD_CANCELED: ['CANCELED'],
    POSTED: ['PAID'],
    RETURNED: ['PAID', 'RETURNED'],
  },
  CANCELED: {
    RECORDED: 'CONTRADICTION',
    CANCEL_REQUESTED: [],
    RECORD_CANCELED: [],
    POSTED: 'CONTRADICTION',
    RETURNED: 'CONTRADICTION',
  },
  PAID: {
    RECORDED: 'CONTRADICTION',
    CANCEL_REQUESTED: [],
    RECORD_CANCELED: 'CONTRADICTION',
    POSTED: [],
    RETURNED: ['RETURNED'],
  },
  RETURNED: {
    RECORDED: 'CONTRADICTION',
    CANCEL_REQUESTED: [],
    RECORD_CANCELED: 'CONTRADICTION',
    POSTED: [],
    RETURNED: [],
  },
};

/** Whether the payer may still ask to cancel; whether it is in time shows later. */
export function isCancellable(status: PaymentStatus): boolean {
  return PAYMENT_COURSES[status].CANCEL_REQUESTED.length > 0;
}

/**
 * Checked at boot. @throws Error when a course takes a step that is no transition, a status cannot be reached, a final one can be left, or
 * one that is not final cannot.
 */
export function assertPaymentStates(courses = PAYMENT_COURSES, transitions = PAYMENT_TRANSITIONS): void {
  const faults: string[] = [];
  const isLegal = (from: PaymentStatus, to: PaymentStatus): boolean => transitions.some((step) => step.from === from && step.to === to);
  const statuses = Object.keys(PAYMENT_STATUSES) as PaymentStatus[];
  const reached = new Set<PaymentStatus>([FIRST_STATUS]);
  for (const from of statuses) {
    for (const [signal, course] of Object.entries(courses[from])) {
      if (course === 'CONTRADICTION') continue;
      let at = from;
      for (const to of course) {
        if (!isLegal(at, to)) faults.push(`${from} on ${signal}: ${at} → ${to} is no transition`);
        at = to;
        reached.add(to);
      }
    }
    const isLeft = transitions.some((step) => step.from === from);
    if (FINAL_STATUSES.includes(from) === isLeft)
      faults.push(`${from} ${isLeft ? 'is final but can be left' : 'cannot be left but is not final'}`);
  }
  for (const status of statuses) if (!reached.has(status)) faults.push(`${status} cannot be reached`);
  if (faults.length > 0) throw new Error(`The states of a payment are not sound: ${faults.join('; ')}.`);
}

/** The states as a Mermaid diagram, for the documentation. */
export function drawPaymentStates(): string {
  const steps = PAYMENT_TRANSITIONS.map(({ from, to, when }) => `    ${from} --> ${to}: ${when}`);
  const ends = FINAL_STATUSES.map((status) => `    ${status} --> [*]`);
  return ['stateDiagram-v2', `    [*] --> ${FIRST_STATUS}: submitted`, ...steps, ...ends].join('\n');
}
