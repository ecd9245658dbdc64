import { PaymentFindingEntity } from '../../src/persistence/entities/payment-hand-over.entity';
import { globalId } from '../support/ids';
import { PaymentDesk } from '../support/payment-desk';
import type { Nodes, TestPortal } from '../support/portal';

const LIST = `query ($filter: StaffPaymentFilter, $orderBy: StaffPaymentOrder, $first: Int) {
  payments(filter: $filter, orderBy: $orderBy, first: $first) { totalCount edges { node { id } } } }`;
const FINDINGS = `query ($filter: PaymentFindingFilter) { paymentFindings(filter: $filter) { totalCount edges { node {
  id code message isOpen firstSeenAt lastSeenAt resolvedAt payment { id } } } } }`;
const RATE = 'category returns percent limitPercent isOverLimit';
const RATES = `query ($days: Int) { paymentReturnRates(days: $days) { since debits rates { ${RATE} } bySecCode { secCode debits rates { ${RATE} } } } }`;

describe('payments as staff see them', () => {
  let desk: PaymentDesk;
  let app: TestPortal;

  beforeAll(async () => {
    desk = await PaymentDesk.open();
    ({ app } = desk);
  });
  beforeEach(() => desk.reset());
  afterAll(() => app.close());

  const listed = async (filter: object | null = null, orderBy: object | null = null): Promise<string[]> => {
    const { payments: page } = await desk.ask<{ payments: Nodes<{ id: string }> }>(LIST, { filter, orderBy, first: 100 });
    expect(page.totalCount).toBe(page.edges.length);
    return page.edges.map((edge) => edge.node.id);
  };

  describe('are listed', () => {
    it('submitted last first, of all sites, also where the contract is gone', async () => {
      const first = await desk.pay();
      app.clock.advanceMinutes(1);
      const other = await app.story.makeSite();
      const second = await desk.pay({ siteId: other.id, contractId: 999_999 });
      expect(await listed()).toEqual([second, first].map((id) => desk.idOf(id)));
      expect(await listed(null, { field: 'CREATED_AT', direction: 'ASC' })).toEqual([first, second].map((id) => desk.idOf(id)));
    });

    it('by when their status changed last', async () => {
      const [early, late] = [new Date('2026-11-20T08:00:00Z'), new Date('2026-11-21T08:00:00Z')];
      const [first, second] = [await desk.pay({ updatedAt: late }), await desk.pay({ updatedAt: early })];
      expect(await listed(null, { field: 'UPDATED_AT', direction: 'DESC' })).toEqual([first, second].map((id) => desk.idOf(id)));
      expect(await listed(null, { field: 'UPDATED_AT', direction: 'ASC' })).toEqual([second, first].map((id) => desk.idOf(id)));
    });

    it('filtered by user, site, contract, status, amount and time of submission, which must all hold', async () => {
      const [other, elsewhere] = [await app.story.makeUser({ site: desk.site }), await app.story.makeSite()];
      const another = await app.story.makeContract({ contractNumber: 'C-78' });
      const created = (time: string): Date => new Date(`2026-11-20T${time}Z`);
      const a = await desk.pay({ amountCents: 10_000, createdAt: created('08:00:00') });
      const b = await desk.pay({ amountCents: 20_000, createdAt: created('09:00:00'), status: 'PAID', userId: other.id });
      const c = await desk.pay({ amountCents: 30_000, createdAt: created('10:00:00'), status: 'RETURNED', contractId: another });
      const d = await desk.pay({ amountCents: 40_000, createdAt: created('11:00:00'), status: 'PAID', siteId: elsewhere.id });
      const cases: [object, number[]][] = [
        [{}, [d, c, b, a]],
        [{ userId: globalId('User', other.id) }, [b]],
        [{ userId: globalId('Site', other.id) }, []],
        [{ siteId: globalId('Site', elsewhere.id) }, [d]],
        [{ contractNumber: 'C-78' }, [c]],
        [{ contractNumber: 'C-7' }, []],
        [{ statuses: ['PAID', 'RETURNED'] }, [d, c, b]],
        [{ statuses: [] }, []],
        [{ amountFrom: '200', amountTo: '300.00' }, [c, b]],
        [{ createdFrom: '2026-11-20T09:00:00Z', createdTo: '2026-11-20T11:00:00Z' }, [c, b]],
        [{ statuses: ['PAID'], amountFrom: '200.01', siteId: globalId('Site', elsewhere.id), contractNumber: 'C-77' }, [d]],
      ];
      for (const [filter, expected] of cases) expect([filter, await listed(filter)]).toEqual([filter, expected.map((id) => desk.idOf(id))]);
    });

    it('but not by an amount that is none', async () => {
      const answer = await app.admin.ask(LIST, { filter: { amountTo: '1.005' } }, desk.token);
      expect(answer.errors.map((error) => error.extensions.code)).toEqual(['BAD_USER_INPUT']);
    });

    it('with the user who made them, those of others left out', async () => {
      const [mine] = [await desk.pay(), await desk.pay({ userId: (await app.story.makeUser({ site: desk.site })).id })];
      const query = 'query ($id: ID!) { user(id: $id) { payments { totalCount edges { node { id user { email } } } } } }';
      expect(await desk.ask(query, { id: globalId('User', desk.user.id) })).toEqual({
        user: { payments: { totalCount: 1, edges: [{ node: { id: desk.idOf(mine), user: { email: desk.user.email } } }] } },
      });
    });
  });

  it('are found by id, and by that of any object', async () => {
    const id = await desk.pay();
    const query = 'query ($id: ID!) { payment(id: $id) { id } node(id: $id) { __typename id ... on Payment { status } } }';
    expect(await desk.ask(query, { id: desk.idOf(id) })).toEqual({
      payment: { id: desk.idOf(id) },
      node: { __typename: 'Payment', id: desk.idOf(id), status: 'PENDING' },
    });
    expect(await desk.ask(query, { id: desk.idOf(id + 999) })).toEqual({ payment: null, node: null });
  });

  it('come with the evidence of their authorisation', async () => {
    const id = await desk.pay();
    const evidence = ['I agree to pay.', '3', '203.0.113.9', 'Browser/1', 'AUTHENTICATOR_APP', '2026-11-23 14:59:00', 'req-1'];
    await app.story.change(
      `UPDATE payment_orders SET authorization_text = ?, authorization_version = ?, address = ?, user_agent = ?, authentication = ?,
         authenticated_at = ?, request_id = ? WHERE id = (SELECT order_id FROM payments WHERE id = ?)`,
      [...evidence, id],
    );
    const fields = 'authorizedAt text version address userAgent authentication authenticatedAt requestId';
    expect(await desk.ask(`query ($id: ID!) { payment(id: $id) { authorization { ${fields} } } }`, { id: desk.idOf(id) })).toEqual({
      payment: {
        authorization: {
          ...{ authorizedAt: app.clock.now().toISOString(), text: 'I agree to pay.', version: '3', address: '203.0.113.9' },
          ...{
            userAgent: 'Browser/1',
            authentication: 'AUTHENTICATOR_APP',
            authenticatedAt: '2026-11-23T14:59:00.000Z',
            requestId: 'req-1',
          },
        },
      },
    });
  });

  it('tell the statuses they went through, and no other step; of all payments in one statement', async () => {
    const [first, second] = [await desk.pay(), await desk.pay()];
    const submitted = app.clock.now().toISOString();
    app.clock.advanceMinutes(2);
    await desk.note(first, 'HAND_OVER_FAILED');
    await desk.note(first, 'RECORDED', { statusAfter: 'SCHEDULED' });
    const query = '{ payments { edges { node { id history { status at explanation } } } } }';
    const ask = () => desk.ask<{ payments: Nodes<{ id: string; history: object[] }> }>(query);
    const history = new Map((await ask()).payments.edges.map(({ node }) => [node.id, node.history]));
    const pending = { status: 'PENDING', at: submitted, explanation: expect.stringContaining('waiting') as unknown };
    expect(history.get(desk.idOf(second))).toEqual([pending]);
    expect(history.get(desk.idOf(first))).toEqual([
      pending,
      { status: 'SCHEDULED', at: app.clock.now().toISOString(), explanation: expect.stringContaining('will collect') as unknown },
    ]);
    expect((await app.statementsOf(ask)).filter((sql) => sql.includes('payment_events'))).toHaveLength(1);
  });

  it('findings are listed, found last first, filtered, with the payment they are about', async () => {
    const id = await desk.pay();
    const seen = { firstSeenAt: app.clock.now(), lastSeenAt: app.clock.now(), message: 'Look.' };
    const open = { ...seen, isOpen: true, resolvedAt: null };
    await desk.insert(PaymentFindingEntity, { ...open, id: 1, code: 'LEFT_OUT_OF_BATCH', subject: `payment:${id}`, paymentId: id });
    await desk.insert(PaymentFindingEntity, {
      ...seen,
      id: 2,
      code: 'TOTALS',
      subject: 'batch:3',
      paymentId: null,
      isOpen: null,
      resolvedAt: app.clock.now(),
    });
    await desk.insert(PaymentFindingEntity, { ...open, id: 3, code: 'TOTALS', subject: 'batch:4', paymentId: null });
    const find = async (filter: object) =>
      (await desk.ask<{ paymentFindings: Nodes<{ id: string }> }>(FINDINGS, { filter })).paymentFindings;
    const all = await find({});
    expect(all.edges.map((edge) => edge.node)).toMatchObject([
      { code: 'TOTALS', isOpen: true, payment: null, resolvedAt: null },
      { code: 'TOTALS', isOpen: false, resolvedAt: app.clock.now().toISOString() },
      {
        code: 'LEFT_OUT_OF_BATCH',
        message: 'Look.',
        isOpen: true,
        payment: { id: desk.idOf(id) },
        firstSeenAt: app.clock.now().toISOString(),
      },
    ]);
    for (const [filter, ids] of [
      [{ isOpen: true }, [3, 1]],
      [{ isOpen: false }, [2]],
      [{ code: 'TOTALS' }, [3, 2]],
      [{ code: 'TOTALS', isOpen: true }, [3]],
      [{ code: 'Schließen' }, []],
    ] as const) {
      const { edges, totalCount } = await find(filter);
      expect([filter, totalCount, edges.map((edge) => edge.node.id)]).toEqual([
        filter,
        ids.length,
        ids.map((finding) => globalId('PaymentFinding', finding)),
      ]);
    }
    const node = await desk.ask('query ($id: ID!) { node(id: $id) { ... on PaymentFinding { code } } }', {
      id: globalId('PaymentFinding', 3),
    });
    expect(node).toEqual({ node: { code: 'TOTALS' } });
  });

  describe('return rates', () => {
    const rates = async (days?: number) =>
      (await desk.ask<{ paymentReturnRates: Record<string, unknown> }>(RATES, days === undefined ? {} : { days })).paymentReturnRates;
    const day = (ago: number): Date => new Date(app.clock.now().getTime() - ago * 86_400_000);

    it('count what was posted within the days, by category and standard entry class, in one statement', async () => {
      const bankAccountId = await desk.payments.makeBankAccount({ userId: desk.user.id });
      const posted = (ago: number, more: object = {}): Promise<number> =>
        desk.pay({ bankAccountId, status: 'PAID', postedAt: day(ago), ...more });
      for (let index = 0; index < 6; index += 1) await posted(index);
      await posted(60);
      await posted(61);
      await posted(61, { status: 'RETURNED', returnReasonCode: 'R10' });
      await posted(3, { status: 'RETURNED', returnReasonCode: 'R10' });
      await posted(3, { status: 'RETURNED', returnReasonCode: 'R29', secCode: 'CCD' });
      await posted(3, { status: 'RETURNED', returnReasonCode: 'R01' });
      await desk.pay({ bankAccountId, status: 'SCHEDULED' });
      await desk.pay({ bankAccountId, status: 'CANCELED' });
      const statements = await app.statementsOf(() => rates());
      expect(statements.filter((sql) => /\bpayments\b/.test(sql))).toHaveLength(1);
      const limits = { ADMINISTRATIVE: '3.00', UNAUTHORIZED: '0.50', OVERALL: '15.00' };
      const rate = (category: keyof typeof limits, returns: number, percent: string, isOverLimit: boolean) => ({
        ...{ category, returns, percent, limitPercent: limits[category], isOverLimit },
      });
      expect(await rates()).toEqual({
        since: day(60).toISOString(),
        debits: 10,
        rates: [rate('UNAUTHORIZED', 2, '20.0000', true), rate('ADMINISTRATIVE', 0, '0.0000', false), rate('OVERALL', 3, '30.0000', true)],
        bySecCode: [
          {
            secCode: 'CCD',
            debits: 1,
            rates: [
              rate('UNAUTHORIZED', 1, '100.0000', true),
              rate('ADMINISTRATIVE', 0, '0.0000', false),
              rate('OVERALL', 1, '100.0000', true),
            ],
          },
          {
            secCode: 'WEB',
            debits: 9,
            rates: [
              rate('UNAUTHORIZED', 1, '11.1111', true),
              rate('ADMINISTRATIVE', 0, '0.0000', false),
              rate('OVERALL', 2, '22.2222', true),
            ],
          },
        ],
      });
      expect(await rates(2)).toMatchObject({ debits: 3, rates: [{ returns: 0 }, { returns: 0 }, { returns: 0 }] });
    });

    it('of nothing are nothing, and of too many or no days are refused', async () => {
      expect(await rates()).toMatchObject({ debits: 0, bySecCode: [] });
      for (const days of [0, -1, 367]) {
        const answer = await app.admin.ask(RATES, { days }, desk.token);
        expect(answer.errors.map((error) => error.extensions.code)).toEqual(['BAD_USER_INPUT']);
      }
    });
  });

  it('none of it is on the portal', async () => {
    const session = await app.portal.logIn(desk.user);
    for (const query of ['{ paymentFindings { totalCount } }', '{ paymentReturnRates { debits } }', '{ paymentSettings { version } }'])
      expect((await app.portal.ask(query, {}, session)).errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});
