import { paymentDayJobs } from '../../src/jobs/payment-checks.job';
import { PaymentWorld } from '../support/payment-world';
import { silentLogger } from '../support/sync-engine';

let world: PaymentWorld;

beforeAll(async () => (world = await PaymentWorld.open()));
beforeEach(() => world.begin());
afterEach(() => world.end());
afterAll(() => world.close());

const run = () => world.app.container.paymentChecks.run();
const NOTHING = {
  SCHEDULED_WITHOUT_RECORD: 0,
  NOTHING_NEXT: 0,
  PROMISE_BROKEN: 0,
  NOT_COLLECTED: 0,
  NOT_RECEIVED: 0,
  BATCH_SUM_DIFFERS: 0,
  RECORDS_DIFFER: 0,
};

/** Breaks something, sees that it is found under its code, mends it, and sees that the finding closes. */
async function expectFound(code: string, harm: () => Promise<unknown>, cure: () => Promise<unknown>): Promise<void> {
  await harm();
  expect(await run()).toEqual({ ...NOTHING, [code]: 1 });
  expect(await world.findings()).toEqual([code]);
  await run();
  expect(await world.findings()).toEqual([code]);
  await cure();
  expect(await run()).toEqual(NOTHING);
  expect(await world.findings()).toEqual([]);
}

const change =
  (sql: string, ...values: (string | number | Date | null)[]) =>
  () =>
    world.app.story.change(sql, values);

describe('the daily checks', () => {
  it('find nothing where everything is right', async () => {
    await world.schedule();
    const canceled = await world.schedule();
    await world.cancel(canceled);
    await world.work();
    await world.collect();
    await world.work();
    await world.sync();
    await world.schedule({ dueOn: '2026-12-10' });
    expect(await run()).toEqual(NOTHING);
  });

  it('find a scheduled payment without a record', async () => {
    const id = await world.schedule();
    await expectFound(
      'SCHEDULED_WITHOUT_RECORD',
      change('UPDATE payments SET alternate_eft_id = NULL WHERE id = ?', id),
      change('UPDATE payments SET alternate_eft_id = 1 WHERE id = ?', id),
    );
  });

  it('find a payment that nothing will be done about', async () => {
    const id = await world.schedule();
    const next = (at: Date | null) => change('UPDATE payment_hand_overs SET next_attempt_at = ? WHERE payment_id = ?', at, id);
    await expectFound('NOTHING_NEXT', next(null), next(world.app.clock.now()));
  });

  it('find a payment older than its promise that nothing explains', async () => {
    const id = await world.submit();
    world.app.clock.advanceMinutes(20);
    await expectFound(
      'PROMISE_BROKEN',
      async () => undefined,
      () => world.work(),
    );
    expect((await world.payment(id)).status).toBe('SCHEDULED');
  });

  it('find a scheduled payment that was due days ago', async () => {
    await world.schedule();
    await expectFound(
      'NOT_COLLECTED',
      () => world.later(9 * 24 * 60),
      () => world.collect().then(() => world.work()),
    );
  });

  it('find a paid payment that does not come back with the sync', async () => {
    await world.schedule();
    await world.collect();
    await world.work();
    await expectFound(
      'NOT_RECEIVED',
      () => world.later(49 * 60),
      () => world.sync(),
    );
  });

  it('find days whose records come to another sum', async () => {
    const id = await world.schedule();
    const amount = (cents: number) => change('UPDATE payments SET amount_cents = ? WHERE id = ?', cents, id);
    await expectFound('RECORDS_DIFFER', amount(50_001), amount(50_000));
    const [finding] = await world.app.container.database.rows<{ subject: string; message: string }>(
      "SELECT subject, message FROM payment_findings WHERE code = 'RECORDS_DIFFER'",
    );
    expect(finding).toEqual({
      subject: 'day:2026-11-25',
      message: `The payments due on 25 November 2026 come to 500.01 USD here and to 500.00 USD in ASPIRE. Payments ${id} differ.`,
    });
  });

  it('find a batch that holds less than our payments in it', async () => {
    await world.schedule();
    await world.schedule({ amountCents: 100 });
    await world.collect();
    await world.work();
    await world.sync();
    const entries = (count: number) => change('UPDATE eft_batches SET entry_count = ? WHERE batch_number = 1', count);
    await expectFound('BATCH_SUM_DIFFERS', entries(1), entries(2));
    const cents = (amount: number) => change('UPDATE eft_batches SET amount_cents = ? WHERE batch_number = 1', amount);
    await expectFound('BATCH_SUM_DIFFERS', cents(50_099), cents(50_100));
  });

  it('leave open what they cannot look at while ASPIRE is away', async () => {
    const id = await world.schedule();
    await change('UPDATE payments SET amount_cents = 1 WHERE id = ?', id)();
    await run();
    await world.fault('down');
    expect(await run()).not.toHaveProperty('RECORDS_DIFFER');
    expect(await world.findings()).toEqual(['RECORDS_DIFFER']);
  });

  it('run as a job of one worker at five in the morning', async () => {
    await change('UPDATE payments SET alternate_eft_id = NULL WHERE id = ?', await world.schedule())();
    const { runner, paymentChecks: checks, paymentEvidence: evidence } = world.app.container;
    const jobs = paymentDayJobs({ runner, checks, evidence, logger: silentLogger }, 'America/Chicago', new AbortController().signal);
    expect(jobs.map(({ name, schedule, timeZone }) => [name, schedule, timeZone])).toEqual([
      ['payment-checks', '0 5 * * *', 'America/Chicago'],
      ['payment-evidence', '30 3 * * *', 'America/Chicago'],
    ]);
    for (const job of jobs) await job.run();
    expect(await world.findings()).toEqual(['SCHEDULED_WITHOUT_RECORD']);
  });
});

describe('evidence of authorisation', () => {
  const kept = async (): Promise<unknown[]> =>
    (
      await world.app.container.database.rows<{ text: string | null; address: string | null; agent: string | null }>(
        'SELECT authorization_text AS text, address, user_agent AS agent FROM payment_orders ORDER BY id',
      )
    ).map(({ text, address, agent }) => text !== null && address !== null && agent !== null);

  it('is forgotten two years and seventy days after the payment ended, and not while one of the order goes on', async () => {
    await world.schedule();
    await world.collect();
    await world.work();
    const canceled = await world.submit();
    await world.cancel(canceled);
    await world.work();
    const scheduled = await world.schedule({ dueOn: '2026-12-20' });
    await change("UPDATE payment_orders SET address = '192.0.2.1', user_agent = 'Browser'")();
    world.app.clock.advanceMinutes((2 * 365 + 69) * 24 * 60);
    await world.app.container.paymentEvidence.forgetOld();
    expect(await kept()).toEqual([true, true, true]);
    world.app.clock.advanceMinutes(3 * 24 * 60);
    await world.app.container.paymentEvidence.forgetOld();
    expect(await kept()).toEqual([false, false, true]);
    expect((await world.payment(scheduled)).status).toBe('SCHEDULED');
  });
});
