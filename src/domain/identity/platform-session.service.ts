import type { Origin } from '../../kernel/actor';
import type { Clock } from '../../kernel/clock';
import type { Database, Transaction } from '../../persistence/database';
import type { SessionTransport } from '../../persistence/entities/session.entity';
import type { PlatformSessionRepository, PlatformViewer } from '../../persistence/repositories/platform-session.repository';
import type { LogInAudit } from './log-in-audit';
import { PLATFORM_SESSION_LIFETIME, platformIdleLimit } from './session-lifetime';
import { beginSession, type NewSession, type SessionStart } from './session-token';
import { SessionService, type OwnSessionRow, type Person } from './session.service';

export type { PlatformViewer } from '../../persistence/repositories/platform-session.repository';

/** Sessions of platform users. */
export class PlatformSessionService extends SessionService<PlatformViewer> {
  constructor(
    database: Database,
    private readonly sessions: PlatformSessionRepository,
    audit: LogInAudit,
    clock: Clock,
  ) {
    super('PLATFORM', database, sessions, audit, clock);
  }

  /** Opens a session for a platform user who has proved who they are, and writes the log-in down. */
  async open(transaction: Transaction, platformUser: Person, how: SessionStart): Promise<NewSession> {
    const { session, record } = beginSession(this.clock.now(), PLATFORM_SESSION_LIFETIME.absoluteMs, how);
    await this.end(transaction, how.replaces, how.origin);
    await this.sessions.saveNew(transaction, { ...record, platformUserId: platformUser.id });
    await this.audit.succeeded(transaction, 'PLATFORM', platformUser.id, platformUser.email, how.origin);
    return session;
  }

  list(platformUserId: number): Promise<OwnSessionRow[]> {
    const now = this.clock.now();
    return this.sessions.listOwn(platformUserId, now, platformIdleLimit(now));
  }

  protected load(tokenHash: Buffer, transport: SessionTransport, now: Date): Promise<PlatformViewer | undefined> {
    return this.sessions.findViewer(tokenHash, transport, now, platformIdleLimit(now));
  }

  protected async remove(transaction: Transaction, tokenHash: Buffer, origin: Origin): Promise<void> {
    const owner = await this.sessions.remove(transaction, tokenHash);
    if (owner) await this.audit.loggedOut(transaction, 'PLATFORM', owner, origin);
  }
}
