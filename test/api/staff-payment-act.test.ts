import { globalId } from '../support/ids';
import { PaymentDesk } from '../support/payment-desk';
import type { Nodes, TestPortal } from '../support/portal';

const RETRY = `mutation ($input: PaymentHandOverRetryInput!) { paymentHandOverRetry(input: $input) {
  payment { id trace { handOver { nextAttemptAt attempts lastError } } } userErrors { code field message } } }`;

interface Retried {
  payment: { trace: { handOver: Record<string, unknown> } } | null;
  userErrors: { code: string; field: string | null }[];
}

describe('what staff do about payments: they', () => {
  let desk: PaymentDesk;
  let app: TestPortal;

  beforeAll(async () => {
    desk = await PaymentDesk.open();
    ({ app } = desk);
  });
  beforeEach(() => desk.reset());
  afterAll(() => app.close());

  describe('are taken up again at once', () => {
    const retry = async (id: string): Promise<Retried> =>
      (await desk.ask<{ paymentHandOverRetry: Retried }>(RETRY, { input: { paymentId: id } })).paymentHandOverRetry;
    const later = (id: number, at: Date | null): Promise<void> =>
      app.story.change("UPDATE payment_hand_overs SET next_attempt_at = ?, attempts = 5, last_error = 'x' WHERE payment_id = ?", [at, id]);

    it.each(['PENDING', 'SCHEDULED', 'PENDING_CANCEL'] as const)('while %s, whether a try is planned or not', async (status) => {
      for (const planned of [new Date('2026-11-24T00:00:00Z'), null]) {
        const id = await desk.pay({ status });
        await later(id, planned);
        const { payment, userErrors } = await retry(desk.idOf(id));
        expect(userErrors).toEqual([]);
        expect(payment?.trace.handOver).toEqual({ nextAttemptAt: app.clock.now().toISOString(), attempts: 5, lastError: 'x' });
      }
    });

    it('and once paid, as long as it is looked at; then, cancelled and returned there is nothing to do', async () => {
      const watched = await desk.pay({ status: 'PAID' });
      await later(watched, new Date('2026-11-24T00:00:00Z'));
      expect((await retry(desk.idOf(watched))).userErrors).toEqual([]);
      for (const status of ['PAID', 'CANCELED', 'RETURNED'] as const) {
        const { payment, userErrors } = await retry(desk.idOf(await desk.pay({ status })));
        expect([payment, userErrors]).toMatchObject([null, [{ code: 'NOTHING_TO_DO', field: 'paymentId' }]]);
      }
    });

    it('and the audit log says by whom, once', async () => {
      const id = await desk.pay();
      await later(id, null);
      await retry(desk.idOf(id));
      await retry(desk.idOf(await desk.pay({ status: 'CANCELED' })));
      const filter = { action: 'PAYMENT_RETRY' };
      const query = 'query ($filter: AuditFilter) { auditEntries(filter: $filter) { edges { node { actorName subjectId before } } } }';
      const { auditEntries } = await desk.ask<{ auditEntries: Nodes<{ actorName: string; subjectId: string; before: string }> }>(query, {
        filter,
      });
      expect(auditEntries.edges.map(({ node }) => [node.actorName, node.subjectId])).toEqual([['care@example.com', desk.idOf(id)]]);
      expect(JSON.parse(auditEntries.edges[0]?.node.before ?? '')).toEqual({
        task: 'RECORD',
        attempts: 5,
        lastError: 'x',
        nextAttemptAt: null,
      });
    });

    it('unless there is no such payment', async () => {
      for (const id of [desk.idOf(123_456), globalId('User', desk.user.id)]) {
        const answer = await app.admin.ask(RETRY, { input: { paymentId: id } }, desk.token);
        expect(answer.errors.map((error) => error.extensions.code)).toEqual(['NOT_FOUND']);
      }
    });
  });

  describe('are cancelled', () => {
    const CANCEL = `mutation ($input: StaffPaymentCancelInput!) { paymentCancel(input: $input) {
      payment { status trace { steps { what evidence { name value } } handOver { task nextAttemptAt } } } userErrors { code } } }`;
    const reason = 'Ticket 4711: paid twice';
    let administrator: string;
    beforeEach(async () => (administrator = await app.admin.logIn(await app.story.makePlatformUser({ email: 'ann@example.com' }))));
    const cancel = async (id: number, as = administrator) =>
      (await app.admin.data<{ paymentCancel: object }>(CANCEL, { input: { paymentId: desk.idOf(id), reason } }, as)).paymentCancel;

    it('by administrators, whoever made them and whether payments are on; the trace says by whom and why', async () => {
      await app.story.change('UPDATE sites SET payments_are_on = 0', []);
      const id = await desk.pay({ status: 'SCHEDULED' });
      const { payment } = (await cancel(id)) as { payment: { status: string; trace: { steps: { what: string; evidence: object[] }[] } } };
      expect(payment).toMatchObject({
        status: 'PENDING_CANCEL',
        trace: { handOver: { task: 'CANCEL', nextAttemptAt: app.clock.now().toISOString() } },
      });
      const step = payment.trace.steps.at(-1);
      expect(step?.what).toBe('Cancelled by ann@example.com; ASPIRE has yet to confirm that no EFT batch takes it.');
      expect(step?.evidence).toEqual(
        expect.arrayContaining([
          { name: 'reason', value: reason },
          { name: 'by', value: 'ann@example.com (PLATFORM)' },
        ]),
      );
      const told = await app.portal.data<{ payments: Nodes<object> }>(
        '{ payments { edges { node { trace { waitingFor steps { what } } } } } }',
        {},
        await app.portal.logIn(desk.user),
      );
      expect(told.payments.edges).toEqual([]);
    });

    it('not once collected, and not by customer care', async () => {
      expect(await cancel(await desk.pay({ status: 'PAID' }))).toMatchObject({
        payment: null,
        userErrors: [{ code: 'TOO_LATE_TO_CANCEL' }],
      });
      expect(await cancel(123_456)).toMatchObject({ payment: null, userErrors: [{ code: 'PAYMENT_NOT_FOUND' }] });
      const input = { paymentId: desk.idOf(await desk.pay()), reason };
      expect((await app.admin.ask(CANCEL, { input }, desk.token)).errors[0]?.extensions.code).toBe('FORBIDDEN');
      expect((await app.admin.ask(CANCEL, { input: { ...input, reason: 'why not' } }, administrator)).errors[0]?.extensions.code).toBe(
        'BAD_USER_INPUT',
      );
    });
  });
});
