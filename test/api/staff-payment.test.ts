import { PaymentEventEntity } from '../../src/persistence/entities/payment.entity';
import { EftBatchEntity, PaymentFindingEntity } from '../../src/persistence/entities/payment-hand-over.entity';
import { globalId } from '../support/ids';
import { PaymentStory } from '../support/payment-story';
import { startPortal, type Nodes, type Person, type TestPortal } from '../support/portal';

const LIST = `query ($filter: StaffPaymentFilter, $orderBy: StaffPaymentOrder, $first: Int) {
  payments(filter: $filter, orderBy: $orderBy, first: $first) { totalCount edges { node { id } } } }`;
const WHERE_IS = `query ($filter: StaffPaymentFilter) { payments(filter: $filter) { edges { node {
  status statusExplanation paymentKey contractNumber amount { amount } dueOn user { email } site { siteKey }
  trace { waitingFor steps { at what status evidence { name value } }
    handOver { task attempts lastError nextAttemptAt wasSent taskSince } findings { code message isOpen payment { id } } } } } } }`;
const RETRY = `mutation ($input: PaymentHandOverRetryInput!) { paymentHandOverRetry(input: $input) {
  payment { id trace { handOver { nextAttemptAt attempts lastError } } } userErrors { code field message } } }`;
const FINDINGS = `query ($filter: PaymentFindingFilter) { paymentFindings(filter: $filter) { totalCount edges { node {
  id code message isOpen firstSeenAt lastSeenAt resolvedAt payment { id } } } } }`;
const RATE = 'category returns percent limitPercent isOverLimit';
const RATES = `query ($days: Int) { paymentReturnRates(days: $days) { since debits rates { ${RATE} } bySecCode { secCode debits rates { ${RATE} } } } }`;

interface Retried {
  payment: { trace: { handOver: Record<string, unknown> } } | null;
  userErrors: { code: string; field: string | null }[];
}

describe('payments as staff see them', () => {
  let app: TestPortal;
  let payments: PaymentStory;
  let token: string;
  let site: { id: number; siteKey: string };
  let user: Person;
  let contractId: number;

  beforeAll(async () => {
    app = await startPortal();
    payments = new PaymentStory(app);
  });
  beforeEach(async () => {
    await app.truncate();
    token = await app.admin.logIn(await app.story.makePlatformUser({ role: 'CUSTOMER_CARE', email: 'care@example.com' }));
    site = await app.story.makeSite();
    const account = await app.story.makeAccount();
    contractId = await app.story.makeContract({ contractNumber: 'C-77', roles: [[account, 'CUSTOMER']] });
    user = await app.story.makeUser({ site, accounts: [account] });
  });
  afterAll(() => app.close());

  const ask = <Data>(query: string, variables: object = {}): Promise<Data> => app.admin.data<Data>(query, variables, token);
  const pay = async (story: Partial<Parameters<PaymentStory['makePayment']>[0]> = {}): Promise<number> =>
    (await payments.makePayment({ userId: user.id, siteId: site.id, contractId, ...story })).id;
  const listed = async (filter: object | null = null, orderBy: object | null = null): Promise<string[]> => {
    const { payments: page } = await ask<{ payments: Nodes<{ id: string }> }>(LIST, { filter, orderBy, first: 100 });
    expect(page.totalCount).toBe(page.edges.length);
    return page.edges.map((edge) => edge.node.id);
  };
  const idOf = (id: number): string => globalId('Payment', id);
  const insert = <Row extends object>(entity: new () => Row, row: object): Promise<unknown> =>
    app.container.database.transaction((transaction) => transaction.insert(entity, row as never));
  const note = (paymentId: number, kind: string, more: object = {}): Promise<unknown> =>
    insert(PaymentEventEntity, {
      ...{ paymentId, at: app.clock.now(), kind, statusAfter: null, realm: 'SYSTEM', actorId: null, actorName: 'ASPIRE', evidence: {} },
      ...more,
    });

  describe('are listed', () => {
    it('submitted last first, of all sites, also where the contract is gone', async () => {
      const first = await pay();
      app.clock.advanceMinutes(1);
      const other = await app.story.makeSite();
      const second = await pay({ siteId: other.id, contractId: 999_999 });
      expect(await listed()).toEqual([second, first].map(idOf));
      expect(await listed(null, { field: 'CREATED_AT', direction: 'ASC' })).toEqual([first, second].map(idOf));
    });

    it('by when their status changed last', async () => {
      const [early, late] = [new Date('2026-11-20T08:00:00Z'), new Date('2026-11-21T08:00:00Z')];
      const [first, second] = [await pay({ updatedAt: late }), await pay({ updatedAt: early })];
      expect(await listed(null, { field: 'UPDATED_AT', direction: 'DESC' })).toEqual([first, second].map(idOf));
      expect(await listed(null, { field: 'UPDATED_AT', direction: 'ASC' })).toEqual([second, first].map(idOf));
    });

    it('filtered by user, site, contract, status, amount and time of submission, which must all hold', async () => {
      const [other, elsewhere] = [await app.story.makeUser({ site }), await app.story.makeSite()];
      const another = await app.story.makeContract({ contractNumber: 'C-78' });
      const created = (time: string): Date => new Date(`2026-11-20T${time}Z`);
      const a = await pay({ amountCents: 10_000, createdAt: created('08:00:00') });
      const b = await pay({ amountCents: 20_000, createdAt: created('09:00:00'), status: 'PAID', userId: other.id });
      const c = await pay({ amountCents: 30_000, createdAt: created('10:00:00'), status: 'RETURNED', contractId: another });
      const d = await pay({ amountCents: 40_000, createdAt: created('11:00:00'), status: 'PAID', siteId: elsewhere.id });
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
      for (const [filter, expected] of cases) expect([filter, await listed(filter)]).toEqual([filter, expected.map(idOf)]);
    });

    it('but not by an amount that is none', async () => {
      const answer = await app.admin.ask(LIST, { filter: { amountTo: '1.005' } }, token);
      expect(answer.errors.map((error) => error.extensions.code)).toEqual(['BAD_USER_INPUT']);
    });

    it('with the user who made them, those of others left out', async () => {
      const [mine] = [await pay(), await pay({ userId: (await app.story.makeUser({ site })).id })];
      const query = 'query ($id: ID!) { user(id: $id) { payments { totalCount edges { node { id user { email } } } } } }';
      expect(await ask(query, { id: globalId('User', user.id) })).toEqual({
        user: { payments: { totalCount: 1, edges: [{ node: { id: idOf(mine), user: { email: user.email } } }] } },
      });
    });
  });

  it('are found by id, and by that of any object', async () => {
    const id = await pay();
    const query = 'query ($id: ID!) { payment(id: $id) { id } node(id: $id) { __typename id ... on Payment { status } } }';
    expect(await ask(query, { id: idOf(id) })).toEqual({
      payment: { id: idOf(id) },
      node: { __typename: 'Payment', id: idOf(id), status: 'PENDING' },
    });
    expect(await ask(query, { id: idOf(id + 999) })).toEqual({ payment: null, node: null });
  });

  it('come with the evidence of their authorisation', async () => {
    const id = await pay();
    const evidence = ['I agree to pay.', '3', '203.0.113.9', 'Browser/1', 'AUTHENTICATOR_APP', '2026-11-23 14:59:00', 'req-1'];
    await app.story.change(
      `UPDATE payment_orders SET authorization_text = ?, authorization_version = ?, address = ?, user_agent = ?, authentication = ?,
         authenticated_at = ?, request_id = ? WHERE id = (SELECT order_id FROM payments WHERE id = ?)`,
      [...evidence, id],
    );
    const fields = 'authorizedAt text version address userAgent authentication authenticatedAt requestId';
    expect(await ask(`query ($id: ID!) { payment(id: $id) { authorization { ${fields} } } }`, { id: idOf(id) })).toEqual({
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

  describe('"it is missing from the EFT file" is answered by one query', () => {
    it('for a payment that never reached ASPIRE', async () => {
      const id = await pay();
      await note(id, 'HAND_OVER_FAILED', { evidence: { task: 'RECORD', reason: 'The connector answered 503.' } });
      await app.story.change(
        "UPDATE payment_hand_overs SET attempts = 4, was_sent = 1, last_error = 'The connector answered 503.', next_attempt_at = ? WHERE payment_id = ?",
        [new Date('2026-11-23T15:05:00Z'), id],
      );
      await insert(PaymentFindingEntity, {
        ...{ code: 'HAND_OVER_OVERDUE', subject: `payment:${id}`, paymentId: id, message: '4 attempts.', isOpen: true, resolvedAt: null },
        ...{ firstSeenAt: app.clock.now(), lastSeenAt: app.clock.now() },
      });
      const { payments: page } = await ask<{ payments: Nodes<Record<string, unknown>> }>(WHERE_IS, { filter: { contractNumber: 'C-77' } });
      expect(page.edges).toHaveLength(1);
      expect(page.edges[0]?.node).toMatchObject({
        status: 'PENDING',
        contractNumber: 'C-77',
        amount: { amount: '1075.00' },
        user: { email: user.email },
        site: { siteKey: site.siteKey },
        trace: {
          waitingFor:
            'Handing it to ASPIRE failed 4 times, last with: The connector answered 503. ASPIRE may have heard of it. Next try at 15:05 UTC.',
          steps: [
            { status: 'PENDING', what: 'Submitted by uma@example.com: 1075.00 USD, due on 25 Nov 2026.' },
            { status: null, what: 'ASPIRE could not be told or asked. The connector answered 503.' },
          ],
          handOver: { task: 'RECORD', attempts: 4, wasSent: true, nextAttemptAt: '2026-11-23T15:05:00.000Z' },
          findings: [{ code: 'HAND_OVER_OVERDUE', isOpen: true, payment: { id: idOf(id) } }],
        },
      });
    });

    it('for a payment whose due date the last batch did not reach', async () => {
      const id = await pay({ status: 'SCHEDULED', alternateEftId: 4711 });
      await note(id, 'RECORDED', { statusAfter: 'SCHEDULED', evidence: { alternateEftId: 4711 } });
      await app.story.change("UPDATE payment_hand_overs SET task = 'WATCH', next_attempt_at = ? WHERE payment_id = ?", [
        app.clock.now(),
        id,
      ]);
      await insert(EftBatchEntity, {
        ...{ batchNumber: 7, state: 'POSTED', dueFrom: '2026-11-20', dueTo: '2026-11-24', postedAt: new Date('2026-11-23T14:00:00Z') },
        ...{ fileName: 'EFT-7.txt', effectiveEntryOn: '2026-11-24', entryCount: 3, amountCents: 1, seenAt: app.clock.now() },
      });
      const { payments: page } = await ask<{ payments: Nodes<{ trace: { waitingFor: string; steps: { what: string }[] } }> }>(WHERE_IS);
      const { waitingFor, steps } = page.edges[0]?.node.trace ?? { waitingFor: '', steps: [] };
      expect(waitingFor).toBe(
        'Waiting for the next EFT generation whose due dates include 25 Nov 2026; the last one (batch 7, posted 14:00 UTC) took due dates 20 Nov 2026 to 24 Nov 2026.',
      );
      expect(steps[1]?.what).toBe('ASPIRE keeps it as Alternate EFT record 4711.');
    });

    it('with as many statements for a hundred payments as for one, each with its own steps', async () => {
      const one = await pay();
      const count = async (first: number): Promise<number> =>
        (
          await app.statementsOf(() =>
            ask(
              `query ($first: Int) { payments(first: $first) { edges { node { id trace { waitingFor steps { what evidence { value } }
              handOver { task } findings { code } } } } } }`,
              { first },
            ),
          )
        ).length;
      const alone = await count(1);
      const plain = (await app.statementsOf(() => ask('{ payments { edges { node { id } } } }'))).length;
      expect(alone - plain).toBe(4);
      const bankAccountId = await payments.makeBankAccount({ userId: user.id });
      for (let index = 0; index < 24; index += 1)
        await note(await pay({ bankAccountId }), 'RAISED', { evidence: { message: `n ${index}` } });
      expect(await count(100)).toBe(alone);
      const { payments: page } = await ask<{ payments: Nodes<{ id: string; trace: { steps: { what: string }[] } }> }>(
        '{ payments(first: 100) { edges { node { id trace { steps { what } } } } } }',
      );
      const told = page.edges.map(({ node }) => node.trace.steps.map((step) => step.what).slice(1));
      expect(new Set(told.flat()).size).toBe(24);
      expect(page.edges.find(({ node }) => node.id === idOf(one))?.node.trace.steps).toHaveLength(1);
    });
  });

  describe('are taken up again at once', () => {
    const retry = async (id: string): Promise<Retried> =>
      (await ask<{ paymentHandOverRetry: Retried }>(RETRY, { input: { paymentId: id } })).paymentHandOverRetry;
    const later = (id: number, at: Date | null): Promise<void> =>
      app.story.change("UPDATE payment_hand_overs SET next_attempt_at = ?, attempts = 5, last_error = 'x' WHERE payment_id = ?", [at, id]);

    it.each(['PENDING', 'SCHEDULED', 'PENDING_CANCEL'] as const)('while %s, whether a try is planned or not', async (status) => {
      for (const planned of [new Date('2026-11-24T00:00:00Z'), null]) {
        const id = await pay({ status });
        await later(id, planned);
        const { payment, userErrors } = await retry(idOf(id));
        expect(userErrors).toEqual([]);
        expect(payment?.trace.handOver).toEqual({ nextAttemptAt: app.clock.now().toISOString(), attempts: 5, lastError: 'x' });
      }
    });

    it('and once paid, as long as it is looked at; then, cancelled and returned there is nothing to do', async () => {
      const watched = await pay({ status: 'PAID' });
      await later(watched, new Date('2026-11-24T00:00:00Z'));
      expect((await retry(idOf(watched))).userErrors).toEqual([]);
      for (const status of ['PAID', 'CANCELED', 'RETURNED'] as const) {
        const { payment, userErrors } = await retry(idOf(await pay({ status })));
        expect([payment, userErrors]).toMatchObject([null, [{ code: 'NOTHING_TO_DO', field: 'paymentId' }]]);
      }
    });

    it('and the audit log says by whom, once', async () => {
      const id = await pay();
      await later(id, null);
      await retry(idOf(id));
      await retry(idOf(await pay({ status: 'CANCELED' })));
      const filter = { action: 'PAYMENT_RETRY' };
      const query = 'query ($filter: AuditFilter) { auditEntries(filter: $filter) { edges { node { actorName subjectId before } } } }';
      const { auditEntries } = await ask<{ auditEntries: Nodes<{ actorName: string; subjectId: string; before: string }> }>(query, {
        filter,
      });
      expect(auditEntries.edges.map(({ node }) => [node.actorName, node.subjectId])).toEqual([['care@example.com', idOf(id)]]);
      expect(JSON.parse(auditEntries.edges[0]?.node.before ?? '')).toEqual({
        task: 'RECORD',
        attempts: 5,
        lastError: 'x',
        nextAttemptAt: null,
      });
    });

    it('unless there is no such payment', async () => {
      for (const id of [idOf(123_456), globalId('User', user.id)]) {
        const answer = await app.admin.ask(RETRY, { input: { paymentId: id } }, token);
        expect(answer.errors.map((error) => error.extensions.code)).toEqual(['NOT_FOUND']);
      }
    });
  });

  it('findings are listed, found last first, filtered, with the payment they are about', async () => {
    const id = await pay();
    const seen = { firstSeenAt: app.clock.now(), lastSeenAt: app.clock.now(), message: 'Look.' };
    const open = { ...seen, isOpen: true, resolvedAt: null };
    await insert(PaymentFindingEntity, { ...open, id: 1, code: 'LEFT_OUT_OF_BATCH', subject: `payment:${id}`, paymentId: id });
    await insert(PaymentFindingEntity, {
      ...seen,
      id: 2,
      code: 'TOTALS',
      subject: 'batch:3',
      paymentId: null,
      isOpen: null,
      resolvedAt: app.clock.now(),
    });
    await insert(PaymentFindingEntity, { ...open, id: 3, code: 'TOTALS', subject: 'batch:4', paymentId: null });
    const find = async (filter: object) => (await ask<{ paymentFindings: Nodes<{ id: string }> }>(FINDINGS, { filter })).paymentFindings;
    const all = await find({});
    expect(all.edges.map((edge) => edge.node)).toMatchObject([
      { code: 'TOTALS', isOpen: true, payment: null, resolvedAt: null },
      { code: 'TOTALS', isOpen: false, resolvedAt: app.clock.now().toISOString() },
      { code: 'LEFT_OUT_OF_BATCH', message: 'Look.', isOpen: true, payment: { id: idOf(id) }, firstSeenAt: app.clock.now().toISOString() },
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
    const node = await ask('query ($id: ID!) { node(id: $id) { ... on PaymentFinding { code } } }', { id: globalId('PaymentFinding', 3) });
    expect(node).toEqual({ node: { code: 'TOTALS' } });
  });

  describe('return rates', () => {
    const rates = async (days?: number) =>
      (await ask<{ paymentReturnRates: Record<string, unknown> }>(RATES, days === undefined ? {} : { days })).paymentReturnRates;
    const day = (ago: number): Date => new Date(app.clock.now().getTime() - ago * 86_400_000);

    it('count what was posted within the days, by category and standard entry class, in one statement', async () => {
      const bankAccountId = await payments.makeBankAccount({ userId: user.id });
      const posted = (ago: number, more: object = {}): Promise<number> =>
        pay({ bankAccountId, status: 'PAID', postedAt: day(ago), ...more });
      for (let index = 0; index < 6; index += 1) await posted(index);
      await posted(60);
      await posted(61);
      await posted(61, { status: 'RETURNED', returnReasonCode: 'R10' });
      await posted(3, { status: 'RETURNED', returnReasonCode: 'R10' });
      await posted(3, { status: 'RETURNED', returnReasonCode: 'R29', secCode: 'CCD' });
      await posted(3, { status: 'RETURNED', returnReasonCode: 'R01' });
      await pay({ bankAccountId, status: 'SCHEDULED' });
      await pay({ bankAccountId, status: 'CANCELED' });
      const statements = await app.statementsOf(() => rates());
      expect(statements.filter((sql) => /\bpayments\b/.test(sql))).toHaveLength(1);
      const limits = { ADMINISTRATIVE: '3.00', UNAUTHORISED: '0.50', OVERALL: '15.00' };
      const rate = (category: keyof typeof limits, returns: number, percent: string, isOverLimit: boolean) => ({
        ...{ category, returns, percent, limitPercent: limits[category], isOverLimit },
      });
      expect(await rates()).toEqual({
        since: day(60).toISOString(),
        debits: 10,
        rates: [rate('UNAUTHORISED', 2, '20.0000', true), rate('ADMINISTRATIVE', 0, '0.0000', false), rate('OVERALL', 3, '30.0000', true)],
        bySecCode: [
          {
            secCode: 'CCD',
            debits: 1,
            rates: [
              rate('UNAUTHORISED', 1, '100.0000', true),
              rate('ADMINISTRATIVE', 0, '0.0000', false),
              rate('OVERALL', 1, '100.0000', true),
            ],
          },
          {
            secCode: 'WEB',
            debits: 9,
            rates: [
              rate('UNAUTHORISED', 1, '11.1111', true),
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
        const answer = await app.admin.ask(RATES, { days }, token);
        expect(answer.errors.map((error) => error.extensions.code)).toEqual(['BAD_USER_INPUT']);
      }
    });
  });

  it('none of it is on the portal', async () => {
    const session = await app.portal.logIn(user);
    for (const query of ['{ paymentFindings { totalCount } }', '{ paymentReturnRates { debits } }', '{ paymentSettings { version } }'])
      expect((await app.portal.ask(query, {}, session)).errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});
