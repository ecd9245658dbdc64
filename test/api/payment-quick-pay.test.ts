import { globalId } from '../support/ids';
import { codesOf, PayingWorld } from '../support/paying-world';
import { startPortal, type TestPortal } from '../support/portal';

describe('quickPaySubmit', () => {
  let app: TestPortal;
  let world: PayingWorld;
  let second: number;

  beforeAll(async () => (app = await startPortal()));
  afterAll(() => app.close());
  beforeEach(async () => {
    await app.truncate();
    world = await new PayingWorld(app).make();
    second = await world.makeContract([200_00]);
    await world.makeContract([]);
    await world.makeContract([999_00], { currencyCode: 'CAD' });
    await world.makeContract([999_00], { label: 'ELSEWHERE' });
  });

  interface PaymentRecord {
    contract_id: number;
    amount_cents: number;
    order_id: number;
  }
  const paid = async (): Promise<Record<number, number>> =>
    Object.fromEntries((await world.rows<PaymentRecord>('payments')).map((row) => [row.contract_id, row.amount_cents]));

  it('pays what is left on every contract in US dollars: a payment each, one order, one letter', async () => {
    const closed = await world.makeContract([30_00], { terminated: true });
    await world.submit({ amount: '75.00' });
    await app.deliverMail();
    const answer = await world.quickPay('1730.00', { dueOn: '2026-12-01' });
    expect([codesOf(answer), answer.replayed]).toEqual([[], false]);
    expect(answer.payments?.map(({ amount, dueOn, status }) => [amount.amount, dueOn, status])).toEqual([
      ['1500.00', '2026-12-01', 'PENDING'],
      ['200.00', '2026-12-01', 'PENDING'],
      ['30.00', '2026-12-01', 'PENDING'],
    ]);
    const rows = (await world.rows<PaymentRecord>('payments')).slice(1);
    expect(rows.map((row) => [row.contract_id, row.amount_cents])).toEqual([
      [world.contract, 1_500_00],
      [second, 200_00],
      [closed, 30_00],
    ]);
    expect(new Set(rows.map((row) => row.order_id)).size).toBe(1);
    const letters = await app.deliverMail();
    expect(letters).toHaveLength(1);
    for (const part of ['1,500.00 USD on', '200.00 USD on', '30.00 USD on', '1,730.00 USD in all, in 3 debits'])
      expect(letters[0]?.text.replace(/\s+/g, ' ')).toContain(part);
    expect(await world.rows('payment_hand_overs')).toHaveLength(4);
    const audited = await app.container.database.rows("SELECT subject_id FROM audit_entries WHERE action = 'PAYMENT_SUBMIT'");
    expect(audited).toHaveLength(4);
  });

  it('is replayed as a whole', async () => {
    const key = { idempotencyKey: 'all' };
    const first = await world.quickPay('1775.00', key);
    expect(await world.quickPay('1775.00', key)).toEqual({ ...first, replayed: true });
    expect(codesOf(await world.quickPay('1775.01', key))).toEqual(['IDEMPOTENCY_KEY_REUSED']);
    expect(await world.rows('payments')).toHaveLength(2);
  });

  it('is refused as a whole when there is another total than the payer saw', async () => {
    const before = await world.written();
    for (const total of ['1775.01', '1774.99', '2774.00']) {
      const answer = await world.quickPay(total);
      expect([codesOf(answer), answer.userErrors[0]?.message]).toEqual([
        ['TOTAL_CHANGED'],
        expect.stringContaining('1,775.00 USD') as string,
      ]);
    }
    expect(await world.written()).toBe(before);
    await world.makeContract([1_00]);
    expect(codesOf(await world.quickPay('1775.00'))).toEqual(['TOTAL_CHANGED']);
    expect(codesOf(await world.quickPay('1776.00'))).toEqual([]);
  });

  it('is all or none: one contract over the limit, or one part that cannot be written, and nothing is paid', async () => {
    await world.setSite('maximum_payment_cents = 157400');
    const before = await world.written();
    expect(codesOf(await world.quickPay('1775.00'))).toEqual(['AMOUNT_OVER_LIMIT']);
    await world.setSite('maximum_payment_cents = NULL');
    const spy = jest.spyOn(app.container.mails, 'saveNew').mockRejectedValueOnce(new Error('no room'));
    await expect(world.quickPay('1775.00')).rejects.toThrow('INTERNAL_SERVER_ERROR');
    spy.mockRestore();
    expect(await world.written()).toBe(before);
  });

  it('has nothing to pay a second time', async () => {
    expect(codesOf(await world.quickPay('1775.00'))).toEqual([]);
    expect(codesOf(await world.quickPay('1775.00'))).toEqual(['NOTHING_OPEN']);
    expect(codesOf(await world.quickPay('0.00'))).toEqual(['AMOUNT_NOT_POSITIVE']);
  });

  it('refuses what looks like a duplicate, unless it is confirmed', async () => {
    await world.submit({ contractId: globalId('Contract', second), amount: '100.00' });
    expect(codesOf(await world.quickPay('1675.00'))).toEqual(['LIKELY_DUPLICATE']);
    expect(codesOf(await world.quickPay('1675.00', { confirmDuplicate: true }))).toEqual([]);
  });

  it('two at once: one pays everything, the other finds nothing left', async () => {
    for (let round = 0; round < 5; round += 1) {
      await app.story.change('UPDATE payments SET status = ?', ['CANCELED']);
      const before = (await world.rows('payments')).length;
      const answers = await Promise.all([world.quickPay('1775.00'), world.quickPay('1775.00')]);
      expect(answers.map((answer) => codesOf(answer).join()).sort()).toEqual(['', 'NOTHING_OPEN']);
      expect(await world.rows('payments')).toHaveLength(before + 2);
    }
  });

  it('beside single payments at the same time, no contract is paid twice', async () => {
    const contractId = globalId('Contract', second);
    const token = await app.portal.logIn(world.customer);
    const [all, one] = await Promise.all([world.quickPay('1775.00'), world.submit({ contractId, amount: '200.00' }, { token })]);
    expect([codesOf(all).length, codesOf(one).length].sort()).toEqual([0, 1]);
    expect((await paid())[second]).toBe(200_00);
    expect((await world.rows<PaymentRecord>('payments')).filter((row) => row.contract_id === second)).toHaveLength(1);
  });

  it('takes few statements for many contracts', async () => {
    const few = await app.statementsOf(() => world.quickPay('1775.00'));
    await app.story.change('UPDATE payments SET status = ?', ['CANCELED']);
    for (let index = 0; index < 120; index += 1) await world.makeContract([1_00]);
    const many = await app.statementsOf(() => world.quickPay('1895.00'));
    expect(await world.rows('payments')).toHaveLength(2 + 122);
    expect(many).toHaveLength(few.length);
  });
});
