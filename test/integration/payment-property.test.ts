import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { AUTHORIZATION_VERSION } from '../../src/domain/payments/authorization';
import type { Payer } from '../../src/domain/payments/payment-order';
import { FIRST_STATUS, PAYMENT_TRANSITIONS, type PaymentStatus } from '../../src/domain/payments/payment-states';
import { parseCents } from '../../src/kernel/money';
import { readFile } from '../../src/nacha/file-reader';
import type { AlternateEftRecord } from '../../src/simulator/alternate-eft-store';
import { BEHIND, EftWorld, TODAY } from '../support/eft-world';
import { InProcessAspire, type Line } from '../support/in-process-aspire';
import { PaymentStory } from '../support/payment-story';
import { startPortal, type TestPortal } from '../support/portal';

const RUNS = 2_000;
const RANGE = { from: TODAY, to: '2027-12-31' };
const MOST_PAYMENTS = 2;

/** What payers, the worker, the sync, the lender and its bank do, and what befalls ASPIRE; in any order. */
type Act =
  | { act: 'submit'; cents: number }
  | { act: 'repeat' | 'cancel' | 'return'; which: number }
  | { act: 'handOver'; line: Line; workers: 1 | 2 }
  | { act: 'batch' | 'post' | 'collect' | 'discard' | 'sync' }
  | { act: 'restore'; to: number }
  | { act: 'wait'; minutes: number };

const which = fc.nat({ max: MOST_PAYMENTS - 1 });
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ act: fc.constant('submit' as const), cents: fc.integer({ min: 1, max: 99_999 }) }) },
  { weight: 4, arbitrary: fc.record({ act: fc.constantFrom('repeat' as const, 'cancel' as const, 'return' as const), which }) },
  {
    weight: 7,
    arbitrary: fc.record({
      act: fc.constant('handOver' as const),
      line: fc.constantFrom<Line>('GOOD', 'GOOD', 'ANSWERS_LOST', 'DOWN'),
      workers: fc.constantFrom(1 as const, 2 as const),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      act: fc.constantFrom('batch' as const, 'post' as const, 'collect' as const, 'discard' as const, 'sync' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('restore' as const), to: fc.nat({ max: 9 }) }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 90 }) }) },
);
const acts = fc
  .tuple(fc.integer({ min: 1, max: 99_999 }), fc.array(act, { minLength: 3, maxLength: 10 }))
  .map(([cents, rest]): Act[] => [{ act: 'submit', cents }, ...rest]);

/** Children before parents; what belongs to no payment stays. */
const TABLES = ['payment_findings', 'payment_events', 'payment_hand_overs', 'payments', 'payment_orders', 'received_payments', 'mails'];

interface Row {
  id: number;
  paymentKey: string;
  status: PaymentStatus;
  amountCents: number;
}

/** An order as the model knows it: under its key there is this payment and no other. */
interface Ordered {
  key: string;
  cents: number;
  paymentId: number;
}

describe('payments in any order of events', () => {
  let app: TestPortal;
  let aspire: InProcessAspire;
  let world: EftWorld;
  let payer: Payer;
  let bankAccountId: number;
  let start: number;

  /** How often each end came out, so that a property that never gets anywhere is noticed. */
  const ends = new Map<string, number>();

  beforeAll(async () => {
    const servicingSystem = new Proxy({} as InProcessAspire, {
      get: (_target, name: keyof InProcessAspire) => (aspire[name] as () => unknown).bind(aspire),
    });
    app = await startPortal({ servicingSystem });
    start = app.clock.now().getTime();
    const { story } = app;
    const site = await story.makeSite();
    const account = await story.makeAccount();
    await story.change('UPDATE contracts SET id = ? WHERE id = ?', [BEHIND, await story.makeContract()]);
    await story.change("INSERT INTO contract_roles (contract_id, account_id, role_type) VALUES (?, ?, 'CUSTOMER')", [BEHIND, account]);
    await story.makeInvoice({ lines: [{ contract: BEHIND, amountCents: 90_000_000 }] });
    const { id, email } = await story.makeUser({ site, accounts: [account] });
    bankAccountId = await new PaymentStory(app).makeBankAccount({ userId: id });
    const scope = (await app.container.sessions.findScopes([id])).get(id);
    if (!scope) throw new Error('The payer has no scope.');
    const actor = { realm: 'PORTAL', id, name: email, requestId: null, address: null } as const;
    const who = { userId: id, siteId: site.id, email, name: 'Uma User', scope, actor };
    payer = { ...who, authentication: 'PASSWORD', authenticatedAt: null, userAgent: null };
  });
  afterAll(() => app.close());

  class Life {
    private readonly orders: Ordered[] = [];
    private readonly sequences: number[] = [];
    isRestored = false;

    async begin(): Promise<void> {
      await app.container.database.transaction(async (transaction) => {
        for (const table of TABLES) await transaction.query(`DELETE FROM ${table}`);
        await transaction.query('UPDATE payment_settings SET servicing_epoch = NULL');
      });
      app.clock.advanceSeconds((start - app.clock.now().getTime()) / 1_000);
      world = new EftWorld();
      aspire = new InProcessAspire(world);
    }

    async carryOut(step: Act): Promise<void> {
      this.sequences.push(world.book.latestSequence);
      switch (step.act) {
        case 'submit':
          return this.submit(step.cents);
        case 'repeat':
          return this.repeat(this.orders[step.which]);
        case 'cancel':
          return this.cancel(this.orders[step.which]);
        case 'return':
          return this.sendBack(step.which);
        case 'handOver':
          aspire.line = step.line;
          return this.handOver(step.workers);
        case 'batch':
          return void world.generate(RANGE);
        case 'collect':
          world.generate(RANGE);
          return this.close('POST_EFT');
        case 'post':
          return this.close('POST_EFT');
        case 'discard':
          return this.close('DISCARD_EFT');
        case 'sync':
          return this.sync();
        case 'restore':
          this.isRestored = true;
          return world.restore(this.sequences[step.to % this.sequences.length] as number);
        case 'wait':
          return app.clock.advanceMinutes(step.minutes);
      }
    }

    /** ASPIRE answers, and time passes until nothing more is to be learnt. */
    async settle(): Promise<void> {
      aspire.line = 'GOOD';
      for (let round = 0; round < 3; round += 1) {
        app.clock.advanceMinutes(80);
        await this.handOver(1);
      }
      await this.sync();
    }

    read(): Promise<Row[]> {
      return app.container.database.rows(
        'SELECT id, payment_key AS paymentKey, status, amount_cents AS amountCents FROM payments ORDER BY id',
      );
    }

    /** Each key has its one payment, of the amount ordered. */
    async assertOrders(): Promise<void> {
      const rows = await this.read();
      expect(rows.map(({ id, amountCents }) => [id, amountCents])).toEqual(this.orders.map(({ paymentId, cents }) => [paymentId, cents]));
    }

    /** Every change of status was a legal step from the one before, and the last one is where the payment stands. */
    async assertHistories(rows: readonly Row[]): Promise<void> {
      const events = await app.container.staffPayments.listEvents(rows.map(({ id }) => id));
      for (const { id, status } of rows) {
        const [first, ...later] = events.flatMap((event) => (event.paymentId === id && event.statusAfter ? [event.statusAfter] : []));
        expect(first).toBe(FIRST_STATUS);
        let at = FIRST_STATUS;
        for (const to of later) {
          expect(PAYMENT_TRANSITIONS.map((step) => `${step.from} → ${step.to}`)).toContain(`${at} → ${to}`);
          at = to;
        }
        expect(at).toBe(status);
      }
    }

    async openFindings(): Promise<Map<number | null, string[]>> {
      const rows = await app.container.database.rows<{ paymentId: number | null; code: string }>(
        'SELECT payment_id AS paymentId, code FROM payment_findings WHERE is_open = 1',
      );
      const found = new Map<number | null, string[]>();
      for (const { paymentId, code } of rows) found.set(paymentId, [...(found.get(paymentId) ?? []), code]);
      return found;
    }

    /** How often each record was put into a file to the bank, restores and all: files do not come back. */
    debits(files: readonly { FileName: string; text: string }[]): Map<string, number> {
      const counts = new Map<string, number>();
      for (const { FileName, text } of files) {
        if (!FileName.startsWith('EFT-')) continue;
        for (const { individualId } of readFile(text).file.batches.flatMap(({ entries }) => entries)) {
          const oid = individualId.trim();
          counts.set(oid, (counts.get(oid) ?? 0) + 1);
        }
      }
      return counts;
    }

    private async submit(cents: number): Promise<void> {
      if (this.orders.length >= MOST_PAYMENTS) return;
      const key = randomUUID();
      const outcome = await this.order(key, cents);
      if (!outcome.done) throw new Error(outcome.refusals.map(({ code }) => code).join());
      expect(outcome.value.replayed).toBe(false);
      this.orders.push({ key, cents, paymentId: outcome.value.paymentIds[0] as number });
    }

    private async repeat(ordered: Ordered | undefined): Promise<void> {
      if (!ordered) return;
      const again = await this.order(ordered.key, ordered.cents);
      expect(again).toEqual({ done: true, value: { paymentIds: [ordered.paymentId], replayed: true } });
    }

    private order(idempotencyKey: string, cents: number) {
      const amount = `${String(cents).padStart(3, '0').slice(0, -2)}.${String(cents).padStart(3, '0').slice(-2)}`;
      const order = { idempotencyKey, amount, bankAccountId, contractId: BEHIND, dueOn: null };
      const agreed = { authorizationVersion: AUTHORIZATION_VERSION, confirmDuplicate: true };
      return app.container.paymentSubmits.submit(payer, { ...order, ...agreed });
    }

    private async cancel(ordered: Ordered | undefined): Promise<void> {
      if (!ordered) return;
      const outcome = await app.container.paymentCancels.cancelOwn(payer, ordered.paymentId, randomUUID());
      if (!outcome.done) expect(outcome.refusals.map(({ code }) => code)).toEqual(['TOO_LATE_TO_CANCEL']);
    }

    private async handOver(workers: number): Promise<void> {
      await Promise.all(Array.from({ length: workers }, () => app.container.paymentHandOver.work()));
    }

    private async close(type: 'POST_EFT' | 'DISCARD_EFT'): Promise<void> {
      for (const { BatchNumber, state } of world.records.batches.list()) if (state === 'REVIEW') world.run(type, { batch: BatchNumber });
    }

    private sendBack(place: number): void {
      const collected = world.records.list().filter(({ state, ReturnedDate }) => state === 'PROCESSED' && ReturnedDate === null);
      const record = collected[place % collected.length];
      if (record) world.run('RETURN_EFT', { paymentId: record.paymentId, reasonCode: 'R01' });
    }

    /** The money received as the feed tells it now, and what follows for payments. */
    private async sync(): Promise<void> {
      await app.story.change('DELETE FROM received_payments', []);
      for (const payment of world.fed().filter(Boolean)) {
        await app.story.makeReceivedPayment({
          id: payment.PaymentOid,
          contractId: payment.ContractOid,
          amountCents: parseCents(payment.Amount) as number,
          reference: payment.Reference,
          returnedOn: payment.ReturnedDate,
          returnReasonCode: payment.ReturnReasonCode,
        });
      }
      await app.container.paymentReconciliation.run();
    }
  }

  /** What a payment must have come to by what ASPIRE has of it, where ASPIRE was never restored. */
  function endOf(record: AlternateEftRecord | undefined): PaymentStatus {
    if (!record || record.state === 'CANCELED') return 'CANCELED';
    if (record.state === 'OPEN') return 'SCHEDULED';
    return record.ReturnedDate === null ? 'PAID' : 'RETURNED';
  }

  /** A payment that says something else than ASPIRE after a restore is one that staff were told of. */
  const TOLD: Partial<Record<PaymentStatus, string[]>> = {
    CANCELED: ['OPEN_AGAIN_AFTER_CANCEL', 'COLLECTED_AFTER_CANCEL'],
    PAID: ['OPEN_AGAIN_AFTER_PAID'],
    RETURNED: ['CHANGED_AFTER_RETURN'],
  };

  it(`are one payment, one record and one debit each, and never go back (${RUNS} runs)`, async () => {
    await fc.assert(
      fc.asyncProperty(acts, async (steps) => {
        const life = new Life();
        await life.begin();
        for (const step of steps) await life.carryOut(step);
        await life.settle();
        await life.assertOrders();
        const rows = await life.read();
        await life.assertHistories(rows);
        const records = new Map(world.records.list().map((record) => [record.paymentId, record]));
        for (const paymentId of records.keys()) expect(rows.map(({ paymentKey }) => paymentKey)).toContain(paymentId);
        const debits = life.debits(world.records.batches.files());
        const findings = await life.openFindings();
        for (const { id, paymentKey, status, amountCents } of rows) {
          const record = records.get(paymentKey);
          if (record) expect(parseCents(record.Amount)).toBe(amountCents);
          const told = (findings.get(id) ?? []).some((code) => TOLD[status]?.includes(code));
          if (!(life.isRestored && told)) expect(status).toBe(endOf(record));
          if (life.isRestored) continue;
          const sent = record ? (debits.get(String(record.AlternateEftOid)) ?? 0) : 0;
          expect(sent).toBe(status === 'PAID' || status === 'RETURNED' ? 1 : 0);
          expect(findings.get(id) ?? []).toEqual([]);
        }
        for (const { status } of rows) ends.set(status, (ends.get(status) ?? 0) + 1);
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
    expect([...ends.keys()].sort()).toEqual(['CANCELED', 'PAID', 'RETURNED', 'SCHEDULED']);
  }, 600_000);
});
