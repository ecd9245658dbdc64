import { globalId } from '../support/ids';
import { PaymentStory } from '../support/payment-story';
import { startPortal, type TestPortal } from '../support/portal';

/** Documents that differ in how they are executed: variables, defaults, fragments, directives, names, errors at every depth. */
const DOCUMENTS: [query: string, variables?: object][] = [
  ['{ viewer { email site { siteKey } } }'],
  ['{ viewer { capabilities } }'],
  ['{ __typename viewer { __typename } }'],
  ['{ a: viewer { e: email } b: viewer { e: email } }'],
  ['query ($f: ContractFilter) { contracts(filter: $f) { totalCount } }', { f: {} }],
  ['query ($f: ContractFilter) { contracts(filter: $f) { totalCount } }', { f: { state: 'CLOSED' } }],
  ['query ($f: ContractFilter) { contracts(filter: $f) { totalCount } }', { f: null }],
  ['query ($f: ContractFilter = { state: CLOSED }) { contracts(filter: $f) { totalCount } }'],
  ['query ($s: ContractState = CLOSED) { contracts(filter: { state: $s }) { totalCount } }'],
  ['query ($s: ContractState!) { contracts(filter: { state: $s }) { totalCount } }', { s: 'NONE' }],
  ['query ($s: ContractState!) { contracts(filter: { state: $s }) { totalCount } }'],
  ['query ($o: ContractOrder) { contracts(orderBy: $o) { edges { node { contractNumber } } } }', { o: { field: 'MATURES_ON' } }],
  [
    'query ($o: ContractOrder) { contracts(orderBy: $o) { edges { node { contractNumber } } } }',
    { o: { field: 'MATURES_ON', direction: null } },
  ],
  ['query ($n: Int = 2) { contracts(first: $n) { edges { cursor node { id } } pageInfo { hasNextPage endCursor } } }'],
  ['query ($n: Int = 2) { contracts(first: $n) { edges { node { id } } } }', { n: null }],
  ['query ($n: Int) { contracts(first: $n) { edges { node { id } } } }', { n: '2' }],
  ['query ($n: Int) { contracts(first: $n) { edges { node { id } } } }', { n: 2.5 }],
  ['{ contracts(first: -1) { edges { node { id } } } viewer { email } }'],
  ['{ contracts { edges { node { ...C } } } } fragment C on Contract { contractNumber customer { name } receivedPayments { totalCount } }'],
  [
    'query ($id: ID!) { node(id: $id) { id ... on Contract { contractNumber } ... on ReceivedPayment { method } } }',
    { id: globalId('Contract', 7) },
  ],
  ['query ($id: ID!) { node(id: $id) { __typename id } }', { id: '$contract' }],
  [
    'query ($id: ID!) { node(id: $id) { ... on Node { id } ... on Invoice { dueOn } ... on Contract { state rate } } }',
    { id: '$contract' },
  ],
  ['query ($id: ID!) { node(id: $id) { id } }', { id: 12 }],
  ['query ($id: ID!) { node(id: $id) { id } }', { id: 'x' }],
  [
    'query ($yes: Boolean!, $no: Boolean!) { viewer @include(if: $yes) { email @skip(if: $yes) lastName } accounts @include(if: $no) { totalCount } }',
    { yes: true, no: false },
  ],
  [
    '{ invoices { edges { node { amount { amount currencyCode } lines { edges { node { lineNumber contract { contractNumber } } } } } } } }',
  ],
  [
    '{ payments { totalCount edges { node { status isOwn amount { amount } history { status at } bankAccount { lastFour } contract { id } } } } }',
  ],
  ['query ($f: PaymentFilter) { payments(filter: $f) { totalCount } }', { f: { statuses: ['PAID'], isOwn: true } }],
  ['query ($f: PaymentFilter) { payments(filter: $f) { totalCount } }', { f: { statuses: ['LOST'] } }],
  ['{ contracts { edges { node { payments(first: 1) { totalCount edges { node { id } } } } } } }'],
  ['query ($i: PaymentPreviewInput!) { paymentPreview(input: $i) { totals { payable { amount } } warnings { code } } }', { i: {} }],
  [
    'query ($i: PaymentPreviewInput!) { paymentPreview(input: $i) { dueOn authorization { text } } }',
    { i: { contractIds: ['$contract'], amount: '10.00', dueOn: '2026-11-24' } },
  ],
  ['query ($i: PaymentPreviewInput!) { paymentPreview(input: $i) { dueOn } }', { i: { contractIds: ['x'] } }],
  [
    'mutation ($i: PaymentCancelInput!) { paymentCancel(input: $i) { replayed userErrors { code } } }',
    { i: { paymentId: '$contract', idempotencyKey: 'k' } },
  ],
  ['{ nothing }'],
  ['{ viewer { nothing } }'],
  ['{ viewer '],
  ['query A { viewer { email } } query B { accounts { totalCount } }'],
  [
    'mutation { logIn(input: { siteKey: "nowhere", email: "a", password: "b" }) { outcome { __typename ... on LoggedIn { session { token } } } userErrors { code message field } } }',
  ],
  [
    'mutation ($i: LogInInput!) { logIn(input: $i) { userErrors { code } } }',
    { i: { siteKey: 'x', email: 'y', password: 'z'.repeat(129) } },
  ],
  ['mutation ($i: LogInInput!) { logIn(input: $i) { userErrors { code } } }', { i: { siteKey: 'x' } }],
  ['mutation ($i: LogInInput!) { logIn(input: $i) { userErrors { code } } }', { i: { siteKey: 'x', email: 'y', password: 'z', more: 1 } }],
  ['mutation { a: logOut { userErrors { code } } b: logOut { userErrors { code } } }'],
  ['{ __schema { queryType { name } } __type(name: "Money") { fields { name type { name kind ofType { name } } } } }'],
];

describe('compiled and plain execution', () => {
  let compiled: TestPortal;
  let plain: TestPortal;
  let contract: string;
  let token: string;

  beforeAll(async () => {
    compiled = await startPortal({ compiledExecution: true });
    plain = await startPortal({ compiledExecution: false, beside: compiled });
    const { story } = compiled;
    const site = await story.makeSite();
    const account = await story.makeAccount();
    const contracts = await story.makeContracts(
      Array.from({ length: 5 }, (_, index) => ({ roles: [[account, 'CUSTOMER']] as const, terminated: index > 2 })),
    );
    const first = contracts[0] as number;
    await story.makeInvoice({ lines: [{ contract: first }, { account }] });
    await story.makeReceivedPayment({ contractId: first });
    contract = globalId('Contract', first);
    const user = await story.makeUser({ site, accounts: [account] });
    for (const status of ['PENDING', 'PAID'] as const)
      await new PaymentStory(compiled).makePayment({ userId: user.id, siteId: site.id, contractId: first, status, history: [status] });
    token = await compiled.portal.logIn(user);
  });
  afterAll(async () => {
    await plain.close();
    await compiled.close();
  });

  it.each(DOCUMENTS.map(([query, variables = {}]) => [query, variables] as const))('answer alike: %s %j', async (query, variables) => {
    const given = JSON.parse(JSON.stringify(variables).replace('$contract', contract)) as object;
    for (const who of query.includes('logOut') ? [undefined] : [token, undefined]) {
      const [one, other] = [await compiled.portal.ask(query, given, who), await plain.portal.ask(query, given, who)];
      expect([one.status, JSON.parse(one.text)]).toEqual([other.status, JSON.parse(other.text)]);
      expect(one.errors.map((error) => error.extensions.code)).not.toContain('INTERNAL_SERVER_ERROR');
    }
  });

  it('differ, as GraphQL lets them, only in how many of the errors behind one null they tell', async () => {
    const query = '{ contracts { edges { node { id invoices(first: -1) { totalCount } } } } }';
    for (const app of [compiled, plain]) {
      const { data, errors } = await app.portal.ask(query, {}, token);
      expect([data, new Set(errors.map((error) => error.extensions.code))]).toEqual([{ contracts: null }, new Set(['BAD_USER_INPUT'])]);
    }
  });
});
