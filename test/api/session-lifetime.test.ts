import { globalId } from '../support/ids';
import { startPortal, type Person, type TestPortal } from '../support/portal';

const CREATE = `mutation ($input: SiteCreateInput!) {
  siteCreate(input: $input) { site { sessionIdleMinutes sessionAbsoluteMinutes } userErrors { code field } } }`;
const UPDATE = `mutation ($input: SiteUpdateInput!) {
  siteUpdate(input: $input) { site { version sessionIdleMinutes sessionAbsoluteMinutes } userErrors { code field } } }`;

interface Updated {
  siteUpdate: { site: { version: number } | null; userErrors: { code: string; field: string | null }[] };
}

describe('how long sessions last', () => {
  let app: TestPortal;
  let site: { id: number; siteKey: string };
  let user: Person;
  let staff: string;
  let version: number;

  beforeAll(async () => (app = await startPortal()));
  afterAll(() => app.close());
  beforeEach(async () => {
    await app.truncate();
    site = await app.story.makeSite({ siteKey: 'north' });
    user = await app.story.makeUser({ site });
    await logStaffIn();
    version = 1;
  });

  async function logStaffIn(): Promise<void> {
    staff = await app.admin.logIn(await app.story.makePlatformUser());
  }

  async function update(lifetimes: {
    sessionIdleMinutes?: number | null;
    sessionAbsoluteMinutes?: number | null;
  }): Promise<Updated['siteUpdate']> {
    const input = { siteId: globalId('Site', site.id), version, ...lifetimes };
    const { siteUpdate } = await app.admin.data<Updated>(UPDATE, { input }, staff);
    version = siteUpdate.site?.version ?? version;
    return siteUpdate;
  }

  async function alive(token: string): Promise<boolean> {
    const { errors } = await app.portal.ask('{ viewer { email } }', {}, token);
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(errors.length === 0 ? [] : ['UNAUTHENTICATED']);
    return errors.length === 0;
  }

  it.each<[string, number | undefined, [seconds: number, alive: boolean][]]>([
    [
      '30 minutes where the site says nothing',
      undefined,
      [
        [1799, true],
        [1800, false],
        [1801, false],
      ],
    ],
    [
      '5 minutes where the site says so',
      5,
      [
        [299, true],
        [300, false],
        [301, false],
      ],
    ],
    [
      '8 hours where the site says so',
      480,
      [
        [28_799, true],
        [28_800, false],
      ],
    ],
  ])('unused: %s', async (_what, sessionIdleMinutes, cases) => {
    if (sessionIdleMinutes !== undefined) await update({ sessionIdleMinutes });
    for (const [seconds, expected] of cases) {
      const token = await app.portal.logIn(user);
      app.clock.advanceSeconds(seconds);
      expect([seconds, await alive(token)]).toEqual([seconds, expected]);
    }
  });

  it('a change of the idle time counts for running sessions at once, both ways', async () => {
    const token = await app.portal.logIn(user);
    app.clock.advanceMinutes(10);
    await update({ sessionIdleMinutes: 10 });
    expect(await alive(token)).toBe(false);
    await update({ sessionIdleMinutes: 11 });
    expect(await alive(token)).toBe(true);
    await update({ sessionIdleMinutes: 60 });
    app.clock.advanceMinutes(28);
    await logStaffIn();
    app.clock.advanceMinutes(28);
    expect(await alive(token)).toBe(true);
    await update({ sessionIdleMinutes: 30 });
    app.clock.advanceMinutes(30);
    expect(await alive(token)).toBe(false);
  });

  it('in all: as long as the site said at the log-in, however much it is used', async () => {
    await update({ sessionIdleMinutes: 5, sessionAbsoluteMinutes: 15 });
    const { session } = await app.portal.tryLogIn({ siteKey: 'north', email: user.email, password: 'correct horse battery staple' });
    expect(session?.expiresAt).toBe(new Date(app.clock.now().getTime() + 15 * 60_000).toISOString());
    const token = session?.token ?? '';
    await update({ sessionAbsoluteMinutes: 30 });
    for (let minutes = 3; minutes < 15; minutes += 3) {
      app.clock.advanceMinutes(3);
      expect([minutes, await alive(token)]).toEqual([minutes, true]);
    }
    app.clock.advanceSeconds(179);
    expect(await alive(token)).toBe(true);
    app.clock.advanceSeconds(1);
    expect(await alive(token)).toBe(false);
    const later = await app.portal.logIn(user);
    for (let minutes = 4; minutes < 20; minutes += 4) {
      app.clock.advanceMinutes(4);
      expect([minutes, await alive(later)]).toEqual([minutes, true]);
    }
  });

  it('of one site mean nothing on another, nor to staff, nor to those who look as a user', async () => {
    const neighbour = await app.portal.logIn(await app.story.makeUser({ site: await app.story.makeSite() }));
    await update({ sessionIdleMinutes: 5, sessionAbsoluteMinutes: 15 });
    const start = 'mutation ($input: ViewAsStartInput!) { viewAsStart(input: $input) { session { token } } }';
    const input = { userId: globalId('User', user.id), reason: 'ticket 4711: list is empty' };
    const { viewAsStart } = await app.admin.data<{ viewAsStart: { session: { token: string } } }>(start, { input }, staff);
    app.clock.advanceMinutes(14);
    expect([await alive(neighbour), await alive(viewAsStart.session.token)]).toEqual([true, true]);
    app.clock.advanceMinutes(15);
    expect((await app.admin.ask('{ viewer { email } }', {}, staff)).errors).toEqual([]);
  });

  it.each<[object, string]>([
    [{ sessionIdleMinutes: 4 }, 'sessionIdleMinutes must not be less than 5'],
    [{ sessionIdleMinutes: 481 }, 'sessionIdleMinutes must not be greater than 480'],
    [{ sessionAbsoluteMinutes: 14 }, 'sessionAbsoluteMinutes must not be less than 15'],
    [{ sessionAbsoluteMinutes: 43_201 }, 'sessionAbsoluteMinutes must not be greater than 43200'],
  ])('%p is out of bounds', async (lifetimes, message) => {
    const base = { siteKey: 'new', name: 'New', url: 'https://new.example', privateLabels: [] };
    const answers = [
      await app.admin.ask(CREATE, { input: { ...base, ...lifetimes } }, staff),
      await app.admin.ask(UPDATE, { input: { siteId: globalId('Site', site.id), version: 1, ...lifetimes } }, staff),
    ];
    for (const { errors } of answers) expect(errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  it('in all are never shorter than unused, whichever is changed', async () => {
    const crossed = { site: null, userErrors: [{ code: 'SESSION_LIFETIMES_CROSSED', field: 'sessionAbsoluteMinutes' }] };
    expect(await update({ sessionAbsoluteMinutes: 29 })).toEqual(crossed);
    expect(await update({ sessionIdleMinutes: 15, sessionAbsoluteMinutes: 15 })).toMatchObject({ userErrors: [] });
    expect(await update({ sessionIdleMinutes: 16 })).toEqual(crossed);
    const input = { siteKey: 'new', name: 'New', url: 'https://new.example', privateLabels: [] };
    const create = (lifetimes: object) => app.admin.data(CREATE, { input: { ...input, ...lifetimes } }, staff);
    expect(await create({ sessionAbsoluteMinutes: 29 })).toEqual({ siteCreate: crossed });
    const made = { sessionIdleMinutes: 30, sessionAbsoluteMinutes: 720 };
    expect(await create({})).toEqual({ siteCreate: { site: made, userErrors: [] } });
    const chosen = { sessionIdleMinutes: 480, sessionAbsoluteMinutes: 43_200 };
    expect(await create({ siteKey: 'other', ...chosen })).toEqual({ siteCreate: { site: chosen, userErrors: [] } });
  });

  it('are written down like the rest of a site, and left alone when left out', async () => {
    await update({ sessionIdleMinutes: 10, sessionAbsoluteMinutes: null });
    const [entry] = await app.container.database.rows<{ summary: string; before: object; after: object }>(
      "SELECT summary, state_before AS `before`, state_after AS `after` FROM audit_entries WHERE action = 'SITE_UPDATE'",
    );
    expect(entry?.summary).toContain('sessionIdleMinutes 30 → 10');
    expect([entry?.before, entry?.after]).toEqual([{ sessionIdleMinutes: 30 }, { sessionIdleMinutes: 10, version: 2 }]);
  });
});
