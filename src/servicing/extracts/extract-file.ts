import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CsvError, parse } from 'csv-parse';
import type { SyncKind } from '../../domain/sync/servicing-system';
import { isObject } from '../field-reader';
import { ExtractError } from './extract-error';
import type { ExtractFile } from './extract-manifest';
import { type ExtractRow, headerProblem, rowOfCells, rowOfObject } from './extract-row';

const CHUNK_BYTES = 256 * 1024;
/** A longer record is given up rather than kept in memory. */
const RECORD_CHARACTERS = 16 * 1024 * 1024;

/**
 * The rows of a file from its beginning, with constant memory; closes the handle when done or left. Its checksum and its number of records are
 * held against the manifest once the end is reached. Lines of NDJSON that do not concern the caller are not even parsed.
 * @throws ExtractError when the file as a whole is not what the manifest says, or a row is not even JSON or CSV.
 */
export async function* readRows(
  kind: SyncKind,
  file: ExtractFile,
  handle: FileHandle,
  concerns: (text: string) => boolean = () => true,
): AsyncGenerator<ExtractRow> {
  let records = 0;
  let isWhole = false;
  const refuse = (problem: string, cause?: unknown) => new ExtractError(file.path, problem, { cause });
  const bytes = checkedBytes(file, handle, () => (isWhole = true));
  const texts = decode(file, file.path.endsWith('.gz') ? unzip(file, bytes) : bytes);
  try {
    for await (const row of file.format === 'CSV' ? csvRows(kind, file, texts) : lineRows(kind, file, texts, concerns)) {
      records += 1;
      if (row === undefined && records <= file.records) continue;
      if (row === undefined || records > file.records) throw refuse(`it has more than the ${file.records} records of the manifest.`);
      yield row;
    }
    if (!isWhole) throw refuse('something stands behind the end of its compressed data.');
    if (records < file.records) throw refuse(`it has ${records} records, not ${file.records} as the manifest says.`);
  } finally {
    await handle.close();
  }
}

async function* checkedBytes(file: ExtractFile, handle: FileHandle, onWhole: () => void): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  const { mtimeMs } = await handle.stat();
  let position = 0;
  for (;;) {
    // Without this, what a careless writer does to a file would be noticed only at its end.
    if (position > 0 && (await handle.stat()).mtimeMs !== mtimeMs)
      throw new ExtractError(file.path, 'it was written again while it was read.');
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, position);
    if (bytesRead === 0) break;
    const chunk = buffer.subarray(0, bytesRead);
    position += bytesRead;
    hash.update(chunk);
    yield chunk;
  }
  const digest = hash.digest('hex');
  if (position !== file.bytes || digest !== file.sha256)
    throw new ExtractError(
      file.path,
      `its ${position} bytes have the SHA-256 ${digest}, not the one in the manifest: it is damaged, or was written again.`,
    );
  onWhole();
}

async function* unzip(file: ExtractFile, bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  const source = Readable.from(bytes);
  pipeline(source, gunzip, () => undefined);
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) yield chunk;
  } catch (error) {
    throw error instanceof ExtractError
      ? error
      : new ExtractError(file.path, `it cannot be decompressed (${(error as Error).message}).`, { cause: error });
  } finally {
    source.destroy();
  }
}

async function* decode(file: ExtractFile, bytes: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const read = (chunk?: Buffer) => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
    } catch (error) {
      throw new ExtractError(file.path, 'it is not UTF-8 text.', { cause: error });
    }
  };
  for await (const chunk of bytes) yield read(chunk);
  yield read();
}

async function* lineRows(
  kind: SyncKind,
  file: ExtractFile,
  texts: AsyncIterable<string>,
  concerns: (text: string) => boolean,
): AsyncGenerator<ExtractRow | undefined> {
  let line = 0;
  let rest = '';
  const rowOf = (text: string) => (concerns(text) ? rowOfObject(kind, parseLine(file, line, text)) : undefined);
  for await (const text of texts) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > RECORD_CHARACTERS)
      throw new ExtractError(file.path, `line ${line + lines.length + 1} is longer than ${RECORD_CHARACTERS} characters.`);
    for (const one of lines) {
      line += 1;
      if (one.trim() !== '') yield rowOf(one);
    }
  }
  line += 1;
  if (rest.trim() !== '') yield rowOf(rest);
}

function parseLine(file: ExtractFile, line: number, text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ExtractError(file.path, `line ${line} is not JSON (${(error as Error).message}).`, { cause: error });
  }
  if (isObject(value)) return value;
  throw new ExtractError(file.path, `line ${line} is not a JSON object.`);
}

async function* csvRows(kind: SyncKind, file: ExtractFile, texts: AsyncIterable<string>): AsyncGenerator<ExtractRow> {
  const parser = parse({ skip_empty_lines: true, max_record_size: RECORD_CHARACTERS });
  const source = Readable.from(texts);
  pipeline(source, parser, () => undefined);
  let header: string[] | undefined;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      if (header) {
        yield rowOfCells(kind, header, cells);
        continue;
      }
      header = cells.map((cell) => cell.trim());
      const problem = headerProblem(kind, header);
      if (problem !== undefined) throw new ExtractError(file.path, `${problem}.`);
    }
    if (!header) throw new ExtractError(file.path, 'it has no header.');
  } catch (error) {
    throw error instanceof CsvError ? new ExtractError(file.path, `it is not CSV: ${error.message}.`, { cause: error }) : error;
  } finally {
    source.destroy();
  }
}
