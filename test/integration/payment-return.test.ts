import { PaymentStory } from '../support/payment-story';
import { PaymentWorld } from '../support/payment-world';

let world: PaymentWorld;

beforeAll(async () => (world = await PaymentWorld.open()));
beforeEach(() => world.begin());
afterEach(() => world.end());
afterAll(() => world.close());

/** A payment that was collected, and of which the sync knows. */
async function paid(): Promise<number> {
  const id = await world.schedule();
  await world.collect();
  await world.work();
  await world.sync();
  return id;
}

async function bankAccountOf(id: number): Promise<Record<string, unknown>> {
  const [row] = await world.app.container.database.rows<Record<string, unknown>>(
    `SELECT account.last_four AS lastFour, account.stop_reason_code AS stopReasonCode, account.correction_code AS correctionCode,
       account.id AS bankAccountId
     FROM payments payment JOIN bank_accounts account ON account.id = payment.bank_account_id WHERE payment.id = ?`,
    [id],
  );
  return row ?? {};
}

async function sendBack(id: number, reasonCode: string): Promise<void> {
  await world.event('RETURN_EFT', { paymentId: await world.keyOf(id), reasonCode });
}

describe('a payment that the bank returns', () => {
  it('is returned at the next sync, told to the payer in plain words, and watched no more', async () => {
    const id = await paid();
    await sendBack(id, 'R01');
    await world.sync();
    await world.expectSound(id, { status: 'RETURNED', record: 'PROCESSED', entries: 1 });
    expect(await world.payment(id)).toMatchObject({ returnReasonCode: 'R01', returnedOn: '2026-11-23' });
    const [letter, ...others] = world.app.outbox.letters;
    expect(others).toEqual([]);
    expect(letter?.content).toMatchObject({ kind: 'PAYMENT_RETURNED', payment: { amount: '500.00 USD' }, bankAccountStopped: false });
    expect(letter?.content).toHaveProperty('reason', expect.stringMatching(/enough/));
    expect((await world.handOver(id)).nextAttemptAt).toBeNull();
    expect(await world.findings()).toEqual([]);
    await world.sync();
    await world.later(60 * 30);
    expect(world.app.outbox.letters).toHaveLength(1);
  });

  it('takes with it what was to be drawn from the same bank account, whether ASPIRE has it or not', async () => {
    const id = await paid();
    const { bankAccountId } = await bankAccountOf(id);
    const scheduled = await world.schedule({ bankAccountId: bankAccountId as number });
    const other = await world.schedule();
    await sendBack(id, 'R02');
    await world.sync();
    const pending = await world.submit({ bankAccountId: bankAccountId as number });
    await world.work();
    await world.expectSound(scheduled, { status: 'CANCELED', record: 'CANCELED', entries: 0 });
    expect(await world.payment(pending)).toMatchObject({ status: 'CANCELED', alternateEftId: null });
    expect(await world.payment(other)).toMatchObject({ status: 'SCHEDULED' });
    expect(world.app.outbox.kinds().filter((kind) => kind === 'PAYMENT_CANCELED')).toHaveLength(2);
  });

  it('is returned by the daily look, where the sync does not come', async () => {
    const id = await paid();
    await sendBack(id, 'R03');
    await world.later(60 * 30);
    await world.expectSound(id, { status: 'RETURNED', record: 'PROCESSED', entries: 1 });
    expect(world.app.outbox.kinds().sort()).toEqual(['BANK_ACCOUNT_CHANGED', 'PAYMENT_RETURNED']);
    expect(world.app.outbox.letters.map(({ content }) => content)).toContainEqual(expect.objectContaining({ bankAccountStopped: true }));
  });

  it('before anybody knew that it was collected has passed through every status', async () => {
    const id = await world.submit();
    await world.fault('lostAnswer', { path: 'alternate-efts', times: 1 });
    await world.work();
    await world.collect();
    await sendBack(id, 'R02');
    await world.sync();
    await world.expectSound(id, { status: 'RETURNED', record: 'PROCESSED', entries: 1 });
    expect(await world.eventsOf(id)).toEqual(['SUBMITTED', 'HAND_OVER_FAILED', 'RECORDED', 'POSTED', 'RETURNED', 'RECEIVED']);
    await world.later(5);
    expect(world.app.outbox.kinds().sort()).toEqual(['BANK_ACCOUNT_CHANGED', 'PAYMENT_RETURNED']);
  });

  it.each([
    ['R01', null, []],
    ['R02', 'R02', []],
    ['R10', 'R10', ['DISPUTED']],
  ])('stops its bank account and alerts staff as the reason %s wants', async (code, stopReasonCode, findings) => {
    const id = await paid();
    await sendBack(id, code);
    await world.sync();
    expect(await bankAccountOf(id)).toMatchObject({ stopReasonCode });
    expect(await world.findings()).toEqual(findings);
  });
});

describe('a return for numbers that were corrected since', () => {
  it('leaves the bank account as it is, and tells the payer nothing else', async () => {
    const bankAccountId = await new PaymentStory(world.app).makeBankAccount({ userId: world.userId });
    const [first, second] = [await world.schedule({ bankAccountId }), await world.schedule({ bankAccountId, amountCents: 7_00 })];
    await world.collect();
    await world.work();
    await world.event('CORRECT_EFT', { paymentId: await world.keyOf(first), changeCode: 'C01', accountNumber: '998877' });
    await world.later(60 * 30);
    expect(await bankAccountOf(first)).toMatchObject({ lastFour: '8877' });
    world.app.outbox.letters.length = 0;
    await sendBack(second, 'R03');
    await world.sync();
    expect((await world.payment(second)).status).toBe('RETURNED');
    expect(await bankAccountOf(second)).toMatchObject({ stopReasonCode: null });
    expect(world.app.outbox.letters.map(({ content }) => content)).toEqual([
      expect.objectContaining({ kind: 'PAYMENT_RETURNED', bankAccountStopped: false }),
    ]);
  });
});

describe('a bank that corrects an account', () => {
  it('is heard once', async () => {
    const id = await paid();
    await world.event('CORRECT_EFT', { paymentId: await world.keyOf(id), changeCode: 'C01', accountNumber: '998877' });
    for (let day = 0; day < 3; day += 1) await world.later(60 * 30);
    expect(await bankAccountOf(id)).toMatchObject({ lastFour: '8877', correctionCode: 'C01' });
    expect(world.app.outbox.kinds()).toEqual(['BANK_ACCOUNT_CHANGED']);
    expect((await world.eventsOf(id)).filter((kind) => kind === 'CORRECTED')).toHaveLength(1);
    const events = JSON.stringify(await world.app.container.staffPayments.listEvents([id]));
    expect(events).not.toContain('998877');
    expect((await world.payment(id)).status).toBe('PAID');
  });
});
