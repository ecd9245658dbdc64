import type { RoleType } from '../../src/persistence/entities/contract.entity';
import { globalId } from '../support/ids';
import { PaymentStory } from '../support/payment-story';
import { startPortal, type Nodes, type Person, type TestPortal } from '../support/portal';

const STAGES = ['booked', 'unbooked', 'terminated'] as const;
const ROLES = ['CUSTOMER', 'GUARANTOR', 'VENDOR', 'BROKER', 'OTHER', 'none'] as const;
const LABELS = ['mapped', 'other', 'none'] as const;
const SITES = ['takes unlabelled', 'takes only labelled'] as const;

interface Case {
  stage: (typeof STAGES)[number];
  role: (typeof ROLES)[number];
  linked: boolean;
  label: (typeof LABELS)[number];
}

interface Made extends Case {
  contract: number;
  number: string;
  invoice: number;
  payment: number;
  ordered: number;
}

const CASES: Case[] = STAGES.flatMap((stage) =>
  ROLES.flatMap((role) => [true, false].flatMap((linked) => LABELS.map((label) => ({ stage, role, linked, label })))),
);

/** domain.md §2, in its own words; knows nothing of the code. */
function isVisible(contract: Case, site: (typeof SITES)[number]): boolean {
  const booked = contract.stage !== 'unbooked';
  const right = contract.linked && (contract.role === 'CUSTOMER' || contract.role === 'GUARANTOR');
  const label = contract.label === 'mapped' || (contract.label === 'none' && site === 'takes unlabelled');
  return booked && right && label;
}

function stateOf(contract: Case): 'ACTIVE' | 'CLOSED' | undefined {
  return { booked: 'ACTIVE' as const, terminated: 'CLOSED' as const, unbooked: undefined }[contract.stage];
}

const ONE = `query ($contract: ID!, $invoice: ID!, $line: ID!, $payment: ID!, $ordered: ID!, $number: String!) {
  contract(id: $contract) { id state invoices { totalCount edges { node { id } } } receivedPayments { totalCount edges { node { id } } }
    payments { totalCount edges { node { id } } } }
  asNode: node(id: $contract) { id }
  active: contracts(filter: { search: $number }) { totalCount edges { node { id } } }
  closed: contracts(filter: { search: $number, state: CLOSED }) { totalCount edges { node { id } } }
  invoice(id: $invoice) { id lines { totalCount edges { node { id contract { id } } } } }
  invoiceNode: node(id: $invoice) { id }
  lineNode: node(id: $line) { id }
  paymentNode: node(id: $payment) { id }
  orderedNode: node(id: $ordered) { id }
  invoices(filter: { contractId: $contract }) { totalCount edges { node { id } } }
  receivedPayments(filter: { contractId: $contract }) { totalCount edges { node { id contract { id } } } }
  payments(filter: { contractId: $contract }) { totalCount edges { node { id contract { id } } } }
  paymentPreview(input: { contractIds: [$contract] }) { contracts { contractId openInvoices { invoiceId } } }
}`;

const LISTS = `query ($active: String, $closed: String, $invoices: String, $receivedPayments: String, $payments: String) {
  active: contracts(first: 100, after: $active) { totalCount edges { cursor node { id } } }
  closed: contracts(first: 100, after: $closed, filter: { state: CLOSED }) { totalCount edges { cursor node { id } } }
  invoices(first: 100, after: $invoices) { totalCount edges { cursor node { id } } }
  receivedPayments(first: 100, after: $receivedPayments) { totalCount edges { cursor node { id } } }
  payments(first: 100, after: $payments) { totalCount edges { cursor node { id } } }
}`;

/** A list without pages: `nodes` of it, or nothing. */
function list(visible: boolean, ...nodes: object[]): object {
  return visible ? { totalCount: nodes.length, edges: nodes.map((node) => ({ node })) } : { totalCount: 0, edges: [] };
}

function expectedAnswer(made: Made, visible: boolean): object {
  const contract = { id: globalId('Contract', made.contract) };
  const invoice = { id: globalId('Invoice', made.invoice) };
  const line = { id: globalId('InvoiceLine', `${made.invoice}.1`) };
  const payment = { id: globalId('ReceivedPayment', made.payment) };
  const ordered = { id: globalId('Payment', made.ordered) };
  const state = stateOf(made);
  const parts = { invoices: list(visible, invoice), receivedPayments: list(visible, payment), payments: list(visible, ordered) };
  return {
    contract: visible ? { ...contract, state, ...parts } : null,
    asNode: visible ? contract : null,
    active: list(visible && state === 'ACTIVE', contract),
    closed: list(visible && state === 'CLOSED', contract),
    invoice: visible ? { ...invoice, lines: list(visible, { ...line, contract }) } : null,
    invoiceNode: visible ? invoice : null,
    lineNode: visible ? line : null,
    paymentNode: visible ? payment : null,
    orderedNode: visible ? ordered : null,
    invoices: list(visible, invoice),
    receivedPayments: list(visible, { ...payment, contract }),
    payments: list(visible, { ...ordered, contract }),
    paymentPreview: { contracts: visible ? [{ contractId: contract.id, openInvoices: [{ invoiceId: invoice.id }] }] : [] },
  };
}

describe.each([true, false])('who sees which contract (compiled execution: %s)', (compiledExecution) => {
  let app: TestPortal;
  const made: Made[] = [];
  const tokens = new Map<string, string>();
  let stories: PaymentStory;
  let payer: Person;

  async function makeCase(contract: Case): Promise<{ made: Made; account: number }> {
    const { story } = app;
    const account = await story.makeAccount();
    const id = await story.makeContract({
      roles: contract.role === 'none' ? [] : [[account, contract.role satisfies RoleType]],
      booked: contract.stage !== 'unbooked',
      terminated: contract.stage === 'terminated',
      label: { mapped: 'GOLD', other: 'SILVER', none: null }[contract.label],
    });
    const invoice = await story.makeInvoice({ lines: [{ contract: id }] });
    const payment = await story.makeReceivedPayment({ contractId: id });
    const ordered = (await stories.makePayment({ userId: payer.id, siteId: 1, contractId: id })).id;
    return { made: { ...contract, contract: id, number: `C-${id}`, invoice, payment, ordered }, account };
  }

  beforeAll(async () => {
    app = await startPortal({ compiledExecution });
    stories = new PaymentStory(app);
    payer = await app.story.makeUser({ site: await app.story.makeSite() });
    const linked: number[] = [];
    made.length = 0;
    for (const contract of CASES) {
      const one = await makeCase(contract);
      made.push(one.made);
      if (contract.linked) linked.push(one.account);
    }
    for (const kind of SITES) {
      const site = await app.story.makeSite({ labels: ['GOLD'], takesUnlabelled: kind === 'takes unlabelled' });
      tokens.set(kind, await app.portal.logIn(await app.story.makeUser({ site, accounts: linked })));
    }
  }, 60_000);
  afterAll(() => app.close());

  describe.each(SITES)('on a site that %s', (site) => {
    it.each(
      CASES.map((contract, index) => [
        `${contract.stage}, ${contract.role}, ${contract.linked ? '' : 'not '}linked, label ${contract.label}`,
        index,
      ]),
    )('%s', async (_name, index) => {
      const one = made[index] as Made;
      const variables = {
        contract: globalId('Contract', one.contract),
        invoice: globalId('Invoice', one.invoice),
        line: globalId('InvoiceLine', `${one.invoice}.1`),
        payment: globalId('ReceivedPayment', one.payment),
        ordered: globalId('Payment', one.ordered),
        number: one.number,
      };
      expect(await app.portal.data(ONE, variables, tokens.get(site))).toEqual(expectedAnswer(one, isVisible(one, site)));
    });

    it('lists exactly the visible ones', async () => {
      const visible = made.filter((contract) => isVisible(contract, site));
      const expected = {
        active: visible.filter((one) => stateOf(one) === 'ACTIVE').map((one) => globalId('Contract', one.contract)),
        closed: visible.filter((one) => stateOf(one) === 'CLOSED').map((one) => globalId('Contract', one.contract)),
        invoices: visible.map((one) => globalId('Invoice', one.invoice)),
        receivedPayments: visible.map((one) => globalId('ReceivedPayment', one.payment)),
        payments: visible.map((one) => globalId('Payment', one.ordered)),
      };
      const lists = await app.portal.data<Record<keyof typeof expected, Nodes<{ id: string }>>>(LISTS, {}, tokens.get(site));
      for (const [name, ids] of Object.entries(expected)) {
        const { totalCount, edges } = lists[name as keyof typeof expected];
        expect([name, totalCount, edges.map((edge) => edge.node.id).sort()]).toEqual([name, ids.length, ids.sort()]);
      }
      expect(expected.active.length + expected.closed.length).toBe(site === 'takes unlabelled' ? 8 : 4);
    });
  });
});
