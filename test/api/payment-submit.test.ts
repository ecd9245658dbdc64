import { startPortal, type TestPortal } from '../support/portal';
import { globalId } from '../support/ids';
import { codesOf, PayingWorld } from '../support/paying-world';

interface PaymentRecord {
  id: number;
  order_id: number;
  user_id: number;
  contract_id: number;
  bank_account_fingerprint: Buffer;
  amount_cents: number;
  due_on: string;
  sec_code: string;
  status: string;
}

/** Monday, 23 November 2026, 9:00 in Chicago; Thursday is Thanksgiving. */
describe('paymentSubmit', () => {
  let app: TestPortal;
  let world: PayingWorld;

  beforeAll(async () => (app = await startPortal()));
  afterAll(() => app.close());
  beforeEach(async () => {
    await app.truncate();
    world = await new PayingWorld(app).make();
  });

  const PREVIEW = 'query ($input: PaymentPreviewInput!) { paymentPreview(input: $input) { authorization { version text } } }';

  async function previewText(input: object): Promise<string> {
    const data = await app.portal.data<{ paymentPreview: { authorization: { text: string } } }>(PREVIEW, { input }, world.token);
    return data.paymentPreview.authorization.text;
  }

  it('writes payment, outbox, event, evidence, audit entry and letter down at once', async () => {
    const shown = await previewText({
      contractIds: [globalId('Contract', world.contract)],
      amount: '100.00',
      dueOn: '2026-11-24',
      bankAccountId: globalId('BankAccount', world.bankAccount),
    });
    const answer = await world.submit({ dueOn: '2026-11-24' });
    expect(answer).toMatchObject({
      replayed: false,
      userErrors: [],
      payment: { status: 'PENDING', isOwn: true, amount: { amount: '100.00', currencyCode: 'USD' }, dueOn: '2026-11-24' },
    });
    const [payment] = await world.rows<PaymentRecord>('payments');
    expect(payment).toMatchObject({ user_id: world.customer.id, contract_id: world.contract, amount_cents: 10_000, sec_code: 'WEB' });
    expect(payment?.bank_account_fingerprint).toEqual(await world.stories.fingerprintOf(world.bankAccount));
    const [order] = await world.rows<Record<string, unknown>>('payment_orders');
    expect(order).toMatchObject({
      operation: 'SUBMIT',
      authorization_text: shown,
      authorization_version: '2026-11',
      authentication: 'PASSWORD',
      authenticated_at: '2026-11-23 15:00:00.000',
      address: expect.stringMatching(/127\.0\.0\.1|::1/) as unknown,
      request_id: expect.stringMatching(/.+/) as unknown,
    });
    const [handOver] = await world.rows<Record<string, unknown>>('payment_hand_overs');
    expect(handOver).toMatchObject({ payment_id: payment?.id, task: 'RECORD', was_sent: 0, next_attempt_at: '2026-11-23 15:00:00.000' });
    expect(app.container.bankAccountNumbers.openForPayment(handOver?.['sealed_bank_account'] as string)).toEqual({
      routingNumber: '021000021',
      accountNumber: '000123456789',
      accountType: 'CHECKING',
      accountHolderName: 'Harbor Light LLC',
    });
    expect(await world.rows('payment_events')).toEqual([
      expect.objectContaining({
        kind: 'SUBMITTED',
        status_after: 'PENDING',
        actor_id: world.customer.id,
        evidence: expect.objectContaining({ contractNumber: `C-${world.contract}` }) as unknown,
      }),
    ]);
    const [entry] = await app.container.database.rows<Record<string, unknown>>(
      "SELECT * FROM audit_entries WHERE action = 'PAYMENT_SUBMIT'",
    );
    expect(entry).toMatchObject({ subject_id: payment?.id, actor_id: world.customer.id });
    const [letter] = await app.deliverMail();
    expect(letter?.text).toContain(`100.00 USD on contract C-${world.contract}, due on 24 November 2026`);
    expect(letter?.text.replace(/\s+/g, ' ')).toContain(shown);
  });

  it('shows no more of the bank account than four digits, anywhere', async () => {
    await world.submit();
    const written = await world.written();
    expect(written).not.toContain('000123456789');
    expect(written).not.toContain('021000021');
  });

  it('is for guarantors, too, and what one pays is not left for the other', async () => {
    const token = await app.portal.logIn(world.guarantor);
    const bankAccount = await world.stories.makeBankAccount({ userId: world.guarantor.id });
    const bankAccountId = globalId('BankAccount', bankAccount);
    const answer = await world.submit({ bankAccountId, amount: '1500.00' }, { token });
    expect(codesOf(answer)).toEqual([]);
    expect(codesOf(await world.submit({ amount: '75.01' }))).toEqual(['AMOUNT_OVER_OPEN_CHARGES']);
    expect(codesOf(await world.submit({ amount: '75.00' }))).toEqual([]);
    expect(codesOf(await world.submit({ amount: '0.01' }))).toEqual(['NOTHING_OPEN']);
  });

  it('without a day it takes the earliest banking day', async () => {
    expect((await world.submit()).payment?.dueOn).toBe('2026-11-23');
    // Saturday in Chicago, though it is Sunday in Greenwich already.
    app.clock.advanceMinutes(5 * 24 * 60 + 15 * 60);
    expect(app.clock.now().toISOString()).toBe('2026-11-29T06:00:00.000Z');
    world.token = await app.portal.logIn(world.customer);
    expect((await world.submit()).payment?.dueOn).toBe('2026-11-30');
    app.clock.advanceMinutes(-(5 * 24 * 60 + 15 * 60));
  });

  it('is CCD for a company where the site says so', async () => {
    await world.setSite('sec_code_by_holder_type = 1');
    const person = await world.makeBankAccount({ holderType: 'PERSON', accountNumber: '111122223333' });
    await world.submit();
    await world.submit({ bankAccountId: globalId('BankAccount', person) });
    expect((await world.rows<PaymentRecord>('payments')).map((payment) => payment.sec_code)).toEqual(['CCD', 'WEB']);
  });

  it('costs as many statements whatever the book', async () => {
    const statements = async (): Promise<string[]> => {
      await world.submit({ amount: '1.00' });
      return app.statementsOf(() => world.submit());
    };
    const before = await statements();
    await app.truncate();
    world = await new PayingWorld(app).make();
    for (let index = 0; index < 20; index += 1) await world.makeContract([100, 200, 300]);
    expect(await statements()).toHaveLength(before.length);
    expect(before).toHaveLength(19);
  });

  it('nothing of it remains when one part cannot be written', async () => {
    const before = await world.written();
    for (const [part, method] of [
      [app.container.mails, 'saveNew'],
      [app.container.auditEntries, 'saveAll'],
    ] as const) {
      const spy = jest.spyOn(part as never, method as never).mockRejectedValueOnce(new Error('no room') as never);
      await expect(world.submit()).rejects.toThrow('INTERNAL_SERVER_ERROR');
      spy.mockRestore();
    }
    expect(await world.written()).toBe(before);
    expect(codesOf(await world.submit())).toEqual([]);
  });
});
