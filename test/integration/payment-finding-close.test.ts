import type { Actor } from '../../src/kernel/actor';
import { PaymentWorld } from '../support/payment-world';

const CARE: Actor = { realm: 'PLATFORM', id: 1, name: 'care@example.com', address: null, requestId: null };

let world: PaymentWorld;

beforeAll(async () => (world = await PaymentWorld.open()));
beforeEach(() => world.begin());
afterEach(() => world.end());
afterAll(() => world.close());

async function closeAll(): Promise<void> {
  const { database, paymentFindingClose } = world.app.container;
  const open = await database.rows<{ id: number }>('SELECT id FROM payment_findings WHERE is_open = 1');
  for (const { id } of open) expect((await paymentFindingClose.close(CARE, id, 'dealt with by phone')).done).toBe(true);
  expect(await world.findings()).toEqual([]);
}

/** Whatever can find something: workers, sync and daily checks, over days. */
async function lookForDays(paymentId: number): Promise<void> {
  for (let day = 0; day < 3; day += 1) {
    await world.app.story.change('UPDATE payment_hand_overs SET next_attempt_at = ? WHERE payment_id = ?', [
      world.app.clock.now(),
      paymentId,
    ]);
    await world.later(30 * 60);
    await world.sync();
    await world.app.container.paymentChecks.run();
  }
}

describe('a finding that staff have closed', () => {
  it('stays closed where it is of something that has happened, however often that is looked at', async () => {
    const id = await world.schedule();
    await world.collect();
    await world.work();
    await world.event('RETURN_EFT', { paymentId: await world.keyOf(id), reasonCode: 'R10' });
    await world.sync();
    expect(await world.findings()).toEqual(['DISPUTED']);
    await closeAll();
    await lookForDays(id);
    expect(await world.findings()).toEqual([]);
    expect((await world.eventsOf(id)).filter((kind) => kind === 'RAISED')).toHaveLength(1);
  });

  it('is found anew where it still holds', async () => {
    const id = await world.schedule();
    const { latestSequence: sequence } = await world.control('book');
    await world.event('bill', { ContractOid: 10_001, Amount: '1.00' });
    await world.collect();
    await world.work();
    await world.control('restore', { toSequence: sequence });
    await world.work();
    await world.work();
    expect(await world.findings()).toEqual(['OPEN_AGAIN_AFTER_PAID']);
    await closeAll();
    await lookForDays(id);
    expect(await world.findings()).toContain('OPEN_AGAIN_AFTER_PAID');
    expect((await world.eventsOf(id)).filter((kind) => kind === 'RAISED').length).toBeGreaterThan(1);
  });
});
