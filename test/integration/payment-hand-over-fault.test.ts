import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { PaymentWorld } from '../support/payment-world';
import { SIMULATOR_TOKEN } from '../support/sync-world';
import { TcpProxy } from '../support/tcp-proxy';

const PROJECT = join(__dirname, '../..');

let world: PaymentWorld;
let proxy: TcpProxy;

beforeAll(async () => {
  world = await PaymentWorld.open({
    // mysql2 keeps the timer of a statement whose connection broke.
    database: { poolSize: 5, statementTimeoutMs: 2_000 },
    via: (databaseUrl) => {
      const url = new URL(databaseUrl.replace(/^mariadb:/, 'mysql:'));
      proxy = new TcpProxy({ host: url.hostname, port: Number(url.port) });
      proxy.port = 20_000 + (process.pid % 20_000);
      return databaseUrl.replace(`:${url.port}/`, `:${proxy.port}/`);
    },
  });
  await proxy.start();
});
beforeEach(async () => {
  await world.begin({ timeoutMs: 250 });
});
afterEach(() => world.end());
afterAll(async () => {
  await world.close();
  await proxy.close();
});

/** Tries on until nothing changes any more, the time between being as long as any pause. */
async function settle(): Promise<void> {
  for (let round = 0; round < 4; round += 1) await world.later(75);
}

async function loseClaims(): Promise<void> {
  await world.app.story.change('UPDATE payment_hand_overs SET claimed_until = UTC_TIMESTAMP(3) WHERE claim_token IS NOT NULL', []);
}

/** Posts what there is, so that a payment that exists twice would be in the file twice. */
async function collectAndExpectPaidOnce(id: number): Promise<void> {
  await world.expectSound(id, { status: 'SCHEDULED', record: 'OPEN', entries: 0 });
  await world.collect();
  await world.work();
  await world.expectSound(id, { status: 'PAID', record: 'PROCESSED', entries: 1 });
}

describe('a payment whose hand-over is disturbed is one record and one debit', () => {
  it.each([
    ['is answered after the time-out', { mode: 'lateAnswer', ms: 400 }],
    ['arrives after the time-out', { mode: 'slow', ms: 400 }],
    ['is never answered', { mode: 'lostAnswer' }],
    ['never arrives', { mode: 'down' }],
    ['is answered by half', { mode: 'halfPage' }],
    ['fails at ASPIRE', { mode: 'error' }],
    ['is refused for its token', { mode: 'unauthorized' }],
  ])('although it %s, three times', async (_, fault) => {
    const id = await world.submit();
    await world.fault(fault.mode, { path: 'alternate-efts', times: 3, ...('ms' in fault && { ms: fault.ms }) });
    expect((await world.work()).map(({ outcome }) => outcome)).toEqual(['POSTPONED']);
    expect(await world.payment(id)).toMatchObject({ status: 'PENDING' });
    await settle();
    await collectAndExpectPaidOnce(id);
    expect(await world.findings()).toEqual([]);
  });

  it.each(['BEFORE', 'DURING', 'AFTER'])('although the worker is killed %s the call', async (moment) => {
    const id = await world.submit();
    if (moment === 'DURING') await world.fault('slow', { ms: 700, path: 'alternate-efts', times: 1 });
    await killAt(moment);
    expect(await world.handOver(id)).toMatchObject({ wasSent: 1, task: 'RECORD' });
    expect((await world.handOver(id)).claimToken).not.toBeNull();
    expect(await world.payment(id)).toMatchObject({ status: 'PENDING', alternateEftId: null });
    await world.work();
    expect((await world.payment(id)).status).toBe('PENDING');
    if (moment === 'DURING') await new Promise((resolve) => setTimeout(resolve, 900));
    expect((await world.recordsOf(id)).length).toBe(moment === 'BEFORE' ? 0 : 1);
    await loseClaims();
    await world.work();
    await collectAndExpectPaidOnce(id);
  });

  it('although the request of a killed worker arrives after that of the next one', async () => {
    const id = await world.submit();
    await world.fault('slow', { ms: 900, path: 'alternate-efts', times: 1 });
    await killAt('DURING');
    await loseClaims();
    await world.work();
    await world.expectSound(id, { status: 'SCHEDULED', record: 'OPEN', entries: 0 });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await collectAndExpectPaidOnce(id);
  });

  it('although it was cancelled while the request of a killed worker is on its way', async () => {
    const id = await world.submit();
    await world.fault('slow', { ms: 1_200, path: 'alternate-efts', times: 1 });
    await killAt('DURING');
    await loseClaims();
    await world.cancel(id);
    await world.work();
    await world.expectSound(id, { status: 'CANCELED', record: 'CANCELED', entries: 0 });
    await new Promise((resolve) => setTimeout(resolve, 1_300));
    await world.expectSound(id, { status: 'CANCELED', record: 'CANCELED', entries: 0 });
  });

  it.each(['the claim', 'what came of it'])('although the reply to the COMMIT of %s is lost', async (which) => {
    const id = await world.submit();
    const { paymentHandOvers } = world.app.container;
    const claimDue = paymentHandOvers.claimDue.bind(paymentHandOvers);
    paymentHandOvers.claimDue = (...given) => {
      if (which === 'the claim') proxy.loseReplyTo('COMMIT');
      return claimDue(...given);
    };
    const put = world.system.putAlternateEft.bind(world.system);
    world.system.putAlternateEft = async (...given) => {
      const answer = await put(...given);
      if (which !== 'the claim') proxy.loseReplyTo('COMMIT');
      return answer;
    };
    await expect(world.work()).rejects.toThrow();
    expect(await world.handOver(id)).toMatchObject(which === 'the claim' ? { task: 'RECORD', wasSent: 1 } : { task: 'WATCH', wasSent: 1 });
    world.system.putAlternateEft = put;
    paymentHandOvers.claimDue = claimDue;
    await loseClaims();
    await world.work();
    await collectAndExpectPaidOnce(id);
    expect(await world.eventsOf(id)).toEqual(['SUBMITTED', 'RECORDED', 'POSTED']);
  });

  it('although the database is away when the answer comes', async () => {
    const id = await world.submit();
    const put = world.system.putAlternateEft.bind(world.system);
    world.system.putAlternateEft = async (...given) => {
      const answer = await put(...given);
      await proxy.refuse();
      return answer;
    };
    await expect(world.work()).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    await proxy.pass();
    world.system.putAlternateEft = put;
    await loseClaims();
    await world.work();
    await collectAndExpectPaidOnce(id);
  });

  it('although each worker of a row is killed after the call', async () => {
    const id = await world.submit();
    for (let death = 0; death < 2; death += 1) {
      await killAt('AFTER');
      await loseClaims();
    }
    await world.work();
    await collectAndExpectPaidOnce(id);
  }, 60_000);
});

describe('a watched payment', () => {
  it('that ASPIRE cannot be asked about for a day is told to staff, and its posting known afterwards', async () => {
    const id = await world.schedule();
    await world.collect();
    await world.fault('error', { path: 'alternate-efts' });
    for (let hour = 0; hour < 45; hour += 1) await world.later(73);
    expect(await world.findings()).toEqual(['WATCH_OVERDUE']);
    await world.fault('none');
    await world.later(73);
    await world.expectSound(id, { status: 'PAID', record: 'PROCESSED', entries: 1 });
    expect(await world.findings()).toEqual([]);
  });
});

/** Starts a worker and kills it where it says that it is. */
async function killAt(moment: string): Promise<void> {
  const script = join(PROJECT, 'test/support/hand-over-child.ts');
  const given = [world.app.databaseUrl, world.url, SIMULATOR_TOKEN, world.app.clock.now().toISOString(), moment];
  const child = spawn(process.execPath, ['-r', '@swc-node/register', script, ...given], {
    cwd: PROJECT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    const isThere = moment === 'AFTER' ? said.includes('ANSWERED') : said.includes(moment);
    if (isThere) setTimeout(() => child.kill('SIGKILL'), moment === 'DURING' ? 100 : 0);
  });
  const [, signal] = (await once(child, 'close')) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
  expect(said.includes('ANSWERED')).toBe(moment === 'AFTER');
}
