import { SyncWorld } from '../support/sync-world';
import { openTestDatabase, type TestDatabase } from '../support/test-database';

let test: TestDatabase;
let world: SyncWorld;

beforeAll(async () => {
  test = await openTestDatabase();
  world = await SyncWorld.open(test.database);
  await world.sync();
});
afterAll(async () => {
  await world.close();
  await test.close();
});

/** Resolves when a statement that begins so is sent. */
function sent(beginning: string): Promise<void> {
  return new Promise((resolve) => {
    const stop = test.database.observe((sql) => {
      if (!sql.startsWith(beginning)) return;
      stop();
      resolve();
    });
  });
}

/** Writes a page, and begins the other work when the page stands right before its end; resolves when both are over. */
async function amidPage<Result>(runId: number, writePage: () => Promise<unknown>, other: () => Promise<Result>): Promise<Result> {
  const { page, result } = await test.database.transaction(async (transaction) => {
    // The page counts on its run when everything else is written.
    await transaction.query('SELECT id FROM sync_runs WHERE id = ? FOR UPDATE', [runId]);
    const pageIsWritten = sent('UPDATE sync_runs SET records_written');
    const page = writePage();
    await pageIsWritten;
    const otherHasBegun = sent('SELECT epoch, sequence FROM sync_cursors');
    const result = other();
    await otherHasBegun;
    // In an object: a promise by itself would be waited for here, with the row still held.
    return { page, result };
  });
  await page;
  return result;
}

describe('a customer read before a page of the feed, and written while the page is', () => {
  it('is read again: nothing of before the page is left', async () => {
    const system = world.system();
    const payment = await world.aspireRecord('payments');
    await world.put('payments', { ...payment, Amount: '12,x' });
    const fullRunId = await world.book.latestFullRunId();
    const customer = await system.readCustomer(payment['AccountOid'] as number);
    if (!customer) throw new Error('There is no such customer.');
    expect(customer.unreadable.payments).toHaveLength(1);
    await world.put('payments', payment);

    const cursors = await world.state.listCursors();
    const since = cursors.find(({ kind }) => kind === 'payments')?.sequence ?? 0;
    const { epoch, nextSince, changes, unreadable } = await system.readChanges('payments', since, 50);
    const at = new Date();
    const runId = await world.state.startRun('payments', 'INCREMENTAL', at);
    const outcome = await world.runner.run('sync', ({ lease }) => {
      const position = { of: 'CURSOR', epoch, sequence: nextSince, recordId: null } as const;
      const page = { kind: 'payments' as const, lease, runId, changes, unreadable, position, progress: 1000, at };
      return amidPage(
        runId,
        () => world.book.applyPage(page),
        () => world.book.applyCustomer({ ...customer, fullRunId, at }),
      );
    });
    expect(outcome).toEqual({ status: 'DONE', result: 'STALE' });
    expect(await world.state.countSetAside()).toEqual([]);
  });
});
