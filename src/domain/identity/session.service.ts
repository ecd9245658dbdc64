import type { Origin, Realm } from '../../kernel/actor';
import type { Clock } from '../../kernel/clock';
import { notFound, unauthenticated } from '../../kernel/fault';
import type { Database, Transaction } from '../../persistence/database';
import type { SessionTransport } from '../../persistence/entities/session.entity';
import type {
  OwnSessionRow,
  RunningSessionRepository,
  SessionChange,
  ViewerSession,
} from '../../persistence/repositories/running-session.repository';
import type { LogInAudit } from './log-in-audit';
import { hashToken, newToken } from './opaque-token';
import { isFresh, useIsStale } from './session-lifetime';
import { toNewSession, type NewSession } from './session-token';

export type { OwnSessionRow, SessionChange, ViewerSession } from '../../persistence/repositories/running-session.repository';

/** Somebody of a realm, as the audit log names them. */
export interface Person {
  id: number;
  email: string;
}

/** How somebody ends sessions of their own. */
export interface SessionEnder {
  /** Ends one of the person's own sessions. @throws Fault NOT_FOUND when there is none with that id, whoever else's it may be. */
  revoke(person: Person, sessionId: number, origin: Origin): Promise<void>;
  /** Ends the person's own sessions but the one they act with; tells how many there were. */
  revokeOthers(person: Person, current: ViewerSession, origin: Origin): Promise<number>;
  /** Ends all of the person's own sessions, the one they act with among them; tells how many there were. */
  revokeEverywhere(person: Person, origin: Origin): Promise<number>;
}

/** Running log-ins: what is alike in both realms. A token of one realm means nothing in the other. */
export abstract class SessionService<Viewer extends { session: ViewerSession }> implements SessionEnder {
  protected constructor(
    private readonly realm: Realm,
    protected readonly database: Database,
    private readonly running: RunningSessionRepository,
    protected readonly audit: LogInAudit,
    protected readonly clock: Clock,
  ) {}

  /** The person's own running sessions, latest first. */
  abstract list(personId: number): Promise<OwnSessionRow[]>;

  /** The viewer that a token stands for, in one statement; undefined when it is not (or no longer) good, or did not come as it should. */
  async findViewer(token: string, transport: SessionTransport): Promise<Viewer | undefined> {
    const tokenHash = hashToken(token);
    if (!tokenHash) return undefined;
    const now = this.clock.now();
    const viewer = await this.load(tokenHash, transport, now);
    if (!viewer) return undefined;
    if (useIsStale(viewer.session.lastUsedAt, now)) await this.running.saveUse(tokenHash, now);
    viewer.session.isFresh = isFresh(viewer.session.steppedUpAt, now);
    return viewer;
  }

  /** Ends the session; a token that is no longer good is left as it is. */
  async logOut(token: string, origin: Origin): Promise<void> {
    const tokenHash = hashToken(token);
    if (tokenHash) await this.database.transaction((transaction) => this.remove(transaction, tokenHash, origin));
  }

  /**
   * Gives a session a new token, and `change` with it; the old token dies with the transaction. For each authentication and each change of
   * what the session may do (OWASP ASVS 5.0, 7.2.4). The session keeps its id, its transport and its end.
   * @throws Fault UNAUTHENTICATED when it has ended meanwhile.
   */
  async rotate(transaction: Transaction, oldTokenHash: Buffer, change: SessionChange = {}): Promise<NewSession> {
    const now = this.clock.now();
    const { token, tokenHash } = newToken();
    const session = await this.running.replaceToken(transaction, oldTokenHash, { ...change, tokenHash, lastUsedAt: now });
    if (!session) throw unauthenticated();
    return toNewSession(token, session, now);
  }

  async revoke(person: Person, sessionId: number, origin: Origin): Promise<void> {
    await this.database.transaction(async (transaction) => {
      if (!(await this.running.removeOwn(transaction, person.id, sessionId))) throw notFound();
      await this.audit.revoked(transaction, this.realm, person, 1, origin);
    });
  }

  revokeOthers(person: Person, current: ViewerSession, origin: Origin): Promise<number> {
    return this.revokeOwn(person, origin, current.tokenHash);
  }

  revokeEverywhere(person: Person, origin: Origin): Promise<number> {
    return this.revokeOwn(person, origin);
  }

  /** Ends all of the person's own sessions, but for the one of that hash if one is given; tells how many. What ended them is the caller's to write down. */
  revokeAll(transaction: Transaction, personId: number, except?: Buffer): Promise<number> {
    return this.running.removeAllOwn(transaction, personId, except);
  }

  protected async end(transaction: Transaction, token: string | undefined, origin: Origin): Promise<void> {
    const tokenHash = token === undefined ? undefined : hashToken(token);
    if (tokenHash) await this.remove(transaction, tokenHash, origin);
  }

  private revokeOwn(person: Person, origin: Origin, except?: Buffer): Promise<number> {
    return this.database.transaction(async (transaction) => {
      const count = await this.revokeAll(transaction, person.id, except);
      await this.audit.revoked(transaction, this.realm, person, count, origin);
      return count;
    });
  }

  protected abstract load(tokenHash: Buffer, transport: SessionTransport, now: Date): Promise<Viewer | undefined>;

  protected abstract remove(transaction: Transaction, tokenHash: Buffer, origin: Origin): Promise<void>;
}
