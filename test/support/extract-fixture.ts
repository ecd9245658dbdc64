import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ChangePage, ServicingSystem, SyncKind } from '../../src/domain/sync/servicing-system';
import type { Fault } from '../../src/kernel/fault';
import type { Extract, ExtractFile, ExtractManifest } from '../../src/servicing/extracts/extract-manifest';
import { GOOD_RECORDS } from './good-record';

/** An extract as tests state it; what they leave out is sensible. */
export type ExtractGiven = Partial<Omit<Extract, 'files'>> & Pick<Extract, 'upTo' | 'files'>;

/** A folder of extracts written by hand. */
export class ExtractFixture {
  readonly path = mkdtempSync(join(tmpdir(), 'portal-extracts-'));

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  /** Writes a file and says how the manifest lists it. `records`: rows in it, counted by line where left out. */
  file(path: string, content: string | Buffer, more: Partial<ExtractFile> = {}): ExtractFile {
    const plain = Buffer.from(content as string);
    const stored = path.endsWith('.gz') && typeof content === 'string' ? gzipSync(plain) : plain;
    mkdirSync(dirname(join(this.path, path)), { recursive: true });
    writeFileSync(join(this.path, path), stored);
    const isCsv = path.includes('.csv');
    const lines = plain
      .toString()
      .split('\n')
      .filter((line) => line.trim() !== '').length;
    return {
      path,
      format: isCsv ? 'CSV' : 'NDJSON',
      records: lines - (isCsv ? 1 : 0),
      bytes: stored.length,
      sha256: createHash('sha256').update(stored).digest('hex'),
      ...more,
    };
  }

  /** A file of one JSON object a line. */
  lines(path: string, rows: readonly object[]): ExtractFile {
    return this.file(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  }

  /** Writes the manifest, atomically; each extract goes on where the last one ended, the first is a snapshot. */
  publish(extracts: readonly ExtractGiven[], more: Partial<ExtractManifest> = {}): void {
    const listed: Extract[] = [];
    for (const given of extracts) {
      const after = listed.at(-1)?.upTo ?? 0;
      listed.push({ name: `extract-${listed.length + 1}`, content: listed.length === 0 ? 'SNAPSHOT' : 'CHANGES', after, ...given });
    }
    const about = { format: 1, product: 'ASPIRE', version: '5.20.17', hosting: 'ON_PREMISES', epoch: 'life-1' };
    this.write('manifest.json', JSON.stringify({ ...about, latestSequence: listed.at(-1)?.upTo ?? 0, extracts: listed, ...more }));
  }

  /** Writes a file beside and renames it into place. */
  write(path: string, content: string): void {
    writeFileSync(join(this.path, `${path}.partial`), content);
    renameSync(join(this.path, `${path}.partial`), join(this.path, path));
  }
}

/** A good record with other values. */
export function record(kind: SyncKind, change: object = {}): Record<string, unknown> {
  return { ...GOOD_RECORDS[kind], ...change };
}

/** Accounts with these oids. */
export function accounts(...oids: number[]): Record<string, unknown>[] {
  return oids.map((AccountOid) => record('accounts', { AccountOid }));
}

/** Why a call was not answered, as operators are told. */
export async function reasonOf(work: Promise<unknown>): Promise<string> {
  const fault = (await work.then(
    () => undefined,
    (error: unknown) => error,
  )) as Fault | undefined;
  expect(fault).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  return (fault?.cause as Error).message;
}

/** The changes of a page in short: sequence, oid and whether it is gone. */
export function told({ changes }: Pick<ChangePage<SyncKind>, 'changes'>): string[] {
  return changes.map(({ sequence, id, record: read }) => `${sequence} ${id}${read ? '' : ' gone'}`);
}

/** All changes of a kind after a sequence, page by page. */
export async function allOf(system: ServicingSystem, kind: SyncKind, limit = 100, since = 0): Promise<string[]> {
  const page = await system.readChanges(kind, since, limit);
  return [...told(page), ...(page.more ? await allOf(system, kind, limit, page.nextSince) : [])];
}
