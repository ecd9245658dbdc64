import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  assertPaymentStates,
  drawPaymentStates,
  FINAL_STATUSES,
  isCancellable,
  PAYMENT_COURSES,
  PAYMENT_STATUSES,
  PAYMENT_TRANSITIONS,
  type PaymentStatus,
} from '../../../src/domain/payments/payment-states';

const statuses = Object.keys(PAYMENT_STATUSES) as PaymentStatus[];

describe('the states of a payment', () => {
  it('are sound', () => {
    expect(() => assertPaymentStates()).not.toThrow();
  });

  it('are refused at boot when a course takes an illegal step', () => {
    const courses = { ...PAYMENT_COURSES, PENDING: { ...PAYMENT_COURSES.PENDING, POSTED: ['PAID'] as const } };
    expect(() => assertPaymentStates(courses)).toThrow('PENDING on POSTED: PENDING → PAID is no transition');
  });

  it('are refused at boot when a status cannot be reached, or a final one can be left', () => {
    const courses = { ...PAYMENT_COURSES, PAID: { ...PAYMENT_COURSES.PAID, RETURNED: [] } };
    const without = {
      ...courses,
      PENDING: { ...courses.PENDING, RETURNED: [] },
      SCHEDULED: { ...courses.SCHEDULED, RETURNED: [] },
      PENDING_CANCEL: { ...courses.PENDING_CANCEL, RETURNED: [] },
    };
    expect(() => assertPaymentStates(without)).toThrow('RETURNED cannot be reached');
    const left = [...PAYMENT_TRANSITIONS, { from: 'CANCELED', to: 'PAID', when: 'never' } as const];
    expect(() => assertPaymentStates(PAYMENT_COURSES, left)).toThrow('CANCELED is final but can be left');
  });

  it('never lead back: no status follows itself, however far one goes', () => {
    const after = (status: PaymentStatus): PaymentStatus[] =>
      PAYMENT_TRANSITIONS.filter((step) => step.from === status).flatMap(({ to }) => [to, ...after(to)]);
    for (const status of statuses) expect(after(status)).not.toContain(status);
  });

  it('let a payer cancel only what no file has taken', () => {
    expect(statuses.filter(isCancellable)).toEqual(['PENDING', 'SCHEDULED']);
  });

  it('are drawn in the documentation as they are', () => {
    const page = readFileSync(join(__dirname, '../../../docs/payments.md'), 'utf8');
    expect(page).toContain(`\`\`\`mermaid\n${drawPaymentStates()}\n\`\`\``);
    for (const status of FINAL_STATUSES) expect(drawPaymentStates()).toContain(`${status} --> [*]`);
  });
});
