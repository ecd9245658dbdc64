import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { ExtractError } from './extract-error';
import { type ExtractFile, type ExtractManifest, MANIFEST_FILE, parseManifest } from './extract-manifest';

const MANIFEST_BYTES = 16 * 1024 * 1024;

/** A folder of extracts. Nothing outside it is ever opened, whatever its manifest or its links say. */
export class ExtractFolder {
  private latest: { bytes: Buffer; manifest: ExtractManifest } | undefined;

  constructor(readonly path: string) {}

  /** The manifest as it is now; looked at anew each time, checked anew when it has changed. @throws ExtractError */
  async readManifest(): Promise<ExtractManifest> {
    const handle = await this.openFile(MANIFEST_FILE);
    try {
      const { size } = await handle.stat();
      if (size > MANIFEST_BYTES) throw new ExtractError(MANIFEST_FILE, `it is longer than ${MANIFEST_BYTES} bytes.`);
      const bytes = await handle.readFile();
      if (!this.latest?.bytes.equals(bytes)) this.latest = { bytes, manifest: parseManifest(bytes.toString('utf8')) };
      return this.latest.manifest;
    } finally {
      await handle.close();
    }
  }

  /** Opens a file of an extract, whose size must be what the manifest says. @throws ExtractError */
  async openExtractFile(file: ExtractFile): Promise<FileHandle> {
    const handle = await this.openFile(file.path);
    const { size } = await handle.stat();
    if (size === file.bytes) return handle;
    await handle.close();
    const hint =
      size < file.bytes ? 'It was not copied whole, or the manifest was written too early.' : 'It was written again after the manifest.';
    throw new ExtractError(file.path, `it has ${size} bytes, not ${file.bytes} as the manifest says. ${hint}`);
  }

  private async openFile(path: string): Promise<FileHandle> {
    const root = await this.findRoot();
    let handle: FileHandle;
    try {
      const target = await realpath(join(root, path));
      if (!target.startsWith(root.endsWith(sep) ? root : root + sep))
        throw new ExtractError(path, 'it is a link that leads out of the folder.');
      // A pipe would let nobody open it without a writer; a link put there since must not be followed.
      handle = await open(target, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    } catch (error) {
      throw error instanceof ExtractError ? error : new ExtractError(path, reasonOf(path, error), { cause: error });
    }
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
    throw new ExtractError(path, 'it is not a file.');
  }

  private async findRoot(): Promise<string> {
    try {
      return await realpath(this.path);
    } catch (error) {
      throw new ExtractError('place', `${this.path} cannot be read (${codeOf(error)}). PORTAL_EXTRACT_FOLDER names it.`, { cause: error });
    }
  }
}

function reasonOf(path: string, error: unknown): string {
  const code = codeOf(error);
  if (code !== 'ENOENT') return `it cannot be read (${code}).`;
  return path === MANIFEST_FILE
    ? 'there is none yet: nothing was delivered, or PORTAL_EXTRACT_FOLDER names another folder.'
    : 'there is no such file, although the manifest lists it.';
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : String(error);
}
