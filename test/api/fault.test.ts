import fc from 'fast-check';
import type { GraphQLSchema } from 'graphql';
import request from 'supertest';
import { RateLimited } from '../../src/kernel/fault';
import { AccountRepository } from '../../src/persistence/repositories/account.repository';
import { ENDS_SESSION } from '../support/for-anyone';
import { globalId } from '../support/ids';
import { startPortal, type Answer, type TestPortal } from '../support/portal';
import { introspect, operationOf, rootFields } from '../support/schema-walk';
import { arbitraryArguments } from '../support/schema-arbitrary';

/** design.md §4. */
const CODES = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'MFA_REQUIRED',
  'NOT_FOUND',
  'BAD_USER_INPUT',
  'RATE_LIMITED',
  'CONFLICT',
  'UPSTREAM_UNAVAILABLE',
  'INTERNAL_SERVER_ERROR',
];

describe.each([true, false])('bad input and faults (compiled execution: %s)', (compiledExecution) => {
  let app: TestPortal;
  let token: string;
  let staff: string;
  let schemas: { portal: GraphQLSchema; admin: GraphQLSchema };
  let ids: string[];

  beforeAll(async () => {
    app = await startPortal({ compiledExecution });
    const { story } = app;
    const site = await story.makeSite();
    const account = await story.makeAccount();
    const contract = await story.makeContract({ roles: [[account, 'CUSTOMER']] });
    const invoice = await story.makeInvoice({ lines: [{ contract }] });
    const payment = await story.makeReceivedPayment({ contractId: contract });
    const user = await story.makeUser({ site, accounts: [account] });
    token = await app.portal.logIn(user);
    staff = await app.admin.logIn(await story.makePlatformUser());
    schemas = { portal: await introspect(app.portal), admin: await introspect(app.admin) };
    ids = [
      ...[
        globalId('Account', account),
        globalId('Contract', contract),
        globalId('Invoice', invoice),
        globalId('InvoiceLine', `${invoice}.1`),
      ],
      ...[
        globalId('ReceivedPayment', payment),
        globalId('Site', site.id),
        globalId('User', user.id),
        globalId('Contract', 1),
        globalId('Contract', '9999999999999999'),
      ],
    ];
  });
  afterAll(() => app.close());

  const codesOf = (answer: Answer): string[] => answer.errors.map((error) => error.extensions.code);

  it.each([
    ['no document', { variables: {} }, 400],
    ['a number for a document', { query: 5 }, 400],
    ['a broken document', { query: '{ viewer { ' }, 200],
    ['an unknown field', { query: '{ viewer { password } }' }, 200],
    ['a missing variable', { query: 'query ($id: ID!) { contract(id: $id) { id } }' }, 200],
    ['a variable of another type', { query: 'query ($id: ID!) { contract(id: $id) { id } }', variables: { id: {} } }, 200],
    ['variables that are none', { query: '{ viewer { email } }', variables: 'x' }, 400],
    ['an operation that is not there', { query: 'query A { viewer { email } }', operationName: 'B' }, 200],
    ['a list of requests', [{ query: '{ viewer { email } }' }], 400],
    ['a subscription', { query: 'subscription { viewer { email } }' }, 200],
  ])('%s is BAD_USER_INPUT and nothing else', async (_name, body, status) => {
    const response = await request(app.url)
      .post('/graphql')
      .set('content-type', 'application/json')
      .set('authorization', `Bearer ${token}`)
      .send(body);
    const { errors, data } = JSON.parse(response.text) as Answer;
    expect([response.status, errors.map((error) => Object.keys(error.extensions)), data ?? null]).toEqual([status, [['code']], null]);
    expect(errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('a broken constraint is told without the value', async () => {
    const query = 'mutation ($input: LogInInput!) { logIn(input: $input) { userErrors { code } } }';
    const input = { siteKey: 'k'.repeat(41), email: `${'hidden'.repeat(50)}@example.com`, password: 'my secret password '.repeat(10) };
    const answer = await app.portal.ask(query, { input });
    expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
    expect(answer.errors[0]?.message).toMatch(/siteKey.*40.*email.*254.*password.*128|password.*128/);
    for (const value of ['kkkk', 'hidden', 'secret'])
      expect([value, answer.text.includes(value), app.logText().includes(value)]).toEqual([value, false, false]);
  });

  it('constraints hold in filters inside of arguments, too', async () => {
    const long = 'x'.repeat(101);
    const contracts = await app.portal.ask('query ($s: String) { contracts(filter: { search: $s }) { totalCount } }', { s: long }, token);
    const users = await app.admin.ask('query ($s: String) { users(filter: { search: $s }) { totalCount } }', { s: long }, staff);
    expect([codesOf(contracts), codesOf(users)]).toEqual([['BAD_USER_INPUT'], ['BAD_USER_INPUT']]);
  });

  it.each(['\uD800', '😀\uDE00'])('half a surrogate pair is BAD_USER_INPUT: %j', async (firstName) => {
    const query = 'mutation ($input: UserUpdateInput!) { userUpdate(input: $input) { userErrors { code } } }';
    const answer = await app.admin.ask(query, { input: { userId: ids[6], version: 1, firstName } }, staff);
    expect([codesOf(answer), answer.errors[0]?.message]).toEqual([['BAD_USER_INPUT'], 'Text must be well-formed Unicode.']);
    const whole = await app.admin.ask(query, { input: { userId: ids[6], version: 99, firstName: '😀' } }, staff);
    expect(codesOf(whole)).toEqual([]);
  });

  it('an unexpected error is masked, and its id is found in the log', async () => {
    const failing = jest
      .spyOn(AccountRepository.prototype, 'listLinked')
      .mockRejectedValue(new Error("Unknown column 'secret_column' in 'SELECT'"));
    const answer = await app.portal.ask('{ accounts { totalCount } viewer { email } }', {}, token);
    failing.mockRestore();
    const [error] = answer.errors;
    expect(error).toMatchObject({
      message: 'Something went wrong on our side.',
      path: ['accounts'],
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    });
    expect(answer.data).toEqual({ accounts: null, viewer: { email: expect.any(String) as unknown } });
    expect(answer.text).not.toMatch(/secret_column|stack|repository/i);
    const logged = app.log().filter((line) => line['errorId'] === error?.extensions.errorId);
    expect(logged).toHaveLength(1);
    expect(JSON.stringify(logged)).toContain('secret_column');
  });

  it('too many attempts are told with the seconds to wait, in the header as well', async () => {
    const refusing = jest
      .spyOn(AccountRepository.prototype, 'listLinked')
      .mockRejectedValueOnce(new RateLimited('Please wait.', 30))
      .mockRejectedValueOnce(new RateLimited('Please wait longer.', 90));
    const ask = (query: string) => request(app.url).post('/graphql').set('authorization', `Bearer ${token}`).send({ query });
    const refused = await ask('{ one: accounts { totalCount } two: accounts(first: 1) { totalCount } }');
    refusing.mockRestore();
    const { errors } = JSON.parse(refused.text) as Answer;
    expect(errors.map(({ message, extensions }) => [message, extensions])).toEqual([
      ['Please wait.', { code: 'RATE_LIMITED', retryAfterSeconds: 30 }],
      ['Please wait longer.', { code: 'RATE_LIMITED', retryAfterSeconds: 90 }],
    ]);
    expect([refused.status, refused.headers['retry-after']]).toEqual([200, '90']);
    expect((await ask('{ accounts { totalCount } }')).headers['retry-after']).toBeUndefined();
  });

  it('a document of too many words is refused before anything is done', async () => {
    const fields = Array.from({ length: 2_000 }, (_, index) => `a${index}: email`).join(' ');
    const statements = await app.statementsOf(async () => {
      expect(codesOf(await app.portal.ask(`{ viewer { ${fields} } }`, {}, token))).toEqual(['BAD_USER_INPUT']);
    });
    // Who asks may have been looked up; nothing else.
    expect(statements.filter((sql) => !sql.includes('user_sessions'))).toEqual([]);
  });

  it('depth and many names are not a fault', async () => {
    const chain = (depth: number): string =>
      depth === 0
        ? 'id'
        : `id invoices(first: 1) { edges { node { lines(first: 1) { edges { node { contract { ${chain(depth - 1)} } } } } } } }`;
    expect(codesOf(await app.portal.ask(`{ contracts { edges { node { ${chain(12)} } } } }`, {}, token))).toEqual([]);
    const names = Array.from({ length: 400 }, (_, index) => `a${index}: viewer { email }`).join(' ');
    expect(codesOf(await app.portal.ask(`{ ${names} }`, {}, token))).toEqual([]);
    const nested = `${'{ viewer '.repeat(1_500)}${'}'.repeat(1_500)}`;
    expect(codesOf(await app.portal.ask(nested, {}, token))).not.toContain('INTERNAL_SERVER_ERROR');
    const list = `{ invoices(filter: ${'['.repeat(1_000)}${']'.repeat(1_000)}) { totalCount } }`;
    expect(codesOf(await app.portal.ask(list, {}, token))).not.toContain('INTERNAL_SERVER_ERROR');
    const loop = 'query { viewer { ...A } } fragment A on User { email ...B } fragment B on User { email ...A }';
    expect(codesOf(await app.portal.ask(loop, {}, token))).toContain('BAD_USER_INPUT');
  });

  it.each(['portal', 'admin'] as const)(
    '%s: whatever the arguments of whatever field, it is never our fault',
    async (name) => {
      const roots = rootFields(schemas[name]).filter(({ field }) => !ENDS_SESSION.includes(field.name));
      const requests = fc.constantFrom(...roots).chain((root) => fc.tuple(fc.constant(root), arbitraryArguments(root.field, ids)));
      await fc.assert(
        fc.asyncProperty(requests, async ([root, variables]) => {
          const answer = await app[name].ask(operationOf(root, 3), variables, name === 'portal' ? token : staff);
          for (const code of codesOf(answer)) {
            expect(CODES).toContain(code);
            expect(code).not.toBe('INTERNAL_SERVER_ERROR');
          }
          expect(answer.status).toBeLessThan(500);
        }),
        { numRuns: 150, interruptAfterTimeLimit: 20_000 },
      );
    },
    60_000,
  );

  it.each(['portal', 'admin'] as const)('%s: nor whatever the document', async (name) => {
    const words = [
      '{',
      '}',
      '(',
      ')',
      'viewer',
      'contracts',
      'node',
      'id',
      ':',
      '$x',
      '"x"',
      '...',
      'on',
      'Contract',
      'edges',
      '@skip(if: true)',
      '[',
      '!',
      '1',
      '\u0000',
      '💥',
    ];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...words), { maxLength: 30 }), async (document) => {
        const answer = await app[name].ask(document.join(' '), {}, token);
        expect(codesOf(answer)).not.toContain('INTERNAL_SERVER_ERROR');
        expect(answer.status).toBeLessThan(500);
      }),
      { numRuns: 100, interruptAfterTimeLimit: 20_000 },
    );
  });
});
