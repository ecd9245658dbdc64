import { extractsOf, parseManifest } from '../../../../src/servicing/extracts/extract-manifest';

const file = { path: 'one/accounts.ndjson', format: 'NDJSON', records: 3, bytes: 300, sha256: 'a'.repeat(64) };
const snapshot = { name: 'one', content: 'SNAPSHOT', after: 0, upTo: 10, files: { accounts: [file] } };
const changes = {
  name: 'two',
  content: 'CHANGES',
  after: 10,
  upTo: 20,
  files: { accounts: [{ ...file, path: 'two/a.csv.gz', format: 'CSV' }] },
};
const manifest = {
  format: 1,
  product: 'ASPIRE',
  version: '5.20.17',
  hosting: 'ON_PREMISES',
  epoch: 'life-1',
  latestSequence: 20,
  extracts: [snapshot, changes],
};

const read = (change: object) => parseManifest(JSON.stringify({ ...manifest, ...change }));
const readExtracts = (...extracts: (Record<string, unknown> & { upTo: number })[]) =>
  read({ extracts, latestSequence: extracts.at(-1)?.upTo });
const problemOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return (error as Error).message.replace("The extract folder's manifest.json: ", '');
  }
  return 'none';
};

describe('a manifest', () => {
  it('is read', () => {
    expect(parseManifest(JSON.stringify(manifest))).toEqual(manifest);
    expect(extractsOf('accounts', read({}))).toEqual([snapshot, changes]);
    expect(extractsOf('invoices', read({}))).toEqual([]);
  });

  it('has a kind read from its newest snapshot on', () => {
    const later = { ...snapshot, name: 'three', after: 20, upTo: 30, files: { accounts: [], contacts: [] } };
    const last = { ...changes, name: 'four', after: 30, upTo: 40, files: { contacts: [] } };
    const listed = readExtracts(snapshot, changes, later, last);
    expect(extractsOf('accounts', listed).map(({ name }) => name)).toEqual(['three']);
    expect(extractsOf('contacts', listed).map(({ name }) => name)).toEqual(['three', 'four']);
  });

  it('may begin with changes from the very first one on', () => {
    expect(problemOf(() => readExtracts({ ...changes, after: 0 }))).toBe('none');
  });

  it('may restate all in a snapshot from 0 on, with the sequences of a change log', () => {
    const again = { ...snapshot, name: 'three', after: 0, upTo: 30, files: { accounts: [] } };
    expect(problemOf(() => readExtracts(snapshot, changes, again))).toBe('none');
  });

  it.each([
    [{ epoch: undefined }, 'epoch is missing'],
    [{ epoch: ' ' }, 'epoch must be a text that says something'],
    [{ format: 2 }, 'format must be 1: this portal knows no other format'],
    [{ version: 'five' }, 'version must be a version such as 5.20.17'],
    [{ hosting: 'CLOUD' }, 'hosting must be HOSTED or ON_PREMISES'],
    [{ latestSequence: 1.5 }, 'latestSequence must be a whole number'],
    [{ latestSequence: 25 }, 'latestSequence (25) must be the upTo of the last extract (20)'],
    [{ extracts: [] }, 'extracts must be a list of at least one extract'],
    [{ epocs: 'x' }, 'it has an unknown field "epocs"'],
    [{ product: 7, hosting: null }, 'product must be a text; hosting must be HOSTED or ON_PREMISES'],
  ])('with %j is refused', (change, problem) => {
    expect(problemOf(() => read(change))).toBe(problem);
  });

  it.each([
    ['a field nobody knows', { ...snapshot, kind: 'X' }, 'extracts[0] has an unknown field "kind"'],
    [
      'a kind nobody knows',
      { ...snapshot, files: { account: [] } },
      /^extracts\[0\]\.files has an unknown kind "account"; the kinds are accounts, contacts, /,
    ],
    ['another content', { ...snapshot, content: 'ALL' }, 'extracts[0].content must be SNAPSHOT or CHANGES'],
    ['no sequences', { ...snapshot, upTo: 0 }, 'extracts[0].upTo (0) must be more than its after (0)'],
    [
      'more records than sequences',
      { ...snapshot, upTo: 2 },
      'extracts[0].files.accounts has 3 records, but only 2 sequences lie between after and upTo',
    ],
    ['changes of nothing', { ...changes, after: 5 }, 'extracts[0].after (5) leaves a gap: the extract before it ends at 0'],
  ])('whose extract has %s is refused', (_what, extract, problem) => {
    expect(problemOf(() => readExtracts(extract))).toEqual(
      expect.stringMatching(problem instanceof RegExp ? problem : new RegExp(`^${problem.replace(/[()[\].]/g, '\\$&')}$`)),
    );
  });

  it.each([
    ['a gap', { after: 11 }, 'extracts[1].after (11) leaves a gap: the extract before it ends at 10'],
    ['an overlap', { after: 9 }, 'extracts[1].after (9) overlaps: the extract before it ends at 10'],
    ['no progress', { after: 1, upTo: 10 }, 'extracts[1].upTo (10) must be more than the upTo of the extract before it (10)'],
    ['the same name', { name: 'one' }, 'extracts[1].name repeats one'],
    ['the same file', { files: snapshot.files }, 'extracts[1].files repeats one/accounts.ndjson'],
    [
      'a gap before a snapshot',
      { after: 12, content: 'SNAPSHOT' },
      'extracts[1].after (12) leaves a gap: the extract before it ends at 10',
    ],
  ])('with %s is refused', (_what, change, problem) => {
    expect(problemOf(() => readExtracts(snapshot, { ...changes, ...change }))).toBe(problem);
  });

  it('whose changes have lost their snapshot is refused', () => {
    const listed = [{ ...snapshot, after: 5, files: { contacts: [] } }, changes];
    expect(problemOf(() => readExtracts(...listed))).toBe('it lists changes of accounts, but no snapshot of accounts before them');
  });

  it.each(['/etc/passwd', '../x', 'a/../../x', 'a//b', './x', 'a/.', '..', 'a\\b', 'a\u0000b', '', 'a/'])(
    'with the path %j is refused',
    (path) => {
      const extract = { ...snapshot, files: { accounts: [{ ...file, path }] } };
      expect(problemOf(() => readExtracts(extract))).toMatch(
        /^extracts\[0\]\.files\.accounts\[0\]\.path must be a (path below the folder|text)/,
      );
    },
  );

  it('that is not whole is refused', () => {
    expect(problemOf(() => parseManifest('{"format": 1,'))).toBe(
      'it is not whole or not JSON. Write it under another name and rename it into place.',
    );
  });
});
