import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ExtractFileWriter, type ExtractFormat, type WrittenFile } from './extract-file-writer';
import type { ExtractSource, SourceInfo } from './extract-source';
import type { FeedEntry } from './live-book';
import { KINDS, type Kind } from './record';

const MANIFEST_FILE = 'manifest.json';
const ROWS_PER_PAGE = 5_000;
const TRIES = 3;
const DEFAULT_FORMAT: ExtractFormat = { format: 'NDJSON', gzip: false, recordsPerFile: 100_000 };

interface Extract {
  name: string;
  content: 'SNAPSHOT' | 'CHANGES';
  after: number;
  upTo: number;
  files: Partial<Record<Kind, WrittenFile[]>>;
}

interface Manifest extends SourceInfo {
  format: 1;
  extracts: Extract[];
}

/** Delivers change feeds as extracts into a folder (docs/extract-folder.md): a reader sees a delivery whole or not at all. */
export class ExtractWriter {
  private readonly format: ExtractFormat;

  constructor(
    private readonly folder: string,
    format: Partial<ExtractFormat> = {},
  ) {
    this.format = { ...DEFAULT_FORMAT, ...format };
  }

  /** Adds what has changed since the last delivery; the first of an epoch is a snapshot. Undefined when nothing has changed. */
  async deliver(source: ExtractSource): Promise<Extract | undefined> {
    await mkdir(this.folder, { recursive: true });
    const before = await this.readManifest();
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      const info = await source.info();
      const goesOn = before?.epoch === info.epoch && before.latestSequence <= info.latestSequence ? before : undefined;
      const { product, version, hosting, epoch, latestSequence } = info;
      const about = { format: 1 as const, product, version, hosting, epoch, latestSequence };
      if (goesOn?.latestSequence === latestSequence) {
        if (goesOn.version !== version) await this.writeManifest({ ...about, extracts: goesOn.extracts });
        return undefined;
      }
      const extract = await this.writeExtract(source, goesOn?.latestSequence ?? 0, info);
      // What changes while it is read moves behind its end, and is missing at its old place.
      if ((await source.info()).latestSequence === latestSequence) {
        await this.writeManifest({ ...about, extracts: [...(goesOn?.extracts ?? []), extract] });
        return extract;
      }
      await rm(join(this.folder, extract.name), { recursive: true });
    }
    throw new Error('The book changed all the time while its extract was written.');
  }

  private async writeExtract(source: ExtractSource, after: number, { latestSequence: upTo }: SourceInfo): Promise<Extract> {
    const name = await this.nextName();
    await mkdir(join(this.folder, name));
    const content = after === 0 ? 'SNAPSHOT' : 'CHANGES';
    const extract: Extract = { name, content, after, upTo, files: {} };
    for (const kind of KINDS) {
      const files = await this.writeKind(source, kind, extract);
      if (files.length > 0 || content === 'SNAPSHOT') extract.files[kind] = files;
    }
    return extract;
  }

  private async writeKind(source: ExtractSource, kind: Kind, { name, after, upTo }: Extract): Promise<WrittenFile[]> {
    const files: WrittenFile[] = [];
    let writer: ExtractFileWriter | undefined;
    for await (const entry of entriesOf(source, kind, after, upTo)) {
      if (writer && !writer.takes(entry)) {
        files.push(await writer.finish());
        writer = undefined;
      }
      const extension = `${this.format.format.toLowerCase()}${this.format.gzip ? '.gz' : ''}`;
      writer ??= await ExtractFileWriter.create(this.folder, `${name}/${kind}-${files.length + 1}.${extension}`, kind, this.format, entry);
      await writer.write(entry);
    }
    if (writer) files.push(await writer.finish());
    return files;
  }

  private async nextName(): Promise<string> {
    const numbers = (await readdir(this.folder)).map((name) => Number(/^extract-(\d{1,9})$/.exec(name)?.[1] ?? 0));
    return `extract-${String(Math.max(0, ...numbers) + 1).padStart(6, '0')}`;
  }

  private async readManifest(): Promise<Manifest | undefined> {
    try {
      return JSON.parse(await readFile(join(this.folder, MANIFEST_FILE), 'utf8')) as Manifest;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  private async writeManifest(manifest: Manifest): Promise<void> {
    const partial = join(this.folder, `.${MANIFEST_FILE}.partial`);
    const handle = await open(partial, 'w');
    await handle.writeFile(`${JSON.stringify(manifest, null, 2)}\n`);
    await handle.sync();
    await handle.close();
    await rename(partial, join(this.folder, MANIFEST_FILE));
  }
}

async function* entriesOf(source: ExtractSource, kind: Kind, after: number, upTo: number): AsyncGenerator<FeedEntry> {
  for (let since = after, more = true; more;) {
    const page = await source.page(kind, since, ROWS_PER_PAGE);
    for (const entry of page.changes) if (entry.sequence <= upTo) yield entry;
    since = page.nextSince;
    more = page.more;
  }
}
