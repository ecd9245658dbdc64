import { globalId } from '../support/ids';
import { startPortal, type Answer, type Person, type TestPortal } from '../support/portal';

const SEEN = `query ($contract: ID!, $invoice: ID!, $payment: ID!, $account: ID!) {
  contract(id: $contract) { id }
  invoice: node(id: $invoice) { id }
  payment: node(id: $payment) { id }
  customer: node(id: $account) { id }
  contracts { totalCount }
}`;

describe('a change counts at the very next request of a running session', () => {
  let app: TestPortal;
  let site: { id: number; siteKey: string };
  let user: Person;
  let account: number;
  let contract: number;
  let ids: Record<'contract' | 'invoice' | 'payment' | 'account', string>;
  let token: string;

  beforeAll(async () => (app = await startPortal()));
  beforeEach(async () => {
    await app.truncate();
    const { story } = app;
    site = await story.makeSite({ labels: ['GOLD'], takesUnlabelled: false });
    account = await story.makeAccount();
    contract = await story.makeContract({ roles: [[account, 'CUSTOMER']], label: 'GOLD' });
    const invoice = await story.makeInvoice({ lines: [{ contract }] });
    const payment = await story.makeReceivedPayment({ contractId: contract });
    ids = {
      contract: globalId('Contract', contract),
      invoice: globalId('Invoice', invoice),
      payment: globalId('ReceivedPayment', payment),
      account: globalId('Account', account),
    };
    user = await story.makeUser({ site, accounts: [account] });
    token = await app.portal.logIn(user);
    expect(await seen()).toEqual(everything());
  });
  afterAll(() => app.close());

  const ask = (): Promise<Answer> => app.portal.ask(SEEN, ids, token);
  const seen = async (): Promise<unknown> => (await ask()).data;
  const everything = (): object => ({
    contract: { id: ids.contract },
    invoice: { id: ids.invoice },
    payment: { id: ids.payment },
    customer: { id: ids.account },
    contracts: { totalCount: 1 },
  });
  /** The account itself stays visible as long as it is linked. */
  const nothing = (customer: object | null): object => ({
    contract: null,
    invoice: null,
    payment: null,
    customer,
    contracts: { totalCount: 0 },
  });

  it.each([
    ['unbooked', 'UPDATE contracts SET is_booked = 0 WHERE id = ?', 'UPDATE contracts SET is_booked = 1 WHERE id = ?'],
    [
      'relabelled',
      "UPDATE contracts SET private_label = 'SILVER' WHERE id = ?",
      "UPDATE contracts SET private_label = 'GOLD' WHERE id = ?",
    ],
    ['unlabelled', 'UPDATE contracts SET private_label = NULL WHERE id = ?', "UPDATE contracts SET private_label = 'GOLD' WHERE id = ?"],
    [
      'of another role',
      "UPDATE contract_roles SET role_type = 'VENDOR' WHERE contract_id = ?",
      "UPDATE contract_roles SET role_type = 'GUARANTOR' WHERE contract_id = ?",
    ],
  ])('the contract is %s, and back', async (_name, change, back) => {
    await app.story.change(change, [contract]);
    expect(await seen()).toEqual(nothing({ id: ids.account }));
    await app.story.change(back, [contract]);
    expect(await seen()).toEqual(everything());
  });

  it('a label in another case is another label', async () => {
    await app.story.change("UPDATE contracts SET private_label = 'gold' WHERE id = ?", [contract]);
    expect(await seen()).toEqual(nothing({ id: ids.account }));
  });

  it('the site no longer takes the label, then takes unlabelled ones', async () => {
    await app.story.change('DELETE FROM site_labels WHERE site_id = ?', [site.id]);
    expect(await seen()).toEqual(nothing({ id: ids.account }));
    await app.story.change('UPDATE sites SET takes_unlabelled = 1 WHERE id = ?', [site.id]);
    expect(await seen()).toEqual(nothing({ id: ids.account }));
    await app.story.change('UPDATE contracts SET private_label = NULL WHERE id = ?', [contract]);
    expect(await seen()).toEqual(everything());
  });

  it('the link is taken away, and given again', async () => {
    await app.story.change('DELETE FROM user_accounts WHERE user_id = ?', [user.id]);
    expect(await seen()).toEqual(nothing(null));
    await app.story.change('INSERT INTO user_accounts (user_id, account_id, linked_at) VALUES (?, ?, ?)', [user.id, account, new Date()]);
    expect(await seen()).toEqual(everything());
  });

  it('the contract is terminated: still there, but closed', async () => {
    await app.story.change("UPDATE contracts SET is_terminated = 1, terminated_on = '2026-11-01' WHERE id = ?", [contract]);
    expect(await seen()).toEqual({ ...everything(), contracts: { totalCount: 0 } });
  });

  it.each([
    ['user', 'UPDATE users SET disabled_at = ? WHERE id = ?', () => user.id],
    ['site', 'UPDATE sites SET disabled_at = ? WHERE id = ?', () => site.id],
  ])('the %s is disabled, and enabled again', async (_name, sql, id) => {
    await app.story.change(sql, [new Date(), id()]);
    const answer = await ask();
    expect(new Set(answer.errors.map((error) => error.extensions.code))).toEqual(new Set(['UNAUTHENTICATED']));
    expect(Object.values(answer.data ?? {})).toEqual([null, null, null, null, null]);
    await app.story.change(sql, [null, id()]);
    expect(await seen()).toEqual(everything());
  });

  it('an account that is linked to nobody else shows only through its contract', async () => {
    const other = await app.story.makeAccount();
    const guarantor = await app.portal.logIn(await app.story.makeUser({ site, accounts: [other] }));
    const customer = async (): Promise<unknown> =>
      (await app.portal.data('query ($id: ID!) { node(id: $id) { id } }', { id: ids.account }, guarantor))['node'];
    expect(await customer()).toBeNull();
    await app.story.change("INSERT INTO contract_roles (contract_id, account_id, role_type) VALUES (?, ?, 'GUARANTOR')", [contract, other]);
    expect(await customer()).toEqual({ id: ids.account });
    await app.story.change('UPDATE contracts SET is_booked = 0 WHERE id = ?', [contract]);
    expect(await customer()).toBeNull();
  });
});
