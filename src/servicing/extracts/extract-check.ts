import type { ChangePage, SyncKind, UnreadableRecord } from '../../domain/sync/servicing-system';
import { SYNC_KINDS } from '../../persistence/entities/sync.entity';
import { compareVersions, MINIMUM_ASPIRE_VERSION } from '../aspire-version';
import { takeChange } from '../envelope-parser';
import { ExtractError } from './extract-error';
import { ExtractFolder } from './extract-folder';
import type { Extract } from './extract-manifest';
import { scanRows } from './extract-scan';

const UNREADABLE_SHOWN = 20;

/** What a folder holds of one kind, over all its extracts. */
export interface KindCheck {
  kind: SyncKind;
  records: number;
  deletions: number;
  unreadable: number;
}

/** What is in a folder and what is wrong with it. */
export interface ExtractCheck {
  /** Undefined when the manifest itself cannot be read. */
  about: { product: string; version: string; epoch: string; latestSequence: number; extracts: number } | undefined;
  kinds: KindCheck[];
  /** The first records that the portal would set aside. */
  unreadable: (UnreadableRecord & { kind: SyncKind; extract: string })[];
  /** What would stop a sync. */
  problems: string[];
}

/** Reads every file of every extract and holds it against its manifest and the protocol; goes on after a broken file with the next kind. */
export async function checkExtractFolder(path: string): Promise<ExtractCheck> {
  const folder = new ExtractFolder(path);
  const check: ExtractCheck = { about: undefined, kinds: [], unreadable: [], problems: [] };
  await noting(check, async () => {
    const { product, version, epoch, latestSequence, extracts } = await folder.readManifest();
    check.about = { product, version, epoch, latestSequence, extracts: extracts.length };
    if (compareVersions(version, MINIMUM_ASPIRE_VERSION) < 0)
      check.problems.push(`${product} ${version} is too old: the portal needs ${MINIMUM_ASPIRE_VERSION} or later.`);
    for (const kind of SYNC_KINDS) {
      const counts: KindCheck = { kind, records: 0, deletions: 0, unreadable: 0 };
      for (const extract of extracts) await noting(check, () => checkKind(folder, extract, counts, check));
      check.kinds.push(counts);
    }
  });
  return check;
}

async function checkKind(folder: ExtractFolder, extract: Extract, counts: KindCheck, check: ExtractCheck): Promise<void> {
  for await (const { sequence, change } of scanRows(folder, counts.kind, [extract])) {
    const read: Pick<ChangePage<SyncKind>, 'changes' | 'unreadable'> = { changes: [], unreadable: [] };
    takeChange(counts.kind, sequence, change, read);
    const [unreadable] = read.unreadable;
    if (unreadable) {
      counts.unreadable += 1;
      if (check.unreadable.length < UNREADABLE_SHOWN) check.unreadable.push({ ...unreadable, kind: counts.kind, extract: extract.name });
    } else if (change.deleted === true) counts.deletions += 1;
    else counts.records += 1;
  }
}

async function noting(check: ExtractCheck, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ExtractError)) throw error;
    check.problems.push(error.message);
  }
}
