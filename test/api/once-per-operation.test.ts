import { buildSchema, parse, validate } from 'graphql';
import request from 'supertest';
import { oncePerOperationRule } from '../../src/graphql/permissions/once-per-operation';
import { startPortal, type Answer, type TestPortal } from '../support/portal';
import { PASSWORD } from '../support/story';

const LOG_IN = 'logIn(input: $input) { outcome { ... on LoggedIn { session { token } } } userErrors { code } }';
const ON_ROOT = (name: string, selections: string) => `fragment ${name} on Mutation { ${selections} }`;

/** So many fragments that each spread the next one twice: two to that many log-ins. */
const NEST = Array.from({ length: 200 }, (_, index) => ON_ROOT(`F${index}`, `...F${index + 1} ...F${index + 1}`)).join('\n');

const refusedDocuments: [how: string, selections: string, fragments?: string][] = [
  ['two aliases', `a: ${LOG_IN} b: ${LOG_IN}`],
  ['a hundred aliases', Array.from({ length: 100 }, (_, index) => `a${index}: ${LOG_IN}`).join(' ')],
  ['one name, which GraphQL would make one of', `${LOG_IN} ${LOG_IN}`],
  ['another one first', `logOut { userErrors { code } } a: ${LOG_IN} b: ${LOG_IN}`],
  ['an inline fragment', `a: ${LOG_IN} ... on Mutation { b: ${LOG_IN} }`],
  ['an inline fragment without a type', `... { a: ${LOG_IN} } ... { b: ${LOG_IN} }`],
  ['a fragment beside a field', `a: ${LOG_IN} ...B`, ON_ROOT('B', `b: ${LOG_IN}`)],
  ['two fragments', '...A ...B', ON_ROOT('A', `a: ${LOG_IN}`) + ON_ROOT('B', `b: ${LOG_IN}`)],
  ['one fragment twice', '...A ...A', ON_ROOT('A', `a: ${LOG_IN}`)],
  ['a fragment in a fragment', '...A', ON_ROOT('A', `a: ${LOG_IN} ... { ...B }`) + ON_ROOT('B', `... on Mutation { b: ${LOG_IN} }`)],
  ['a fragment before and after', '...A ...B', ON_ROOT('A', '...B') + ON_ROOT('B', `b: ${LOG_IN}`)],
  ['a nest of fragments', '...F0', NEST + ON_ROOT('F200', `a: ${LOG_IN}`)],
  ['@skip', `a: ${LOG_IN} b: logIn(input: $input) @skip(if: $yes) { userErrors { code } }`],
  ['@include', `a: ${LOG_IN} ... @include(if: $no) { b: ${LOG_IN} }`],
];

describe.each([true, false])('sensitive root fields once per operation (compiled execution: %s)', (compiledExecution) => {
  let app: TestPortal;
  let input: object;

  beforeAll(async () => {
    app = await startPortal({ compiledExecution });
    const { email, siteKey } = await app.story.makeUser({ site: await app.story.makeSite() });
    input = { email, siteKey, password: PASSWORD };
  });
  afterAll(() => app.close());

  const sessions = async () => (await app.container.database.rows('SELECT 1 FROM user_sessions')).length;

  function documentOf(selections: string, fragments: string, inputType: string): string {
    const flags = /\$yes/.test(selections) ? ', $yes: Boolean!' : /\$no/.test(selections) ? ', $no: Boolean!' : '';
    return `mutation ($input: ${inputType}!${flags}) { ${selections} } ${fragments}`;
  }

  it.each(refusedDocuments)('%s: refused on both APIs, and nothing is done', async (_how, selections, fragments = '') => {
    const before = await sessions();
    const variables = { input, yes: true, no: false };
    const onPortal = await app.portal.ask(documentOf(selections, fragments, 'LogInInput'), variables);
    const onAdmin = await app.admin.ask(documentOf(selections, fragments, 'PlatformLogInInput'), variables);
    for (const answer of [onPortal, onAdmin]) {
      const told = '"logIn" is asked for twice: an operation may do so once only. Please send requests of their own.';
      expect(answer.errors.map(({ message, extensions }) => [extensions.code, message])).toContainEqual(['BAD_USER_INPUT', told]);
      expect(answer.data ?? null).toBeNull();
    }
    expect(await sessions()).toBe(before);
  });

  it.each([
    ['alone', `a: ${LOG_IN}`, ''],
    ['beside others', `logOut { userErrors { code } } again: logOut { userErrors { code } } ${LOG_IN}`, ''],
    ['in a fragment', '...A', ON_ROOT('A', `... { ${LOG_IN} }`)],
    ['under the alias of another', `logOut: ${LOG_IN}`, ''],
    ['beside an unused alias of its name', `logIn: logOut { userErrors { code } } ok: ${LOG_IN}`, ''],
  ])('%s: done', async (_how, selections, fragments) => {
    const before = await sessions();
    await app.portal.data(documentOf(selections, fragments, 'LogInInput'), { input });
    expect(await sessions()).toBe(before + 1);
  });

  it('counts each operation of a document for itself', async () => {
    const one = (name: string) => `mutation ${name}($input: LogInInput!) { ${LOG_IN} }`;
    const post = request(app.url).post('/graphql').set('content-type', 'application/json');
    const answer = await post.send({ query: `${one('A')} ${one('B')}`, operationName: 'B', variables: { input } });
    expect((JSON.parse(answer.text) as Answer).errors).toBeUndefined();
  });

  it('a list of requests is refused as a whole', async () => {
    const before = await sessions();
    const body = { query: documentOf(LOG_IN, '', 'LogInInput'), variables: { input } };
    const answer = await request(app.url).post('/graphql').set('content-type', 'application/json').send([body, body]);
    expect([answer.status, (JSON.parse(answer.text) as Answer).errors[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    expect(await sessions()).toBe(before);
  });
});

describe('the rule', () => {
  const schema = buildSchema('type Query { peek: Int } type Mutation { knock: Int ring: Int walk: Int }');

  it('does not start with a name that is no root field', () => {
    expect(() => oncePerOperationRule(schema, ['knock', 'peek'])).not.toThrow();
    expect(() => oncePerOperationRule(schema, ['knock', 'knok', 'Int'])).toThrow('knok, Int');
  });

  it('refuses two different ones together, and lets others be', () => {
    const rule = oncePerOperationRule(schema, ['knock', 'ring']);
    const messages = (document: string) => validate(schema, parse(document), [rule]).map((error) => error.message);
    expect(messages('mutation { knock walk ring }')).toEqual([expect.stringContaining('"knock" and "ring" are asked for together')]);
    expect(messages('mutation { walk again: walk knock }')).toEqual([]);
    expect(messages('mutation { ...A knock } fragment A on Mutation { ...A ...Gone }')).toEqual([]);
  });
});
