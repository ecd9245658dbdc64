import { documentOf, PayingWorld } from '../support/paying-world';
import { startPortal, type TestPortal } from '../support/portal';
import { startSecondProcess, type SecondProcess } from '../support/second-process';
import { TcpProxy } from '../support/tcp-proxy';

/** The key of the tests' own keyring, as a setting. */
const KEYS = { PORTAL_ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}` };

describe('a process that takes an order dies', () => {
  let app: TestPortal;
  let world: PayingWorld;
  let other: SecondProcess;
  let proxy: TcpProxy;

  beforeAll(async () => {
    app = await startPortal();
    world = await new PayingWorld(app).make();
    const { hostname, port } = new URL(app.databaseUrl);
    proxy = new TcpProxy({ host: hostname, port: Number(port) });
    await proxy.start();
    other = await startSecondProcess(app.databaseUrl.replace(`:${port}/`, `:${proxy.port}/`), KEYS);
  }, 90_000);
  afterAll(async () => {
    await other.kill();
    await proxy.close();
    await app.close();
  });

  it('right after COMMIT: the repeated order gets its result from another process', async () => {
    const token = await other.portal.logIn(world.customer);
    // From the first order on there is nothing but the order itself to commit.
    await world.submit({ amount: '1.00' });
    // The second process goes by the machine's clock: an order without a day fits both.
    const input = world.input();
    const died = new Promise<void>((resolve) => proxy.loseReplyTo('COMMIT', () => void other.kill().then(resolve)));
    await expect(other.portal.ask(documentOf('paymentSubmit'), { input }, token)).rejects.toThrow();
    await died;
    expect(await world.rows('payments')).toHaveLength(2);
    const again = await world.order('paymentSubmit', input);
    expect(again).toMatchObject({ replayed: true, userErrors: [], payment: { status: 'PENDING', isOwn: true } });
    expect([(await world.rows('payments')).length, (await world.rows('mails')).length]).toEqual([2, 2]);
  }, 30_000);
});
