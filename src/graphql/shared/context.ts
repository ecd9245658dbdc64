import DataLoader from 'dataloader';
import type { PlatformViewer } from '../../domain/identity/platform-identity.service';
import type { UserViewer } from '../../domain/identity/user-identity.service';
import type { Actor, Origin } from '../../kernel/actor';
import { Fault } from '../../kernel/fault';
import type { ViewerScope } from '../../kernel/viewer-scope';

/** The data loaders of one request, made when first used. Reads of one kind made in the same turn become one statement. */
export class RequestLoaders {
  private readonly loaders = new Map<string, DataLoader<number, unknown>>();

  /** The loader of that name. `load` answers for all keys at once, in any order; a key without an answer is null. */
  byKey<Value>(name: string, load: (keys: readonly number[]) => Promise<ReadonlyMap<number, Value>>): DataLoader<number, Value | null> {
    let loader = this.loaders.get(name);
    if (!loader) {
      loader = new DataLoader<number, unknown>(async (keys) => {
        const found = await load(keys);
        return keys.map((key) => found.get(key) ?? null);
      });
      this.loaders.set(name, loader);
    }
    return loader as DataLoader<number, Value | null>;
  }

  /** Lets go of what was read; for the end of the request. */
  clear(): void {
    this.loaders.clear();
  }
}

/** What both APIs know of a request. */
export class RequestContext<Viewer> {
  readonly loaders = new RequestLoaders();
  private loading: Promise<Viewer | undefined> | undefined;
  private loaded: Viewer | undefined;

  constructor(
    readonly origin: Origin,
    /** The bearer token as it came; undefined without one. */
    readonly token: string | undefined,
    private readonly findViewer: (token: string) => Promise<Viewer | undefined>,
  ) {}

  /** Who asks; one statement at the first call, none without a token. */
  async loadViewer(): Promise<Viewer | undefined> {
    this.loading ??= this.token === undefined ? Promise.resolve(undefined) : this.findViewer(this.token);
    this.loaded = await this.loading;
    return this.loaded;
  }

  /** Who asks, where a permission rule has let only the logged-in pass. @throws Fault UNAUTHENTICATED otherwise. */
  get viewer(): Viewer {
    if (!this.loaded) throw unauthenticated();
    return this.loaded;
  }
}

/**
 * Whose eyes an object was read with. Contracts, invoices and payments carry it, and their links read on with it: on the portal
 * it is the viewer's, on the admin API that of the end user whose view staff look at. Each has data loaders of its own.
 */
export interface Sight {
  readonly scope: ViewerScope;
  readonly loaders: RequestLoaders;
}

/** The viewer's own sight. */
export function sightOf({ viewer, loaders }: PortalContext): Sight {
  return { scope: viewer.scope, loaders };
}

export type PortalContext = RequestContext<UserViewer>;
export type AdminContext = RequestContext<PlatformViewer>;

/** Nobody is logged in, or no longer. */
export function unauthenticated(): Fault {
  return new Fault('UNAUTHENTICATED', 'Please log in.');
}

/** The platform user who asks, as the audit log names them. */
export function staffActor({ viewer, origin }: AdminContext): Actor {
  return { realm: 'PLATFORM', id: viewer.platformUserId, name: viewer.email, ...origin };
}

/** Groups rows by a key, keeping their order. */
export function groupBy<Row>(rows: readonly Row[], key: (row: Row) => number): Map<number, Row[]> {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group) group.push(row);
    else groups.set(key(row), [row]);
  }
  return groups;
}

/** Rows by their own id. */
export function byId<Row extends { id: number }>(rows: readonly Row[]): Map<number, Row> {
  return new Map(rows.map((row) => [row.id, row]));
}
