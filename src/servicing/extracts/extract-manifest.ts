import { z } from 'zod';
import type { SyncKind } from '../../domain/sync/servicing-system';
import { SYNC_KINDS } from '../../persistence/entities/sync.entity';
import { isVersion } from '../aspire-version';
import { ExtractError } from './extract-error';

/** The file that says which extracts a folder holds; written last and renamed into place. */
export const MANIFEST_FILE = 'manifest.json';

/** A file of rows of one kind, in the folder at `path`. `bytes` and `sha256` (64 lower-case hexadecimal digits) are of the file as it is stored. */
export interface ExtractFile {
  path: string;
  format: 'NDJSON' | 'CSV';
  /** Rows, those of deletions included. */
  records: number;
  bytes: number;
  sha256: string;
}

/** What happened in the sequences from `after` (exclusive) to `upTo`. */
export interface Extract {
  name: string;
  /** A snapshot lists all there is of the kinds it holds; changes list what is new, changed or deleted since the extract before. */
  content: 'SNAPSHOT' | 'CHANGES';
  after: number;
  upTo: number;
  files: Partial<Record<SyncKind, ExtractFile[]>>;
}

/** What a folder holds, oldest first. */
export interface ExtractManifest {
  product: string;
  version: string;
  hosting: 'HOSTED' | 'ON_PREMISES';
  epoch: string;
  latestSequence: number;
  extracts: Extract[];
}

const must = (expected: string) => ({
  error: ({ input }: { input?: unknown }) => (input === undefined ? 'is missing' : `must be ${expected}`),
});
const text = (most: number) =>
  z
    .string(must('a text'))
    .regex(/\S/, must('a text that says something'))
    .max(most, must(`a text of at most ${most} characters`));
const wholeNumber = z.int(must('a whole number')).min(0, must('a whole number of at least 0'));

const fileShape = z.strictObject(
  {
    path: text(400).refine(staysInside, must('a path below the folder, without "..", "\\" or a leading "/"')),
    format: z.enum(['NDJSON', 'CSV'], must('NDJSON or CSV')),
    records: wholeNumber,
    bytes: wholeNumber,
    sha256: z.string(must('a text')).regex(/^[0-9a-f]{64}$/, must('64 hexadecimal digits in lower case')),
  },
  must('an object'),
);
const filesOfKind = z.array(fileShape, must('a list')).optional();
const extractShape = z.strictObject(
  {
    name: text(100),
    content: z.enum(['SNAPSHOT', 'CHANGES'], must('SNAPSHOT or CHANGES')),
    after: wholeNumber,
    upTo: wholeNumber,
    files: z.strictObject(Object.fromEntries(SYNC_KINDS.map((kind) => [kind, filesOfKind])), must('an object')),
  },
  must('an object'),
);
const manifestShape = z.strictObject(
  {
    format: z.literal(1, must('1: this portal knows no other format')),
    product: text(40),
    version: text(40).refine(isVersion, must('a version such as 5.20.17')),
    hosting: z.enum(['HOSTED', 'ON_PREMISES'], must('HOSTED or ON_PREMISES')),
    epoch: text(100),
    latestSequence: wholeNumber,
    extracts: z.array(extractShape, must('a list')).min(1, must('a list of at least one extract')),
  },
  must('an object'),
);

/** Reads a manifest. @throws ExtractError naming every field that is not as docs/extract-folder.md says. */
export function parseManifest(json: string): ExtractManifest {
  let content: unknown;
  try {
    content = JSON.parse(json);
  } catch (error) {
    throw refuse('it is not whole or not JSON. Write it under another name and rename it into place.', error);
  }
  const result = manifestShape.safeParse(content);
  if (!result.success) throw refuse(result.error.issues.map(inWords).join('; '));
  const manifest = result.data as ExtractManifest;
  const problem = repetition(manifest) ?? gap(manifest) ?? missingSnapshot(manifest);
  if (problem !== undefined) throw refuse(problem);
  return manifest;
}

/** The extracts to read for the whole of a kind, in order: its newest snapshot and the changes after it. */
export function extractsOf(kind: SyncKind, { extracts }: ExtractManifest): Extract[] {
  const holding = extracts.filter((extract) => extract.files[kind] !== undefined);
  return holding.slice(Math.max(0, newestSnapshot(holding)));
}

function newestSnapshot(extracts: readonly Extract[]): number {
  return extracts.map(({ content }) => content).lastIndexOf('SNAPSHOT');
}

function refuse(problem: string, cause?: unknown): ExtractError {
  return new ExtractError(MANIFEST_FILE, problem, { cause });
}

function staysInside(path: string): boolean {
  // eslint-disable-next-line no-control-regex -- a NUL would cut the path short for the operating system.
  return !/[\\\x00-\x1f]/.test(path) && path.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..');
}

function inWords(issue: z.core.$ZodIssue): string {
  const at =
    issue.path
      .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
      .join('')
      .replace(/^\./, '') || 'it';
  if (issue.code !== 'unrecognized_keys') return `${at} ${issue.message}`;
  const isFiles = at.endsWith('.files');
  return `${at} has an unknown ${isFiles ? 'kind' : 'field'} ${issue.keys.map((key) => `"${key}"`).join(', ')}${isFiles ? `; the kinds are ${SYNC_KINDS.join(', ')}` : ''}`;
}

function repetition({ extracts }: ExtractManifest): string | undefined {
  const names = new Set<string>();
  const paths = new Set<string>();
  for (const [index, { name, files }] of extracts.entries()) {
    if (names.size === names.add(name).size) return `extracts[${index}].name repeats ${name}`;
    for (const { path } of Object.values(files).flat())
      if (paths.size === paths.add(path).size) return `extracts[${index}].files repeats ${path}`;
  }
  return undefined;
}

/** A change that lies in no extract would be lost without a trace. */
function gap({ extracts, latestSequence }: ExtractManifest): string | undefined {
  let reached = 0;
  for (const [index, { content, after, upTo, files }] of extracts.entries()) {
    const at = `extracts[${index}]`;
    if (upTo <= after) return `${at}.upTo (${upTo}) must be more than its after (${after})`;
    if (index > 0 && upTo <= reached) return `${at}.upTo (${upTo}) must be more than the upTo of the extract before it (${reached})`;
    const isJoined = content === 'CHANGES' ? after === reached : index === 0 || after <= reached;
    if (!isJoined)
      return `${at}.after (${after}) ${after > reached ? 'leaves a gap' : 'overlaps'}: the extract before it ends at ${reached}`;
    for (const [kind, list] of Object.entries(files)) {
      const records = list.reduce((sum, file) => sum + file.records, 0);
      if (records > upTo - after)
        return `${at}.files.${kind} has ${records} records, but only ${upTo - after} sequences lie between after and upTo`;
    }
    reached = upTo;
  }
  return latestSequence === reached ? undefined : `latestSequence (${latestSequence}) must be the upTo of the last extract (${reached})`;
}

/** Changes of a kind mean nothing where its beginning is no longer listed. */
function missingSnapshot({ extracts }: ExtractManifest): string | undefined {
  if (extracts[0]?.after === 0) return undefined;
  for (const kind of SYNC_KINDS) {
    const holding = extracts.filter((extract) => extract.files[kind] !== undefined);
    if (holding.length > 0 && newestSnapshot(holding) === -1) return `it lists changes of ${kind}, but no snapshot of ${kind} before them`;
  }
  return undefined;
}
