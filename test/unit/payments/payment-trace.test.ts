import { traceOf, type TraceAudience } from '../../../src/domain/payments/payment-trace';
import { PAYMENT_STATUSES, type PaymentStatus } from '../../../src/domain/payments/payment-states';
import type { EftBatchRow, HandOverRow, TraceFacts } from '../../../src/domain/payments/trace-facts';

const NOW = new Date('2026-11-24T15:00:00.000Z');
const KEY = '0b9cbe1e-8b5e-4f6a-9a5e-3f1f3a6f7d10';

type Payment = TraceFacts['payment'];
type Event = TraceFacts['events'][number];
type Told = Partial<Omit<TraceFacts, 'payment' | 'handOver'>> & { payment?: Partial<Payment>; handOver?: Partial<HandOverRow> | null };

const PAYMENT: Payment = {
  ...{ id: 12, paymentKey: KEY, userId: 1, siteId: 2, contractId: 3, bankAccountId: 4, amountCents: 107_500, currencyCode: 'USD' },
  ...{
    dueOn: '2026-11-25',
    secCode: 'WEB',
    status: 'SCHEDULED',
    createdAt: '2026-11-23 15:00:00.000',
    updatedAt: '2026-11-23 15:01:00.000',
  },
  ...{ alternateEftId: null, batchNumber: null, postedAt: null, traceNumber: null, fileName: null, receivedPaymentId: null },
  ...{ returnedOn: null, returnReasonCode: null },
};
const HAND_OVER: HandOverRow = {
  ...{ paymentId: 12, task: 'WATCH', attempts: 0, wasSent: true, lastError: null, claimedUntil: null },
  ...{ nextAttemptAt: '2026-11-24 15:05:00.000', taskSince: '2026-11-23 15:01:00.000' },
};

function factsOf({ payment, handOver, ...rest }: Told): TraceFacts {
  const row = handOver === null ? undefined : { ...HAND_OVER, ...handOver };
  return { events: [], batches: [], findings: [], now: NOW, ...rest, payment: { ...PAYMENT, ...payment }, handOver: row };
}

const waits = (told: Told, audience: TraceAudience = 'STAFF'): string | null => traceOf(factsOf(told), audience).waitingFor;

function batch(batchNumber: number, dues: [string, string], more: Partial<EftBatchRow> = {}): EftBatchRow {
  const [dueFrom, dueTo] = dues;
  const file = { postedAt: '2026-11-24 14:00:00.000', fileName: `EFT-${batchNumber}.txt`, effectiveEntryOn: '2026-11-25' };
  return {
    batchNumber,
    state: 'POSTED',
    dueFrom,
    dueTo,
    ...file,
    entryCount: 1,
    amountCents: 1,
    seenAt: '2026-11-24 14:30:00.000',
    ...more,
  };
}
const inReview = { state: 'REVIEW', postedAt: null, fileName: null, effectiveEntryOn: null } as const;

let eventId = 0;
function event(kind: Event['kind'], more: Partial<Event> = {}): Event {
  eventId += 1;
  const who = { realm: 'SYSTEM', actorId: null, actorName: 'hand-over' } as const;
  return { id: eventId, paymentId: 12, at: '2026-11-23 15:00:00.000', kind, statusAfter: null, ...who, evidence: {}, ...more };
}

describe('what a payment waits for, told to staff', () => {
  const pending = (handOver: Partial<HandOverRow> | null): string | null =>
    waits({ payment: { status: 'PENDING' }, handOver: handOver && { task: 'RECORD', wasSent: false, ...handOver } });

  it.each<[string, Partial<HandOverRow> | null, string]>([
    ['a first try ahead', {}, 'Waiting to be handed to ASPIRE; next try at 15:05 UTC.'],
    [
      'a try on another day',
      { nextAttemptAt: '2026-11-25 06:00:00.000' },
      'Waiting to be handed to ASPIRE; next try at 25 November 2026, 06:00 UTC.',
    ],
    ['a try that is just due', { nextAttemptAt: '2026-11-24 14:59:00.000' }, 'Waiting to be handed to ASPIRE; it is due since 14:59 UTC.'],
    [
      'no worker',
      { nextAttemptAt: '2026-11-24 14:50:00.000' },
      'Waiting to be handed to ASPIRE; it is due since 14:50 UTC, and no worker has taken it: is a worker running?',
    ],
    [
      'a worker at work',
      { nextAttemptAt: '2026-11-24 14:50:00.000', claimedUntil: '2026-11-24 15:00:30.000' },
      'It is being handed to ASPIRE at this moment.',
    ],
    [
      'a worker that died',
      { nextAttemptAt: '2026-11-24 14:50:00.000', claimedUntil: '2026-11-24 14:52:00.000' },
      'Waiting to be handed to ASPIRE; it is due since 14:50 UTC, and no worker has taken it: is a worker running?',
    ],
    [
      'failures before anything was sent',
      { attempts: 1, lastError: 'The connector cannot be reached.' },
      'Handing it to ASPIRE failed once, last with: The connector cannot be reached. ASPIRE has never heard of it. Next try at 15:05 UTC.',
    ],
    [
      'answers that got lost',
      { attempts: 3, lastError: 'timeout', wasSent: true },
      'Handing it to ASPIRE failed 3 times, last with: timeout. ASPIRE may have heard of it. Next try at 15:05 UTC.',
    ],
    [
      'a hand-over that was given up',
      { attempts: 9, lastError: 'refused', wasSent: true, nextAttemptAt: null },
      'Handing it to ASPIRE failed 9 times, last with: refused. ASPIRE may have heard of it. No further try is planned: see the findings, and use paymentHandOverRetry.',
    ],
    [
      'nothing planned',
      { nextAttemptAt: null },
      'Waiting to be handed to ASPIRE. No further try is planned: see the findings, and use paymentHandOverRetry.',
    ],
    ['no outbox row', null, 'It has no row in the outbox, so nobody will hand it over. This should not be: tell whoever runs the portal.'],
  ])('PENDING with %s', (_name, handOver, expected) => expect(pending(handOver)).toBe(expected));

  const NEXT = 'the next EFT generation whose due dates include 25 November 2026';
  it.each<[string, Told, string]>([
    ['no batch known', {}, `Waiting for ${NEXT}; no posted EFT batch is known here yet.`],
    [
      'batches of earlier due dates',
      { batches: [batch(7, ['2026-11-20', '2026-11-24']), batch(6, ['2026-11-01', '2026-11-19'])] },
      `Waiting for ${NEXT}; the last one (batch 7, posted 14:00 UTC) took due dates 20 November 2026 to 24 November 2026.`,
    ],
    [
      'a batch that holds it',
      { payment: { batchNumber: 8 }, batches: [batch(8, ['2026-11-25', '2026-11-25'], inReview)] },
      'Held in review by EFT batch 8 (due dates 25 November 2026): waiting for that batch to be posted.',
    ],
    [
      'a batch that holds it and is not known itself',
      { payment: { batchNumber: 8 } },
      'Held in review by EFT batch 8: waiting for that batch to be posted.',
    ],
    [
      'a batch that was posted since the last look',
      { payment: { batchNumber: 8 }, batches: [batch(8, ['2026-11-25', '2026-11-25'])] },
      'EFT batch 8, which held it, was posted 14:00 UTC: the next look at the record tells whether it took it.',
    ],
    [
      'a batch that was discarded',
      { payment: { batchNumber: 8 }, batches: [batch(8, ['2026-11-25', '2026-11-25'], { ...inReview, state: 'DISCARDED' })] },
      `EFT batch 8, which held it, was discarded. Waiting for ${NEXT}.`,
    ],
    [
      'a batch in review that covers its due date without it',
      { batches: [batch(8, ['2026-11-24', '2026-11-26'], inReview)] },
      `EFT batch 8, in review, takes due dates 24 November 2026 to 26 November 2026, but does not hold it. Waiting for ${NEXT}.`,
    ],
    [
      'a posted batch that left it out',
      { batches: [batch(8, ['2026-11-24', '2026-11-26'])], events: [event('RECORDED', { at: '2026-11-23 15:01:00.000' })] },
      `EFT batch 8, posted 14:00 UTC, took due dates 24 November 2026 to 26 November 2026, but not it: it was generated before the record was made, or left it out; ASPIRE tells which. Waiting for ${NEXT}.`,
    ],
    [
      'a batch posted before its record was made',
      { batches: [batch(8, ['2026-11-24', '2026-11-26'])], events: [event('RECORDED', { at: '2026-11-24 14:30:00.000' })] },
      `EFT batch 8, posted 14:00 UTC, took due dates 24 November 2026 to 26 November 2026, before its record was known to exist. Waiting for ${NEXT}.`,
    ],
    [
      'a discarded batch that covers its due date',
      { batches: [batch(8, ['2026-11-24', '2026-11-26'], { ...inReview, state: 'DISCARDED' }), batch(7, ['2026-11-20', '2026-11-23'])] },
      `Waiting for ${NEXT}; the last one (batch 7, posted 14:00 UTC) took due dates 20 November 2026 to 23 November 2026.`,
    ],
    [
      'looks that fail',
      { handOver: { attempts: 2, lastError: 'HTTP 500' } },
      `Waiting for ${NEXT}; no posted EFT batch is known here yet. Looking it up in ASPIRE failed twice, last with: HTTP 500. Next try at 15:05 UTC.`,
    ],
    [
      'a record that ASPIRE has lost',
      { payment: { alternateEftId: 77 }, handOver: { task: 'RECORD' }, batches: [batch(7, ['2026-11-20', '2026-11-24'])] },
      'ASPIRE no longer has its record, after a restore or a change made there by hand. Waiting to be handed to ASPIRE; next try at 15:05 UTC.',
    ],
    [
      'nobody looking',
      { handOver: { nextAttemptAt: null } },
      `Waiting for ${NEXT}; no posted EFT batch is known here yet. Nobody looks how it stands any more: use paymentHandOverRetry.`,
    ],
    [
      'no worker looking',
      { handOver: { nextAttemptAt: '2026-11-24 10:00:00.000' } },
      `Waiting for ${NEXT}; no posted EFT batch is known here yet. Waiting to be looked up in ASPIRE; it is due since 10:00 UTC, and no worker has taken it: is a worker running?`,
    ],
  ])('SCHEDULED with %s', (_name, told, expected) => expect(waits(told)).toBe(expected));

  it.each<[string, Told, string]>([
    ['a try ahead', { handOver: { task: 'CANCEL' } }, 'Waiting to be cancelled in ASPIRE; next try at 15:05 UTC.'],
    [
      'failures',
      { handOver: { task: 'CANCEL', attempts: 2, lastError: 'HTTP 503' } },
      'Cancelling it in ASPIRE failed twice, last with: HTTP 503. Next try at 15:05 UTC.',
    ],
    [
      'a batch that holds it',
      { payment: { batchNumber: 8 }, batches: [batch(8, ['2026-11-25', '2026-11-25'], inReview)] },
      'EFT batch 8 holds it in review: whether the cancellation was in time shows once that batch is closed and the record was looked up.',
    ],
    [
      'a batch that was posted',
      { payment: { batchNumber: 8 }, batches: [batch(8, ['2026-11-25', '2026-11-25'])] },
      'EFT batch 8 was posted: whether the cancellation was in time shows once that batch is closed and the record was looked up.',
    ],
  ])('PENDING_CANCEL with %s', (_name, told, expected) =>
    expect(waits({ ...told, payment: { status: 'PENDING_CANCEL', ...told.payment } })).toBe(expected),
  );

  const PAID = {
    status: 'PAID',
    batchNumber: 8,
    fileName: 'EFT-8.txt',
    postedAt: '2026-11-24 14:00:00.000',
    receivedPaymentId: 5,
  } as const;
  const BATCHES = [batch(8, ['2026-11-25', '2026-11-25'])];
  it.each<[string, Told, string | null]>([
    [
      'both windows open: Thanksgiving is no banking day',
      { payment: PAID },
      'Posted in EFT batch 8, file EFT-8.txt. The bank may still return it until 30 November 2026, and as unauthorised until 24 January 2027.',
    ],
    [
      'a company’s debit',
      { payment: { ...PAID, secCode: 'CCD' } },
      'Posted in EFT batch 8, file EFT-8.txt. The bank may still return it until 30 November 2026.',
    ],
    [
      'the last day of the ordinary window',
      { payment: PAID, now: new Date('2026-11-30T23:00:00Z') },
      'Posted in EFT batch 8, file EFT-8.txt. The bank may still return it until 30 November 2026, and as unauthorised until 24 January 2027.',
    ],
    [
      'the dispute window open',
      { payment: PAID, now: new Date('2026-12-01T00:00:00Z') },
      'Posted in EFT batch 8, file EFT-8.txt. The bank may still return it as unauthorised until 24 January 2027.',
    ],
    ['all windows closed', { payment: PAID, now: new Date('2027-01-25T00:00:00Z') }, null],
    ['a company’s window closed', { payment: { ...PAID, secCode: 'CCD' }, now: new Date('2026-12-01T00:00:00Z') }, null],
    [
      'money that was not synced',
      { payment: { ...PAID, receivedPaymentId: null }, now: new Date('2027-02-01T00:00:00Z') },
      'The money received that ASPIRE posted for it has not been synced yet.',
    ],
  ])('PAID with %s', (_name, told, expected) => expect(waits({ batches: BATCHES, ...told })).toBe(expected));

  it('counts from the banking day after posting where the batch is not known', () => {
    expect(waits({ payment: PAID, batches: [] })).toContain('until 30 November 2026');
  });

  it.each(['CANCELED', 'RETURNED'] as const)('%s waits for nothing', (status) => {
    for (const handOver of [{}, { nextAttemptAt: null }, { task: 'CANCEL', nextAttemptAt: null }, null] as const)
      expect([waits({ payment: { status }, handOver }), waits({ payment: { status }, handOver }, 'PAYER')]).toEqual([null, null]);
  });

  it('CANCELED waits where ASPIRE has the record open all the same; the payer is not told', () => {
    const told = { payment: { status: 'CANCELED' }, handOver: { task: 'CANCEL' } } as const;
    expect(waits(told)).toBe(
      'ASPIRE has its record open although the payment is cancelled. Waiting to be cancelled in ASPIRE; next try at 15:05 UTC.',
    );
    expect(waits(told, 'PAYER')).toBeNull();
  });
});

describe('what a payment waits for, told to its payer', () => {
  it.each<[string, Told, string | null]>([
    ['PENDING', { handOver: { task: 'RECORD' } }, 'Waiting to be handed to the finance company; next try at 15:05 UTC.'],
    ['PENDING', { handOver: { nextAttemptAt: '2026-11-24 14:50:00.000' } }, 'Waiting to be handed to the finance company.'],
    [
      'PENDING',
      { handOver: { attempts: 3, lastError: 'ASPIRE answered 500', nextAttemptAt: '2026-11-24 15:30:00.000' } },
      'Waiting to be handed to the finance company, which takes longer than usual; next try at 15:30 UTC.',
    ],
    ['PENDING', { handOver: { nextAttemptAt: null } }, 'Waiting to be handed to the finance company, which takes longer than usual.'],
    ['PENDING', { handOver: null }, 'Waiting to be handed to the finance company, which takes longer than usual.'],
    ['SCHEDULED', {}, 'Waiting to be collected by the finance company, from 25 November 2026 on.'],
    ['SCHEDULED', { payment: { batchNumber: 8 } }, 'The finance company is preparing to collect it.'],
    [
      'SCHEDULED',
      { payment: { batchNumber: 8 }, batches: [batch(8, ['2026-11-25', '2026-11-25'], { state: 'DISCARDED' })] },
      'Waiting to be collected by the finance company, from 25 November 2026 on.',
    ],
    ['PENDING_CANCEL', {}, 'Waiting for the finance company to confirm that the cancellation was in time.'],
    [
      'PAID',
      { payment: { postedAt: '2026-11-24 14:00:00.000' } },
      'The bank may still return it until 30 November 2026, and as unauthorised until 24 January 2027.',
    ],
    ['PAID', { payment: { postedAt: '2026-08-24 14:00:00.000' } }, null],
  ])('%s %#', (status, told, expected) => {
    expect(waits({ ...told, payment: { status: status as PaymentStatus, ...told.payment } }, 'PAYER')).toBe(expected);
  });
});

describe('the steps of a payment', () => {
  const POSTED = { batchNumber: 8, postedAt: '2026-11-24 14:00:00.000', fileName: 'EFT-8.txt', traceNumber: '021000020000001' };
  const RETURNED = { alternateEftId: 77, ...POSTED, receivedPaymentId: 5, returnedOn: '2026-11-27', returnReasonCode: 'R01' };
  const staff = { realm: 'PLATFORM', actorId: 9, actorName: 'sam.staff@lender.example' } as const;
  const events = [
    event('SUBMITTED', { statusAfter: 'PENDING', realm: 'PORTAL', actorId: 1, actorName: 'uma@example.com' }),
    event('HAND_OVER_FAILED', { at: '2026-11-23 15:01:00.000', evidence: { reason: 'ASPIRE answered 500.' } }),
    event('HAND_OVER_FAILED', { at: '2026-11-23 15:02:00.000', evidence: { reason: 'ASPIRE timed out.' } }),
    event('RECORDED', { statusAfter: 'SCHEDULED', evidence: { alternateEftId: 77 } }),
    event('HAND_OVER_FAILED', { evidence: { reason: 'ASPIRE answered 502.' } }),
    event('IN_REVIEW', { evidence: { batchNumber: 7 } }),
    event('LEFT_OUT', { evidence: { batchNumber: 7 } }),
    event('CANCEL_REQUESTED', { statusAfter: 'PENDING_CANCEL', ...staff }),
    event('CANCELED', { statusAfter: 'CANCELED', ...staff }),
    event('POSTED', { statusAfter: 'PAID' }),
    event('RECEIVED'),
    event('CORRECTED', { evidence: { correctionCode: 'C02' } }),
    event('RESTORED'),
    event('RAISED', { evidence: { message: 'ASPIRE does not know the record.' } }),
    event('RETURNED', { statusAfter: 'RETURNED' }),
  ];
  const told = (audience: TraceAudience) => traceOf(factsOf({ payment: { status: 'RETURNED', ...RETURNED }, events }), audience).steps;

  it('are told to staff, failures in a row as one', () => {
    expect(told('STAFF').map((step) => step.what)).toEqual([
      'Submitted by uma@example.com: 1,075.00 USD, due on 25 November 2026.',
      'ASPIRE could not be told or asked, tried twice since 23 November 2026, 15:01 UTC. ASPIRE timed out.',
      'ASPIRE keeps it as Alternate EFT record 77.',
      'ASPIRE could not be told or asked. ASPIRE answered 502.',
      'EFT batch 7 holds it in review.',
      'EFT batch 7 was closed without it.',
      'Cancelled by sam.staff@lender.example; ASPIRE has yet to confirm that no EFT batch takes it.',
      'The cancellation is certain: no EFT batch took it, and none can any more.',
      'Posted in EFT batch 8; file EFT-8.txt, trace number 021000020000001.',
      'The money received that ASPIRE posted for it has been synced.',
      "The payer's bank says that data of the bank account should read otherwise.",
      "ASPIRE's database was restored to an earlier state: what it knows of the payment was looked up anew.",
      'Staff were told. ASPIRE does not know the record.',
      expect.stringContaining('The bank returned it on 27 November 2026: R01 Insufficient Funds. ') as unknown,
    ]);
  });

  it('come with their evidence for staff', () => {
    const evidence = told('STAFF').map((step) => Object.fromEntries(step.evidence.map(({ name, value }) => [name, value])));
    expect(evidence[0]).toEqual({ paymentKey: KEY, secCode: 'WEB', by: 'uma@example.com (PORTAL)' });
    expect(evidence[1]).toEqual({
      ...{ reason: 'ASPIRE timed out.', tries: '2', firstAt: '2026-11-23 15:01:00.000', by: 'hand-over (SYSTEM)' },
    });
    expect(evidence[8]).toEqual({ ...POSTED, batchNumber: '8', by: 'hand-over (SYSTEM)' });
  });

  it('are told to payers in plain words, what happens behind the scenes left out', () => {
    const steps = told('PAYER');
    expect(steps.map((step) => [step.status, step.what])).toEqual([
      ['PENDING', 'Submitted, to be collected from 25 November 2026 on.'],
      ['SCHEDULED', 'The finance company has it and will collect it when it is due.'],
      [null, 'The finance company is preparing to collect it.'],
      [null, 'It was not collected this time.'],
      ['PENDING_CANCEL', 'Its cancellation was asked for.'],
      ['CANCELED', 'Cancelled: it will not be collected.'],
      ['PAID', "Collected: it is in the finance company's file to the bank."],
      [null, 'The money is booked on the contract.'],
      ['RETURNED', 'The bank returned it. There was not enough money in the account.'],
    ]);
    expect(steps.every((step) => step.evidence.length === 0)).toBe(true);
  });

  it('never tell a payer of the servicing system, errors or staff, whatever the status', () => {
    for (const status of Object.keys(PAYMENT_STATUSES) as PaymentStatus[]) {
      const facts = factsOf({
        payment: { ...RETURNED, status },
        events,
        handOver: { attempts: 4, lastError: 'ASPIRE answered 500' },
        batches: [batch(8, ['2026-11-25', '2026-11-25'])],
      });
      expect(JSON.stringify(traceOf(facts, 'PAYER'))).not.toMatch(/ASPIRE|batch|EFT|answered|sam\.staff|uma@|021000020000001|finding/i);
    }
  });
});
