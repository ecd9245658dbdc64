import { syncNow } from '../../src/jobs/sync-now';
import { CONTRACT, PaymentWorld } from '../support/payment-world';

let world: PaymentWorld;

beforeAll(async () => (world = await PaymentWorld.open()));
beforeEach(() => world.begin());
afterEach(() => world.end());
afterAll(() => world.close());

/** What is open on the contract by its invoices. */
async function openCents(): Promise<number> {
  const sql = 'SELECT CAST(SUM(balance_cents) AS SIGNED) AS cents FROM invoice_lines WHERE contract_id = ?';
  const [row] = await world.app.container.database.rows<{ cents: number }>(sql, [CONTRACT]);
  return Number(row?.cents);
}

describe('money received', () => {
  it('makes a payment paid before its record was looked at, which then tells batch and file at once', async () => {
    const id = await world.schedule();
    await world.collect();
    await world.sync();
    expect(await world.payment(id)).toMatchObject({ status: 'PAID', batchNumber: null });
    expect(await world.eventsOf(id)).toEqual(['SUBMITTED', 'RECORDED', 'POSTED', 'RECEIVED']);
    await world.work();
    expect(await world.payment(id)).toMatchObject({ batchNumber: 1, fileName: 'EFT-2026-11-23-000001.ach' });
    await world.expectSound(id, { status: 'PAID', record: 'PROCESSED', entries: 1 });
  });

  it('that is faster than an older answer of ASPIRE makes it no contradiction', async () => {
    const id = await world.schedule();
    const find = world.system.findAlternateEft.bind(world.system);
    world.system.findAlternateEft = async (...given) => {
      const answer = await find(...given);
      world.system.findAlternateEft = find;
      await world.collect();
      await world.sync();
      return answer;
    };
    await world.later(7);
    await world.work();
    expect(await world.eventsOf(id)).toEqual(['SUBMITTED', 'RECORDED', 'POSTED', 'RECEIVED']);
    expect(await world.payment(id)).toMatchObject({ status: 'PAID', batchNumber: 1 });
    expect(await world.findings()).toEqual([]);
  });

  it('is matched by syncs of the whole book, once however many there are: that of a customer may fall into another one', async () => {
    const id = await world.schedule();
    await world.collect();
    await world.work();
    await world.app.container.sync.syncCustomer(1_002);
    expect(await world.payment(id)).toMatchObject({ receivedPaymentId: null });
    for (let time = 0; time < 3; time += 1) await world.sync();
    await world.app.container.paymentReconciliation.run();
    expect((await world.payment(id)).receivedPaymentId).not.toBeNull();
    expect((await world.eventsOf(id)).filter((kind) => kind === 'RECEIVED')).toHaveLength(1);
  });

  it('for a cancelled payment is told to staff, and the payment stays what it is', async () => {
    const id = await world.schedule();
    await world.cancel(id);
    await world.work();
    await world.event('post', { ContractOid: CONTRACT, Amount: '500.00', Reference: await world.keyOf(id) });
    await world.sync();
    await world.sync();
    expect(await world.payment(id)).toMatchObject({ status: 'CANCELED', receivedPaymentId: null });
    expect(await world.findings()).toEqual(['COLLECTED_AFTER_CANCEL']);
    expect((await world.eventsOf(id)).filter((kind) => kind === 'RAISED')).toHaveLength(1);
  });

  it('in a batch that is posted while a sync reads stands against the open charges until these are less', async () => {
    const id = await world.schedule();
    await world.sync();
    const open = await openCents();
    const readChanges = world.system.readChanges.bind(world.system);
    let isCollected = false;
    world.system.readChanges = async (...given) => {
      if (given[0] === 'invoices' && !isCollected) await world.collect();
      isCollected ||= given[0] === 'invoices';
      return readChanges(...given);
    };
    await world.sync();
    expect(isCollected).toBe(true);
    expect([(await openCents()) < open, (await world.payment(id)).receivedPaymentId]).toEqual([true, null]);
    await world.sync();
    expect((await world.payment(id)).receivedPaymentId).not.toBeNull();
  });

  it('is not taken for booked by half a sync, which lacks the invoices', async () => {
    const id = await world.schedule();
    await world.sync();
    await world.collect();
    const readChanges = world.system.readChanges.bind(world.system);
    let isCutOff = false;
    world.system.readChanges = (...given) => {
      const isCut = given[0] === 'invoices' && !isCutOff;
      isCutOff ||= isCut;
      return isCut ? Promise.reject(new Error('cut off')) : readChanges(...given);
    };
    await world.sync();
    expect([isCutOff, await world.payment(id)]).toMatchObject([true, { receivedPaymentId: null }]);
    await world.sync();
    expect((await world.payment(id)).receivedPaymentId).not.toBeNull();
  });

  it('that a restore took away is waited for again', async () => {
    const id = await world.schedule();
    const { latestSequence } = await world.control('book');
    await world.collect();
    await world.sync();
    expect((await world.payment(id)).receivedPaymentId).not.toBeNull();
    await world.control('restore', { toSequence: latestSequence });
    world.app.clock.advanceMinutes(1);
    await syncNow(world.app.container.syncRounds, { mode: 'FULL', acceptMassRemoval: true });
    expect(await world.payment(id)).toMatchObject({ status: 'PAID', receivedPaymentId: null });
  });

  it('is found from our payments by index, never through the book', async () => {
    const id = await world.schedule();
    const { app } = world;
    await app.story.makeReceivedPayments(Array.from({ length: 3_000 }, (_, index) => ({ contractId: 1, reference: `other-${index}` })));
    await app.story.change('ANALYZE TABLE payments, received_payments', []);
    const statements = await app.statementsOf(() => app.container.paymentReconciliation.run());
    const matching = statements.find((sql) => sql.includes('STRAIGHT_JOIN'));
    const filled = (matching ?? '')
      .replace('updated_at >= ?', "updated_at >= '2026-01-01'")
      .replace('id > ?', 'id > 0')
      .replace('LIMIT ?', 'LIMIT 9');
    const plan = await app.container.database.rows<{ table: string; type: string; key: string }>(`EXPLAIN ${filled}`);
    expect(plan.find(({ table }) => table === 'received')).toMatchObject({ type: 'ref', key: 'received_payments_by_reference' });
    expect(statements).toHaveLength(2);
    expect((await world.payment(id)).status).toBe('SCHEDULED');
  });

  it('that cannot be matched does not fail the sync', async () => {
    const { paymentReconciliation, database } = world.app.container;
    const rows = database.rows.bind(database);
    database.rows = (sql, values) => (sql.includes('STRAIGHT_JOIN') ? Promise.reject(new Error('no')) : rows(sql, values));
    expect(await world.sync()).toMatchObject({ outcome: 'SUCCEEDED' });
    await expect(paymentReconciliation.run()).rejects.toThrow('no');
    database.rows = rows;
    expect(world.app.log()).toContainEqual(
      expect.objectContaining({ level: 'error', msg: expect.stringContaining('could not be matched') }),
    );
  });
});
