import { globalId } from '../support/ids';
import { PaymentWorld } from '../support/payment-world';

const WHERE_IS_IT = `query ($id: ID!) { payment(id: $id) { trace { waitingFor
  steps { what evidence { name value } } handOver { task attempts lastError wasSent } findings { code } } } }`;

interface Trace {
  waitingFor: string | null;
  steps: { what: string; evidence: { name: string; value: string }[] }[];
  handOver: { task: string; attempts: number; lastError: string | null; wasSent: boolean };
  findings: { code: string }[];
}

let world: PaymentWorld;
let staff: { email: string };

beforeAll(async () => (world = await PaymentWorld.open()));
beforeEach(async () => {
  await world.begin();
  staff = await world.app.story.makePlatformUser({ role: 'CUSTOMER_CARE' });
});
afterEach(() => world.end());
afterAll(() => world.close());

/** Each time with a log-in of its own: the clock goes on for days. */
async function ask<Data extends object>(query: string, variables: object): Promise<Data> {
  return world.app.admin.data<Data & Record<string, unknown>>(query, variables, await world.app.admin.logIn(staff));
}

async function traceOf(id: number): Promise<Trace> {
  const { payment } = await ask<{ payment: { trace: Trace } }>(WHERE_IS_IT, { id: globalId('Payment', id) });
  return payment.trace;
}

describe('the trace of a payment, with the hand-over and ASPIRE at work', () => {
  it('follows it from the click to the return', async () => {
    const id = await world.submit();
    expect((await traceOf(id)).waitingFor).toMatch(/^Waiting to be handed to ASPIRE; it is due since \d\d:\d\d UTC\.$/);
    await world.work();
    expect((await traceOf(id)).waitingFor).toBe(
      'Waiting for the next EFT generation whose due dates include 25 November 2026; no posted EFT batch is known here yet.',
    );
    const batch = await world.generate();
    await world.later(7);
    expect((await traceOf(id)).waitingFor).toMatch(
      new RegExp(`^Held in review by EFT batch ${batch}\\b.*: waiting for that batch to be posted\\.$`),
    );
    await world.post(batch);
    await world.later(7);
    const posted = await traceOf(id);
    const { fileName, traceNumber } = await world.payment(id);
    expect(posted.waitingFor).toMatch(
      new RegExp(`^Posted in EFT batch ${batch}, file ${fileName}\\. The bank may still return it until .* has not been synced yet\\.$`),
    );
    await world.sync();
    await world.event('RETURN_EFT', { paymentId: await world.keyOf(id), reasonCode: 'R01' });
    await world.sync();
    await world.later(24 * 60 + 300);
    const returned = await traceOf(id);
    expect(returned.waitingFor).toBeNull();
    const { alternateEftId } = await world.payment(id);
    expect(returned.steps.map((step) => step.what)).toEqual([
      'Submitted by uma@example.com: 500.00 USD, due on 25 November 2026.',
      `ASPIRE keeps it as Alternate EFT record ${alternateEftId}.`,
      `EFT batch ${batch} holds it in review.`,
      `Posted in EFT batch ${batch}; file ${fileName}, trace number ${traceNumber}.`,
      'The money received that ASPIRE posted for it has been synced.',
      expect.stringMatching(/^The bank returned it on \d+ November 2026: R01 Insufficient Funds\. /) as unknown,
    ]);
    expect(returned.steps[3]?.evidence).toEqual(expect.arrayContaining([{ name: 'traceNumber', value: traceNumber }]));
  });

  it('tells why it is not with ASPIRE, and goes on after a retry', async () => {
    await world.fault('lostAnswer');
    const id = await world.submit();
    await world.work();
    const failed = await traceOf(id);
    expect(failed.handOver).toMatchObject({ task: 'RECORD', attempts: 1, wasSent: true });
    expect(failed.waitingFor).toMatch(
      /^Handing it to ASPIRE failed once, last with: .+\. ASPIRE may have heard of it\. Next try at \d\d:\d\d UTC\.$/,
    );
    expect(failed.steps.at(-1)?.what).toMatch(/^ASPIRE could not be told or asked\. .+/);
    await world.fault('none');
    const retry = 'mutation ($input: PaymentHandOverRetryInput!) { paymentHandOverRetry(input: $input) { userErrors { code } } }';
    expect(await ask(retry, { input: { paymentId: globalId('Payment', id) } })).toEqual({
      paymentHandOverRetry: { userErrors: [] },
    });
    await world.work();
    expect((await world.payment(id)).status).toBe('SCHEDULED');
    expect((await traceOf(id)).handOver).toMatchObject({ task: 'WATCH', attempts: 0, lastError: null });
  });

  it('tells which batch took its due date without it, with the finding', async () => {
    const first = await world.submit();
    await world.work();
    const batch = await world.generate();
    const late = await world.schedule();
    await world.later(1);
    await world.post(batch);
    for (let look = 0; look < 4; look += 1) await world.later(7);
    expect((await world.payment(first)).status).toBe('PAID');
    const { waitingFor, findings } = await traceOf(late);
    expect(waitingFor).toMatch(
      new RegExp(
        `^EFT batch ${batch}, posted \\d\\d:\\d\\d UTC, took due dates 23 November 2026 to 30 November 2026, .* Waiting for the next EFT generation whose due dates include 25 November 2026\\.$`,
      ),
    );
    expect(findings).toEqual([{ code: 'LEFT_OUT_OF_BATCH' }]);
  });
});
