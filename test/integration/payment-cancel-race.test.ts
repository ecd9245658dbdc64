import { PaymentWorld } from '../support/payment-world';

let world: PaymentWorld;

beforeAll(async () => (world = await PaymentWorld.open()));
beforeEach(() => world.begin({ timeoutMs: 300 }));
afterEach(() => world.end());
afterAll(() => world.close());

async function claimed(id: number): Promise<void> {
  while ((await world.handOver(id)).claimToken === null) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Whatever ASPIRE collects afterwards, it is not this payment. */
async function expectCanceledForGood(id: number, record: string | null): Promise<void> {
  await world.expectSound(id, { status: 'CANCELED', record, entries: 0 });
  await world.event('GENERATE_EFT', { from: '2026-11-23', to: '2026-12-31' });
  for (let look = 0; look < 3; look += 1) await world.later(75);
  await world.expectSound(id, { status: 'CANCELED', record, entries: 0 });
  expect(await world.handOver(id)).toMatchObject({ nextAttemptAt: null, sealedBankAccount: null, claimToken: null });
  expect(world.app.outbox.kinds()).toEqual(['PAYMENT_CANCELED']);
  expect(await world.findings()).toEqual([]);
}

describe('a payment cancelled', () => {
  it('before it is handed over is never sent', async () => {
    const id = await world.submit();
    await world.cancel(id);
    await world.work();
    await expectCanceledForGood(id, null);
    expect(world.app.outbox.letters[0]?.content).toEqual({
      kind: 'PAYMENT_CANCELED',
      payment: { amount: '500.00 USD', contractNumber: '10003', dueOn: '25 November 2026' },
    });
  });

  it.each(['slow', 'lateAnswer', 'lostAnswer', 'down'])(
    'while it is being handed over is cancelled at once afterwards (%s)',
    async (mode) => {
      const id = await world.submit();
      const ms = mode === 'slow' ? 150 : 500;
      await world.fault(mode, { path: 'alternate-efts', times: 1, ...((mode === 'slow' || mode === 'lateAnswer') && { ms }) });
      const work = world.work();
      if (mode === 'slow' || mode === 'lateAnswer') await claimed(id);
      else await work;
      await world.cancel(id);
      await work;
      await world.work();
      await expectCanceledForGood(id, 'CANCELED');
    },
  );

  it('while its request is lost on the way leaves a cancelled record for the request to find', async () => {
    const id = await world.submit();
    await world.fault('slow', { path: 'alternate-efts', times: 1, ms: 900 });
    expect((await world.work()).map(({ outcome }) => outcome)).toEqual(['POSTPONED']);
    await world.cancel(id);
    await world.work();
    await world.expectSound(id, { status: 'CANCELED', record: 'CANCELED', entries: 0 });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await expectCanceledForGood(id, 'CANCELED');
  });

  it('that ASPIRE refuses can never exist', async () => {
    const id = await world.submit({ contractId: 10_008 });
    await world.work();
    await world.cancel(id);
    await world.work();
    await expectCanceledForGood(id, null);
  });

  it('after it is recorded, and while a batch holds it in review, is not collected', async () => {
    const scheduled = await world.schedule();
    await world.cancel(scheduled);
    expect(await world.payment(scheduled)).toMatchObject({ status: 'PENDING_CANCEL' });
    await world.work();
    await expectCanceledForGood(scheduled, 'CANCELED');
    world.app.outbox.letters.length = 0;
    const reviewed = await world.schedule({ amountCents: 1_00 });
    const batch = await world.generate();
    await world.later(7);
    await world.cancel(reviewed);
    await world.work();
    await world.post(batch);
    await expectCanceledForGood(reviewed, 'CANCELED');
  });

  it.each([true, false])('after its batch was posted is paid, known of or not (%s)', async (isKnown) => {
    const id = await world.schedule();
    await world.collect();
    if (isKnown) await world.work();
    await world.cancel(id);
    await world.work();
    await world.expectSound(id, { status: 'PAID', record: 'PROCESSED', entries: 1 });
    expect(world.app.outbox.kinds()).toEqual([]);
    expect(await world.findings()).toEqual([]);
  });

  it('while ASPIRE is away is tried on, told to staff after 15 minutes and after a day, and ends well', async () => {
    const id = await world.schedule();
    await world.fault('down');
    await world.cancel(id);
    for (let look = 0; look < 8; look += 1) await world.later(3);
    expect(await world.findings()).toEqual(['CANCEL_LATE']);
    for (let hour = 0; hour < 25; hour += 1) await world.later(73);
    expect(await world.findings()).toEqual(['CANCEL_LATE', 'CANCEL_OVERDUE']);
    expect(await world.payment(id)).toMatchObject({ status: 'PENDING_CANCEL' });
    await world.fault('none');
    await world.later(73);
    await expectCanceledForGood(id, 'CANCELED');
  });

  it('in ASPIRE by hand is cancelled here', async () => {
    const id = await world.schedule();
    await world.system.cancelAlternateEft(await world.keyOf(id));
    await world.later(7);
    await expectCanceledForGood(id, 'CANCELED');
    expect(await world.eventsOf(id)).toEqual(['SUBMITTED', 'RECORDED', 'CANCEL_REQUESTED', 'CANCELED']);
  });
});
