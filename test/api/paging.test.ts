import { startPortal, type Answer, type Nodes, type TestPortal } from '../support/portal';

const CODES = (answer: Answer): string[] => answer.errors.map((error) => error.extensions.code);

type List = Nodes<{ id: string }>;

describe.each([true, false])('sizes of pages and cursors (compiled execution: %s)', (compiledExecution) => {
  let app: TestPortal;
  let token: string;

  beforeAll(async () => {
    app = await startPortal({ compiledExecution });
    const { story } = app;
    const site = await story.makeSite();
    const account = await story.makeAccount();
    const contracts = await story.makeContracts(Array.from({ length: 130 }, () => ({ roles: [[account, 'CUSTOMER']] as const })));
    const contract = contracts[0] as number;
    await story.makeInvoices(Array.from({ length: 130 }, () => ({ lines: [{ contract }] })));
    await story.makeReceivedPayments(Array.from({ length: 130 }, () => ({ contractId: contract })));
    token = await app.portal.logIn(await story.makeUser({ site, accounts: [account] }));
  });
  afterAll(() => app.close());

  /** The three ways a number arrives. */
  const WAYS: [way: string, ask: (size: 'first' | 'last', value: number) => Promise<Answer<{ contracts: List }>>][] = [
    [
      'literal',
      (size, value) => app.portal.ask(`{ contracts(${size}: ${value}) { edges { node { id } } pageInfo { hasNextPage } } }`, {}, token),
    ],
    [
      'variable',
      (size, value) => app.portal.ask(`query ($n: Int) { contracts(${size}: $n) { edges { node { id } } } }`, { n: value }, token),
    ],
    [
      'default',
      (size, value) => app.portal.ask(`query ($n: Int = ${value}) { contracts(${size}: $n) { edges { node { id } } } }`, {}, token),
    ],
  ];

  describe.each(WAYS)('as a %s', (_way, ask) => {
    it.each([
      [0, 0],
      [1, 1],
      [99, 99],
      [100, 100],
      [101, 100],
      [1_000_000_000, 100],
      [2_147_483_647, 100],
    ])('%i gives %i', async (value, length) => {
      for (const size of ['first', 'last'] as const) {
        const answer = await ask(size, value);
        expect([answer.errors, answer.data?.contracts.edges.length]).toEqual([[], length]);
      }
    });

    it.each([-1, -1_000_000_000, 2_147_483_648, 1e12])('%i is BAD_USER_INPUT', async (value) => {
      for (const size of ['first', 'last'] as const) expect(CODES(await ask(size, value))).toEqual(['BAD_USER_INPUT']);
    });
  });

  it('20 without a number, and null is none', async () => {
    for (const size of ['', '(first: null)', '(last: null)', '(first: null, last: null)']) {
      const { contracts } = await app.portal.data<{ contracts: List }>(`{ contracts${size} { edges { node { id } } } }`, {}, token);
      expect(contracts.edges).toHaveLength(20);
    }
  });

  it('the cap holds in lists inside of lists', async () => {
    const query = `{ contracts(first: 1) { edges { node {
      invoices(first: 1000000000) { totalCount edges { node { id } } } receivedPayments(last: 101) { totalCount edges { node { id } } }
    } } } }`;
    const data = await app.portal.data<{ contracts: Nodes<{ invoices: List; receivedPayments: List }> }>(query, {}, token);
    const [edge] = data.contracts.edges;
    expect([edge?.node.invoices.totalCount, edge?.node.invoices.edges.length]).toEqual([130, 100]);
    expect([edge?.node.receivedPayments.totalCount, edge?.node.receivedPayments.edges.length]).toEqual([130, 100]);
  });

  it.each(['first: 1, last: 1', 'first: 1, before: "x"', 'last: 1, after: "x"', 'after: "x", before: "x"', 'before: "x"'])(
    '%s go together as little as they should',
    async (given) => {
      expect(CODES(await app.portal.ask(`{ contracts(${given}) { edges { node { id } } } }`, {}, token))).toEqual(['BAD_USER_INPUT']);
    },
  );

  describe('cursors', () => {
    const LISTS = ['contracts', 'contracts(orderBy: { field: NEXT_DUE_ON })', 'invoices', 'receivedPayments', 'accounts'];
    const withAfter = (list: string): string => (list.endsWith(')') ? `${list.slice(0, -1)}, after: $after)` : `${list}(after: $after)`);
    const ask = (list: string, after: unknown): Promise<Answer> =>
      app.portal.ask(`query ($after: String) { ${withAfter(list)} { edges { node { id } } } }`, { after }, token);
    const cursor = (parts: unknown): string => Buffer.from(JSON.stringify(parts)).toString('base64url');

    async function cursorOf(list: string): Promise<string> {
      const data = await app.portal.data<Record<string, Nodes<object>>>(`{ ${list} { edges { cursor } } }`, {}, token);
      return (Object.values(data)[0] as Nodes<object>).edges[0]?.cursor as string;
    }

    it.each([
      ['no text at all', ''],
      ['not ours', 'abc'],
      ['not base64', '!!!!'],
      ['another shape', cursor({ a: 1 })],
      ['too short', cursor(['contracts by CONTRACT_NUMBER', 'x'])],
      ['no number for an id', cursor(['contracts by CONTRACT_NUMBER', 'x', 'y'])],
      ['half a number for an id', cursor(['contracts by CONTRACT_NUMBER', 'x', 1.5])],
      ['an object for a value', cursor(['contracts by CONTRACT_NUMBER', { sql: 1 }, 1])],
      ['a list for a value', cursor(['contracts by CONTRACT_NUMBER', ['x'], 1])],
      ['half a number for a value', cursor(['contracts by CONTRACT_NUMBER', 0.5, 1])],
      ['deep', Buffer.from('['.repeat(50_000) + ']'.repeat(50_000)).toString('base64url')],
    ])('%s: BAD_USER_INPUT on every list', async (_name, malformed) => {
      for (const list of LISTS) expect([list, CODES(await ask(list, malformed))]).toEqual([list, ['BAD_USER_INPUT']]);
    });

    it("another list's or another order's: BAD_USER_INPUT", async () => {
      for (const from of LISTS) {
        const foreign = await cursorOf(from);
        for (const list of LISTS) {
          expect([from, list, CODES(await ask(list, foreign))]).toEqual([from, list, from === list ? [] : ['BAD_USER_INPUT']]);
        }
      }
    });

    it('tampered with, they still show nothing but own rows and never fault', async () => {
      const values = [
        null,
        '',
        'x',
        "' OR 1=1 --",
        'ÄÖ\u{1F600}',
        '\u0000',
        'A'.repeat(5_000),
        0,
        -1,
        Number.MAX_SAFE_INTEGER,
        '9999-99-99',
      ];
      for (const list of LISTS) {
        const [name] = JSON.parse(Buffer.from(await cursorOf(list), 'base64url').toString()) as [string];
        for (const value of values) {
          for (const id of [0, -5, Number.MAX_SAFE_INTEGER]) {
            const answer = await ask(list, cursor([name, value, id]));
            expect([list, value, CODES(answer)]).toEqual([list, value, CODES(answer).length === 0 ? [] : ['BAD_USER_INPUT']]);
          }
        }
      }
    });
  });
});
