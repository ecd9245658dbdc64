import DataLoader from 'dataloader';
import { CHALLENGE_PREFIX } from '../../domain/identity/challenge-rules';
import type { PlatformViewer } from '../../domain/identity/platform-session.service';
import type { NewSession, SessionTransport } from '../../domain/identity/session-token';
import type { ViewerSession } from '../../domain/identity/session.service';
import type { UserViewer } from '../../domain/identity/user-session.service';
import type { Actor, Origin } from '../../kernel/actor';
import { Fault, unauthenticated } from '../../kernel/fault';
import type { ViewerScope } from '../../kernel/viewer-scope';
import { assertOwnPage } from './own-page';
import { noSessionCookie, readCookie, sessionCookie } from './session-cookie';

/** The data loaders of one reading of an operation, made when first used. Reads of one kind made in the same turn become one statement. */
export class RequestLoaders {
  private readonly loaders = new Map<string, DataLoader<number, unknown>>();

  constructor(private readonly tears = new Set<string>()) {}

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

  /** Loaders for other eyes in the same reading: what is torn for them is torn for all. */
  forOtherEyes(): RequestLoaders {
    return new RequestLoaders(this.tears);
  }

  /**
   * To be called where two statements contradict each other, as they never do at one moment: the copy was changed between them, and the answer must not
   * go out like that. `what` was read of two moments is said in the log.
   */
  noteTorn(what: string): void {
    this.tears.add(what);
  }

  /** What was read of two moments; empty as a rule. */
  get torn(): readonly string[] {
    return [...this.tears];
  }

  /** Lets go of what was read; for the end of the request. */
  clear(): void {
    this.loaders.clear();
  }
}

/** What a request says of itself, as it came. */
export interface RequestHead extends Origin {
  readonly userAgent: string | undefined;
  /** The value of the Authorization header. */
  readonly authorization: string | undefined;
  /** The value of the Cookie header. */
  readonly cookie: string | undefined;
  /** The value of the X-CSRF-Token header. */
  readonly csrfToken: string | undefined;
  /** The value of the Origin header: whose page a browser asks for. */
  readonly webOrigin: string | undefined;
  readonly protocol: string;
  readonly host: string | undefined;
}

/** How an API finds out who asks. */
export interface Realm<Viewer> {
  /** No other realm looks at it. */
  readonly cookieName: string;
  findViewer(token: string, transport: SessionTransport): Promise<Viewer | undefined>;
  /** Where the pages are that may use the viewer's cookie, beside the API's own. */
  siteUrl?(viewer: Viewer): string;
}

/** What both APIs know of a request. */
export class RequestContext<Viewer extends { session: ViewerSession } = { session: ViewerSession }> {
  loaders = new RequestLoaders();
  /** False once an operation has done more than read: then it is not run again. */
  mayReadAgain = true;
  /** The `Set-Cookie` values of the answer, one at most. Apollo runs an operation on a copy of its context: only what both refer to is seen by both. */
  readonly cookies: string[] = [];
  readonly origin: Origin;
  /** The session's token as it came; undefined without one. A bearer token wins over a cookie. */
  readonly token: string | undefined;
  readonly transport: SessionTransport;
  private loading: Promise<Viewer | undefined> | undefined;
  private loaded: Viewer | undefined;

  constructor(
    readonly head: RequestHead,
    private readonly realm: Realm<Viewer>,
  ) {
    const { requestId, address, authorization, cookie } = head;
    this.origin = { requestId, address };
    const bearer = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    const inCookie = bearer === undefined ? readCookie(cookie, realm.cookieName) : undefined;
    this.transport = inCookie === undefined ? 'BEARER' : 'COOKIE';
    this.token = bearer ?? inCookie;
  }

  /** Who asks; one statement at the first call, none without a token. @throws Fault FORBIDDEN to a page that may not use the cookie. */
  async loadViewer(): Promise<Viewer | undefined> {
    this.loading ??= this.load();
    this.loaded = await this.loading;
    return this.loaded;
  }

  /** Who asks, where a permission rule has let only the logged-in pass. @throws Fault UNAUTHENTICATED otherwise. */
  get viewer(): Viewer {
    if (!this.loaded) throw unauthenticated();
    return this.loaded;
  }

  /** Why somebody without a session is not let in: a log-in has yet to be completed, or to be begun. */
  get notLoggedIn(): Fault {
    return this.isChallenge ? new Fault('MFA_REQUIRED', 'Answer the challenge of your log-in first.') : unauthenticated();
  }

  /** Puts a new session's token into the browser's cookie where it belongs there; an old cookie goes in any case. */
  keep({ transport, token, lifetimeSeconds }: NewSession): void {
    if (transport === 'COOKIE') this.cookies.splice(0, 1, sessionCookie(this.realm.cookieName, token, lifetimeSeconds));
    else this.forget();
  }

  /** Takes the session's cookie from the browser, if it came with one. */
  forget(): void {
    if (this.transport === 'COOKIE') this.cookies.splice(0, 1, noSessionCookie(this.realm.cookieName));
  }

  /** Forgets what was read, for another reading. Who asks stays. */
  readAfresh(): void {
    this.loaders.clear();
    this.loaders = new RequestLoaders();
  }

  private get isChallenge(): boolean {
    return this.transport === 'BEARER' && this.token?.startsWith(CHALLENGE_PREFIX) === true;
  }

  private async load(): Promise<Viewer | undefined> {
    if (this.token === undefined || this.isChallenge) return undefined;
    const viewer = await this.realm.findViewer(this.token, this.transport);
    if (viewer && this.transport === 'COOKIE') assertOwnPage(this.head, this.realm.siteUrl?.(viewer));
    return viewer;
  }
}

/**
 * Whose eyes an object was read with. Contracts, invoices and payments received carry it, and their links read on with it: on the portal
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
