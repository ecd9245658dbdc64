import { CustomerWorld } from '../support/customer-world';
import { globalId } from '../support/ids';
import { PaymentStory } from '../support/payment-story';
import type { Nodes, TestPortal } from '../support/portal';
import type { AspireData } from '../support/sync-world';

const LINKS = `query ($first: Int, $after: String, $last: Int, $before: String) {
  detachedLinks(first: $first, after: $after, last: $last, before: $before) { totalCount
    edges { cursor node { accountId recordKey linkedAt user { id email } } } pageInfo { hasNextPage hasPreviousPage } } }`;
const PAYMENTS = `query ($first: Int, $after: String, $last: Int, $before: String) {
  detachedPayments(first: $first, after: $after, last: $last, before: $before) { totalCount
    edges { cursor node { id status contractId contractRecordKey contractNumber contractNumberShown amount { amount currencyCode } user { email } } }
    pageInfo { hasNextPage hasPreviousPage } } }`;
const USER =
  'query ($id: ID!) { user(id: $id) { linkedAccounts { id } links { accountId explanation account { id } activeContractCount } } }';
const SEEN =
  '{ accounts { edges { node { id } } } contracts(first: 100) { edges { node { id payments { edges { node { id } } } } } } payments { edges { node { id } } } }';

interface Link {
  accountId: string;
  recordKey: string;
  user: { id: string; email: string };
}

interface Detached {
  id: string;
  contractNumberShown: string | null;
}

type Links = { detachedLinks: Nodes<Link> };
type Payments = { detachedPayments: Nodes<Detached> };

describe('what lost its account or contract', () => {
  let stage: CustomerWorld;
  let app: TestPortal;

  beforeAll(async () => {
    stage = await CustomerWorld.open();
    app = stage.app;
  });
  afterAll(() => stage.close());
  beforeEach(() => stage.begin());
  afterEach(() => stage.end());

  const ask = <Data>(query: string, variables: object = {}): Promise<Data> => app.admin.data<Data>(query, variables, stage.staff);

  async function aspireAccount(): Promise<AspireData> {
    for (let position = 0; ; position += 1) {
      const account = await stage.world.aspireRecord('accounts', position);
      if (account['AccountOid'] === stage.accountId) return account;
    }
  }

  /** A payment on the customer's contract by the user with that e-mail. */
  async function pay(email: string, contractId = Number(stage.contract['ContractOid'])): Promise<string> {
    const [user] = await app.container.database.rows<{ id: number }>('SELECT id FROM users WHERE email_key = ?', [email]);
    const { id } = await new PaymentStory(app).makePayment({
      userId: user?.id ?? 0,
      siteId: stage.site.id,
      contractId,
      amountCents: 12_345,
    });
    return globalId('Payment', id);
  }

  it.each(['INCREMENTAL', 'FULL'] as const)('is kept and shown to staff, and is back by itself after a sync: %s', async (mode) => {
    const { id, token } = await stage.createUser('kept@example.com');
    const paymentId = await pay('kept@example.com');
    const contractId = globalId('Contract', Number(stage.contract['ContractOid']));
    const accountId = globalId('Account', stage.accountId);
    const account = await aspireAccount();
    const before = await app.portal.data(SEEN, {}, token);
    expect(before).toMatchObject({
      accounts: { edges: [{ node: { id: accountId } }] },
      payments: { edges: [{ node: { id: paymentId } }] },
    });
    expect([await ask(LINKS), await ask(PAYMENTS)]).toMatchObject([
      { detachedLinks: { totalCount: 0 } },
      { detachedPayments: { totalCount: 0 } },
    ]);
    const rows = () =>
      Promise.all(
        ['user_accounts', 'payments', 'payment_events'].map((table) => app.container.database.rows(`SELECT * FROM ${table} ORDER BY 1, 2`)),
      );
    const kept = await rows();

    await stage.world.remove('contracts', stage.contract['ContractOid']);
    await stage.world.remove('accounts', stage.accountId);
    await stage.syncAll(mode);
    const gone = await app.portal.data<{ contracts: Nodes<{ id: string }> }>(SEEN, {}, token);
    expect(gone).toMatchObject({ accounts: { edges: [] }, payments: { edges: [] } });
    expect(gone.contracts.edges.map(({ node }) => node.id)).not.toContain(contractId);
    const { detachedLinks } = await ask<Links>(LINKS);
    expect([detachedLinks.totalCount, detachedLinks.edges.map(({ node }) => node)]).toEqual([
      1,
      [{ accountId, recordKey: String(stage.accountId), linkedAt: expect.any(String) as unknown, user: { id, email: 'kept@example.com' } }],
    ]);
    const { detachedPayments } = await ask<Payments>(PAYMENTS);
    expect([detachedPayments.totalCount, detachedPayments.edges.map(({ node }) => node)]).toEqual([
      1,
      [
        {
          id: paymentId,
          status: 'PENDING',
          contractId,
          contractRecordKey: String(stage.contract['ContractOid']),
          contractNumber: null,
          contractNumberShown: null,
          amount: { amount: '123.45', currencyCode: 'USD' },
          user: { email: 'kept@example.com' },
        },
      ],
    ]);
    expect(await ask(USER, { id })).toMatchObject({
      user: {
        linkedAccounts: [],
        links: [{ accountId, account: null, explanation: expect.stringContaining('works again by itself') as unknown }],
      },
    });
    expect(await rows()).toEqual(kept);

    await stage.world.put('accounts', account);
    await stage.world.put('contracts', stage.contract);
    await stage.syncAll(mode);
    expect(await app.portal.data(SEEN, {}, token)).toEqual(before);
    expect([await ask(LINKS), await ask(PAYMENTS)]).toMatchObject([
      { detachedLinks: { totalCount: 0, edges: [] } },
      { detachedPayments: { totalCount: 0, edges: [] } },
    ]);
    expect(await ask(USER, { id })).toMatchObject({
      user: { linkedAccounts: [{ id: accountId }], links: [{ accountId, account: { id: accountId }, explanation: null }] },
    });
    expect(await rows()).toEqual(kept);
  });

  it('comes page by page, either way, and staff can take such a link away', async () => {
    const { id: userId } = await stage.createUser('many@example.com');
    await stage.createUser('other@example.com');
    const numberOf = Number(Buffer.from(userId, 'base64url').toString().split(':')[1]);
    for (let accountId = 900_001; accountId <= 900_005; accountId += 1)
      await app.story.change('INSERT INTO user_accounts (user_id, account_id, linked_at) VALUES (?, ?, NOW(3))', [numberOf, accountId]);
    await app.story.change(
      'INSERT INTO user_accounts (user_id, account_id, linked_at) SELECT id, 900003, NOW(3) FROM users WHERE id <> ?',
      [numberOf],
    );
    const made: string[] = [];
    for (const contractId of [900_012, 900_011, 900_012, 900_013, 900_011, 900_014]) made.push(await pay('many@example.com', contractId));
    const [first, second, third, fourth, fifth, sixth] = made;
    const keysOf = ({ edges }: Nodes<Link>) => edges.map(({ node }) => `${node.recordKey} ${node.user.email.slice(0, 4)}`);
    const paymentsOf = ({ edges }: Nodes<Detached>) => edges.map(({ node }) => node.id);

    const one = (await ask<Links>(LINKS, { first: 4 })).detachedLinks;
    expect([one.totalCount, one.pageInfo.hasNextPage, keysOf(one)]).toEqual([
      6,
      true,
      ['900001 many', '900002 many', '900003 many', '900003 othe'],
    ]);
    const after = one.edges[2]?.cursor;
    const rest = (await ask<Links>(LINKS, { first: 4, after })).detachedLinks;
    expect([rest.pageInfo.hasNextPage, keysOf(rest)]).toEqual([false, ['900003 othe', '900004 many', '900005 many']]);
    const back = (await ask<Links>(LINKS, { last: 2, before: rest.edges[0]?.cursor })).detachedLinks;
    expect([back.pageInfo.hasPreviousPage, keysOf(back)]).toEqual([true, ['900002 many', '900003 many']]);

    const paid = (await ask<Payments>(PAYMENTS, { first: 3 })).detachedPayments;
    expect([paid.totalCount, paid.pageInfo.hasNextPage, paymentsOf(paid)]).toEqual([6, true, [second, fifth, first]]);
    const later = (await ask<Payments>(PAYMENTS, { first: 5, after: paid.edges[2]?.cursor })).detachedPayments;
    expect([later.pageInfo.hasNextPage, paymentsOf(later)]).toEqual([false, [third, fourth, sixth]]);
    const earlier = (await ask<Payments>(PAYMENTS, { last: 2, before: later.edges[0]?.cursor })).detachedPayments;
    expect([earlier.pageInfo.hasPreviousPage, paymentsOf(earlier)]).toEqual([true, [fifth, first]]);

    const unlink = 'mutation ($input: UserUnlinkAccountInput!) { userUnlinkAccount(input: $input) { userErrors { code } } }';
    await ask(unlink, { input: { userId, accountId: one.edges[0]?.node.accountId } });
    expect(keysOf((await ask<Links>(LINKS, { first: 1 })).detachedLinks)).toEqual(['900002 many']);
  });

  it('names the contract that the payer saw', async () => {
    await stage.createUser('payer@example.com');
    const paymentId = await pay('payer@example.com', 900_021);
    const evidence = JSON.stringify({ contractNumber: 'C-OLD' });
    await app.story.change("UPDATE payment_events SET evidence = ? WHERE kind = 'SUBMITTED'", [evidence]);
    const { detachedPayments } = await ask<Payments>(PAYMENTS);
    expect(detachedPayments.edges.map(({ node }) => [node.id, node.contractNumberShown])).toEqual([[paymentId, 'C-OLD']]);
  });

  it.each([['detachedLinks'], ['detachedPayments']])(
    '%s are for all staff, and for nobody else; malformed cursors are refused',
    async (field) => {
      const query = `{ ${field} { totalCount } }`;
      for (const role of ['CUSTOMER_CARE', 'ADMINISTRATOR'] as const) {
        const token = await app.admin.logIn(await app.story.makePlatformUser({ role }));
        expect(await app.admin.data(query, {}, token)).toEqual({ [field]: { totalCount: 0 } });
      }
      const { token } = await stage.createUser('nosy@example.com');
      for (const who of [undefined, token])
        expect((await app.admin.ask(query, {}, who)).errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
      expect((await app.portal.ask(query, {}, token)).errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
      const astray = await app.admin.ask(`{ ${field}(after: "x") { totalCount } }`, {}, stage.staff);
      expect(astray.errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
    },
  );
});
