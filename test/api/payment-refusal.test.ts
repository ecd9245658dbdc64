import { globalId } from '../support/ids';
import { codesOf, documentOf, PayingWorld, type OrderAnswer } from '../support/paying-world';
import { startPortal, type TestPortal } from '../support/portal';

type Change = Record<string, unknown>;

/** What is wrong, what is asked for otherwise than it should be, the code, and what the sentence names. */
const REFUSED: [what: string, changes: Change, code: string, names: string][] = [
  ['no amount', { amount: '0' }, 'AMOUNT_NOT_POSITIVE', 'more than zero'],
  ['no amount, with decimals', { amount: '0.00' }, 'AMOUNT_NOT_POSITIVE', 'more than zero'],
  ['less than nothing', { amount: '-5.00' }, 'AMOUNT_NOT_POSITIVE', 'more than zero'],
  ['minus nothing', { amount: '-0' }, 'AMOUNT_NOT_POSITIVE', 'more than zero'],
  ['three decimals', { amount: '10.001' }, 'AMOUNT_TOO_PRECISE', 'two decimals'],
  ['a cent more than an entry holds', { amount: '100000000.00' }, 'AMOUNT_TOO_LARGE', '99,999,999.99 USD'],
  ['a number beyond all numbers', { amount: '9'.repeat(400) }, 'AMOUNT_TOO_LARGE', '99,999,999.99 USD'],
  ['a cent more than is open', { amount: '1575.01' }, 'AMOUNT_OVER_OPEN_CHARGES', '1,575.00 USD'],
  ['yesterday', { dueOn: '2026-11-22' }, 'DATE_PAST', '22 November 2026'],
  ['a Saturday', { dueOn: '2026-11-28' }, 'DATE_NOT_BANKING_DAY', 'the next banking day is 30 November 2026'],
  ['Thanksgiving', { dueOn: '2026-11-26' }, 'DATE_NOT_BANKING_DAY', 'the next banking day is 27 November 2026'],
  ['31 days ahead', { dueOn: '2026-12-24' }, 'DATE_TOO_FAR', '23 December 2026'],
  ['a key of nothing', { idempotencyKey: '' }, 'IDEMPOTENCY_KEY_MALFORMED', '255'],
  ['a key with a space', { idempotencyKey: 'a b' }, 'IDEMPOTENCY_KEY_MALFORMED', '255'],
  ['a key that is not ASCII', { idempotencyKey: 'schlüssel' }, 'IDEMPOTENCY_KEY_MALFORMED', '255'],
  ['a key with a line break', { idempotencyKey: 'key\n' }, 'IDEMPOTENCY_KEY_MALFORMED', '255'],
  ['a key of 256', { idempotencyKey: 'k'.repeat(256) }, 'IDEMPOTENCY_KEY_MALFORMED', '255'],
  ['words of before', { authorizationVersion: '2020-01' }, 'AUTHORIZATION_OUTDATED', 'read and confirm'],
  ['an unknown contract', { contractId: globalId('Contract', 987_654) }, 'CONTRACT_NOT_FOUND', 'no such contract'],
  ['an unknown bank account', { bankAccountId: globalId('BankAccount', 987_654) }, 'BANK_ACCOUNT_NOT_FOUND', 'no such bank account'],
  ['an id of another type', { bankAccountId: globalId('Contract', 1) }, 'BANK_ACCOUNT_NOT_FOUND', 'no such bank account'],
];

/** Accepted at the edges of what is refused. */
const ACCEPTED: [what: string, changes: Change][] = [
  ['one cent', { amount: '0.01' }],
  ['one decimal', { amount: '10.5' }],
  ['leading zeros', { amount: '0010.50' }],
  ['everything open', { amount: '1575.00' }],
  ['today', { dueOn: '2026-11-23' }],
  ['30 days ahead', { dueOn: '2026-12-23' }],
  ['a key of 255', { idempotencyKey: '~'.repeat(255) }],
  ['a key of one', { idempotencyKey: '!' }],
];

describe('a payment that is refused', () => {
  let app: TestPortal;
  let world: PayingWorld;

  beforeAll(async () => (app = await startPortal()));
  afterAll(() => app.close());
  beforeEach(async () => {
    await app.truncate();
    world = await new PayingWorld(app).make();
  });

  /** Refused with that one code and a sentence for people, and nothing was written. */
  async function expectRefused(work: () => Promise<OrderAnswer>, code: string, names = ''): Promise<void> {
    const before = await world.written();
    const answer = await work();
    expect([codesOf(answer), answer.payment ?? null, answer.payments ?? [], answer.replayed]).toEqual([[code], null, [], false]);
    expect(answer.userErrors[0]?.message).toContain(names);
    expect(answer.userErrors[0]?.message).toMatch(/^[A-Z0-9].*[.]$/);
    expect(await world.written()).toBe(before);
  }

  it.each(REFUSED)('%s', async (_what, changes, code, names) => {
    await expectRefused(() => world.submit(changes), code, names);
    const key = changes['idempotencyKey'] === undefined ? { idempotencyKey: 'again' } : {};
    await expectRefused(() => world.submit({ ...changes, ...key }), code, names);
    if (changes['idempotencyKey'] === undefined) expect(codesOf(await world.submit(key))).toEqual([]);
  });

  it.each(ACCEPTED)('but not: %s', async (_what, changes) => {
    expect(codesOf(await world.submit(changes))).toEqual([]);
  });

  it('payments are off, on the site or everywhere', async () => {
    await world.setSite('payments_are_on = 0');
    await expectRefused(() => world.submit(), 'PAYMENTS_OFF');
    await expectRefused(() => world.quickPay('1575.00'), 'PAYMENTS_OFF');
    await expectRefused(() => world.cancel(globalId('Payment', 1)), 'PAYMENTS_OFF');
    await world.setSite('payments_are_on = 1');
    await app.story.change('INSERT INTO payment_settings (id, payments_are_on) VALUES (1, 0)', []);
    await expectRefused(() => world.submit(), 'PAYMENTS_OFF');
    await app.story.change('UPDATE payment_settings SET payments_are_on = 1', []);
    expect(codesOf(await world.submit())).toEqual([]);
  });

  it('the contract is another one’s, unbooked, of another label, or only of a vendor', async () => {
    const other = await app.story.makeAccount();
    const roles = (account: number, role: 'CUSTOMER' | 'VENDOR') => [[account, role]] as const;
    const contracts = [
      await world.makeContract([10_000], { roles: roles(other, 'CUSTOMER') }),
      await world.makeContract([10_000], { roles: roles(world.account, 'VENDOR') }),
      await world.makeContract([10_000], { booked: false }),
      await world.makeContract([10_000], { label: 'ELSEWHERE' }),
    ];
    for (const contract of contracts)
      await expectRefused(() => world.submit({ contractId: globalId('Contract', contract) }), 'CONTRACT_NOT_FOUND');
  });

  it('the contract is in another currency', async () => {
    const contract = await world.makeContract([10_000], { currencyCode: 'CAD' });
    await expectRefused(() => world.submit({ contractId: globalId('Contract', contract) }), 'CURRENCY_NOT_SUPPORTED', 'CAD');
  });

  it('the contract is closed, unless charges are still open on it', async () => {
    const closed = await world.makeContract([], { terminated: true });
    await expectRefused(() => world.submit({ contractId: globalId('Contract', closed) }), 'CONTRACT_CLOSED', `C-${closed}`);
    const open = await world.makeContract([10_000], { terminated: true });
    await world.setSite('allows_prepayment = 1');
    const contractId = globalId('Contract', open);
    await expectRefused(() => world.submit({ contractId: globalId('Contract', closed) }), 'CONTRACT_CLOSED');
    await expectRefused(() => world.submit({ contractId, amount: '100.01' }), 'AMOUNT_OVER_OPEN_CHARGES');
    expect(codesOf(await world.submit({ contractId, amount: '100.00' }))).toEqual([]);
  });

  it('nothing is open, unless the site lets people pay ahead', async () => {
    const contractId = globalId('Contract', await world.makeContract([]));
    await expectRefused(() => world.submit({ contractId }), 'NOTHING_OPEN');
    await world.setSite('allows_prepayment = 1');
    expect(codesOf(await world.submit({ contractId }))).toEqual([]);
    expect(codesOf(await world.submit({ amount: '2000.00' }))).toEqual([]);
  });

  it('a credit on the same invoice is taken off what is open', async () => {
    const contract = await world.makeContract([]);
    await app.story.makeInvoice({ lines: [10_000, -4_000].map((balanceCents) => ({ contract, balanceCents })) });
    const contractId = globalId('Contract', contract);
    await expectRefused(() => world.submit({ contractId, amount: '60.01' }), 'AMOUNT_OVER_OPEN_CHARGES', '60.00 USD');
  });

  it('the bank account is somebody else’s, removed, not verified, stopped or to be confirmed', async () => {
    const now = app.clock.now();
    const cases = [
      ['BANK_ACCOUNT_NOT_FOUND', { userId: world.guarantor.id }],
      ['BANK_ACCOUNT_NOT_FOUND', { isKept: null, removedAt: now }],
      ['BANK_ACCOUNT_NOT_VERIFIED', { checkResult: 'NOT_FOUND' }],
      ['BANK_ACCOUNT_NOT_VERIFIED', { checkResult: 'UNANSWERED' }],
      ['BANK_ACCOUNT_STOPPED', { stoppedAt: now, stopReasonCode: 'R02' }],
      ['BANK_ACCOUNT_TO_BE_CONFIRMED', { needsConfirmation: true, correctionCode: 'C01' }],
    ] as const;
    for (const [index, [code, story]] of cases.entries()) {
      const bankAccount = await world.makeBankAccount({ accountNumber: `90000${index}`, ...story });
      const bankAccountId = globalId('BankAccount', bankAccount);
      await expectRefused(() => world.submit({ bankAccountId }), code);
      await expectRefused(() => world.quickPay('1575.00', { bankAccountId }), code);
    }
  });

  it('it is more than one payment may be on the site', async () => {
    await world.setSite('maximum_payment_cents = 50000');
    await expectRefused(() => world.submit({ amount: '500.01' }), 'AMOUNT_OVER_LIMIT', '500.00 USD');
    await expectRefused(() => world.quickPay('1575.00'), 'AMOUNT_OVER_LIMIT', `C-${world.contract}`);
    expect(codesOf(await world.submit({ amount: '500.00' }))).toEqual([]);
  });

  it('it is more than the site allows within 24 hours, cancelled payments aside', async () => {
    await world.setSite('maximum_day_cents = 100000');
    const first = await world.submit({ amount: '600.00' });
    await expectRefused(() => world.submit({ amount: '400.01' }), 'DAY_LIMIT_REACHED', '400.00 USD');
    await expectRefused(() => world.quickPay('975.00'), 'DAY_LIMIT_REACHED', '400.00 USD');
    await world.cancel(first.payment?.id ?? '');
    await expectRefused(() => world.submit({ amount: '400.01' }), 'DAY_LIMIT_REACHED');
    await app.story.change("UPDATE payments SET status = 'CANCELED'", []);
    expect(codesOf(await world.submit({ amount: '400.01' }))).toEqual([]);
    app.clock.advanceMinutes(24 * 60 - 1);
    world.token = await app.portal.logIn(world.customer);
    await expectRefused(() => world.submit({ amount: '600.00' }), 'DAY_LIMIT_REACHED', '599.99 USD');
    app.clock.advanceMinutes(1);
    expect(codesOf(await world.submit({ amount: '600.00' }))).toEqual([]);
    app.clock.advanceMinutes(-24 * 60);
  });

  it('it looks like one of the last 24 hours, unless it is confirmed or that one was cancelled', async () => {
    const first = await world.submit();
    await expectRefused(() => world.submit(), 'LIKELY_DUPLICATE', `100.00 USD on contract C-${world.contract}`);
    const bankAccountId = globalId('BankAccount', await world.makeBankAccount({ accountNumber: '55500055' }));
    expect(codesOf(await world.submit({ bankAccountId }))).toEqual([]);
    expect(codesOf(await world.submit({ amount: '100.01' }))).toEqual([]);
    expect(codesOf(await world.submit({ confirmDuplicate: true }))).toEqual([]);
    await world.cancel(first.payment?.id ?? '');
    await expectRefused(() => world.submit(), 'LIKELY_DUPLICATE');
    await app.story.change("UPDATE payments SET status = 'CANCELED'", []);
    expect(codesOf(await world.submit())).toEqual([]);
    app.clock.advanceMinutes(24 * 60);
    world.token = await app.portal.logIn(world.customer);
    expect(codesOf(await world.submit())).toEqual([]);
    app.clock.advanceMinutes(-24 * 60);
  });

  it('two orders to pay come in one operation', async () => {
    const before = await world.written();
    const one = (name: string): string => `${name}: paymentSubmit(input: $one) { userErrors { code } }`;
    const all = 'quickPaySubmit(input: $all) { userErrors { code } }';
    const variables = { one: world.input(), all: { ...world.toPay(), expectedTotal: '1575.00' } };
    for (const selections of [`${one('a')} ${one('b')}`, `${one('a')} ${all}`]) {
      const declared = selections.includes('$all') ? '$one: PaymentSubmitInput!, $all: QuickPaySubmitInput!' : '$one: PaymentSubmitInput!';
      const answer = await app.portal.ask(`mutation (${declared}) { ${selections} }`, variables, world.token);
      expect(answer.errors.map((error) => error.extensions.code)).toEqual(['BAD_USER_INPUT']);
    }
    expect(await world.written()).toBe(before);
  });

  it('nobody is logged in, or staff look as the user', async () => {
    const before = await world.written();
    const anonymous = await app.portal.ask(documentOf('paymentSubmit'), { input: world.input() });
    expect(anonymous.errors.map((error) => error.extensions.code)).toEqual(['UNAUTHENTICATED']);
    expect(await world.written()).toBe(before);
    const staff = await app.admin.logIn(await app.story.makePlatformUser());
    const start = `mutation ($input: ViewAsStartInput!) { viewAsStart(input: $input) { session { token } userErrors { code } } }`;
    const input = { userId: globalId('User', world.customer.id), reason: 'ticket 12: cannot pay' };
    const { viewAsStart } = await app.admin.data<{ viewAsStart: { session: { token: string } } }>(start, { input }, staff);
    const looking = await world.written();
    for (const [operation, given] of [
      ['paymentSubmit', world.input()],
      ['quickPaySubmit', { ...world.toPay(), expectedTotal: '1575.00' }],
      ['paymentCancel', { paymentId: globalId('Payment', 1), idempotencyKey: 'k' }],
    ] as const) {
      const answer = await app.portal.ask(documentOf(operation), { input: given }, viewAsStart.session.token);
      expect(answer.errors.map((error) => error.extensions.code)).toEqual(['FORBIDDEN']);
    }
    expect(await world.written()).toBe(looking);
  });
});
