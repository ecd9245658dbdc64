import { globalId } from '../support/ids';
import { startPortal, type TestPortal } from '../support/portal';

const INVOICE = `query ($id: ID!) { invoice(id: $id) {
  amount { amount } balance { amount } state
  lines { totalCount edges { node { id amount { amount } contract { id } } } }
} }`;
const FILTERED =
  'query ($contract: ID!) { invoices(filter: { contractId: $contract }) { totalCount edges { node { id amount { amount } } } } }';

/** Two contracts of two customers, and one invoice over both and the first customer's account. */
interface Scene {
  first: number;
  second: number;
  firstAccount: number;
  secondAccount: number;
  invoice: number;
}

describe.each([true, false])('an invoice over several contracts (compiled execution: %s)', (compiledExecution) => {
  let app: TestPortal;
  let scene: Scene;
  let site: { id: number; siteKey: string };

  beforeAll(async () => (app = await startPortal({ compiledExecution })));
  beforeEach(async () => {
    await app.truncate();
    const { story } = app;
    site = await story.makeSite();
    const [firstAccount, secondAccount] = [await story.makeAccount(), await story.makeAccount()];
    const first = await story.makeContract({ roles: [[firstAccount, 'CUSTOMER']] });
    const second = await story.makeContract({ roles: [[secondAccount, 'CUSTOMER']] });
    const invoice = await story.makeInvoice({
      lines: [
        { contract: first, amountCents: 10_050, balanceCents: 0 },
        { contract: second, amountCents: 2_000_000, balanceCents: 2_000_000 },
        { account: firstAccount, amountCents: 525, balanceCents: 525 },
        { account: secondAccount, amountCents: 99, balanceCents: 99 },
        { contract: first, amountCents: -1_000, balanceCents: 0 },
      ],
    });
    scene = { first, second, firstAccount, secondAccount, invoice };
  });
  afterAll(() => app.close());

  async function logIn(...accounts: number[]): Promise<string> {
    return app.portal.logIn(await app.story.makeUser({ site, accounts }));
  }

  function line(number: number, amount: string, contract: number | null): object {
    return {
      node: {
        id: globalId('InvoiceLine', `${scene.invoice}.${number}`),
        amount: { amount },
        contract: contract === null ? null : { id: globalId('Contract', contract) },
      },
    };
  }

  it('shows only visible lines and totals over those', async () => {
    const answer = await app.portal.data(INVOICE, { id: globalId('Invoice', scene.invoice) }, await logIn(scene.firstAccount));
    expect(answer).toEqual({
      invoice: {
        amount: { amount: '95.75' },
        balance: { amount: '5.25' },
        state: 'OPEN',
        lines: { totalCount: 3, edges: [line(1, '100.50', scene.first), line(3, '5.25', null), line(5, '-10.00', scene.first)] },
      },
    });
  });

  it('shows each line once to somebody linked to both', async () => {
    const answer = await app.portal.data(
      INVOICE,
      { id: globalId('Invoice', scene.invoice) },
      await logIn(scene.firstAccount, scene.secondAccount),
    );
    expect(answer).toMatchObject({
      invoice: { amount: { amount: '20096.74' }, balance: { amount: '20006.24' }, lines: { totalCount: 5 } },
    });
  });

  it('is open or paid by what the viewer sees', async () => {
    await app.story.change('UPDATE invoice_lines SET balance_cents = 0 WHERE account_id = ?', [scene.firstAccount]);
    const token = await logIn(scene.firstAccount);
    const states =
      'query { open: invoices(filter: { state: OPEN }) { totalCount } paid: invoices(filter: { state: PAID }) { totalCount } }';
    expect(await app.portal.data(states, {}, token)).toEqual({ open: { totalCount: 0 }, paid: { totalCount: 1 } });
    expect(await app.portal.data(states, {}, await logIn(scene.secondAccount))).toEqual({
      open: { totalCount: 1 },
      paid: { totalCount: 0 },
    });
  });

  it('a filter by a foreign contract tells nothing, though the invoice bills it', async () => {
    const token = await logIn(scene.firstAccount);
    const foreign = await app.portal.ask(FILTERED, { contract: globalId('Contract', scene.second) }, token);
    const unknown = await app.portal.ask(FILTERED, { contract: globalId('Contract', 77_777) }, token);
    expect(foreign.text).toBe(unknown.text);
    expect(foreign.data).toEqual({ invoices: { totalCount: 0, edges: [] } });
    const own = await app.portal.data(FILTERED, { contract: globalId('Contract', scene.first) }, token);
    expect(own).toEqual({
      invoices: { totalCount: 1, edges: [{ node: { id: globalId('Invoice', scene.invoice), amount: { amount: '95.75' } } }] },
    });
  });

  it('a line on an account alone is for users linked to it, whatever contracts they see', async () => {
    const { story } = app;
    const guarantor = await story.makeAccount();
    await story.change("INSERT INTO contract_roles (contract_id, account_id, role_type) VALUES (?, ?, 'GUARANTOR')", [
      scene.first,
      guarantor,
    ]);
    const onAccount = await story.makeInvoice({ lines: [{ account: scene.firstAccount }] });
    const ids = { line: globalId('InvoiceLine', `${scene.invoice}.3`), invoice: globalId('Invoice', onAccount) };
    const query = 'query ($line: ID!, $invoice: ID!) { node(id: $line) { id } invoice(id: $invoice) { id } invoices { totalCount } }';
    expect(await app.portal.data(query, ids, await logIn(guarantor))).toEqual({ node: null, invoice: null, invoices: { totalCount: 1 } });
    expect(await app.portal.data(query, ids, await logIn(scene.firstAccount))).toEqual({
      node: { id: ids.line },
      invoice: { id: ids.invoice },
      invoices: { totalCount: 2 },
    });
  });
});
