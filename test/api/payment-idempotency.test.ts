import { codesOf, documentOf, PayingWorld, type OrderAnswer } from '../support/paying-world';
import { globalId } from '../support/ids';
import { startPortal, type TestPortal } from '../support/portal';
import { TcpProxy } from '../support/tcp-proxy';

const AT_ONCE = 20;

describe('an order about money is carried out once', () => {
  let app: TestPortal;
  let world: PayingWorld;
  let proxy: TcpProxy;

  beforeAll(async () => {
    app = await startPortal({
      // A cut-off statement keeps its timer for so long, and jest waiting.
      database: { poolSize: 5, statementTimeoutMs: 4_000 },
      via: (url) => {
        const { hostname, port } = new URL(url);
        proxy = new TcpProxy({ host: hostname, port: Number(port) });
        proxy.port = 30_000 + (process.pid % 10_000);
        return url.replace(`:${port}/`, `:${proxy.port}/`);
      },
    });
    await proxy.start();
  });
  afterAll(async () => {
    await app.close();
    await proxy.close();
  });
  beforeEach(async () => {
    await app.truncate();
    world = await new PayingWorld(app).make();
  });

  const payments = async (): Promise<number> => (await world.rows('payments')).length;
  const atOnce = (one: (index: number) => Promise<OrderAnswer>): Promise<OrderAnswer[]> =>
    Promise.all(Array.from({ length: AT_ONCE }, (_, index) => one(index)));

  it('the same key and input: the same answer, marked as replayed, also while payments have been switched off since', async () => {
    const input = world.input();
    const first = await world.order('paymentSubmit', input);
    const after = await world.written();
    await world.setSite('payments_are_on = 0');
    const again = await world.order('paymentSubmit', input);
    expect(again).toEqual({ ...first, replayed: true });
    const withoutTurns = (text: string): string => text.replace(/"turns":\d+/g, '');
    expect(withoutTurns(await world.written())).toBe(withoutTurns(after));
  });

  it('the same key for something else is refused, whatever differs', async () => {
    const key = { idempotencyKey: 'one' };
    const first = await world.submit(key);
    const after = await world.written();
    const other = await world.makeBankAccount({ accountNumber: '55500055' });
    const differing = [
      { amount: '100.01' },
      { dueOn: '2026-11-23' },
      { bankAccountId: globalId('BankAccount', other) },
      { contractId: globalId('Contract', 1) },
      { confirmDuplicate: true },
      { authorizationVersion: 'x' },
    ];
    for (const changes of differing) expect(codesOf(await world.submit({ ...key, ...changes }))).toEqual(['IDEMPOTENCY_KEY_REUSED']);
    expect(codesOf(await world.quickPay('1475.00', key))).toEqual(['IDEMPOTENCY_KEY_REUSED']);
    expect(codesOf(await world.cancel(first.payment?.id ?? '', key))).toEqual(['IDEMPOTENCY_KEY_REUSED']);
    expect(await world.written()).toBe(after);
    const token = await app.portal.logIn(world.guarantor);
    const bankAccountId = globalId('BankAccount', await world.stories.makeBankAccount({ userId: world.guarantor.id }));
    expect(await world.submit({ ...key, bankAccountId }, { token })).toMatchObject({ replayed: false, userErrors: [] });
  });

  it('a key compares letter by letter', async () => {
    await world.submit({ idempotencyKey: 'key' });
    expect(await world.submit({ idempotencyKey: 'KEY', amount: '7.00' })).toMatchObject({ replayed: false, userErrors: [] });
  });

  it('the key of an order that was refused may be used again', async () => {
    const key = { idempotencyKey: 'again' };
    expect(codesOf(await world.submit({ ...key, amount: '2000.00' }))).toEqual(['AMOUNT_OVER_OPEN_CHARGES']);
    expect(await world.submit({ ...key, amount: '20.00' })).toMatchObject({ replayed: false, userErrors: [] });
  });

  it(`${AT_ONCE} at once with one key: one payment, and everybody is told of it`, async () => {
    const input = world.input();
    const answers = await atOnce(() => world.order('paymentSubmit', input));
    expect(answers.map(codesOf).flat()).toEqual([]);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(new Set(answers.map(({ payment }) => payment?.id)).size).toBe(1);
    expect([await payments(), (await world.rows('mails')).length, (await world.rows('payment_hand_overs')).length]).toEqual([1, 1, 1]);
  });

  it(`${AT_ONCE} at once with a key each: one payment, the others are likely duplicates`, async () => {
    const answers = await atOnce(() => world.submit());
    expect(answers.filter((answer) => codesOf(answer).length === 0)).toHaveLength(1);
    expect(answers.filter((answer) => codesOf(answer).includes('LIKELY_DUPLICATE'))).toHaveLength(AT_ONCE - 1);
    expect([await payments(), (await world.rows('payment_orders')).length]).toEqual([1, 1]);
  });

  it(`${AT_ONCE} at once that are refused: each is told why, and none meets another's ruins`, async () => {
    const answers = await atOnce((index) =>
      world.submit(index % 2 === 0 ? { amount: '2000.00' } : { bankAccountId: globalId('BankAccount', 1) }),
    );
    expect(answers.map(codesOf)).toEqual(
      answers.map((_, index) => [index % 2 === 0 ? 'AMOUNT_OVER_OPEN_CHARGES' : 'BANK_ACCOUNT_NOT_FOUND']),
    );
  });

  it('customer and guarantor at once never pay more than is open between them', async () => {
    const token = await app.portal.logIn(world.guarantor);
    const bankAccountId = globalId('BankAccount', await world.stories.makeBankAccount({ userId: world.guarantor.id }));
    const answers = await atOnce((index) =>
      index % 2 === 0
        ? world.submit({ amount: `${200 + index}.00` })
        : world.submit({ amount: `${200 + index}.00`, bankAccountId }, { token }),
    );
    const accepted = answers.flatMap(({ payment }) => (payment ? [Number(payment.amount.amount)] : []));
    expect(accepted.reduce((sum, amount) => sum + amount, 0)).toBeLessThanOrEqual(1_575);
    expect(accepted.length).toBeGreaterThanOrEqual(6);
    expect(await payments()).toBe(accepted.length);
  });

  it('the reply to COMMIT is lost: the client repeats the order and gets what was done', async () => {
    await world.submit({ amount: '1.00' });
    const input = world.input();
    let lost = 0;
    proxy.loseReplyTo('COMMIT', () => (lost += 1));
    const answer = await app.portal.ask(documentOf('paymentSubmit'), { input }, world.token);
    expect([lost, answer.errors.map((error) => error.extensions.code)]).toEqual([1, ['UPSTREAM_UNAVAILABLE']]);
    expect(await payments()).toBe(2);
    expect(await world.order('paymentSubmit', input)).toMatchObject({ replayed: true, userErrors: [], payment: { status: 'PENDING' } });
    expect(await payments()).toBe(2);
  });

  it('the connection is lost before COMMIT, at whatever statement: nothing was done, and the repeated order is carried out', async () => {
    const statements = await app.statementsOf(() => world.submit({ amount: '1.00' }));
    const from = statements.findIndex((sql) => sql.includes('payment_locks'));
    const until = statements.indexOf('COMMIT');
    for (let at = from; at < until; at += 1) {
      const input = world.input({ amount: `${at + 10}.00` });
      const before = await payments();
      let count = 0;
      const stop = app.container.database.observe(() => {
        if (count === at) proxy.cut();
        count += 1;
      });
      const answer = await app.portal.ask(documentOf('paymentSubmit'), { input }, world.token);
      stop();
      expect([at, answer.errors.map((error) => error.extensions.code)]).toEqual([at, ['UPSTREAM_UNAVAILABLE']]);
      expect(await payments()).toBe(before);
      expect(await world.order('paymentSubmit', input)).toMatchObject({ replayed: false, userErrors: [] });
    }
  });
});
