import { globalId } from '../support/ids';
import { PayingWorld } from '../support/paying-world';
import { startPortal, type TestPortal } from '../support/portal';

const MONEY = '{ amount currencyCode }';
const PREVIEW = `query ($input: PaymentPreviewInput!) { paymentPreview(input: $input) {
  contractCount contracts { contractId contractNumber openCharges ${MONEY} underWay ${MONEY} payable ${MONEY}
    openInvoiceCount openInvoices { invoiceId invoiceNumber dueOn balance ${MONEY} } }
  totals { openCharges ${MONEY} underWay ${MONEY} payable ${MONEY} }
  selectableDays dueOn collectedOn limits { maximumPayment ${MONEY} maximumDay ${MONEY} allowsPrepayment }
  warnings { code message contractId } authorization { version text } } }`;

interface Money {
  amount: string;
  currencyCode: string;
}
interface Preview {
  contractCount: number;
  contracts: {
    contractId: string;
    contractNumber: string;
    openCharges: Money;
    underWay: Money;
    payable: Money;
    openInvoiceCount: number;
    openInvoices: { invoiceId: string; dueOn: string; balance: Money }[];
  }[];
  totals: Record<'openCharges' | 'underWay' | 'payable', Money>[];
  selectableDays: string[];
  dueOn: string;
  collectedOn: string;
  limits: { maximumPayment: Money | null; maximumDay: Money | null; allowsPrepayment: boolean };
  warnings: { code: string; message: string; contractId: string | null }[];
  authorization: { version: string; text: string };
}

describe('paymentPreview', () => {
  let app: TestPortal;
  let world: PayingWorld;

  beforeAll(async () => (app = await startPortal()));
  afterAll(() => app.close());
  beforeEach(async () => {
    await app.truncate();
    world = await new PayingWorld(app).make();
  });

  async function preview(input: object = {}): Promise<Preview> {
    return (await app.portal.data<{ paymentPreview: Preview }>(PREVIEW, { input }, world.token)).paymentPreview;
  }
  const usd = (amount: string): Money => ({ amount, currencyCode: 'USD' });
  const codes = ({ warnings }: Preview): string[] => warnings.map(({ code }) => code);

  it('shows what is open, what is under way and what is left, for each contract and in all', async () => {
    await world.submit({ amount: '75.00' });
    const token = await app.portal.logIn(world.guarantor);
    const bankAccountId = globalId('BankAccount', await world.stories.makeBankAccount({ userId: world.guarantor.id }));
    await world.submit({ amount: '100.00', bankAccountId }, { token });
    const cad = await world.makeContract([50_00], { currencyCode: 'CAD' });
    await world.makeContract([]);
    await world.makeContract([10_00], { booked: false });
    const shown = await preview();
    expect(shown.contractCount).toBe(2);
    const [first, second] = shown.contracts;
    expect(first).toMatchObject({
      contractId: globalId('Contract', world.contract),
      ...{ openCharges: usd('1575.00'), underWay: usd('175.00'), payable: usd('1400.00') },
      openInvoiceCount: 2,
      openInvoices: [{ balance: usd('1075.00'), dueOn: '2026-12-01' }, { balance: usd('500.00') }],
    });
    expect(second).toMatchObject({ contractId: globalId('Contract', cad), payable: { amount: '0.00', currencyCode: 'CAD' } });
    expect(shown.totals).toEqual([
      { openCharges: usd('1575.00'), underWay: usd('175.00'), payable: usd('1400.00') },
      expect.objectContaining({ openCharges: { amount: '50.00', currencyCode: 'CAD' } }),
    ]);
    expect(codes(shown)).toEqual(['UNDER_WAY', 'CURRENCY_NOT_SUPPORTED']);
    expect((await world.quickPay('1400.00')).userErrors).toEqual([]);
  });

  it('what was paid counts as under way until it is in the book, what was cancelled or returned does not', async () => {
    const received = await app.story.makeReceivedPayment({ contractId: world.contract });
    const make = (more: object): Promise<unknown> =>
      world.stories.makePayment({ userId: world.customer.id, siteId: world.site.id, contractId: world.contract, ...more });
    for (const status of ['PENDING', 'SCHEDULED', 'PENDING_CANCEL', 'PAID']) await make({ status, amountCents: 1_00 });
    for (const status of ['CANCELED', 'RETURNED']) await make({ status, amountCents: 50_00 });
    await make({ status: 'PAID', amountCents: 50_00, receivedPaymentId: received });
    expect((await preview()).contracts[0]).toMatchObject({ underWay: usd('4.00'), payable: usd('1571.00') });
  });

  it('what was paid counts as under way again from the very moment that its money received leaves the book', async () => {
    const vanished = app.story.nextId();
    const paid = { status: 'PAID', amountCents: 50_00, receivedPaymentId: vanished } as const;
    await world.stories.makePayment({ userId: world.customer.id, siteId: world.site.id, contractId: world.contract, ...paid });
    expect((await preview()).contracts[0]).toMatchObject({ underWay: usd('50.00'), payable: usd('1525.00') });
  });

  it('of contracts named: those that are visible, with charges or without', async () => {
    const empty = await world.makeContract([]);
    const foreign = await world.makeContract([10_00], { roles: [[await app.story.makeAccount(), 'CUSTOMER']] });
    const ids = [world.contract, empty, foreign, 987_654].map((id) => globalId('Contract', id));
    const shown = await preview({ contractIds: ids });
    expect(shown.contracts.map(({ contractId }) => contractId)).toEqual(ids.slice(0, 2));
    expect(shown.contracts[1]).toMatchObject({ payable: usd('0.00'), openInvoices: [] });
    expect((await preview({ contractIds: [] })).contracts).toEqual([]);
  });

  it('offers banking days from today to 30 days ahead, by the clock of the finance company', async () => {
    const shown = await preview();
    expect(shown.selectableDays).toHaveLength(22);
    expect([shown.selectableDays[0], shown.selectableDays.at(-1)]).toEqual(['2026-11-23', '2026-12-23']);
    for (const closed of ['2026-11-26', '2026-11-28', '2026-11-29']) expect(shown.selectableDays).not.toContain(closed);
    expect([shown.dueOn, shown.collectedOn, codes(shown)]).toEqual(['2026-11-23', '2026-11-24', []]);
    const before = await preview({ dueOn: '2026-11-25' });
    expect([before.dueOn, before.collectedOn]).toEqual(['2026-11-25', '2026-11-27']);
    expect(before.warnings).toEqual([
      { code: 'BANK_HOLIDAY_NEAR', message: expect.stringContaining('Thanksgiving Day') as string, contractId: null },
    ]);
    const saturday = await preview({ dueOn: '2026-11-28' });
    expect([saturday.dueOn, codes(saturday)]).toEqual(['2026-11-23', ['DATE_NOT_SELECTABLE']]);
    // Sunday evening in Chicago is Monday in Greenwich.
    app.clock.advanceMinutes(-11 * 60);
    world.token = await app.portal.logIn(world.customer);
    expect(app.clock.now().toISOString()).toBe('2026-11-23T04:00:00.000Z');
    expect((await preview()).selectableDays[0]).toBe('2026-11-23');
    expect((await preview({ dueOn: '2026-12-23' })).warnings).toEqual([expect.objectContaining({ code: 'DATE_NOT_SELECTABLE' })]);
    app.clock.advanceMinutes(11 * 60);
  });

  it('warns of everything that a submission would be refused for', async () => {
    await world.setSite('maximum_payment_cents = 160000, maximum_day_cents = 200000');
    const closed = await world.makeContract([20_00], { terminated: true });
    const contractIds = [globalId('Contract', world.contract)];
    const stopped = await world.makeBankAccount({ accountNumber: '909090', stoppedAt: app.clock.now(), stopReasonCode: 'R02' });
    expect(codes(await preview({ contractIds, amount: '1575.00' }))).toEqual([]);
    expect(codes(await preview({ contractIds, amount: '1600.01' }))).toEqual(['AMOUNT_OVER_OPEN_CHARGES', 'AMOUNT_OVER_LIMIT']);
    expect(codes(await preview({ contractIds, amount: '-1' }))).toEqual(['AMOUNT_NOT_POSSIBLE']);
    expect(codes(await preview({ contractIds: [globalId('Contract', closed)] }))).toEqual(['CONTRACT_CLOSED']);
    for (const id of [stopped, 987_654])
      expect(codes(await preview({ contractIds, bankAccountId: globalId('BankAccount', id) }))).toEqual(['BANK_ACCOUNT_NOT_USABLE']);
    const { limits } = await preview();
    expect(limits).toEqual({ maximumPayment: usd('1600.00'), maximumDay: usd('2000.00'), allowsPrepayment: false });
  });

  it('fills the authorisation with what is known', async () => {
    const contractIds = [globalId('Contract', world.contract)];
    const open = (await preview({ contractIds })).authorization;
    expect(open.text).toContain('for the amount that I enter');
    expect(open.text).toContain('the bank account that I choose');
    const bankAccountId = globalId('BankAccount', world.bankAccount);
    const { text } = (await preview({ contractIds, amount: '1234.5', dueOn: '2026-11-30', bankAccountId })).authorization;
    expect(text).toContain(`for 1,234.50 USD on contract C-${world.contract}, on 30 November 2026`);
    expect(text).toContain('the checking account of Harbor Light LLC ending in 6789');
    expect(text).toContain('Given on 23 November 2026.');
    await world.makeContract([25_00]);
    expect((await preview()).authorization.text).toContain('for 1,600.00 USD in all, in 2 debits, one for each of 2 contracts');
  });

  it('costs four statements, whatever there is to pay, and reads no contract of others', async () => {
    const input = { bankAccountId: globalId('BankAccount', world.bankAccount) };
    const few = await app.statementsOf(() => preview(input));
    for (let index = 0; index < 30; index += 1) await world.makeContract([1_00, 2_00]);
    const many = await app.statementsOf(() => preview(input));
    expect([few.length, many.length]).toEqual([4, 4]);
  });

  it('links to the contracts, all in one statement more', async () => {
    await world.makeContract([1_00]);
    const query = '{ paymentPreview(input: {}) { contracts { contractId contract { id description } } } }';
    let shown: { paymentPreview: { contracts: { contractId: string; contract: { id: string } }[] } } | undefined;
    expect(await app.statementsOf(async () => (shown = await app.portal.data(query, {}, world.token)))).toHaveLength(4);
    const ids = shown?.paymentPreview.contracts.map(({ contractId, contract }) => [contractId, contract.id]) ?? [];
    expect([ids.length, ids.every(([left, right]) => left === right)]).toEqual([2, true]);
  });

  it('lists at most 100 contracts, while the totals are over all', async () => {
    for (let index = 0; index < 101; index += 1) await world.makeContract([1_00]);
    const shown = await preview();
    expect([shown.contractCount, shown.contracts.length, shown.totals[0]?.payable]).toEqual([102, 100, usd('1676.00')]);
    const ids = Array.from({ length: 101 }, (_, index) => globalId('Contract', index + 1));
    const { errors } = await app.portal.ask(PREVIEW, { input: { contractIds: ids } }, world.token);
    expect(errors.map((error) => error.extensions.code)).toEqual(['BAD_USER_INPUT']);
  });
});
