import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { FeedEntry } from './live-book';
import { OID_FIELDS, type Kind } from './record';

/** How extracts are written. */
export interface ExtractFormat {
  format: 'NDJSON' | 'CSV';
  /** Compresses each file. */
  gzip: boolean;
  /** A kind with more is written into several files. */
  recordsPerFile: number;
}

/** A file as the manifest lists it. */
export interface WrittenFile {
  path: string;
  format: 'NDJSON' | 'CSV';
  records: number;
  bytes: number;
  sha256: string;
}

const CHARACTERS_AT_ONCE = 262_144;

/** Writes one file of rows of a kind. */
export class ExtractFileWriter {
  private records = 0;
  private bytes = 0;
  private pending = '';
  private readonly hash: Hash = createHash('sha256');

  private constructor(
    private readonly handle: FileHandle,
    private readonly path: string,
    private readonly kind: Kind,
    private readonly format: ExtractFormat,
    private readonly columns: readonly string[],
  ) {
    if (format.format === 'CSV') this.pending = csvLine(['Sequence', 'Deleted', ...columns]);
  }

  /** Begins the file `path` in `folder`; in CSV its columns are those of `first`. */
  static async create(folder: string, path: string, kind: Kind, format: ExtractFormat, first: FeedEntry): Promise<ExtractFileWriter> {
    return new ExtractFileWriter(await open(join(folder, path), 'wx'), path, kind, format, columnsOf(kind, first));
  }

  /** Whether the row belongs into this file: there is room, and in CSV a column for each of its fields. */
  takes(entry: FeedEntry): boolean {
    if (this.records >= this.format.recordsPerFile) return false;
    return this.format.format === 'NDJSON' || columnsOf(this.kind, entry).every((column) => this.columns.includes(column));
  }

  async write(entry: FeedEntry): Promise<void> {
    this.pending += this.format.format === 'CSV' ? this.csvRow(entry) : `${JSON.stringify(entry)}\n`;
    this.records += 1;
    if (this.pending.length >= CHARACTERS_AT_ONCE) await this.flush();
  }

  /** Everything is on the disk once this resolves. */
  async finish(): Promise<WrittenFile> {
    await this.flush();
    await this.handle.sync();
    await this.handle.close();
    return { path: this.path, format: this.format.format, records: this.records, bytes: this.bytes, sha256: this.hash.digest('hex') };
  }

  private async flush(): Promise<void> {
    if (this.pending === '') return;
    const plain = Buffer.from(this.pending);
    // Members of gzip one behind the other are one gzip file (RFC 1952, 2.2).
    const chunk = this.format.gzip ? gzipSync(plain) : plain;
    this.pending = '';
    this.bytes += chunk.length;
    this.hash.update(chunk);
    await this.handle.write(chunk);
  }

  private csvRow(entry: FeedEntry): string {
    const data: Record<string, unknown> = entry.deleted ? { [OID_FIELDS[this.kind]]: entry.oid } : (entry.data as Record<string, unknown>);
    return csvLine([entry.sequence, entry.deleted, ...this.columns.map((column) => data[column])]);
  }
}

function columnsOf(kind: Kind, entry: FeedEntry): string[] {
  return entry.deleted ? [OID_FIELDS[kind]] : Object.keys(entry.data as object);
}

/** RFC 4180. Not for spreadsheets: a phone number keeps its plus without an apostrophe before it. */
function csvLine(cells: readonly unknown[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
