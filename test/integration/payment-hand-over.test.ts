import { PaymentWorld } from '../support/payment-world';

let world: PaymentWorld;

beforeAll(async () => (world = await PaymentWorld.open()));
beforeEach(() => world.begin());
afterEach(() => world.end());
afterAll(() => world.close());

describe('a payment on its way', () => {
  it('is recorded, reviewed, posted and received, once each', async () => {
    const id = await world.submit();
    await world.work();
    await world.expectSound(id, { status: 'SCHEDULED', record: 'OPEN', entries: 0 });
    expect(await world.handOver(id)).toMatchObject({ task: 'WATCH', wasSent: 1, attempts: 0, claimToken: null });
    const batch = await world.generate();
    await world.later(7);
    await world.later(7);
    expect(await world.payment(id)).toMatchObject({ status: 'SCHEDULED', batchNumber: batch, postedAt: null });
    await world.post(batch);
    await world.later(0);
    await world.expectSound(id, { status: 'PAID', record: 'PROCESSED', entries: 1 });
    expect(await world.payment(id)).toMatchObject({ batchNumber: batch, fileName: 'EFT-2026-11-23-000001.ach' });
    expect(await world.handOver(id)).toMatchObject({ task: 'WATCH', sealedBankAccount: null });
    await world.sync();
    expect((await world.payment(id)).receivedPaymentId).not.toBeNull();
    expect(await world.eventsOf(id)).toEqual(['SUBMITTED', 'RECORDED', 'IN_REVIEW', 'POSTED', 'RECEIVED']);
    expect(await world.findings()).toEqual([]);
  });
});
