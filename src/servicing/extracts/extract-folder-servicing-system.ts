import type {
  ChangePage,
  CustomerSnapshot,
  EnrolmentFacts,
  ServicingSystem,
  ServicingSystemDescription,
  SyncKind,
} from '../../domain/sync/servicing-system';
import { Fault, unavailable } from '../../kernel/fault';
import { SYNC_KINDS } from '../../persistence/entities/sync.entity';
import { compareVersions, MINIMUM_ASPIRE_VERSION } from '../aspire-version';
import { ConnectorError } from '../connector-client';
import { parseEnrolmentFacts } from '../enrolment-parser';
import { isOid, parseCustomerSnapshot, takeChange } from '../envelope-parser';
import { UnreadableError } from '../field-reader';
import { readCustomerBody } from './extract-customer';
import { readEnrolmentBody } from './extract-enrolment';
import { ExtractFolder } from './extract-folder';
import { type ExtractManifest, extractsOf } from './extract-manifest';
import type { PlacedRow } from './extract-scan';
import { KindReader } from './kind-reader';

const DEFAULT_IDLE_MS = 60_000;

/**
 * ASPIRE by the extracts that are delivered into a folder (docs/extract-folder.md). A folder can be read, and no more: payments and the check of
 * bank accounts need a connector.
 */
export class ExtractFolderServicingSystem implements ServicingSystem {
  private readonly folder: ExtractFolder;
  /** Readers that stand behind the last page of their kind; one that is at work is not among them. */
  private readonly waiting = new Map<SyncKind, { reader: KindReader; timer: NodeJS.Timeout }>();

  /** `idleMs`: how long a file stays open for a next page that does not come. Milliseconds; default 60 000. */
  constructor(private readonly options: { path: string; idleMs?: number }) {
    this.folder = new ExtractFolder(options.path);
  }

  describe(signal?: AbortSignal): Promise<ServicingSystemDescription> {
    return explained(signal, async () => describe(await this.folder.readManifest()));
  }

  readChanges<Kind extends SyncKind>(kind: Kind, since: number, limit: number, signal?: AbortSignal): Promise<ChangePage<Kind>> {
    return explained(signal, async () => {
      const manifest = await this.folder.readManifest();
      const reader = await this.readerFor(kind, since, manifest);
      try {
        const { rows, more } = await reader.take(limit, signal);
        if (more) this.keep(kind, reader);
        else await reader.close();
        // Who has read to the end has read the newest snapshot, also where its last rows are of other kinds.
        const nextSince = more ? (rows.at(-1)?.sequence ?? since) : Math.max(since, manifest.latestSequence);
        return pageOf(kind, rows, { epoch: manifest.epoch, latestSequence: manifest.latestSequence, nextSince, more });
      } catch (error) {
        await reader.close();
        throw error;
      }
    });
  }

  readCustomer(accountId: number, signal?: AbortSignal): Promise<CustomerSnapshot | undefined> {
    return explained(signal, async () => {
      const body = await readCustomerBody({ folder: this.folder, manifest: await this.folder.readManifest(), signal }, accountId);
      return body && parseCustomerSnapshot(accountId, body);
    });
  }

  readEnrolmentFacts(contractNumber: string): Promise<EnrolmentFacts | undefined> {
    return explained(undefined, async () => {
      const body = await readEnrolmentBody({ folder: this.folder, manifest: await this.folder.readManifest() }, contractNumber);
      return body && parseEnrolmentFacts(body);
    });
  }

  readonly findBankAccount = refuse;
  readonly putAlternateEft = refuse;
  readonly cancelAlternateEft = refuse;
  readonly findAlternateEft = refuse;
  readonly listEftBatches = refuse;

  private async readerFor(kind: SyncKind, since: number, manifest: ExtractManifest): Promise<KindReader> {
    const extracts = extractsOf(kind, manifest);
    const kept = this.waiting.get(kind);
    if (kept) {
      this.waiting.delete(kind);
      clearTimeout(kept.timer);
      if (kept.reader.goesOnFrom(since, manifest.epoch, extracts)) {
        kept.reader.extend(extracts);
        return kept.reader;
      }
      await kept.reader.close();
    }
    return new KindReader(this.folder, kind, manifest.epoch, extracts, since);
  }

  private keep(kind: SyncKind, reader: KindReader): void {
    this.drop(kind);
    const timer = setTimeout(() => this.drop(kind), this.options.idleMs ?? DEFAULT_IDLE_MS);
    timer.unref();
    this.waiting.set(kind, { reader, timer });
  }

  private drop(kind: SyncKind): void {
    const kept = this.waiting.get(kind);
    if (!kept) return;
    this.waiting.delete(kind);
    clearTimeout(kept.timer);
    void kept.reader.close().catch(() => undefined);
  }
}

function describe(manifest: ExtractManifest): ServicingSystemDescription {
  const { product, version, hosting, epoch, latestSequence } = manifest;
  const wholeSince: ServicingSystemDescription['wholeSince'] = {};
  for (const kind of SYNC_KINDS) {
    const [first] = extractsOf(kind, manifest);
    // A snapshot does not tell what is gone: who has not read all of it must see what it no longer lists.
    if (first?.content === 'SNAPSHOT') wholeSince[kind] = first.upTo;
  }
  const isSupported = compareVersions(version, MINIMUM_ASPIRE_VERSION) >= 0;
  return { product, version, minimumVersion: MINIMUM_ASPIRE_VERSION, isSupported, hosting, epoch, latestSequence, wholeSince };
}

function pageOf<Kind extends SyncKind>(
  kind: Kind,
  rows: readonly PlacedRow[],
  envelope: Omit<ChangePage<Kind>, 'changes' | 'unreadable'>,
): ChangePage<Kind> {
  const page: ChangePage<Kind> = { ...envelope, changes: [], unreadable: [] };
  const last = new Map(rows.map((row) => [row.change.oid, row]));
  for (const row of rows) if (!isOid(row.change.oid) || last.get(row.change.oid) === row) takeChange(kind, row.sequence, row.change, page);
  return page;
}

async function explained<Answer>(signal: AbortSignal | undefined, work: () => Promise<Answer>): Promise<Answer> {
  try {
    signal?.throwIfAborted();
    return await work();
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof Fault ? error : unavailable('servicing system', asConnectorError(error));
  }
}

function asConnectorError(error: unknown): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const problem = error instanceof UnreadableError ? `a record there is not as the protocol says: ${error.message}` : String(error);
  return new ConnectorError(`The extract folder cannot be read: ${problem}`, { cause: error });
}

function refuse(): Promise<never> {
  const reason = new ConnectorError(
    'A folder of extracts can only be read. Payments and the check of bank accounts need a connector: PORTAL_ASPIRE_URL and PORTAL_ASPIRE_TOKEN name it.',
  );
  return Promise.reject(unavailable('servicing system', reason));
}
