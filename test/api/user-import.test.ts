import { readCsv } from '../../src/kernel/csv-reader';
import { globalId } from '../support/ids';
import { startPortal, type Nodes, type TestPortal } from '../support/portal';

const HEADER = 'siteKey,email,firstName,lastName,accountNumbers';
const FIELDS = `id state isDryRun rowsTotal rowsDone usersCreated usersExtended linksCreated
  errors(first: 100) { totalCount edges { node { row column code message } } }`;
const IMPORT = `mutation ($input: UsersImportInput!) { usersImport(input: $input) { import { ${FIELDS} } userErrors { code } } }`;
const STATUS = `query ($id: ID!) { usersImportStatus(id: $id) { ${FIELDS} } }`;
const EXPORT = 'query ($siteId: ID!) { usersExport(siteId: $siteId) { csv rowCount } }';

interface Import {
  id: string;
  state: string;
  rowsTotal: number;
  rowsDone: number;
  usersCreated: number;
  usersExtended: number;
  linksCreated: number;
  errors: Nodes<{ row: number; column: number | null; code: string; message: string }>;
}

describe('importing and exporting users', () => {
  let app: TestPortal;
  let site: { id: number; siteKey: string };
  let staff: string;

  beforeAll(async () => (app = await startPortal()));
  afterAll(() => app.close());
  beforeEach(async () => {
    await app.truncate();
    site = await app.story.makeSite({ siteKey: 'main' });
    staff = await app.admin.logIn(await app.story.makePlatformUser());
  });

  async function makeLinkable(accountNumber: string): Promise<number> {
    const account = await app.story.makeAccount({ accountNumber });
    await app.story.makeContract({ roles: [[account, 'CUSTOMER']] });
    return account;
  }

  async function importFile(rows: readonly string[], dryRun = false): Promise<Import> {
    const input = { csv: [HEADER, ...rows].join('\r\n'), dryRun };
    const answer = await app.admin.data<{ usersImport: { import: Import } }>(IMPORT, { input }, staff);
    return answer.usersImport.import;
  }

  const status = async (id: string): Promise<Import> =>
    (await app.admin.data<{ usersImportStatus: Import }>(STATUS, { id }, staff)).usersImportStatus;
  const errorsOf = ({ errors }: Import) => errors.edges.map(({ node }) => [node.row, node.column, node.code]);
  const countOf = async (table: string) => (await app.container.database.rows<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`))[0]?.n;

  async function ended({ id }: Import): Promise<Import> {
    for (;;) {
      const now = await status(id);
      if (now.state !== 'RUNNING') return now;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  it('a dry run tells what would be done and does nothing; the real run does it, and written down', async () => {
    const [first, second] = [await makeLinkable('A-1'), await makeLinkable('A-2')];
    const known = await app.story.makeUser({ site, accounts: [first], email: 'Known@Example.com' });
    const rows = ['main,new@example.com,Nora,New,A-1;A-2', 'main,known@example.com,K,K,A-1; A-2', ''];
    const expected = { rowsTotal: 2, rowsDone: 2, usersCreated: 1, usersExtended: 1, linksCreated: 3, state: 'DONE' };
    expect(await importFile(rows, true)).toMatchObject({ ...expected, isDryRun: true });
    expect(await countOf('users')).toBe(1);
    expect(await importFile(rows)).toMatchObject({ ...expected, isDryRun: false });
    const links = await app.container.users.listLinks([known.id]);
    expect(links.map(({ accountId }) => accountId)).toEqual([first, second]);
    const acts = await app.container.auditEntries.list({}, { limit: 10, backward: false, from: undefined });
    expect(acts.map(({ action }) => action)).toEqual(['USERS_IMPORT', 'USER_LINK', 'USER_CREATE', 'LOG_IN']);
    expect(await importFile(rows)).toMatchObject({ state: 'DONE', usersCreated: 0, usersExtended: 0, linksCreated: 0 });
  });

  it('tells everything that is wrong, with row and column, and imports nothing', async () => {
    await makeLinkable('A-1');
    await makeLinkable('TWICE');
    await makeLinkable('TWICE');
    await app.story.makeAccount({ accountNumber: 'NO-CONTRACT' });
    const outcome = await importFile([
      'main,good@example.com,A,B,A-1',
      'main,bad e-mail,A,B,A-1',
      'nowhere,a@example.com,A,B,A-1',
      'main,b@example.com,A,B,A-1;UNKNOWN',
      'main,c@example.com,A,B,TWICE',
      'main,d@example.com,A,B,NO-CONTRACT',
      'main,GOOD@example.com,A,B,A-1',
      'main,e@example.com,A,B',
      `main,f@example.com,${'x'.repeat(101)},B,A-1`,
      'main,g@example.com,,B,A-1',
      'main,h@example.com,A,B,',
    ]);
    expect(outcome).toMatchObject({ state: 'REFUSED', rowsTotal: 11, rowsDone: 0, usersCreated: 0 });
    expect(errorsOf(outcome)).toEqual([
      [3, 2, 'BAD_EMAIL'],
      [4, 1, 'UNKNOWN_SITE'],
      [5, 5, 'UNKNOWN_ACCOUNT'],
      [6, 5, 'AMBIGUOUS_ACCOUNT'],
      [7, 5, 'ACCOUNT_NOT_LINKABLE'],
      [8, 2, 'DUPLICATE_ROW'],
      [9, null, 'WRONG_COLUMN_COUNT'],
      [10, 3, 'TOO_LONG'],
      [11, 3, 'MISSING'],
      [12, 5, 'NO_ACCOUNT'],
    ]);
    expect([await countOf('users'), await countOf('user_accounts')]).toEqual([0, 0]);
  });

  it('says where a file is malformed, or has another first row', async () => {
    expect(errorsOf(await importFile(['main,"a@example.com,A,B,A-1']))).toEqual([[2, 2, 'MALFORMED']]);
    const input = { csv: 'main,a@example.com,A,B,A-1' };
    const answer = await app.admin.data<{ usersImport: { import: Import } }>(IMPORT, { input }, staff);
    expect(errorsOf(answer.usersImport.import)).toEqual([[1, null, 'WRONG_HEADER']]);
  });

  const fiveThousand = (): string[] => Array.from({ length: 5_000 }, (_, index) => `main,u${index}@e.com,F,L,A-1`);

  it('5 000 rows go on in the background and can be watched', async () => {
    await makeLinkable('A-1');
    const started = await importFile(fiveThousand());
    expect(started).toMatchObject({ state: 'RUNNING', rowsTotal: 5_000 });
    expect(await ended(started)).toMatchObject({ state: 'DONE', rowsDone: 5_000, usersCreated: 5_000, linksCreated: 5_000 });
    expect([await countOf('users'), await countOf('user_accounts')]).toEqual([5_000, 5_000]);
  });

  it('a row that fails at the end leaves nothing, whether the file or the database says so', async () => {
    await makeLinkable('A-1');
    const refused = await ended(await importFile([...fiveThousand(), 'main,last@e.com,F,L,A-9']));
    expect([refused.state, errorsOf(refused)]).toEqual(['REFUSED', [[5_002, 5, 'UNKNOWN_ACCOUNT']]]);
    await app.story.change(
      "CREATE TRIGGER no_more BEFORE INSERT ON users FOR EACH ROW IF NEW.email = 'u4999@e.com' THEN SIGNAL SQLSTATE '45000'; END IF",
      [],
    );
    try {
      expect((await ended(await importFile(fiveThousand()))).state).toBe('FAILED');
    } finally {
      await app.story.change('DROP TRIGGER no_more', []);
    }
    expect([await countOf('users'), await countOf('user_accounts')]).toEqual([0, 0]);
  });

  it('an import whose process ends is broken off, and nothing of it is there', async () => {
    await makeLinkable('A-1');
    const beside = await startPortal({ beside: app });
    const input = { csv: [HEADER, ...fiveThousand()].join('\n') };
    const answer = await beside.admin.data<{ usersImport: { import: Import } }>(IMPORT, { input }, staff);
    await beside.close();
    const { id } = answer.usersImport.import;
    expect((await status(id)).state).toBe('BROKEN_OFF');
    expect([await countOf('users'), await countOf('user_accounts')]).toEqual([0, 0]);
    // One that could not even say so is known by its silence.
    await app.story.change("UPDATE user_imports SET state = 'RUNNING', finished_at = NULL", []);
    expect((await status(id)).state).toBe('RUNNING');
    app.clock.advanceSeconds(61);
    expect((await status(id)).state).toBe('BROKEN_OFF');
  });

  it('what is exported can be imported again, formulas disarmed on the way', async () => {
    const account = await makeLinkable('A-1');
    await app.story.makeUser({ site, accounts: [account], email: 'eve@example.com', firstName: '=HYPERLINK("x")', lastName: "'+1" });
    const { usersExport } = await app.admin.data<{ usersExport: { csv: string; rowCount: number } }>(
      EXPORT,
      { siteId: globalId('Site', site.id) },
      staff,
    );
    expect(usersExport.rowCount).toBe(1);
    expect(readCsv(usersExport.csv).rows).toEqual([HEADER.split(','), ['main', 'eve@example.com', `'=HYPERLINK("x")`, "''+1", 'A-1']]);
    expect(await importFile(usersExport.csv.split('\r\n').slice(1))).toMatchObject({ state: 'DONE', usersCreated: 0, linksCreated: 0 });
    await app.story.change('DELETE FROM users', []);
    expect(await importFile(usersExport.csv.split('\r\n').slice(1))).toMatchObject({ state: 'DONE', usersCreated: 1, linksCreated: 1 });
    const [user] = await app.container.users.list({ siteId: site.id }, { limit: 1, backward: false, from: undefined });
    expect(user).toMatchObject({ firstName: '=HYPERLINK("x")', lastName: "'+1", enrolmentSource: 'IMPORT' });
  });

  it('refuses what is too much, and CUSTOMER_CARE', async () => {
    const many = Array.from({ length: 10_001 }, () => 'm,,,,').join('\n');
    const answer = await app.admin.data(IMPORT, { input: { csv: `${HEADER}\n${many}` } }, staff);
    expect(answer).toEqual({ usersImport: { import: null, userErrors: [{ code: 'TOO_MANY_ROWS' }] } });
    const care = await app.admin.logIn(await app.story.makePlatformUser({ role: 'CUSTOMER_CARE' }));
    const { errors } = await app.admin.ask(IMPORT, { input: { csv: HEADER } }, care);
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
    expect((await app.admin.ask('{ usersImportStatus(id: "x") { state } }')).errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });
});
