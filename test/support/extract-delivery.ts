import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SyncKind } from '../../src/domain/sync/servicing-system';
import type { ExtractManifest } from '../../src/servicing/extracts/extract-manifest';
import { ExtractFolderServicingSystem } from '../../src/servicing/extracts/extract-folder-servicing-system';
import type { ExtractFormat } from '../../src/simulator/extract-file-writer';
import { connectorSource } from '../../src/simulator/extract-source';
import { ExtractWriter } from '../../src/simulator/extract-writer';

/** A folder into which a simulator's book is delivered whenever somebody is about to read it. */
export class ExtractDelivery {
  readonly path = mkdtempSync(join(tmpdir(), 'portal-delivery-'));
  private readonly writer: ExtractWriter;
  private delivering: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly source: { url: string; token: string },
    format: Partial<ExtractFormat>,
  ) {
    this.writer = new ExtractWriter(this.path, format);
  }

  /** Delivers what has changed, one delivery after the other. */
  deliver(): Promise<unknown> {
    const next = () => this.writer.deliver(connectorSource(this.source));
    return (this.delivering = this.delivering.then(next, next));
  }

  /** The folder as the portal reads it, each time as new as the simulator. */
  system(): ExtractFolderServicingSystem {
    const system = new ExtractFolderServicingSystem({ path: this.path });
    const describe = system.describe.bind(system);
    system.describe = async (signal) => {
      await this.deliver();
      return describe(signal);
    };
    return system;
  }

  /** Cuts a file of the kind short, as a copy that broke off would. */
  async cut(kind: SyncKind): Promise<void> {
    const manifest = JSON.parse(await readFile(join(this.path, 'manifest.json'), 'utf8')) as ExtractManifest;
    const file = manifest.extracts.flatMap(({ files }) => files[kind] ?? []).at(-1);
    if (!file) throw new Error(`There is no file of ${kind}.`);
    truncateSync(join(this.path, file.path), file.bytes - 1);
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
