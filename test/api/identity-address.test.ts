import request from 'supertest';
import { startPortal, type AnswerError, type TestPortal } from '../support/portal';

const LOG_IN = 'mutation ($input: LogInInput!) { logIn(input: $input) { userErrors { code } } }';
/** Wrong passwords from one address before it has to wait. */
const MOST = 60;

describe('wrong passwords are counted by the address', () => {
  let direct: TestPortal;
  let behind: TestPortal;

  beforeAll(async () => {
    direct = await startPortal();
    behind = await startPortal({ beside: direct, trustedProxies: '127.0.0.1' });
  });
  afterAll(async () => {
    await behind.close();
    await direct.close();
  });
  beforeEach(async () => {
    await direct.truncate();
    await direct.story.makeSite({ siteKey: 'north' });
  });

  /** Each for another e-mail, so that only the address can make it wait. */
  async function tryOnce(app: TestPortal, headers: Record<string, string>, index = 0): Promise<string> {
    const input = { siteKey: 'north', email: `nobody-${index}@example.com`, password: 'a wrong password' };
    const post = request(app.url).post('/graphql').set('content-type', 'application/json').set(headers);
    const { body } = await post.send({ query: LOG_IN, variables: { input } });
    const { data, errors = [] } = body as { data?: { logIn: { userErrors: { code: string }[] } | null }; errors?: AnswerError[] };
    return errors[0]?.extensions.code ?? data?.logIn?.userErrors[0]?.code ?? 'none';
  }

  /** Uses an address up, and one more. */
  async function tryMany(app: TestPortal, headersOf: (index: number) => Record<string, string>): Promise<string[]> {
    const first = await Promise.all(Array.from({ length: MOST }, (_, index) => tryOnce(app, headersOf(index), index)));
    return [...new Set(first), await tryOnce(app, headersOf(MOST), MOST)];
  }

  const addresses = async (): Promise<unknown[]> =>
    (await direct.container.database.rows<{ address: string }>('SELECT DISTINCT address FROM audit_entries')).map(({ address }) => address);

  it('of the socket, whatever a client says of itself', async () => {
    const spoofed = (index: number): Record<string, string> => ({
      'x-forwarded-for': `198.51.100.${index}`,
      'x-real-ip': `198.51.100.${index}`,
      'x-client-ip': `198.51.100.${index}`,
      'cf-connecting-ip': `198.51.100.${index}`,
      'true-client-ip': `198.51.100.${index}`,
      forwarded: `for=198.51.100.${index}`,
    });
    expect(await tryMany(direct, spoofed)).toEqual(['WRONG_CREDENTIALS', 'RATE_LIMITED']);
    expect(await addresses()).toEqual(['127.0.0.1']);
  });

  it('that the trusted proxy wrote, and no further', async () => {
    // What stands before it came from the client.
    const from = (address: string) => (index: number) => ({ 'x-forwarded-for': `198.51.100.${index}, ${address}` });
    expect(await tryMany(behind, from('203.0.113.7'))).toEqual(['WRONG_CREDENTIALS', 'RATE_LIMITED']);
    expect(await tryOnce(behind, from('203.0.113.8')(1), 1_000)).toBe('WRONG_CREDENTIALS');
    expect(await tryOnce(behind, {}, 1_001)).toBe('WRONG_CREDENTIALS');
    expect((await addresses()).sort()).toEqual(['127.0.0.1', '203.0.113.7', '203.0.113.8']);
  });

  it('of which IPv6 gives one client a whole network', async () => {
    const headersOf = (index: number) => ({ 'x-forwarded-for': `2001:db8:0:1::${index.toString(16)}` });
    expect(await tryMany(behind, headersOf)).toEqual(['WRONG_CREDENTIALS', 'RATE_LIMITED']);
    expect(await tryOnce(behind, { 'x-forwarded-for': '2001:db8:0:2::1' }, 1_000)).toBe('WRONG_CREDENTIALS');
  });
});
