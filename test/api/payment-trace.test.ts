import { EftBatchEntity, PaymentFindingEntity } from '../../src/persistence/entities/payment-hand-over.entity';
import { PaymentDesk } from '../support/payment-desk';
import type { Nodes, TestPortal } from '../support/portal';

const WHERE_IS = `query ($filter: StaffPaymentFilter) { payments(filter: $filter) { edges { node {
  status statusExplanation paymentKey contractNumber amount { amount } dueOn user { email } site { siteKey }
  trace { waitingFor steps { at what status evidence { name value } }
    handOver { task attempts lastError nextAttemptAt wasSent taskSince } findings { code message isOpen payment { id } } } } } } }`;

describe('the trace of payments', () => {
  let desk: PaymentDesk;
  let app: TestPortal;

  beforeAll(async () => {
    desk = await PaymentDesk.open();
    ({ app } = desk);
  });
  beforeEach(() => desk.reset());
  afterAll(() => app.close());

  describe('"it is missing from the EFT file" is answered by one query', () => {
    it('for a payment that never reached ASPIRE', async () => {
      const id = await desk.pay();
      await desk.note(id, 'HAND_OVER_FAILED', { evidence: { task: 'RECORD', reason: 'The connector answered 503.' } });
      await app.story.change(
        "UPDATE payment_hand_overs SET attempts = 4, was_sent = 1, last_error = 'The connector answered 503.', next_attempt_at = ? WHERE payment_id = ?",
        [new Date('2026-11-23T15:05:00Z'), id],
      );
      await desk.insert(PaymentFindingEntity, {
        ...{ code: 'HAND_OVER_OVERDUE', subject: `payment:${id}`, paymentId: id, message: '4 attempts.', isOpen: true, resolvedAt: null },
        ...{ firstSeenAt: app.clock.now(), lastSeenAt: app.clock.now() },
      });
      const { payments: page } = await desk.ask<{ payments: Nodes<Record<string, unknown>> }>(WHERE_IS, {
        filter: { contractNumber: 'C-77' },
      });
      expect(page.edges).toHaveLength(1);
      expect(page.edges[0]?.node).toMatchObject({
        status: 'PENDING',
        contractNumber: 'C-77',
        amount: { amount: '1075.00' },
        user: { email: desk.user.email },
        site: { siteKey: desk.site.siteKey },
        trace: {
          waitingFor:
            'Handing it to ASPIRE failed 4 times, last with: The connector answered 503. ASPIRE may have heard of it. Next try at 15:05 UTC.',
          steps: [
            { status: 'PENDING', what: 'Submitted by uma@example.com: 1,075.00 USD, due on 25 November 2026.' },
            { status: null, what: 'ASPIRE could not be told or asked. The connector answered 503.' },
          ],
          handOver: { task: 'RECORD', attempts: 4, wasSent: true, nextAttemptAt: '2026-11-23T15:05:00.000Z' },
          findings: [{ code: 'HAND_OVER_OVERDUE', isOpen: true, payment: { id: desk.idOf(id) } }],
        },
      });
    });

    it('for a payment whose due date the last batch did not reach', async () => {
      const id = await desk.pay({ status: 'SCHEDULED', alternateEftId: 4711 });
      await desk.note(id, 'RECORDED', { statusAfter: 'SCHEDULED', evidence: { alternateEftId: 4711 } });
      await app.story.change("UPDATE payment_hand_overs SET task = 'WATCH', next_attempt_at = ? WHERE payment_id = ?", [
        app.clock.now(),
        id,
      ]);
      await desk.insert(EftBatchEntity, {
        ...{ batchNumber: 7, state: 'POSTED', dueFrom: '2026-11-20', dueTo: '2026-11-24', postedAt: new Date('2026-11-23T14:00:00Z') },
        ...{ fileName: 'EFT-7.txt', effectiveEntryOn: '2026-11-24', entryCount: 3, amountCents: 1, seenAt: app.clock.now() },
      });
      const { payments: page } = await desk.ask<{ payments: Nodes<{ trace: { waitingFor: string; steps: { what: string }[] } }> }>(
        WHERE_IS,
      );
      const { waitingFor, steps } = page.edges[0]?.node.trace ?? { waitingFor: '', steps: [] };
      expect(waitingFor).toBe(
        'Waiting for the next EFT generation whose due dates include 25 November 2026; the last one (batch 7, posted 14:00 UTC) took due dates 20 November 2026 to 24 November 2026.',
      );
      expect(steps[1]?.what).toBe('ASPIRE keeps it as Alternate EFT record 4711.');
    });

    it('with as many statements for a hundred payments as for one, each with its own steps', async () => {
      const one = await desk.pay();
      const count = async (first: number): Promise<number> =>
        (
          await app.statementsOf(() =>
            desk.ask(
              `query ($first: Int) { payments(first: $first) { edges { node { id trace { waitingFor steps { what evidence { value } }
              handOver { task } findings { code } } } } } }`,
              { first },
            ),
          )
        ).length;
      const alone = await count(1);
      const plain = (await app.statementsOf(() => desk.ask('{ payments { edges { node { id } } } }'))).length;
      expect(alone - plain).toBe(4);
      const bankAccountId = await desk.payments.makeBankAccount({ userId: desk.user.id });
      for (let index = 0; index < 24; index += 1)
        await desk.note(await desk.pay({ bankAccountId }), 'RAISED', { evidence: { message: `n ${index}` } });
      expect(await count(100)).toBe(alone);
      const { payments: page } = await desk.ask<{ payments: Nodes<{ id: string; trace: { steps: { what: string }[] } }> }>(
        '{ payments(first: 100) { edges { node { id trace { steps { what } } } } } }',
      );
      const told = page.edges.map(({ node }) => node.trace.steps.map((step) => step.what).slice(1));
      expect(new Set(told.flat()).size).toBe(24);
      expect(page.edges.find(({ node }) => node.id === desk.idOf(one))?.node.trace.steps).toHaveLength(1);
    });
  });

  describe('tell their payers where they are', () => {
    const TRACE = '{ payments { edges { node { trace { waitingFor steps { at what status } } } } } }';

    it('in plain words: nothing of the servicing system, of errors or of staff', async () => {
      const id = await desk.pay({ status: 'PENDING_CANCEL' });
      await desk.note(id, 'HAND_OVER_FAILED', { evidence: { reason: 'The connector answered 503.' } });
      await desk.note(id, 'CANCEL_REQUESTED', {
        statusAfter: 'PENDING_CANCEL',
        realm: 'PLATFORM',
        actorId: 1,
        actorName: 'ann@example.com',
      });
      await app.story.change(
        "UPDATE payment_hand_overs SET task = 'CANCEL', attempts = 3, last_error = 'ASPIRE answered 500' WHERE payment_id = ?",
        [id],
      );
      const answer = await app.portal.ask<{ payments: Nodes<object> }>(TRACE, {}, await app.portal.logIn(desk.user));
      expect(answer.data?.payments.edges.map((edge) => edge.node)).toEqual([
        {
          trace: {
            waitingFor: 'Waiting for the finance company to confirm that the cancellation was in time.',
            steps: [
              { at: app.clock.now().toISOString(), status: 'PENDING', what: 'Submitted, to be collected from 25 November 2026 on.' },
              { at: app.clock.now().toISOString(), status: 'PENDING_CANCEL', what: 'Its cancellation was asked for.' },
            ],
          },
        },
      ]);
      expect(answer.text).not.toMatch(/ASPIRE|connector|ann@/);
    });

    it('of contracts that they see, in three statements for all of them, and without staff’s fields', async () => {
      const session = await app.portal.logIn(desk.user);
      await desk.pay();
      await desk.pay({ contractId: await app.story.makeContract() });
      const plain = await app.statementsOf(() => app.portal.data('{ payments { edges { node { id } } } }', {}, session));
      const one = await app.statementsOf(() => app.portal.data(TRACE, {}, session));
      expect(one).toHaveLength(plain.length + 3);
      for (let index = 0; index < 10; index += 1) await desk.pay();
      expect(await app.statementsOf(() => app.portal.data(TRACE, {}, session))).toHaveLength(one.length);
      expect((await app.portal.data<{ payments: Nodes<object> }>(TRACE, {}, session)).payments.edges).toHaveLength(11);
      for (const field of ['handOver { task }', 'findings { code }', 'steps { evidence { name } }'])
        expect(
          (await app.portal.ask(`{ payments { edges { node { trace { ${field} } } } } }`, {}, session)).errors[0]?.extensions.code,
        ).toBe('BAD_USER_INPUT');
    });
  });
});
