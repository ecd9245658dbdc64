import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkLines } from '../../src/extracts-command';
import { checkExtractFolder } from '../../src/servicing/extracts/extract-check';
import { parseManifest } from '../../src/servicing/extracts/extract-manifest';
import { ExtractFixture, allOf } from '../support/extract-fixture';
import { ExtractFolderServicingSystem } from '../../src/servicing/extracts/extract-folder-servicing-system';

const manual = readFileSync(join(__dirname, '../../docs/extract-folder.md'), 'utf8');
const examples = new Map(
  [...manual.matchAll(/<!-- example: (\S+) -->\n```\w+\n([^]*?)```/g)].map(([, path = '', text = '']) => [path, text]),
);

describe('the manual of extracts', () => {
  it('has examples that the portal reads', async () => {
    const folder = new ExtractFixture();
    const manifest = JSON.parse(examples.get('manifest.json') ?? '') as ReturnType<typeof parseManifest>;
    for (const { files } of manifest.extracts)
      for (const [index, file] of (files.accounts ?? []).entries()) {
        const { sha256 } = folder.file(file.path, examples.get(file.path) ?? '');
        files.accounts?.splice(index, 1, { ...file, sha256 });
      }
    folder.write('manifest.json', JSON.stringify(manifest));
    const check = await checkExtractFolder(folder.path);
    expect(checkLines(check)).toContain('accounts: 3 records, 1 deletions, 0 unreadable');
    expect(check.problems).toEqual([]);
    const system = new ExtractFolderServicingSystem({ path: folder.path });
    expect(await allOf(system, 'accounts', 2)).toEqual(['1 1001', '2 1002', '1001 1002 gone', '1003 1001']);
    folder.remove();
  });
});
