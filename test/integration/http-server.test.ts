import * as fc from 'fast-check';
import { auditServer } from 'graphql-http';
import request from 'supertest';
import { type SmallApi, startSmallApi } from '../support/small-api';

describe('the HTTP server', () => {
  let api: SmallApi;
  let url: string;
  beforeAll(async () => {
    api = await startSmallApi();
    url = `http://127.0.0.1:${(await api.http.listen('127.0.0.1', 0)).port}`;
  });
  afterAll(() => api.stop());

  const post = (body: string | object, type = 'application/json') => request(url).post('/graphql').set('content-type', type).send(body);
  const factsOf = async (headers: Record<string, string>, of = url) => {
    const { body } = await request(of).post('/graphql').set(headers).send({ query: '{ facts }' });
    return JSON.parse((body as { data: { facts: string } }).data.facts) as Record<string, string>;
  };
  const lastLine = () => api.logged().at(-1);

  describe('GraphQL', () => {
    it('answers POST and GET', async () => {
      expect((await post({ query: '{ hello(name: "Ann") }' })).body).toEqual({ data: { hello: 'Hello Ann' } });
      const got = await request(url).get('/graphql').query({ query: '{ hello }' }).set('apollo-require-preflight', '1');
      expect(got.body).toEqual({ data: { hello: 'Hello you' } });
    });

    it('passes the audit of GraphQL over HTTP', async () => {
      const results = await auditServer({ url: `${url}/graphql` });
      const failed = results.filter((result) => result.status !== 'ok').map((result) => `${result.name}: ${result.status}`);
      expect(failed.filter((name) => name.startsWith('MUST') || name.startsWith('SHOULD'))).toEqual([]);
      expect(results.filter((result) => result.name.startsWith('MUST'))).toHaveLength(13);
      expect(results.filter((result) => result.name.startsWith('SHOULD'))).toHaveLength(23);
    });

    it('keeps 4xx for clients that accept the GraphQL media type', async () => {
      const refused = await post({ query: '{ nothing }' }).set('accept', 'application/graphql-response+json');
      expect(refused.status).toBe(400);
      expect((await post({ query: '{ nothing }' }).set('accept', 'application/json')).status).toBe(200);
      expect((await post({})).status).toBe(400);
    });

    it('refuses what a foreign page could send without preflight', async () => {
      expect((await request(url).get('/graphql').query({ query: '{ hello }' })).status).toBe(400);
      expect((await post('{"query":"{ hello }"}', 'text/plain')).status).toBe(400);
    });

    it('refuses other methods, naming the right ones', async () => {
      for (const method of ['put', 'patch', 'delete', 'options', 'head'] as const) {
        const answer = await request(url)[method]('/graphql');
        expect([method, answer.status, answer.headers['allow']]).toEqual([method, 405, 'GET, POST']);
      }
      const mutation = await request(url)
        .get('/graphql')
        .query({ query: 'mutation { shout(word: "a") }' })
        .set('apollo-require-preflight', '1');
      expect(mutation.status).toBe(405);
    });

    it.each([
      ['broken JSON', '{"query":'],
      ['bytes that are not UTF-8', '\xff'],
    ])('answers %s with 400 in GraphQL form', async (_name, body) => {
      const { status, body: answer } = await request(url)
        .post('/graphql')
        .type('application/json')
        .serialize((raw: unknown) => raw as string)
        .send(Buffer.from(body, 'latin1'));
      expect(status).toBe(400);
      expect(answer).toEqual({ errors: [{ message: 'The request body is not valid JSON.', extensions: { code: 'BAD_USER_INPUT' } }] });
    });

    it('answers a body over the limit with 413', async () => {
      const { status, body } = await post({ query: `{ hello(name: "${'x'.repeat(5_000)}") }` });
      expect(status).toBe(413);
      expect(body).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    });
  });

  describe('every answer', () => {
    it('carries the security headers and is never cached', async () => {
      for (const path of ['/graphql', '/health/live', '/health/ready', '/metrics', '/nowhere', '/%zz']) {
        const { headers } = await request(url).get(path);
        expect(headers).toMatchObject({
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
          'content-security-policy': expect.stringContaining("frame-ancestors 'none'") as string,
          'cache-control': 'no-store',
          'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        });
        expect(headers['x-powered-by']).toBeUndefined();
      }
    });

    it('takes over a request id only when it is harmless', async () => {
      const idFor = async (id: string) => (await request(url).get('/health/live').set('x-request-id', id)).headers['x-request-id'];
      expect(await idFor('client-id_1.2')).toBe('client-id_1.2');
      for (const id of ['short', 'a'.repeat(129), 'with space 1', 'line"break\\n1']) expect(await idFor(id)).toMatch(/^[0-9a-f-]{36}$/);
    });

    it('is JSON for unknown paths and unreadable URLs', async () => {
      const unknown = await request(url).get('/graphqll');
      expect([unknown.status, unknown.headers['content-type']]).toEqual([404, 'application/json; charset=utf-8']);
      expect((await request(url).get('/%zz')).status).toBe(400);
    });

    it('is compressed when long and wanted', async () => {
      const query = { query: '{ long(length: 20000) }' };
      const packed = await post(query).set('accept-encoding', 'br, gzip;q=0.5');
      expect(packed.headers['content-encoding']).toBe('gzip');
      expect(packed.headers['vary']).toContain('Accept-Encoding');
      expect((packed.body as { data: { long: string } }).data.long).toHaveLength(20_000);
      expect((await post(query).set('accept-encoding', 'gzip;q=0')).headers['content-encoding']).toBeUndefined();
      expect((await post({ query: '{ hello }' }).set('accept-encoding', 'gzip')).headers['content-encoding']).toBeUndefined();
    });
  });

  describe('the request facts', () => {
    it('believe no forwarding header by default', async () => {
      const headers = { 'x-forwarded-for': '6.6.6.6', 'user-agent': 'test', authorization: 'Bearer t' };
      expect(await factsOf(headers)).toMatchObject({
        address: '127.0.0.1',
        userAgent: 'test',
        authorization: 'Bearer t',
        host: new URL(url).host,
      });
    });

    it.each([
      ['a trusted address', ['127.0.0.1'], '6.6.6.6, 7.7.7.7', '7.7.7.7'],
      ['two trusted blocks', ['127.0.0.0/8', '7.0.0.0/8'], '6.6.6.6, 7.7.7.7', '6.6.6.6'],
      ['one hop', 1, '6.6.6.6, 7.7.7.7', '7.7.7.7'],
      ['nonsense', ['127.0.0.1'], 'localhost', '127.0.0.1'],
    ])('believe trusted proxies and no further: %s', async (_name, trustedProxies, forwarded, expected) => {
      const behind = await startSmallApi({ trustedProxies });
      try {
        const { port } = await behind.http.listen('127.0.0.1', 0);
        expect((await factsOf({ 'x-forwarded-for': forwarded }, `http://127.0.0.1:${port}`))['address']).toBe(expected);
      } finally {
        await behind.stop();
      }
    });
  });

  describe('the log', () => {
    it('has one line per request, without query and variables', async () => {
      const { headers } = await post({ query: 'query Greet($name: String) { hello(name: $name) }', variables: { name: 'hunter2' } });
      expect(lastLine()).toEqual({
        level: 'info',
        time: expect.any(String) as string,
        requestId: headers['x-request-id'],
        api: 'small',
        operationName: 'Greet',
        method: 'POST',
        status: 200,
        durationMs: expect.any(Number) as number,
        address: '127.0.0.1',
        msg: 'request',
      });
    });

    it('takes no operation name a client could write a line with', async () => {
      await post({ query: '{ hello }', operationName: 'a\nb' });
      expect(lastLine()).not.toHaveProperty('operationName');
      await post({ query: '{ broken }' });
      expect(lastLine()).toMatchObject({ failed: true, status: 200 });
    });
  });

  describe('for operators', () => {
    it('is alive, and ready with a report per part', async () => {
      expect((await request(url).get('/health/live')).body).toEqual({ status: 'ok' });
      expect((await request(url).get('/health/ready')).body).toEqual({ status: 'ok', parts: { database: { ok: true } } });
      expect((await request(url).head('/health/live')).status).toBe(200);
      expect((await request(url).post('/health/live')).status).toBe(405);
    });

    it('says 503 when a part is missing or the check fails', async () => {
      const reports = [
        { ready: () => Promise.resolve({ ready: false, parts: { database: { ok: false, message: 'no answer' } } }) },
        { ready: () => Promise.reject(new Error('password hunter2')) },
      ];
      for (const health of reports) {
        const unwell = await startSmallApi({ health });
        const { status, text } = await request(unwell.http.nodeServer).get('/health/ready');
        expect(status).toBe(503);
        expect(text).not.toContain('hunter2');
        await unwell.stop();
      }
    });

    it('counts requests by api and status class', async () => {
      const { text, headers } = await request(url).get('/metrics');
      expect(headers['content-type']).toMatch(/^text\/plain/);
      expect(text).toMatch(/portal_http_requests_total\{api="small",status="2xx",failed="false"\} \d+/);
      expect(text).toMatch(/portal_http_request_duration_seconds_bucket\{le="0.005",api="small"\} \d+/);
    });

    it('shows metrics only to the bearer of the token, when there is one', async () => {
      const guarded = await startSmallApi({ metricsToken: 'sixteen-characters' });
      const ask = (authorization: string) => request(guarded.http.nodeServer).get('/metrics').set('authorization', authorization);
      expect((await ask('Bearer wrong')).status).toBe(401);
      expect((await ask('Bearer sixteen-characters')).status).toBe(200);
      await guarded.stop();
    });
  });

  describe('the explorer', () => {
    it('is one page that may load nothing from elsewhere', async () => {
      const { status, headers, text } = await request(url).get('/graphql').set('accept', 'text/html,application/xhtml+xml');
      expect(status).toBe(200);
      expect(headers['content-type']).toBe('text/html; charset=utf-8');
      expect(headers['content-security-policy']).toMatch(/default-src 'none'; script-src 'sha256-[^']+'; .*connect-src 'self'/);
      expect(text).toContain('hello(name: \\"explorer\\")');
      expect(text.replace(/<script>[^]*<\/script>/, '')).not.toMatch(/<(script|link|img|iframe)[^>]+(src|href)="(https?:)?\/\//);
    }, 20_000);

    it('does not come for programs, nor where it is switched off', async () => {
      expect((await request(url).get('/graphql').set('accept', '*/*')).status).toBe(400);
    });
  });

  describe('at shutdown', () => {
    it('finishes what runs, takes nothing new, and leaves no connection open', async () => {
      const leaving = await startSmallApi();
      const { port } = await leaving.http.listen('127.0.0.1', 0);
      const at = `http://127.0.0.1:${port}/graphql`;
      const ask = (query: string) =>
        fetch(at, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) });
      await ask('{ hello }');
      const running = ask('{ slow(ms: 300) }').then((answer) => answer.json());
      while (leaving.http.nodeServer.listening && (await connections(leaving)) < 1) await new Promise(setImmediate);
      await new Promise((resolve) => setTimeout(resolve, 50));
      const started = performance.now();
      const closed = leaving.http.close();
      expect(await running).toEqual({ data: { slow: 'done' } });
      await closed;
      expect(performance.now() - started).toBeLessThan(1_500);
      await expect(ask('{ hello }')).rejects.toThrow();
      await leaving.stop();
    });

    it('cuts what is still running after the grace time', async () => {
      const leaving = await startSmallApi({ shutdownGraceMs: 100 });
      const { port } = await leaving.http.listen('127.0.0.1', 0);
      const running = request(`http://127.0.0.1:${port}`)
        .post('/graphql')
        .send({ query: '{ slow(ms: 1500) }' })
        .then(
          () => 'answered',
          () => 'cut',
        );
      await new Promise((resolve) => setTimeout(resolve, 100));
      const started = performance.now();
      await leaving.http.close();
      expect(performance.now() - started).toBeLessThan(1_000);
      expect(await running).toBe('cut');
      await leaving.stop();
    });
  });

  it('never answers 5xx, whatever the bytes', async () => {
    const types = [
      'application/json',
      'application/json; charset=utf-16',
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      '*/*',
      ';',
      'a/b/c',
    ];
    const value = fc.oneof(fc.string(), fc.constant('{ hello }'), fc.jsonValue());
    const shaped = fc.record({ query: value, variables: value, operationName: value, extensions: value }, { requiredKeys: [] });
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 5_000 }).map((bytes) => Buffer.from(bytes)),
      fc.json().map((text) => Buffer.from(text)),
      shaped.map((json) => Buffer.from(JSON.stringify(json))),
    );
    const method = fc.constantFrom('POST', 'GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS');
    await fc.assert(
      fc.asyncProperty(method, fc.constantFrom(...types), fc.webPath(), fc.boolean(), body, async (verb, type, path, known, bytes) => {
        const target = known ? '/graphql' : path.startsWith('/') ? path : `/${path}`;
        const init = {
          method: verb,
          headers: { 'content-type': type, accept: known ? '*/*' : type },
          ...(verb !== 'GET' && { body: new Uint8Array(bytes) }),
        };
        const answer = await fetch(new URL(`${url}${target}`), init);
        expect(answer.status).toBeLessThan(500);
        expect(await answer.text()).not.toContain('INTERNAL_SERVER_ERROR');
      }),
      { numRuns: 400 },
    );
  }, 30_000);
});

function connections(api: SmallApi): Promise<number> {
  return new Promise((resolve, reject) => api.http.nodeServer.getConnections((error, count) => (error ? reject(error) : resolve(count))));
}
