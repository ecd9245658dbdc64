import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { SyncKind } from '../../src/domain/sync/servicing-system';
import { ExtractFolderServicingSystem } from '../../src/servicing/extracts/extract-folder-servicing-system';
import { accounts, allOf, ExtractFixture, reasonOf, record, told } from '../support/extract-fixture';

let folder: ExtractFixture;
let system: ExtractFolderServicingSystem;

beforeEach(() => {
  folder = new ExtractFixture();
  system = new ExtractFolderServicingSystem({ path: folder.path, idleMs: 50 });
});
afterEach(() => folder.remove());

const all = (kind: SyncKind, limit?: number, since?: number) => allOf(system, kind, limit, since);

describe('a folder of extracts', () => {
  it('says what it is', async () => {
    folder.publish([
      { upTo: 10, files: { accounts: [], contacts: [] } },
      { upTo: 20, files: { payments: [] } },
    ]);
    expect(await system.describe()).toEqual({
      product: 'ASPIRE',
      version: '5.20.17',
      minimumVersion: '5.20.17',
      isSupported: true,
      hosting: 'ON_PREMISES',
      epoch: 'life-1',
      latestSequence: 20,
      wholeSince: { accounts: 10, contacts: 10 },
    });
    folder.publish([{ upTo: 10, files: {} }], { version: '5.20.9' });
    expect(await system.describe()).toMatchObject({ version: '5.20.9', isSupported: false });
  });

  it('is read on from any sequence, snapshot first, changes after it, page by page', async () => {
    folder.publish([
      { upTo: 10, files: { accounts: [folder.lines('1/a.ndjson', accounts(11, 12)), folder.lines('1/b.ndjson', accounts(13))] } },
      { upTo: 20, files: { accounts: [folder.lines('2/a.ndjson', [{ oid: 21, deleted: true }, ...accounts(14)])] } },
      { upTo: 30, files: { contacts: [] } },
    ]);
    const everything = ['1 11', '2 12', '3 13', '11 21 gone', '12 14'];
    expect(await all('accounts')).toEqual(everything);
    for (const limit of [1, 2, 3, 4, 5]) expect(await all('accounts', limit)).toEqual(everything);
    for (const since of [1, 2, 5, 11]) expect(await all('accounts', 2, since)).toEqual(everything.filter((row) => parseInt(row) > since));
    expect(await system.readChanges('accounts', 12, 5)).toMatchObject({ changes: [], more: false, nextSince: 30, latestSequence: 30 });
    expect(await system.readChanges('accounts', 99, 5)).toMatchObject({ changes: [], more: false, nextSince: 99, latestSequence: 30 });
    expect(await all('invoices')).toEqual([]);
  });

  it('begins with the newest snapshot of the kind', async () => {
    folder.publish([
      {
        upTo: 10,
        files: { accounts: [folder.lines('1/a.ndjson', accounts(11))], contacts: [folder.lines('1/c.ndjson', [record('contacts')])] },
      },
      { content: 'SNAPSHOT', upTo: 20, files: { accounts: [folder.lines('2/a.ndjson', accounts(12))] } },
    ]);
    expect(await all('accounts')).toEqual(['11 12']);
    expect(await all('contacts')).toEqual(['1 3001']);
    expect((await system.describe()).wholeSince).toEqual({ accounts: 20, contacts: 10 });
  });

  it('keeps the sequences its rows bear', async () => {
    const [one, two] = accounts(11, 12);
    const rows = [
      { sequence: 4, oid: 11, deleted: false, data: one },
      { sequence: 9, oid: 12, data: two },
    ];
    folder.publish([{ upTo: 10, files: { accounts: [folder.lines('1/a.ndjson', rows)] } }]);
    expect(await all('accounts', 1)).toEqual(['4 11', '9 12']);
  });

  it('tells a record once in a page, as it was last', async () => {
    const rows = [...accounts(11), { ...record('accounts'), AccountOid: 12, Name: 7 }, ...accounts(12), { oid: 11, deleted: true }];
    folder.publish([{ upTo: 10, files: { accounts: [folder.lines('1/a.ndjson', rows)] } }]);
    const page = await system.readChanges('accounts', 0, 10);
    expect(told(page)).toEqual(['3 12', '4 11 gone']);
    expect(page.unreadable).toEqual([]);
  });

  it('sets a record aside that cannot be read', async () => {
    const rows = [
      ...accounts(11),
      { ...record('accounts'), AccountOid: 12, Name: 7 },
      { Name: 'nobody' },
      { oid: 5, data: record('accounts') },
    ];
    folder.publish([{ upTo: 10, files: { accounts: [folder.lines('1/a.ndjson', rows)] } }]);
    const page = await system.readChanges('accounts', 0, 10);
    expect(told(page)).toEqual(['1 11']);
    expect(page.unreadable.map(({ key, sequence, reason }) => [key, sequence, reason])).toEqual([
      ['12', 2, 'Name: 7 is not a text'],
      ['sequence:3', 3, 'oid is missing'],
      ['5', 4, "AccountOid: 1001 is not the change's oid 5"],
    ]);
  });

  it('may be compressed, with a byte order mark, blank lines and Windows line ends', async () => {
    const lines = accounts(11, 12).map((row) => JSON.stringify(row));
    folder.publish([
      {
        upTo: 10,
        files: {
          accounts: [
            folder.file('1/a.ndjson.gz', `${lines[0]}\n`),
            folder.file('1/b.ndjson', `\uFEFF${lines[1]}\r\n\r\n`, { records: 1 }),
            folder.file('1/c.ndjson.gz', Buffer.concat(accounts(13, 14).map((row) => gzipSync(JSON.stringify(row) + '\n'))), {
              records: 2,
            }),
          ],
        },
      },
    ]);
    expect(await all('accounts', 3)).toEqual(['1 11', '2 12', '3 13', '4 14']);
  });
});

describe('a CSV extract', () => {
  const header = 'AccountOid,AccountId,Name,EntityType,EmailAddress,PhoneNumber';
  const publish = (text: string, more = {}) => folder.publish([{ upTo: 10, files: { accounts: [folder.file('1/a.csv', text, more)] } }]);

  it('is read like NDJSON', async () => {
    const csv = ['Deleted,Extra,' + header, 'false,x,11,A-1,"Ada ""&"" Sons\nLtd",COMPANY,,+1 555', '1,,12,,,,,', ''].join('\r\n');
    publish(csv, { records: 2 });
    const { changes, unreadable } = await system.readChanges('accounts', 0, 10);
    const ada = { id: 11, accountNumber: 'A-1', name: 'Ada "&" Sons\nLtd', entityType: 'COMPANY', emails: null, phone: '+1 555' };
    expect(changes).toEqual([
      { sequence: 1, id: 11, record: ada },
      { sequence: 2, id: 12, record: null },
    ]);
    expect(unreadable).toEqual([]);
  });

  it('holds parts as JSON', async () => {
    const invoice = record('invoices');
    const cells = Object.values(invoice).map(
      (value) => `"${(typeof value === 'string' ? value : JSON.stringify(value)).replaceAll('"', '""')}"`,
    );
    const text = `${Object.keys(invoice).join(',')}\n${cells.join(',')}\n`;
    folder.publish([{ upTo: 10, files: { invoices: [folder.file('1/i.csv', text)] } }]);
    const [fromCsv] = (await system.readChanges('invoices', 0, 10)).changes;
    folder.publish([{ upTo: 10, files: { invoices: [folder.lines('1/i.ndjson', [invoice])] } }]);
    expect((await system.readChanges('invoices', 0, 10)).changes).toEqual([fromCsv]);
  });

  it('has a record set aside for a cell that is not what its field needs', async () => {
    publish(`Deleted,${header}\n,11,A,B,ROBOT,,\nperhaps,12,A,B,COMPANY,,\n,x,A,B,COMPANY,,\n`);
    const { changes, unreadable } = await system.readChanges('accounts', 0, 10);
    expect(changes).toEqual([]);
    expect(unreadable.map(({ key, reason }) => `${key} ${reason}`)).toEqual([
      '11 EntityType: "ROBOT" is not one of COMPANY, PERSON',
      '12 deleted: "perhaps" is not true or false',
      'sequence:3 oid: "x" is not an oid',
    ]);
  });

  it.each([
    [`${header}\n11,A\n`, /1\/a\.csv: it is not CSV: .*line 2/],
    [`${header}\n11,"A\n`, /1\/a\.csv: it is not CSV: .*[Qq]uote/],
    ['Name,AccountId\nx,y\n', /1\/a\.csv: its header has no AccountOid\.$/],
    [`Name,${header}\nx,y\n`, /1\/a\.csv: its header repeats Name\.$/],
    [`Sequence,${header}\nsoon,11,A,B,COMPANY,,\n`, /behind sequence 0 comes "soon", which is not a sequence/],
    ['', /1\/a\.csv: it has no header\.$/],
  ])('that is broken is refused whole: %j', async (text, reason) => {
    publish(text, { records: 1 });
    expect(await reasonOf(system.readChanges('accounts', 0, 10))).toMatch(reason);
  });
});

describe('a file that is not what the manifest says', () => {
  const rows = accounts(11, 12, 13);
  const publish = (more: object) => folder.publish([{ upTo: 10, files: { accounts: [{ ...folder.lines('1/a.ndjson', rows), ...more }] } }]);
  const reason = () => reasonOf(system.readChanges('accounts', 0, 10));

  it('in size, checksum or number of records is refused', async () => {
    publish({ bytes: 10 });
    expect(await reason()).toMatch(
      /^The extract folder's 1\/a\.ndjson: it has \d+ bytes, not 10 as the manifest says\. It was written again after the manifest\.$/,
    );
    publish({ bytes: 100_000 });
    expect(await reason()).toMatch(/It was not copied whole, or the manifest was written too early\.$/);
    publish({ sha256: 'a'.repeat(64) });
    expect(await reason()).toMatch(/have the SHA-256 [0-9a-f]{64}, not the one in the manifest: it is damaged, or was written again\.$/);
    publish({ records: 2 });
    expect(await reason()).toMatch(/it has more than the 2 records of the manifest\.$/);
    publish({ records: 4 });
    expect(await reason()).toMatch(/it has 3 records, not 4 as the manifest says\.$/);
    publish({});
    expect(await all('accounts')).toHaveLength(3);
  });

  it('cut short is refused, compressed or not', async () => {
    const plain = folder.lines('1/a.ndjson', rows);
    truncateSync(join(folder.path, '1/a.ndjson'), plain.bytes - 9);
    folder.publish([{ upTo: 10, files: { accounts: [plain] } }]);
    expect(await reason()).toMatch(/it was not copied whole/i);
    const zipped = gzipSync(rows.map((row) => JSON.stringify(row)).join('\n'));
    folder.publish([{ upTo: 10, files: { accounts: [folder.file('1/a.ndjson.gz', zipped.subarray(0, -10), { records: 3 })] } }]);
    expect(await reason()).toMatch(/it cannot be decompressed \(unexpected end of file\)/);
    const garbage = Buffer.concat([zipped, Buffer.from('garbage behind it'.repeat(60_000))]);
    folder.publish([{ upTo: 10, files: { accounts: [folder.file('1/b.ndjson.gz', garbage, { records: 3 })] } }]);
    expect(await reason()).toMatch(/1\/b\.ndjson\.gz: (it cannot be decompressed|something stands behind)/);
  });

  it.each([
    ['{"AccountOid": 11', /line 1 is not JSON/],
    ['[11]\n', /line 1 is not a JSON object/],
    [Buffer.from('{"Name":"Caf\xe9"}\n', 'latin1'), /it is not UTF-8 text/],
  ])('in its form is refused: %s', async (content, expected) => {
    folder.publish([{ upTo: 10, files: { accounts: [folder.file('1/a.ndjson', content)] } }]);
    expect(await reason()).toMatch(expected);
  });

  it.each([
    [[{ sequence: 4 }, { sequence: 4 }], 'behind sequence 4 comes 4: sequences ascend.'],
    [[{ sequence: 11 }], 'behind sequence 0 comes 11, but the extract extract-1 goes from 0 up to 10.'],
    [[{ sequence: 4 }, {}], 'behind sequence 4 comes a row without a sequence, others of its extract are with one.'],
    [[{}, { sequence: 4 }], 'behind sequence 1 comes a row with a sequence, others of its extract are without one.'],
    [[{ sequence: 1.5 }], 'behind sequence 0 comes 1.5, which is not a sequence.'],
  ])('in the sequences %j is refused', async (changes, expected) => {
    const listed = changes.map((change, index) => ({ oid: index + 1, deleted: true, ...change }));
    folder.publish([{ upTo: 10, files: { accounts: [folder.lines('1/a.ndjson', listed)] } }]);
    expect(await reason()).toBe(`The extract folder's 1/a.ndjson: ${expected}`);
  });
});

describe('a folder that is not as it should be', () => {
  it('is named with what is missing', async () => {
    expect(await reasonOf(system.describe())).toBe(
      "The extract folder's manifest.json: there is none yet: nothing was delivered, or PORTAL_EXTRACT_FOLDER names another folder.",
    );
    const elsewhere = new ExtractFolderServicingSystem({ path: '/nowhere/at/all' });
    expect(await reasonOf(elsewhere.describe())).toMatch(/place: \/nowhere\/at\/all cannot be read \(ENOENT\)/);
    folder.publish([{ upTo: 10, files: { accounts: [{ ...folder.lines('1/a.ndjson', accounts(1)), path: '1/b.ndjson' }] } }]);
    expect(await reasonOf(system.readChanges('accounts', 0, 1))).toMatch(
      /1\/b\.ndjson: there is no such file, although the manifest lists it/,
    );
    mkdirSync(join(folder.path, '1/b.ndjson'));
    expect(await reasonOf(system.readChanges('accounts', 0, 1))).toMatch(/it is not a file/);
  });

  it('never leads out of itself: neither by a link to a file nor by one to a folder', async () => {
    const outside = new ExtractFixture();
    const secret = outside.lines('secret.ndjson', accounts(1));
    symlinkSync(join(outside.path, 'secret.ndjson'), join(folder.path, 'link.ndjson'));
    symlinkSync(outside.path, join(folder.path, 'door'));
    for (const path of ['link.ndjson', 'door/secret.ndjson']) {
      folder.publish([{ upTo: 10, files: { accounts: [{ ...secret, path }] } }]);
      expect(await reasonOf(system.readChanges('accounts', 0, 1))).toBe(
        `The extract folder's ${path}: it is a link that leads out of the folder.`,
      );
    }
    outside.remove();
  });

  it('may have links within itself, also to another manifest, and may be a link', async () => {
    folder.publish([{ upTo: 10, files: { accounts: [{ ...folder.lines('kept/a.ndjson', accounts(1)), path: 'now/a.ndjson' }] } }]);
    symlinkSync('kept', join(folder.path, 'now'));
    renameSync(join(folder.path, 'manifest.json'), join(folder.path, 'manifest-7.json'));
    symlinkSync('manifest-7.json', join(folder.path, 'manifest.json'));
    const link = join(tmpdir(), `portal-extracts-link-${process.pid}`);
    symlinkSync(folder.path, link);
    system = new ExtractFolderServicingSystem({ path: link });
    expect(await all('accounts')).toEqual(['1 1']);
    rmSync(link);
  });

  it('does not hang on a pipe', async () => {
    execFileSync('mkfifo', [join(folder.path, 'pipe')]);
    folder.publish([{ upTo: 10, files: { accounts: [{ ...folder.lines('a.ndjson', accounts(1)), path: 'pipe' }] } }]);
    expect(await reasonOf(system.readChanges('accounts', 0, 1))).toMatch(/it is not a file/);
  });
});

describe('what a folder cannot do', () => {
  it('is refused with what to configure', async () => {
    for (const call of [
      system.findBankAccount,
      system.putAlternateEft,
      system.cancelAlternateEft,
      system.findAlternateEft,
      system.listEftBatches,
    ])
      expect(await reasonOf(call())).toMatch(
        /^A folder of extracts can only be read\. .* PORTAL_ASPIRE_URL and PORTAL_ASPIRE_TOKEN name it\.$/,
      );
  });
});
