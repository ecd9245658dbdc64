import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkLines, writeExtracts } from '../../src/extracts-command';
import { SYNC_KINDS } from '../../src/persistence/entities/sync.entity';
import { checkExtractFolder } from '../../src/servicing/extracts/extract-check';
import { ExtractFolderServicingSystem } from '../../src/servicing/extracts/extract-folder-servicing-system';
import { AspireSimulator } from '../../src/simulator/aspire-simulator';
import { bookSource } from '../../src/simulator/extract-source';
import { ExtractWriter } from '../../src/simulator/extract-writer';
import { LiveBook } from '../../src/simulator/live-book';
import type { AccountRecord } from '../../src/simulator/record';
import { accounts, ExtractFixture, record } from '../support/extract-fixture';

const BOOK = { format: 'NDJSON', gzip: false, token: 'unused', contracts: 30, seed: 7, asOf: '2026-11-23' } as const;

let folder: ExtractFixture;

beforeEach(() => {
  folder = new ExtractFixture();
});
afterEach(() => folder.remove());

const linesOf = async () => checkLines(await checkExtractFolder(folder.path));

describe('portal extracts write', () => {
  it.each([
    ['NDJSON', false],
    ['CSV', true],
  ] as const)('writes a simulated book as %s that the check finds good (gzip: %s)', async (format, gzip) => {
    expect(await writeExtracts(folder.path, { ...BOOK, format, gzip })).toMatch(
      /^SNAPSHOT extract-000001: \d{3,} records in \d+ files, sequences 0 to \d+\.$/,
    );
    const lines = await linesOf();
    expect(lines[0]).toMatch(/^ASPIRE 5\.20\.17, epoch book-7-30-2026-11-23-1, 1 extracts up to sequence \d+\.$/);
    expect(lines.slice(1).map((line) => line.replace(/\d+ records/, 'N records'))).toEqual(
      SYNC_KINDS.map((kind) => `${kind}: N records, 0 deletions, 0 unreadable`),
    );
    expect(lines.join()).toContain('contracts: 30 records');
    expect(await writeExtracts(folder.path, { ...BOOK, format, gzip })).toBe('Nothing has changed since the last extract.');
    expect(readdirSync(folder.path).sort()).toEqual(['extract-000001', 'manifest.json']);
  });

  it('adds what a running connector has changed, and begins anew after a restore', async () => {
    const simulator = new AspireSimulator({ ...BOOK, token: 'secret' });
    const { url: connector } = await simulator.start();
    const from = { ...BOOK, connector, token: 'secret' };
    const control = (path: string, body: object) =>
      fetch(`${connector}/control/${path}`, { method: 'POST', headers: { authorization: 'Bearer secret' }, body: JSON.stringify(body) });
    await writeExtracts(folder.path, from);
    await control('events', { type: 'remove', kind: 'accounts', oid: 1001 });
    expect(await writeExtracts(folder.path, from)).toMatch(/^CHANGES extract-000002: 1 records in 1 files, sequences (\d+) to \d+\.$/);
    expect((await linesOf()).join()).toMatch(/2 extracts up to .*,accounts: \d+ records, 1 deletions/);
    await control('restore', {});
    expect(await writeExtracts(folder.path, from)).toMatch(/^SNAPSHOT extract-000003: /);
    expect((await linesOf())[0]).toMatch(/-2, 1 extracts up to/);
    await expect(writeExtracts(folder.path, { ...from, token: 'wrong' })).rejects.toThrow('GET /info answered 401');
    await simulator.stop();
  });

  it('writes CSV that says exactly what the book says: a phone number keeps its plus, a text its blanks', async () => {
    const book = new LiveBook(BOOK);
    const account = { ...book.get('accounts', 1001), Name: '=SUM(1), "x"\n', PhoneNumber: '+1 555', EmailAddress: null } as AccountRecord;
    book.put('accounts', 1001, account);
    await new ExtractWriter(folder.path, { format: 'CSV', recordsPerFile: 10 }).deliver(bookSource(book));
    const csv = readFileSync(join(folder.path, 'extract-000001/accounts-1.csv'), 'utf8');
    expect(csv.split('\r\n')[0]).toBe('Sequence,Deleted,AccountOid,AccountId,Name,EntityType,EmailAddress,PhoneNumber');
    const { changes } = await new ExtractFolderServicingSystem({ path: folder.path }).readChanges('accounts', 0, 5_000);
    const expected = { name: '=SUM(1), "x"', phone: '+1 555', emails: null };
    expect(changes.find(({ id }) => id === 1001)?.record).toMatchObject(expected);
  });
});

describe('portal extracts check', () => {
  it('names what would be set aside, the first twenty of it', async () => {
    const bad = Array.from({ length: 25 }, (_, index) => record('accounts', { AccountOid: index + 1, Name: null }));
    folder.publish([
      { upTo: 100, files: { accounts: [folder.lines('1/a.ndjson', [...bad, ...accounts(99), { oid: 7, deleted: true }])] } },
    ]);
    const lines = await linesOf();
    expect(lines).toContain('accounts: 1 records, 1 deletions, 25 unreadable');
    expect(lines).toContain('unreadable: accounts 1 (extract-1, sequence 1): Name must not be null');
    expect(lines.filter((line) => line.startsWith('unreadable: '))).toHaveLength(20);
    expect(lines.at(-1)).toBe('… and 5 more that are unreadable.');
  });

  it('names every broken file and what is wrong with the folder as a whole', async () => {
    folder.publish(
      [
        {
          upTo: 10,
          files: {
            accounts: [{ ...folder.lines('1/a.ndjson', accounts(1)), bytes: 3 }],
            contacts: [folder.file('1/c.ndjson', 'not JSON\n')],
            locations: [folder.lines('1/l.ndjson', [record('locations')])],
          },
        },
      ],
      { version: '5.9.1' },
    );
    const problems = (await linesOf()).filter((line) => line.startsWith('PROBLEM: '));
    expect(problems).toEqual([
      'PROBLEM: ASPIRE 5.9.1 is too old: the portal needs 5.20.17 or later.',
      expect.stringMatching(/1\/a\.ndjson: it has \d+ bytes, not 3/),
      expect.stringMatching(/1\/c\.ndjson: line 1 is not JSON/),
    ]);
    expect(await linesOf()).toContain('locations: 1 records, 0 deletions, 0 unreadable');
    folder.write('manifest.json', '{}');
    expect(await linesOf()).toEqual([
      expect.stringMatching(/^PROBLEM: The extract folder's manifest\.json: format is missing; product is missing/),
    ]);
  });
});
