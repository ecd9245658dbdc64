import { startProgram } from '../support/second-process';
import { openTestDatabase, type TestDatabase } from '../support/test-database';

const TOKEN = 'a-token-for-metrics';

describe('the worker', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await openTestDatabase();
  });
  afterAll(() => test.close());

  it('tells at its own port how it is, nothing else, and ends in good order', async () => {
    const worker = await startProgram('worker', test.url, { PORTAL_WORKER_PORT: '0', PORTAL_METRICS_TOKEN: TOKEN });
    const get = (path: string, headers: Record<string, string> = {}) => fetch(`${worker.url}${path}`, { headers });
    try {
      expect(await (await get('/health/live')).json()).toEqual({ status: 'ok' });
      const ready = await get('/health/ready');
      expect([ready.status, await ready.json()]).toEqual([200, { status: 'ok', parts: { database: { ok: true }, schema: { ok: true } } }]);
      expect((await get('/metrics')).status).toBe(401);
      const metrics = await (await get('/metrics', { authorization: `Bearer ${TOKEN}` })).text();
      expect(metrics).toContain('portal_payment_hand_overs_due 0');
      expect((await get('/graphql')).status).toBe(404);
    } finally {
      expect(await worker.stop()).toBe(0);
    }
    await expect(get('/health/live')).rejects.toThrow('fetch failed');
  }, 60_000);
});
