import request from 'supertest';
import { startPortal, type AnswerError, type Person, type TestPortal } from '../support/portal';
import { PASSWORD } from '../support/story';

const VIEWER = '{ viewer { email } }';
const LOG_OUT = 'mutation { logOut { userErrors { code } } }';
const REVOKE_OTHERS = 'mutation { sessionsRevokeOthers { endedCount } }';
const ATTRIBUTES = 'Path=/; Secure; HttpOnly; SameSite=Strict';

interface Seen {
  status: number;
  cookies: string[];
  codes: string[];
  data: Record<string, unknown> | null | undefined;
}

type Session = NonNullable<LoggedIn['logIn']['outcome']>['session'];

interface LoggedIn {
  logIn: { outcome: { session: { token: string | null; csrfToken: string | null; expiresAt: string } } | null };
}

/** What a browser adds to a request, or a page in it. */
interface Sent {
  cookie?: string;
  csrf?: string;
  origin?: string;
  bearer?: string;
}

describe.each([
  { name: 'portal', path: '/graphql', cookieName: '__Host-portal_session' },
  { name: 'admin', path: '/admin/graphql', cookieName: '__Host-portal_admin_session' },
] as const)('a session in a cookie of the $name API', ({ name, path, cookieName }) => {
  let app: TestPortal;
  let user: Person;
  let staff: { id: number; email: string };

  beforeAll(async () => (app = await startPortal()));
  afterAll(() => app.close());
  beforeEach(async () => {
    await app.truncate();
    user = await app.story.makeUser({ site: await app.story.makeSite({ siteKey: 'north' }) });
    staff = await app.story.makePlatformUser();
  });

  async function send(
    query: string,
    { cookie, csrf, origin, bearer }: Sent = {},
    variables: object = {},
    to: string = path,
  ): Promise<Seen> {
    const post = request(app.url).post(to).set('content-type', 'application/json');
    if (cookie !== undefined) post.set('cookie', cookie);
    if (csrf !== undefined) post.set('x-csrf-token', csrf);
    if (origin !== undefined) post.set('origin', origin);
    if (bearer !== undefined) post.set('authorization', `Bearer ${bearer}`);
    const { status, headers, body } = await post.send(JSON.stringify({ query, variables }));
    const { data, errors = [] } = body as { data?: Seen['data']; errors?: AnswerError[] };
    const cookies = (headers['set-cookie'] ?? []) as unknown as string[];
    return { status, cookies, codes: errors.map(({ extensions }) => extensions.code), data };
  }

  async function tryLogIn(
    transport: 'COOKIE' | 'BEARER',
    sent: Sent = {},
    password = PASSWORD,
  ): Promise<Seen & { session: Session | null }> {
    const [type, who] =
      name === 'portal' ? ['LogInInput', { siteKey: 'north', email: user.email }] : ['PlatformLogInInput', { email: staff.email }];
    const query = `mutation ($input: ${type}!) { logIn(input: $input) { outcome { ... on LoggedIn { session { token csrfToken expiresAt } } } } }`;
    const seen = await send(query, sent, { input: { ...who, password, transport } });
    return { ...seen, session: (seen.data as LoggedIn | null)?.logIn?.outcome?.session ?? null };
  }

  async function logIn(sent: Sent = {}): Promise<Required<Pick<Sent, 'cookie' | 'csrf'>> & { token: string }> {
    const { cookies, session } = await tryLogIn('COOKIE', sent);
    const cookie = cookies[0]?.split(';')[0] ?? '';
    return { cookie, csrf: session?.csrfToken ?? '', token: cookie.split('=')[1] ?? '' };
  }

  it('goes into a cookie with every lock there is, and not into the answer', async () => {
    const { cookies, session } = await tryLogIn('COOKIE');
    expect(cookies).toEqual([expect.stringMatching(new RegExp(`^${cookieName}=[\\w-]{43}; Max-Age=43200; ${ATTRIBUTES}$`))]);
    expect(session).toEqual({
      token: null,
      csrfToken: expect.stringMatching(/^[\w-]{43}$/) as unknown,
      expiresAt: '2026-11-24T03:00:00.000Z',
    });
    expect(cookies[0]).not.toContain(session?.csrfToken);
    expect(await tryLogIn('BEARER')).toMatchObject({ cookies: [], session: { token: expect.any(String) as unknown, csrfToken: null } });
    expect(await tryLogIn('COOKIE', {}, 'wrong')).toMatchObject({ cookies: [], session: null });
  });

  it('reads with the cookie alone, also by GET', async () => {
    const { cookie } = await logIn();
    expect(await send(VIEWER, { cookie: `a=b; ${cookie}; c=d` })).toMatchObject({ codes: [], cookies: [] });
    const get = request(app.url).get(path).query({ query: VIEWER }).set('cookie', cookie);
    expect((await get.set('apollo-require-preflight', '1')).body).toMatchObject({ data: { viewer: {} } });
    // What a page elsewhere could make a browser send without asking first.
    expect((await request(app.url).get(path).query({ query: VIEWER }).set('cookie', cookie)).status).toBe(400);
    const form = request(app.url).post(path).set('cookie', cookie).set('content-type', 'text/plain');
    expect((await form.send(JSON.stringify({ query: VIEWER }))).status).toBe(400);
  });

  it('changes nothing without the right CSRF token, by whatever name', async () => {
    const [{ cookie, csrf, token }, other] = [await logIn(), await logIn()];
    for (const wrong of [undefined, '', 'x', csrf.slice(1), `${csrf}x`, csrf.toLowerCase(), other.csrf, token]) {
      expect([wrong, (await send(REVOKE_OTHERS, { cookie, ...(wrong !== undefined && { csrf: wrong }) })).codes]).toEqual([
        wrong,
        ['FORBIDDEN'],
      ]);
      expect([wrong, await send(LOG_OUT, { cookie, ...(wrong !== undefined && { csrf: wrong }) })]).toEqual([
        wrong,
        expect.objectContaining({ codes: ['FORBIDDEN'], cookies: [] }),
      ]);
    }
    const hidden = 'mutation { ...Hidden } fragment Hidden on Mutation { ... on Mutation { viewer: sessionsRevokeOthers { endedCount } } }';
    expect((await send(hidden, { cookie })).codes).toEqual(['FORBIDDEN']);
    expect((await tryLogIn('COOKIE', { cookie })).codes).toEqual(['FORBIDDEN']);
    expect((await send(VIEWER, { cookie: other.cookie })).codes).toEqual([]);
    expect(await send(REVOKE_OTHERS, { cookie, csrf })).toMatchObject({ codes: [], data: { sessionsRevokeOthers: { endedCount: 1 } } });
    expect((await send(VIEWER, { cookie: other.cookie })).codes).toEqual(['UNAUTHENTICATED']);
  });

  it('is told its CSRF token again, and no other session is', async () => {
    const [{ cookie, csrf }, bearer] = [await logIn(), (await tryLogIn('BEARER')).session?.token ?? ''];
    const query = '{ viewer { sessions { isCurrent csrfToken } } }';
    const told = async (sent: Sent) => ((await send(query, sent)).data?.['viewer'] as { sessions: { isCurrent: boolean }[] }).sessions;
    expect(await told({ cookie })).toEqual([
      { isCurrent: false, csrfToken: null },
      { isCurrent: true, csrfToken: csrf },
    ]);
    expect(await told({ bearer })).toEqual([
      { isCurrent: true, csrfToken: null },
      { isCurrent: false, csrfToken: null },
    ]);
  });

  it("is for the API's own pages and the site's alone", async () => {
    const { cookie, csrf } = await logIn();
    const own = [app.url, app.url.replace('http:', 'https:'), ...(name === 'portal' ? ['https://north.example'] : [])];
    for (const origin of own) {
      expect([origin, (await send(VIEWER, { cookie, origin })).codes]).toEqual([origin, []]);
      expect([origin, (await send(REVOKE_OTHERS, { cookie, csrf, origin })).codes]).toEqual([origin, []]);
    }
    const foreign = ['https://evil.example', 'https://north.example.evil', 'http://north.example', 'null', 'http://127.0.0.1'];
    for (const origin of [...foreign, ...(name === 'admin' ? ['https://north.example'] : [])]) {
      expect([origin, (await send(VIEWER, { cookie, origin })).codes]).toEqual([origin, ['FORBIDDEN']]);
      for (const change of [REVOKE_OTHERS, LOG_OUT]) {
        expect([origin, (await send(change, { cookie, csrf, origin })).codes]).toEqual([origin, ['FORBIDDEN']]);
      }
    }
    const bearer = (await tryLogIn('BEARER')).session?.token ?? '';
    expect((await send(VIEWER, { bearer, origin: 'https://evil.example' })).codes).toEqual([]);
  });

  it('gives way to a bearer token', async () => {
    const [{ cookie }, bearer] = [await logIn(), (await tryLogIn('BEARER')).session?.token ?? ''];
    expect((await send(REVOKE_OTHERS, { cookie, bearer })).data).toEqual({ sessionsRevokeOthers: { endedCount: 1 } });
    expect((await send(VIEWER, { cookie })).codes).toEqual(['UNAUTHENTICATED']);
    expect((await send(VIEWER, { cookie: (await logIn()).cookie, bearer: 'A'.repeat(43) })).codes).toEqual(['UNAUTHENTICATED']);
  });

  it('does not count when it comes otherwise than it was given out: as a bearer token, twice, under another name, on the other API', async () => {
    const [{ cookie, token }, bearer] = [await logIn(), (await tryLogIn('BEARER')).session?.token ?? ''];
    const [otherPath, otherName] =
      name === 'portal' ? ['/admin/graphql', '__Host-portal_admin_session'] : ['/graphql', '__Host-portal_session'];
    const tries: Sent[] = [
      { bearer: token },
      { cookie: `${cookieName}=${bearer}` },
      { cookie: `${cookie}; ${cookie}` },
      { cookie: `${cookieName}=x; ${cookie}` },
      { cookie: `${otherName}=${token}` },
      { cookie: `${cookieName.toLowerCase()}=${token}` },
      { cookie: `${cookieName}=${token}x` },
    ];
    for (const sent of tries) expect([sent, (await send(VIEWER, sent)).codes]).toEqual([sent, ['UNAUTHENTICATED']]);
    for (const sent of [{ cookie }, { cookie: `${otherName}=${token}` }]) {
      expect((await send(VIEWER, sent, {}, otherPath)).codes).toEqual(['UNAUTHENTICATED']);
      await send(LOG_OUT, sent, {}, otherPath);
    }
    expect((await send(VIEWER, { cookie })).codes).toEqual([]);
  });

  it('is ended and taken away by logOut, and taken away when it has ended before', async () => {
    const { cookie, csrf } = await logIn();
    const gone = [`${cookieName}=; Max-Age=0; ${ATTRIBUTES}`];
    expect(await send(LOG_OUT, { cookie, csrf })).toMatchObject({ codes: [], cookies: gone });
    expect((await send(VIEWER, { cookie })).codes).toEqual(['UNAUTHENTICATED']);
    expect(await send(LOG_OUT, { cookie })).toMatchObject({ codes: [], cookies: gone });
    expect(await send(LOG_OUT)).toMatchObject({ codes: [], cookies: [] });
  });

  it('is taken away when its user ends it from the list', async () => {
    const { cookie, csrf } = await logIn();
    const { data } = await send('{ viewer { sessions { id } } }', { cookie });
    const sessionId = (data?.['viewer'] as { sessions: { id: string }[] }).sessions[0]?.id;
    const revoke = 'mutation ($input: SessionRevokeInput!) { sessionRevoke(input: $input) { userErrors { code } } }';
    const { codes, cookies } = await send(revoke, { cookie, csrf }, { input: { sessionId } });
    expect([codes, cookies]).toEqual([[], [`${cookieName}=; Max-Age=0; ${ATTRIBUTES}`]]);
  });

  it('is taken away when its user ends all sessions, which takes a CSRF token', async () => {
    const { cookie, csrf } = await logIn();
    const revokeAll = 'mutation { sessionsRevokeAll { endedCount } }';
    expect(await send(revokeAll, { cookie })).toMatchObject({ codes: ['FORBIDDEN'], cookies: [] });
    const gone = [`${cookieName}=; Max-Age=0; ${ATTRIBUTES}`];
    expect(await send(revokeAll, { cookie, csrf })).toMatchObject({ codes: [], cookies: gone });
    expect((await send(VIEWER, { cookie })).codes).toEqual(['UNAUTHENTICATED']);
  });

  it('is replaced by the next log-in of the browser: a new token, and the old one is dead', async () => {
    const first = await logIn();
    const second = await logIn(first);
    expect(second.token).not.toBe(first.token);
    expect((await send(VIEWER, { cookie: first.cookie })).codes).toEqual(['UNAUTHENTICATED']);
    expect((await send(VIEWER, { cookie: second.cookie })).codes).toEqual([]);
    const { cookies, session } = await tryLogIn('BEARER', second);
    expect([cookies, session?.csrfToken]).toEqual([[`${cookieName}=; Max-Age=0; ${ATTRIBUTES}`], null]);
    expect((await send(VIEWER, { cookie: second.cookie })).codes).toEqual(['UNAUTHENTICATED']);
  });

  it('goes on with a new token in the cookie when the session proves itself anew', async () => {
    const { cookie, csrf } = await logIn();
    const { data } = await send('mutation { stepUpBegin { challenge { token } } }', { cookie, csrf });
    const { challenge } = data?.['stepUpBegin'] as { challenge: { token: string } };
    const answer = `mutation ($input: ChallengeAnswerInput!) {
      challengeAnswer(input: $input) { outcome { ... on LoggedIn { session { token csrfToken expiresAt } } } } }`;
    const input = { challengeToken: challenge.token, method: 'PASSWORD', answer: PASSWORD };
    app.clock.advanceMinutes(1);
    const seen = await send(answer, { cookie, csrf }, { input });
    const session = (seen.data?.['challengeAnswer'] as LoggedIn['logIn']).outcome?.session;
    expect(session).toEqual({
      token: null,
      csrfToken: expect.not.stringContaining(csrf) as unknown,
      expiresAt: '2026-11-24T03:00:00.000Z',
    });
    expect(seen.cookies).toEqual([expect.stringMatching(new RegExp(`^${cookieName}=[\\w-]{43}; Max-Age=43140; ${ATTRIBUTES}$`))]);
    const renewed = { cookie: seen.cookies[0]?.split(';')[0] ?? '', csrf: session?.csrfToken ?? '' };
    expect((await send(VIEWER, { cookie })).codes).toEqual(['UNAUTHENTICATED']);
    expect((await send(REVOKE_OTHERS, { ...renewed, csrf })).codes).toEqual(['FORBIDDEN']);
    expect((await send(REVOKE_OTHERS, renewed)).codes).toEqual([]);
  });

  it('leaves an expired cookie no say: logging in again needs no CSRF token', async () => {
    const { cookie } = await logIn();
    app.clock.advanceMinutes(31);
    expect((await tryLogIn('COOKIE', { cookie })).cookies).toHaveLength(1);
  });

  it('is nowhere in the log', async () => {
    const { cookie, csrf, token } = await logIn();
    await send(VIEWER, { cookie });
    await send(REVOKE_OTHERS, { cookie, csrf });
    await send('mutation { sessionsRevokeOthers { nothing } }', { cookie, csrf });
    for (const secret of [token, csrf]) expect(app.logText()).not.toContain(secret);
  });
});
