import { appendFileSync, readdirSync, readFileSync, readlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { ExtractFolderServicingSystem } from '../../src/servicing/extracts/extract-folder-servicing-system';
import { accounts, allOf, ExtractFixture, reasonOf, told } from '../support/extract-fixture';

let folder: ExtractFixture;
let system: ExtractFolderServicingSystem;

beforeEach(() => {
  folder = new ExtractFixture();
  system = new ExtractFolderServicingSystem({ path: folder.path, idleMs: 50 });
});
afterEach(() => folder.remove());

describe('what happens between two pages', () => {
  // Several read-aheads long.
  const many = accounts(...Array.from({ length: 9_000 }, (_, index) => index + 1));
  const publish = () => {
    const listed = folder.lines('1/a.ndjson', many);
    const extract = { upTo: 10_000, files: { accounts: [listed] } };
    folder.publish([extract]);
    return { listed, extract };
  };

  it('a file is read once, however many pages it has', async () => {
    publish();
    const reads = await countReads(async () => expect(await allOf(system, 'accounts', 100)).toHaveLength(9_000));
    expect(reads).toBeLessThan(10);
    expect(await countReads(() => system.readChanges('accounts', 4_000, 100))).toBeGreaterThan(1);
  });

  it('an extract that is added is read on to', async () => {
    const { extract } = publish();
    const first = await system.readChanges('accounts', 0, 100);
    folder.publish([extract, { upTo: 20_000, files: { accounts: [folder.lines('2/a.ndjson', accounts(9_001))] } }]);
    const reads = await countReads(async () => {
      const rest = await allOf(system, 'accounts', 5_000, first.nextSince);
      expect([rest.length, rest[0], rest.at(-1)]).toEqual([8_901, '101 101', '10001 9001']);
    });
    expect(reads).toBeLessThan(10);
  });

  it('a newer snapshot is read from its start', async () => {
    const { extract } = publish();
    const first = await system.readChanges('accounts', 0, 100);
    folder.publish([extract, { content: 'SNAPSHOT', upTo: 20_000, files: { accounts: [folder.lines('2/a.ndjson', accounts(7))] } }]);
    expect(await allOf(system, 'accounts', 100, first.nextSince)).toEqual(['10001 7']);
  });

  it('another life is read anew', async () => {
    const { listed } = publish();
    const first = await system.readChanges('accounts', 0, 100);
    folder.publish([{ upTo: 10_000, files: { accounts: [listed] } }], { epoch: 'life-2' });
    expect(await system.readChanges('accounts', first.nextSince, 1)).toMatchObject({ epoch: 'life-2', nextSince: 101 });
  });

  it('a file that is written over is noticed', async () => {
    publish();
    const path = join(folder.path, '1/a.ndjson');
    const first = await system.readChanges('accounts', 0, 100);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('Ada', 'Eve'));
    utimesSync(path, 1, 1);
    expect(await reasonOf(system.readChanges('accounts', first.nextSince, 9_000))).toMatch(/it was written again while it was read/);
    appendFileSync(path, '\n');
    expect(await reasonOf(system.readChanges('accounts', first.nextSince, 9_000))).toMatch(/It was written again after the manifest/);
  });

  it('a file is let go of when no next page is asked for', async () => {
    publish();
    const isOpen = () => readdirSync('/proc/self/fd').some((fd) => linkOf(fd)?.startsWith(folder.path));
    await system.readChanges('accounts', 0, 100);
    expect(isOpen()).toBe(true);
    while (isOpen()) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(told(await system.readChanges('accounts', 100, 1))).toEqual(['101 101']);
  });

  it('two readers do not disturb each other', async () => {
    publish();
    const [one, two] = await Promise.all([system.readChanges('accounts', 0, 100), system.readChanges('accounts', 0, 50)]);
    expect([one.nextSince, two.nextSince]).toEqual([100, 50]);
    const [three, four] = await Promise.all([system.readChanges('accounts', 100, 1), system.readChanges('accounts', 50, 1)]);
    expect([told(three), told(four)]).toEqual([['101 101'], ['51 51']]);
  });

  it('whoever stops is stopped', async () => {
    publish();
    const stop = AbortSignal.abort(new Error('The worker is stopping.'));
    await expect(system.readChanges('accounts', 0, 100, stop)).rejects.toThrow('The worker is stopping.');
  });
});

function linkOf(fd: string): string | undefined {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return undefined;
  }
}

/** How often any file is read from while something is done. */
async function countReads(work: () => Promise<unknown>): Promise<number> {
  const handle = await open(__filename);
  const prototype = Object.getPrototypeOf(handle) as typeof handle;
  const spy = jest.spyOn(prototype, 'read');
  await work();
  const count = spy.mock.calls.length;
  spy.mockRestore();
  await handle.close();
  return count;
}
