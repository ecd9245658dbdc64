import { PaymentFindingEntity } from '../../src/persistence/entities/payment-hand-over.entity';
import { globalId } from '../support/ids';
import { PaymentDesk } from '../support/payment-desk';
import type { Nodes, TestPortal } from '../support/portal';

const CLOSE = `mutation ($input: PaymentFindingCloseInput!) { paymentFindingClose(input: $input) {
  finding { id code isOpen resolvedAt closedBy closeReason payment { id } } userErrors { code field message } } }`;
const REASON = 'Ticket 4711: agreed with the payer';

interface Closed {
  finding: Record<string, unknown> | null;
  userErrors: { code: string; field: string | null }[];
}

describe('what staff close by hand of what was found about payments', () => {
  let desk: PaymentDesk;
  let app: TestPortal;

  beforeAll(async () => {
    desk = await PaymentDesk.open();
    ({ app } = desk);
  });
  beforeEach(() => desk.reset());
  afterAll(() => app.close());

  const close = async (id: number): Promise<Closed> =>
    (
      await desk.ask<{ paymentFindingClose: Closed }>(CLOSE, {
        input: { findingId: globalId('PaymentFinding', id), reason: REASON },
      })
    ).paymentFindingClose;

  /** An open finding, about a payment or about a batch. */
  async function find(id: number, code: string, paymentId: number | null = null): Promise<void> {
    const subject = paymentId === null ? 'batch:3' : `payment:${paymentId}`;
    const open = { firstSeenAt: app.clock.now(), lastSeenAt: app.clock.now(), isOpen: true, resolvedAt: null };
    await desk.insert(PaymentFindingEntity, { id, code, subject, paymentId, message: 'Look.', ...open });
  }

  async function entries(): Promise<Record<string, string | null>[]> {
    const query = `query ($filter: AuditFilter) { auditEntries(filter: $filter) { edges { node {
      actorName subjectType subjectId summary before reason } } } }`;
    const filter = { action: 'PAYMENT_FINDING_CLOSE' };
    return (await desk.ask<{ auditEntries: Nodes<Record<string, string | null>> }>(query, { filter })).auditEntries.edges.map(
      ({ node }) => node,
    );
  }

  it('is closed for a reason, which is kept with it and in the audit log', async () => {
    const paymentId = await desk.pay({ status: 'RETURNED' });
    await find(1, 'DISPUTED', paymentId);
    await find(2, 'BATCH_SUM_DIFFERS');
    app.clock.advanceMinutes(1);
    const closed = { isOpen: false, resolvedAt: app.clock.now().toISOString(), closedBy: 'care@example.com', closeReason: REASON };
    expect(await close(1)).toEqual({
      finding: { id: globalId('PaymentFinding', 1), code: 'DISPUTED', ...closed, payment: { id: desk.idOf(paymentId) } },
      userErrors: [],
    });
    expect(await close(2)).toMatchObject({ finding: { ...closed, code: 'BATCH_SUM_DIFFERS', payment: null }, userErrors: [] });
    const [ofBatch, ofPayment] = await entries();
    const told = { actorName: 'care@example.com', reason: REASON };
    expect(ofPayment).toMatchObject({
      ...told,
      subjectType: 'PAYMENT',
      subjectId: desk.idOf(paymentId),
      summary: expect.stringContaining('DISPUTED') as unknown,
    });
    expect(JSON.parse(ofPayment?.['before'] ?? '')).toMatchObject({ finding: 'DISPUTED', subject: `payment:${paymentId}`, isOpen: true });
    expect(ofBatch).toMatchObject({ ...told, subjectType: 'PAYMENT_FINDING', subjectId: globalId('PaymentFinding', 2) });
    const shown = await desk.ask('query ($id: ID!) { payment(id: $id) { trace { findings { code } } } }', { id: desk.idOf(paymentId) });
    expect(shown).toEqual({ payment: { trace: { findings: [] } } });
  });

  it('is closed once: a closed one keeps who closed it, and nothing is written', async () => {
    await find(1, 'DISPUTED', await desk.pay());
    await close(1);
    expect(await close(1)).toMatchObject({ finding: null, userErrors: [{ code: 'FINDING_NOT_OPEN', field: 'findingId' }] });
    await find(2, 'BATCH_SUM_DIFFERS');
    const both = await Promise.all([close(2), close(2)]);
    expect(both.map(({ userErrors }) => userErrors.length).sort()).toEqual([0, 1]);
    expect(await entries()).toHaveLength(2);
  });

  it('cannot be closed without a reason, and not where there is none', async () => {
    await find(1, 'DISPUTED', await desk.pay());
    const ask = async (input: object): Promise<string[]> =>
      (await app.admin.ask(CLOSE, { input }, desk.token)).errors.map((error) => error.extensions.code);
    const findingId = globalId('PaymentFinding', 1);
    for (const reason of ['because', 'x'.repeat(501)]) expect(await ask({ findingId, reason })).toEqual(['BAD_USER_INPUT']);
    for (const id of [globalId('PaymentFinding', 9), globalId('Payment', 1)])
      expect(await ask({ findingId: id, reason: REASON })).toEqual(['NOT_FOUND']);
    expect(await entries()).toEqual([]);
  });
});
