import type { PaymentStatus } from '../../src/domain/payments/payment-states';
import { globalId } from '../support/ids';
import { PayingWorld } from '../support/paying-world';
import { startPortal, type Nodes, type TestPortal } from '../support/portal';

interface Listed {
  id: string;
  status: string;
  isOwn: boolean;
  isCancellable: boolean;
  bankAccount: { id: string; lastFour: string } | null;
  contract: { contractNumber: string } | null;
  receivedPayment: { id: string } | null;
  history: { status: string; at: string; explanation: string }[];
}

const FIELDS = `id status isOwn isCancellable bankAccount { id lastFour } contract { contractNumber } receivedPayment { id }
  history { status at explanation }`;
const LIST = `query ($filter: PaymentFilter, $orderBy: PaymentOrder) { payments(filter: $filter, orderBy: $orderBy) {
  totalCount edges { node { ${FIELDS} } } } }`;

describe('payments as they are listed', () => {
  let app: TestPortal;
  let world: PayingWorld;
  let ids: string[];

  beforeAll(async () => {
    app = await startPortal();
    world = await new PayingWorld(app).make();
    const second = await world.makeContract([]);
    const foreign = await world.makeContract([], { roles: [[await app.story.makeAccount(), 'CUSTOMER']] });
    const site = { siteId: world.site.id };
    ids = [];
    const make = async (
      userId: number,
      contractId: number,
      more: { status?: PaymentStatus; [fact: string]: unknown } = {},
    ): Promise<number> => {
      app.clock.advanceMinutes(1);
      const { id } = await world.stories.makePayment({
        ...site,
        userId,
        contractId,
        bankAccountId: undefined,
        history: [more.status ?? 'PENDING'],
        ...more,
      } as never);
      ids.push(globalId('Payment', id));
      return id;
    };
    const received = await app.story.makeReceivedPayment({ contractId: world.contract });
    await make(world.customer.id, world.contract, { bankAccountId: world.bankAccount, status: 'PAID', receivedPaymentId: received });
    await make(world.guarantor.id, world.contract, { status: 'SCHEDULED' });
    await make(world.customer.id, second, { status: 'RETURNED', returnReasonCode: 'R01', returnedOn: '2026-11-20' });
    await make(world.customer.id, foreign);
    const submitted = await world.submit();
    ids.push(submitted.payment?.id ?? '');
    await world.cancel(submitted.payment?.id ?? '');
  });
  afterAll(() => app.close());

  async function list(variables: object = {}, token = world.token): Promise<{ total: number; nodes: Listed[] }> {
    const { payments } = await app.portal.data<{ payments: Nodes<Listed> }>(LIST, variables, token);
    return { total: payments.totalCount, nodes: payments.edges.map((edge) => edge.node) };
  }
  const listed = async (variables: object = {}): Promise<number[]> => {
    const { total, nodes } = await list(variables);
    expect(total).toBe(nodes.length);
    return nodes.map((node) => ids.indexOf(node.id));
  };

  it('are those on visible contracts, newest first, filtered as asked', async () => {
    const contractId = globalId('Contract', world.contract);
    expect(await listed()).toEqual([4, 2, 1, 0]);
    expect(await listed({ orderBy: { direction: 'ASC' } })).toEqual([0, 1, 2, 4]);
    expect(await listed({ filter: { contractId } })).toEqual([4, 1, 0]);
    expect(await listed({ filter: { statuses: ['RETURNED', 'SCHEDULED'] } })).toEqual([2, 1]);
    expect(await listed({ filter: { statuses: [] } })).toEqual([]);
    expect(await listed({ filter: { isOwn: true } })).toEqual([4, 2, 0]);
    expect(await listed({ filter: { isOwn: false } })).toEqual([1]);
    expect(await listed({ filter: { isOwn: true, statuses: ['PAID'], contractId } })).toEqual([0]);
    expect(await listed({ filter: { contractId: globalId('Contract', 987_654) } })).toEqual([]);
  });

  it('tell their history, and their bank account to whoever paid', async () => {
    const { nodes } = await list();
    const [submitted, returned, others, paid] = nodes;
    expect(submitted?.history).toEqual([
      { status: 'PENDING', at: app.clock.now().toISOString(), explanation: expect.stringContaining('waiting') as string },
      { status: 'PENDING_CANCEL', at: app.clock.now().toISOString(), explanation: expect.stringContaining('Cancelled') as string },
    ]);
    expect([paid?.isOwn, paid?.bankAccount, paid?.isCancellable]).toEqual([
      true,
      { id: globalId('BankAccount', world.bankAccount), lastFour: '6789' },
      false,
    ]);
    expect([others?.isOwn, others?.bankAccount, others?.isCancellable]).toEqual([false, null, true]);
    expect([paid?.receivedPayment === null, returned?.receivedPayment]).toEqual([false, null]);
    expect(nodes.map((node) => node.contract?.contractNumber)).toContain(`C-${world.contract}`);
    const token = await app.portal.logIn(world.guarantor);
    const seen = (await list({}, token)).nodes.map((node) => [ids.indexOf(node.id), node.isOwn, node.bankAccount !== null]);
    expect(seen).toEqual([
      [4, false, false],
      [1, true, true],
      [0, false, false],
    ]);
  });

  it('tell of a bank account that was removed since', async () => {
    await app.story.change('UPDATE bank_accounts SET is_kept = NULL WHERE id = ?', [world.bankAccount]);
    const { nodes } = await list();
    expect(nodes.at(-1)?.bankAccount?.lastFour).toBe('6789');
    await app.story.change('UPDATE bank_accounts SET is_kept = 1 WHERE id = ?', [world.bankAccount]);
  });

  it('cost 6 statements with history and bank accounts, and 4 on all contracts of a page', async () => {
    const query = `{ payments { edges { node { id history { status } bankAccount { lastFour } contract { id } } } } }`;
    expect(await app.statementsOf(() => app.portal.data(query, {}, world.token))).toHaveLength(6);
    const ofContracts = '{ contracts { edges { node { payments { edges { node { id } } } } } } }';
    expect(await app.statementsOf(() => app.portal.data(ofContracts, {}, world.token))).toHaveLength(4);
  });

  it('are on their contracts, newest first', async () => {
    const query =
      'query ($id: ID!) { contract(id: $id) { payments(first: 2) { totalCount edges { node { id } } pageInfo { hasNextPage } } } }';
    const { contract } = await app.portal.data<{ contract: { payments: Nodes<{ id: string }> } }>(
      query,
      { id: globalId('Contract', world.contract) },
      world.token,
    );
    expect(contract.payments.edges.map((edge) => ids.indexOf(edge.node.id))).toEqual([4, 1]);
    expect([contract.payments.totalCount, contract.payments.pageInfo.hasNextPage]).toEqual([3, true]);
  });

  it('are gone with the contract’s visibility, and while payments are off', async () => {
    const node = async (): Promise<unknown> =>
      (await app.portal.data('query ($id: ID!) { node(id: $id) { id } }', { id: ids[0] }, world.token))['node'];
    const onContract = '{ contracts { edges { node { payments { totalCount edges { node { id } } } } } } }';
    const preview = 'query { paymentPreview(input: {}) { contractCount } }';
    expect(await node()).toEqual({ id: ids[0] });
    await app.story.change('UPDATE contracts SET is_booked = 0 WHERE id = ?', [world.contract]);
    expect([await listed(), await node()]).toEqual([[2], null]);
    await app.story.change('UPDATE contracts SET is_booked = 1 WHERE id = ?', [world.contract]);
    await world.setSite('payments_are_on = 0');
    expect([await listed(), await node()]).toEqual([[], null]);
    expect(await app.portal.data(preview, {}, world.token)).toEqual({ paymentPreview: null });
    const { contracts } = await app.portal.data<{ contracts: Nodes<{ payments: Nodes<object> }> }>(onContract, {}, world.token);
    expect(contracts.edges.map((edge) => [edge.node.payments.totalCount, edge.node.payments.edges.length])).toEqual([
      [0, 0],
      [0, 0],
    ]);
    await world.setSite('payments_are_on = 1');
  });
});
