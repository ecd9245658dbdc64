import { PaymentWorld } from '../support/payment-world';
import { KEYRING, startPortal, type TestPortal } from '../support/portal';

let world: PaymentWorld;
let other: TestPortal;

beforeAll(async () => {
  world = await PaymentWorld.open();
  const servicingSystem = new Proxy({} as PaymentWorld['system'], {
    get: (_target, name: keyof PaymentWorld['system']) => (world.system[name] as () => unknown).bind(world.system),
  });
  other = await startPortal({ servicingSystem, beside: world.app });
});
beforeEach(() => world.begin());
afterEach(() => world.end());
afterAll(async () => {
  await other.close();
  await world.close();
});

/** Counts the calls that reach for ASPIRE's records from now on. */
function countCalls(): string[] {
  const calls: string[] = [];
  const { system } = world;
  for (const name of ['putAlternateEft', 'cancelAlternateEft', 'findAlternateEft'] as const) {
    const call = system[name].bind(system) as (...given: unknown[]) => Promise<never>;
    system[name] = (...given: unknown[]) => {
      calls.push(name);
      return call(...given);
    };
  }
  return calls;
}

const outcomes = async (): Promise<string[]> => (await world.work()).map(({ outcome }) => outcome);

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
    expect(world.app.logText()).not.toContain('000123456789');
  });

  it('forgets the batch that let go of it', async () => {
    const id = await world.schedule();
    const batch = await world.generate();
    await world.later(7);
    await world.event('DISCARD_EFT', { batch });
    await world.later(7);
    expect((await world.payment(id)).batchNumber).toBeNull();
  });

  it('is asked about every five minutes around its day, else every hour, and at once when a batch is posted', async () => {
    const near = await world.schedule();
    const far = await world.schedule({ dueOn: '2026-12-15' });
    const minutesTo = async (id: number): Promise<number> =>
      (Date.parse(`${(await world.handOver(id)).nextAttemptAt}Z`) - world.app.clock.now().getTime()) / 60_000;
    for (const [id, minutes] of [
      [near, 5],
      [far, 60],
    ] as const) {
      expect(await minutesTo(id)).toBeGreaterThanOrEqual(minutes * 0.8 - 0.1);
      expect(await minutesTo(id)).toBeLessThanOrEqual(minutes * 1.2);
    }
    await world.collect();
    await world.post(await world.generate({ from: '2026-12-01', to: '2026-12-31' }));
    await world.later(0);
    for (const id of [near, far]) expect((await world.payment(id)).status).toBe('PAID');
  });

  it('far from its day is known to be collected within 15 minutes, although the connector does not tell of its batches', async () => {
    world.system.listEftBatches = () => Promise.resolve(undefined);
    const id = await world.schedule({ dueOn: '2026-12-15' });
    await world.post(await world.generate({ from: '2026-12-01', to: '2026-12-31' }));
    await world.later(7);
    await world.expectSound(id, { status: 'PAID', record: 'PROCESSED', entries: 1 });
  });

  it('is asked about daily once paid, for 65 days, and never again', async () => {
    const id = await world.schedule();
    await world.collect();
    await world.work();
    const calls = countCalls();
    for (let day = 0; day < 90; day += 1) await world.later(24 * 60);
    expect(calls.length).toBeGreaterThan(35);
    expect(calls.length).toBeLessThan(70);
    expect((await world.handOver(id)).nextAttemptAt).toBeNull();
  });

  it('left out of a batch is told to staff once, until a batch takes it', async () => {
    await world.schedule();
    await world.later(60);
    const held = await world.generate();
    const id = await world.schedule({ amountCents: 7_700 });
    await world.later(1);
    await world.post(held);
    for (let look = 0; look < 4; look += 1) await world.later(7);
    expect(await world.findings()).toEqual(['LEFT_OUT_OF_BATCH']);
    expect((await world.eventsOf(id)).filter((kind) => kind === 'LEFT_OUT')).toHaveLength(1);
    await world.collect();
    await world.work();
    expect(await world.findings()).toEqual([]);
    await world.expectSound(id, { status: 'PAID', record: 'PROCESSED', entries: 1 });
  });
});

describe('a payment that cannot be handed over', () => {
  it('is tried after growing pauses, told to staff after 15 minutes and after a day, and never given up', async () => {
    const id = await world.submit();
    await world.fault('down');
    expect(await outcomes()).toEqual(['POSTPONED']);
    expect(await world.handOver(id)).toMatchObject({ attempts: 1, task: 'RECORD', claimToken: null });
    for (const [pause, attempts] of [
      [30, 2],
      [60, 3],
      [120, 4],
      [300, 5],
    ] as const) {
      world.app.clock.advanceSeconds(pause * 0.79);
      expect(await outcomes()).toEqual([]);
      world.app.clock.advanceSeconds(pause * 0.42);
      expect(await outcomes()).toEqual(['POSTPONED']);
      expect((await world.handOver(id)).attempts).toBe(attempts);
    }
    expect(await world.findings()).toEqual([]);
    await world.later(8);
    expect(await world.findings()).toEqual(['HAND_OVER_LATE']);
    for (let hour = 0; hour < 30; hour += 1) await world.later(73);
    expect(await world.findings()).toEqual(['HAND_OVER_LATE', 'HAND_OVER_OVERDUE']);
    expect((await world.handOver(id)).lastError).toMatch(/PUT \/alternate-efts.*the connection broke/);
    for (let hour = 0; hour < 30; hour += 1) await world.later(73);
    await world.fault('none');
    await world.later(73);
    await world.expectSound(id, { status: 'SCHEDULED', record: 'OPEN', entries: 0 });
    expect(await world.findings()).toEqual([]);
    expect(await world.eventsOf(id)).toEqual(['SUBMITTED', 'HAND_OVER_FAILED', 'RAISED', 'RAISED', 'RECORDED']);
    expect(world.app.log()).toContainEqual(expect.objectContaining({ level: 'warn', msg: 'staff must look at a payment' }));
  });

  it.each([
    ['HAND_OVER_REFUSED', { contractId: 10_008 }, 'book'],
    ['HAND_OVER_CONFLICT', {}, undefined],
  ])('for a reason of its own is told to staff at once and tried hourly: %s', async (code, story, cure) => {
    const id = await world.submit(story);
    const key = await world.keyOf(id);
    const instruction = { contractId: 10_003, amountCents: 1, currencyCode: 'USD', dueOn: '2026-11-25', secCode: 'WEB' } as const;
    const account = { routingNumber: '021000021', accountNumber: '1', accountType: 'CHECKING', accountHolderName: 'X' } as const;
    if (cure === undefined) await world.system.putAlternateEft(key, { ...instruction, ...account });
    expect(await outcomes()).toEqual(['REFUSED']);
    expect(await world.findings()).toEqual([code]);
    await world.later(45);
    expect((await world.handOver(id)).attempts).toBe(1);
    await world.later(30);
    expect(await world.handOver(id)).toMatchObject({ attempts: 2, task: 'RECORD' });
    expect(await world.findings()).toEqual([code, 'HAND_OVER_LATE'].sort());
    if (cure === undefined) return;
    await world.event(cure, { ContractOid: 10_008 });
    await world.later(75);
    expect((await world.payment(id)).status).toBe('SCHEDULED');
    expect(await world.findings()).toEqual([]);
  });

  it.each([
    ['opened', 'lost.AAAA'],
    ['read', KEYRING.seal('000123456789 is no JSON', 'payment')],
  ])('because its bank account cannot be %s is told to staff, without a word of it', async (_, sealed) => {
    const id = await world.submit();
    await world.app.story.change('UPDATE payment_hand_overs SET sealed_bank_account = ? WHERE payment_id = ?', [sealed, id]);
    expect(await outcomes()).toEqual(['REFUSED']);
    expect(await world.findings()).toEqual(['HAND_OVER_REFUSED']);
    expect((await world.handOver(id)).lastError).toBe('The bank account cannot be opened with the keys configured.');
  });

  it('leaves the others untried after five calls in a row without an answer', async () => {
    for (let count = 0; count < 30; count += 1) await world.submit();
    await world.fault('down', { path: 'alternate-efts' });
    const tried = (await world.work()).length;
    expect(tried).toBeGreaterThanOrEqual(5);
    expect(tried).toBeLessThanOrEqual(9);
    const rows = await world.app.container.database.rows<{ attempts: number; n: number }>(
      'SELECT attempts, COUNT(*) AS n FROM payment_hand_overs WHERE claim_token IS NULL GROUP BY attempts ORDER BY attempts',
    );
    expect(rows).toEqual([
      { attempts: 0, n: 30 - tried },
      { attempts: 1, n: tried },
    ]);
    await world.fault('none');
    await world.work();
    await world.later(1);
    expect((await world.records()).length).toBe(30);
  });

  it('is not held up by any number of payments that are only looked at', async () => {
    for (let count = 0; count < 110; count += 1) await world.submit();
    await world.work();
    await world.work();
    world.app.clock.advanceMinutes(7);
    const urgent = await world.submit();
    const first = (await world.work()).slice(0, 4).map(({ paymentId }) => paymentId);
    expect(first).toContain(urgent);
  });
});

describe('the metrics', () => {
  it('tell how many tasks are due, and since when', async () => {
    const metrics = async (): Promise<string[]> =>
      (await world.app.container.registry.metrics()).split('\n').filter((line) => line.startsWith('portal_payment_hand_overs'));
    await world.submit();
    await world.submit();
    world.app.clock.advanceSeconds(90);
    expect(await metrics()).toEqual(['portal_payment_hand_overs_due 2', 'portal_payment_hand_overs_oldest_seconds 90']);
    await world.work();
    expect(await metrics()).toEqual(['portal_payment_hand_overs_due 0', 'portal_payment_hand_overs_oldest_seconds 0']);
  });
});

describe('workers', () => {
  it('hand each payment over once, two at a time', async () => {
    const ids: number[] = [];
    for (let count = 0; count < 25; count += 1) ids.push(await world.submit());
    const calls = countCalls();
    const reports = await Promise.all([world.work(), other.container.paymentHandOver.work()]);
    expect(reports.flat().map(({ outcome }) => outcome)).toEqual(Array(25).fill('MOVED'));
    expect(calls).toEqual(Array(25).fill('putAlternateEft'));
    for (const id of ids.slice(0, 3)) await world.expectSound(id, { status: 'SCHEDULED', record: 'OPEN', entries: 0 });
    expect((await world.records()).length).toBe(25);
  });

  it('ask no more than four things at once', async () => {
    for (let count = 0; count < 12; count += 1) await world.submit();
    let [now, most] = [0, 0];
    const put = world.system.putAlternateEft.bind(world.system);
    world.system.putAlternateEft = async (...given) => {
      most = Math.max(most, (now += 1));
      return put(...given).finally(() => (now -= 1));
    };
    await Promise.all([world.work(), world.work()]);
    expect(most).toBe(4);
  });

  it('that come back after their claim was lost write nothing', async () => {
    const id = await world.submit();
    await world.fault('slow', { ms: 1_500, path: 'alternate-efts', times: 1 });
    const late = world.work();
    await claimed(id);
    await loseClaim(id);
    expect((await other.container.paymentHandOver.work()).map(({ outcome }) => outcome)).toEqual(['MOVED']);
    const after = [await world.handOver(id), await world.eventsOf(id)];
    expect((await late).map(({ outcome }) => outcome)).toEqual(['LOST']);
    expect([await world.handOver(id), await world.eventsOf(id)]).toEqual(after);
    await world.expectSound(id, { status: 'SCHEDULED', record: 'OPEN', entries: 0 });
  });

  it('that stop give back what they have not finished', async () => {
    const id = await world.submit();
    world.system = world.connected(20_000);
    await world.fault('slow', { ms: 20_000, path: 'alternate-efts', times: 1 });
    const stop = new AbortController();
    const work = world.work(stop.signal);
    await claimed(id);
    stop.abort(new Error('The process is stopping.'));
    expect((await work).map(({ outcome }) => outcome)).toEqual(['RELEASED']);
    expect(await world.handOver(id)).toMatchObject({ claimToken: null, attempts: 0, task: 'RECORD' });
    await world.work();
    await world.expectSound(id, { status: 'SCHEDULED', record: 'OPEN', entries: 0 });
  });

  it('whose clock ran ahead and is set back go on with what they had put off', async () => {
    const id = await world.submit();
    world.app.clock.advanceMinutes(60 * 24 * 400);
    await world.fault('down');
    await world.work();
    await world.fault('none');
    world.app.clock.advanceMinutes(-60 * 24 * 400);
    await world.work();
    await world.expectSound(id, { status: 'SCHEDULED', record: 'OPEN', entries: 0 });
    await world.collect();
    world.app.clock.advanceMinutes(-120);
    await world.work();
    await world.expectSound(id, { status: 'PAID', record: 'PROCESSED', entries: 1 });
  });
});

async function claimed(id: number): Promise<void> {
  while ((await world.handOver(id)).claimToken === null) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** As if so much time had passed on the database's clock. */
async function loseClaim(id: number): Promise<void> {
  await world.app.story.change('UPDATE payment_hand_overs SET claimed_until = UTC_TIMESTAMP(3) WHERE payment_id = ?', [id]);
}
