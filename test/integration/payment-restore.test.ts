import { PaymentWorld } from '../support/payment-world';

let world: PaymentWorld;

beforeAll(async () => (world = await PaymentWorld.open()));
beforeEach(() => world.begin());
afterEach(() => world.end());
afterAll(() => world.close());

/** Where ASPIRE stands now. */
async function sequence(): Promise<number> {
  return (await world.control('book')).latestSequence;
}

/** Something else happens there, so that a later restore has something to take back. */
async function move(): Promise<void> {
  await world.event('bill', { ContractOid: 10_001, Amount: '1.00' });
}

describe('a restore of ASPIRE', () => {
  it('before a payment was recorded has it recorded again, once', async () => {
    await world.work();
    const before = await sequence();
    await move();
    const id = await world.schedule();
    await world.control('restore', { toSequence: before });
    expect(await world.recordsOf(id)).toEqual([]);
    await world.work();
    await world.later(1);
    await world.expectSound(id, { status: 'SCHEDULED', record: 'OPEN', entries: 0 });
    expect(await world.eventsOf(id)).toEqual(['SUBMITTED', 'RECORDED', 'RESTORED']);
    await world.collect();
    await world.work();
    await world.expectSound(id, { status: 'PAID', record: 'PROCESSED', entries: 1 });
    expect(await world.findings()).toEqual([]);
  });

  it('is noticed at the next round, also for payments that nobody would look at for hours', async () => {
    await world.work();
    const before = await sequence();
    await move();
    const id = await world.schedule({ dueOn: '2026-12-20' });
    await world.control('restore', { toSequence: before });
    await world.work();
    await world.work();
    expect((await world.recordsOf(id)).length).toBe(1);
    expect(world.app.log()).toContainEqual(expect.objectContaining({ level: 'warn', msg: expect.stringContaining('ASPIRE was restored') }));
  });

  it('before a payment was posted tells staff, and its record is cancelled so that it is not collected again', async () => {
    const id = await world.schedule();
    const before = await sequence();
    await move();
    await world.collect();
    await world.work();
    expect(await world.entriesOf(id)).toBe(1);
    await world.sync();
    await world.control('restore', { toSequence: before });
    await world.work();
    await world.work();
    expect(await world.findings()).toEqual(['OPEN_AGAIN_AFTER_PAID']);
    await world.expectSound(id, { status: 'PAID', record: 'CANCELED', entries: 0 });
    expect((await world.event('GENERATE_EFT', { from: '2026-11-23', to: '2026-11-30' }))['batch']).toBeNull();
    for (let day = 0; day < 3; day += 1) await world.later(30 * 60);
    expect(await world.findings()).toEqual(['OPEN_AGAIN_AFTER_PAID']);
    expect((await world.eventsOf(id)).filter((kind) => kind === 'RAISED')).toHaveLength(1);
  });

  it('before a payment that was posted since was recorded tells staff', async () => {
    await world.work();
    const before = await sequence();
    await move();
    const id = await world.schedule();
    await world.collect();
    await world.work();
    await world.control('restore', { toSequence: before });
    await world.work();
    expect(await world.findings()).toEqual(['OPEN_AGAIN_AFTER_PAID']);
    await world.expectSound(id, { status: 'PAID', record: null, entries: 0 });
  });

  it('before a payment was posted that the bank has returned tells staff, and its record is cancelled so that it is not collected again', async () => {
    const id = await world.schedule();
    const before = await sequence();
    await move();
    await world.collect();
    await world.work();
    await world.event('RETURN_EFT', { paymentId: await world.keyOf(id), reasonCode: 'R01' });
    await world.later(60 * 36);
    expect(await world.payment(id)).toMatchObject({ status: 'RETURNED' });
    await world.control('restore', { toSequence: before });
    await world.work();
    await world.work();
    expect(await world.findings()).toEqual(['CHANGED_AFTER_RETURN']);
    expect((await world.recordsOf(id)).map(({ state }) => state)).toEqual(['CANCELED']);
    expect((await world.handOver(id)).nextAttemptAt).toBeNull();
  });

  it('before a payment was posted that another batch takes before anybody looks tells staff that it went to the bank twice', async () => {
    const id = await world.schedule();
    const before = await sequence();
    await move();
    await world.collect();
    await world.work();
    const first = await world.payment(id);
    await world.control('restore', { toSequence: before });
    world.app.clock.advanceMinutes(60);
    await world.collect();
    await world.work();
    expect(await world.findings()).toEqual(['COLLECTED_AGAIN']);
    expect(await world.payment(id)).toEqual(first);
    await world.later(60 * 36);
    expect(await world.findings()).toEqual(['COLLECTED_AGAIN']);
    expect((await world.eventsOf(id)).filter((kind) => kind === 'RAISED')).toHaveLength(1);
  });

  it('before a payment was cancelled has it cancelled again', async () => {
    const id = await world.schedule();
    const before = await sequence();
    await move();
    await world.cancel(id);
    await world.work();
    await world.expectSound(id, { status: 'CANCELED', record: 'CANCELED', entries: 0 });
    await world.control('restore', { toSequence: before });
    expect((await world.recordsOf(id))[0]?.state).toBe('OPEN');
    await world.fault('down', { path: 'alternate-efts' });
    await world.work();
    await world.fault('none');
    await world.later(2);
    await world.work();
    await world.expectSound(id, { status: 'CANCELED', record: 'CANCELED', entries: 0 });
    expect(await world.findings()).toEqual([]);
    expect(await world.eventsOf(id)).toEqual(['SUBMITTED', 'RECORDED', 'CANCEL_REQUESTED', 'CANCELED', 'RAISED']);
    expect((await world.handOver(id)).nextAttemptAt).toBeNull();
  });

  it('leaves alone what is as it was, and everything long ago', async () => {
    const old = await world.schedule();
    await world.cancel(old);
    await world.work();
    world.app.clock.advanceMinutes(60 * 24 * 71);
    const young = await world.schedule({ dueOn: '2027-02-03' });
    await world.cancel(young);
    await world.work();
    const before = await sequence();
    await move();
    const asked: string[] = [];
    const find = world.system.findAlternateEft.bind(world.system);
    world.system.findAlternateEft = (key, signal) => {
      asked.push(key);
      return find(key, signal);
    };
    await world.control('restore', { toSequence: before });
    await world.work();
    expect(asked).toEqual([await world.keyOf(young)]);
    for (const id of [old, young]) expect((await world.handOver(id)).nextAttemptAt).toBeNull();
    await world.work();
    expect(asked).toHaveLength(1);
  });

  it('is not over for a payment about which an older answer arrives', async () => {
    await world.work();
    const before = await sequence();
    await move();
    const id = await world.schedule();
    world.app.clock.advanceMinutes(7);
    const find = world.system.findAlternateEft.bind(world.system);
    world.system.findAlternateEft = async (...given) => {
      const answer = await find(...given);
      world.system.findAlternateEft = find;
      await world.control('restore', { toSequence: before });
      world.app.clock.advanceSeconds(1);
      await world.work();
      return answer;
    };
    await world.work();
    await world.work();
    await world.work();
    expect((await world.recordsOf(id)).map(({ state }) => state)).toEqual(['OPEN']);
    expect(await world.eventsOf(id)).toContain('RESTORED');
  });
});
