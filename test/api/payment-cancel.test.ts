import { globalId } from '../support/ids';
import { codesOf, PayingWorld } from '../support/paying-world';
import { startPortal, type TestPortal } from '../support/portal';
import { systemActor } from '../../src/kernel/actor';
import type { PaymentStatus } from '../../src/domain/payments/payment-states';

interface HandOverRecord {
  payment_id: number;
  task: string;
  next_attempt_at: string | null;
  attempts: number;
}

describe('paymentCancel', () => {
  let app: TestPortal;
  let world: PayingWorld;

  beforeAll(async () => (app = await startPortal()));
  afterAll(() => app.close());
  beforeEach(async () => {
    await app.truncate();
    world = await new PayingWorld(app).make();
  });

  async function make(status: PaymentStatus, userId = world.customer.id, contractId = world.contract): Promise<string> {
    const { id } = await world.stories.makePayment({ userId, siteId: world.site.id, contractId, status });
    return globalId('Payment', id);
  }

  it.each(['PENDING', 'SCHEDULED'] as const)('of one that is %s: asked of ASPIRE at once, and audited', async (status) => {
    const id = await make(status);
    app.clock.advanceSeconds(30);
    const answer = await world.cancel(id);
    expect(answer).toMatchObject({ replayed: false, userErrors: [], payment: { id, status: 'PENDING_CANCEL' } });
    const [handOver] = await world.rows<HandOverRecord>('payment_hand_overs');
    const at = app.clock.now().toISOString().slice(0, -1).replace('T', ' ');
    expect(handOver).toMatchObject({ task: 'CANCEL', next_attempt_at: at, attempts: 0 });
    const events = await world.rows<{ kind: string; status_after: string; actor_id: number }>('payment_events');
    expect(events.at(-1)).toMatchObject({ kind: 'CANCEL_REQUESTED', status_after: 'PENDING_CANCEL', actor_id: world.customer.id });
    const [entry] = await app.container.database.rows<object>("SELECT * FROM audit_entries WHERE action = 'PAYMENT_CANCEL'");
    expect(entry).toMatchObject({ actor_id: world.customer.id, summary: 'Cancelled the payment of 1,075.00 USD due on 2026-11-25.' });
    app.clock.advanceSeconds(-30);
  });

  it.each(['PENDING_CANCEL', 'CANCELED'] as const)('of one that is %s: answered alike, and nothing is done', async (status) => {
    const id = await make(status);
    const before = await world.rows('payment_events');
    expect(await world.cancel(id)).toMatchObject({ replayed: false, userErrors: [], payment: { id, status } });
    expect(await world.rows('payment_events')).toEqual(before);
    expect(await world.rows<HandOverRecord>('payment_hand_overs')).toEqual([expect.objectContaining({ task: 'RECORD' })]);
  });

  it.each(['PAID', 'RETURNED'] as const)('of one that is %s: too late, and nothing is written', async (status) => {
    const id = await make(status);
    const before = await world.written();
    const answer = await world.cancel(id);
    expect([codesOf(answer), answer.payment]).toEqual([['TOO_LATE_TO_CANCEL'], null]);
    expect(answer.userErrors[0]?.message).toContain('1,075.00 USD due on 25 November 2026');
    expect(await world.written()).toBe(before);
  });

  it('of another’s payment on a visible contract, or of one that is not visible, or of none', async () => {
    const foreign = await world.makeContract([], { roles: [[await app.story.makeAccount(), 'CUSTOMER']] });
    const cases = [
      [await make('PENDING', world.guarantor.id), 'NOT_YOUR_PAYMENT'],
      [await make('PENDING', world.guarantor.id, foreign), 'PAYMENT_NOT_FOUND'],
      [await make('PENDING', world.customer.id, foreign), 'PAYMENT_NOT_FOUND'],
      [globalId('Payment', 987_654), 'PAYMENT_NOT_FOUND'],
      [globalId('Contract', world.contract), 'PAYMENT_NOT_FOUND'],
    ] as const;
    const before = await world.written();
    for (const [id, code] of cases) expect([id, codesOf(await world.cancel(id))]).toEqual([id, [code]]);
    expect(codesOf(await world.cancel(cases[0][0], { idempotencyKey: 'a b' }))).toEqual(['IDEMPOTENCY_KEY_MALFORMED']);
    expect(await world.written()).toBe(before);
  });

  it('repeated with its key it is replayed, whatever became of the payment', async () => {
    const id = await make('SCHEDULED');
    const key = { idempotencyKey: 'cancel-it' };
    await world.cancel(id, key);
    await app.story.change("UPDATE payments SET status = 'PAID'", []);
    expect(await world.cancel(id, key)).toMatchObject({ replayed: true, userErrors: [], payment: { status: 'PAID' } });
    expect(codesOf(await world.cancel(await make('PENDING'), key))).toEqual(['IDEMPOTENCY_KEY_REUSED']);
    expect(codesOf(await world.cancel(id))).toEqual(['TOO_LATE_TO_CANCEL']);
  });

  it('asked for many times at once it is done once', async () => {
    const id = await make('SCHEDULED');
    const answers = await Promise.all(Array.from({ length: 10 }, () => world.cancel(id)));
    expect(answers.map((answer) => [codesOf(answer), answer.payment?.status])).toEqual(answers.map(() => [[], 'PENDING_CANCEL']));
    expect(await world.rows('payment_events')).toHaveLength(2);
    expect(await app.container.database.rows("SELECT 1 FROM audit_entries WHERE action = 'PAYMENT_CANCEL'")).toHaveLength(1);
  });

  it('while a batch takes the payment, one of the two wins, and the answer says which', async () => {
    for (let round = 0; round < 6; round += 1) {
      const id = await make('SCHEDULED');
      const key = Number(Buffer.from(id, 'base64').toString().split(':')[1]);
      const post = app.container.database.transaction(async (transaction) => {
        await transaction.query('SELECT id FROM payments WHERE id = ? FOR UPDATE', [key]);
        await transaction.query("UPDATE payments SET status = 'PAID' WHERE id = ?", [key]);
      });
      const [answer] = await Promise.all([world.cancel(id), post]);
      const [row] = await app.container.database.rows<{ status: string }>('SELECT status FROM payments WHERE id = ?', [key]);
      expect(row?.status).toBe('PAID');
      const asked = await app.container.database.rows('SELECT 1 FROM payment_events WHERE payment_id = ? AND kind = ?', [
        key,
        'CANCEL_REQUESTED',
      ]);
      expect([codesOf(answer), asked.length]).toEqual(asked.length === 1 ? [[], 1] : [['TOO_LATE_TO_CANCEL'], 0]);
    }
  });

  it('by staff: whoever’s it is, with the reason kept, also while payments are off', async () => {
    const foreign = await world.makeContract([], { booked: false });
    const id = await make('SCHEDULED', world.customer.id, foreign);
    await world.setSite('payments_are_on = 0');
    const key = Number(Buffer.from(id, 'base64').toString().split(':')[1]);
    const cancel = (paymentId: number) => app.container.paymentCancels.cancelForStaff(systemActor('ann'), paymentId, 'asked by telephone');
    expect(await cancel(key)).toEqual({ done: true, value: { paymentId: key } });
    expect(await cancel(key)).toEqual({ done: true, value: { paymentId: key } });
    expect(await cancel(987_654)).toMatchObject({ done: false, refusals: [{ code: 'PAYMENT_NOT_FOUND' }] });
    const entries = await app.container.database.rows<{ reason: string }>("SELECT * FROM audit_entries WHERE action = 'PAYMENT_CANCEL'");
    expect(entries.map((entry) => entry.reason)).toEqual(['asked by telephone']);
  });
});
