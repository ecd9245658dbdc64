import { BodyReader } from './body-reader';
import { isResource, RESOURCES } from './connector-routes';
import { HttpFailure } from './http-failure';
import { KINDS, type Kind } from './record';

const MODES = [
  'none',
  'down',
  'slow',
  'lateAnswer',
  'lostAnswer',
  'error',
  'halfPage',
  'garbageRecord',
  'emptyFeed',
  'halfFeed',
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

/** The modes that only feeds can be struck by. */
const FEED_MODES: readonly FaultMode[] = ['garbageRecord', 'emptyFeed', 'halfFeed'];
const NO_FAULT: Fault = { mode: 'none', times: null, kind: null, path: null, ms: 1_000, version: null };

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
  if (FEED_MODES.includes(fault.mode) && resource !== 'changes') return false;
  return fault.kind === null || (resource === 'changes' && kind === fault.kind);
}
