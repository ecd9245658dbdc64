import type { FeedPage } from './live-book';
import { BodyReader } from './body-reader';
import { isResource, RESOURCES } from './connector-routes';
import { HttpFailure } from './http-failure';
import { isKind, KINDS, type Kind } from './record';

const MODES = [
  'none',
  'down',
  'slow',
  'lateAnswer',
  'lostAnswer',
  'error',
  'halfPage',
  'garbageRecord',
  'unauthorized',
  'version',
] as const;
export type FaultMode = (typeof MODES)[number];

/** A fault in force. */
export interface Fault {
  mode: FaultMode;
  /** Requests it still lasts; `null` until it is switched off. */
  times: number | null;
  /** Only the feed of this kind; `null` for every request. */
  kind: Kind | null;
  /** Only calls at this path or below it, as in `alternate-efts`; `null` for every request. */
  path: string | null;
  /** Delay of `slow` (before the work) and `lateAnswer` (after it), in milliseconds. */
  ms: number;
  version: string | null;
}

const NO_FAULT: Fault = { mode: 'none', times: null, kind: null, path: null, ms: 1_000, version: null };
const UNREADABLE: Record<Kind, Record<string, unknown>> = {
  accounts: { EntityType: 'ROBOT' },
  contacts: { LastName: null },
  locations: { PostalCode: 60614 },
  contracts: { PaymentAmount: '12,x' },
  invoices: { Lines: [{ Amount: '12,x' }] },
  payments: { Amount: '12,x' },
};

/** The faults that a test switches on; they strike the protocol's endpoints, never the control ones. */
export class FaultSwitch {
  private fault: Fault = NO_FAULT;

  get current(): Fault {
    return this.fault;
  }

  /** Switches to the fault that a body describes. */
  set(body: unknown): Fault {
    const reader = new BodyReader(body).only('mode', 'times', 'kind', 'path', 'ms', 'version');
    this.fault = {
      mode: reader.oneOf('mode', MODES),
      times: reader.has('times') ? reader.integer('times', 1, 1_000_000) : null,
      kind: reader.has('kind') ? reader.oneOf('kind', KINDS) : null,
      path: reader.has('path') ? readPath(reader) : null,
      ms: reader.has('ms') ? reader.integer('ms', 0, 600_000) : NO_FAULT.ms,
      version: reader.has('version') ? reader.text('version') : null,
    };
    return this.fault;
  }

  /** The fault that strikes this request, counting it; `none` where nothing does. */
  strike(path: string[]): Fault {
    const { fault } = this;
    if (fault.mode === 'none' || !concerns(fault, path)) return NO_FAULT;
    if (fault.times !== null) this.fault = fault.times > 1 ? { ...fault, times: fault.times - 1 } : NO_FAULT;
    return fault;
  }
}

/** A path below `/connector/v1`; one that does not exist would never strike and is refused. */
function readPath(reader: BodyReader): string {
  const path = reader.text('path', /^[^/]+(?:\/[^/]+)*$/);
  if (isResource(path.split('/')[0])) return path;
  throw new HttpFailure('BAD_REQUEST', `"path" must begin with one of ${RESOURCES.join(', ')}.`);
}

function concerns(fault: Fault, path: string[]): boolean {
  const [resource, kind] = path;
  if (fault.path !== null && fault.path.split('/').some((segment, index) => segment !== path[index])) return false;
  if (fault.mode === 'version') return resource === 'info';
  if (fault.mode === 'garbageRecord' && resource !== 'changes') return false;
  return fault.kind === null || (resource === 'changes' && kind === fault.kind);
}

/** The page with its first record made unreadable. */
export function withGarbage(page: FeedPage, kind: unknown): FeedPage {
  const place = page.changes.findIndex((entry) => !entry.deleted);
  const entry = page.changes[place];
  if (!entry || entry.deleted || !isKind(kind)) return page;
  const changes = [...page.changes];
  changes[place] = { ...entry, data: { ...(entry.data as object), ...UNREADABLE[kind] } };
  return { ...page, changes };
}
