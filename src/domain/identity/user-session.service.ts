import type { Origin } from '../../kernel/actor';
import type { Clock } from '../../kernel/clock';
import type { Database, Transaction } from '../../persistence/database';
import type { SessionTransport } from '../../persistence/entities/session.entity';
import type { SessionRepository, UserViewer } from '../../persistence/repositories/session.repository';
import type { UserRepository } from '../../persistence/repositories/user.repository';
import type { LogInAudit } from './log-in-audit';
import { beginSession, type NewSession, type SessionStart } from './session-token';
import { SessionService, type OwnSessionRow, type Person } from './session.service';

export type { UserViewer, ViewedBy } from '../../persistence/repositories/session.repository';

/** Sessions of end users. They last as long as the user's site says. */
export class UserSessionService extends SessionService<UserViewer> {
  constructor(
    database: Database,
    private readonly users: UserRepository,
    private readonly sessions: SessionRepository,
    audit: LogInAudit,
    clock: Clock,
  ) {
    super('PORTAL', database, sessions, audit, clock);
  }

  /** Opens a session for a user who has proved who they are, and writes the log-in down. */
  async open(transaction: Transaction, user: Person, how: SessionStart): Promise<NewSession> {
    const now = this.clock.now();
    const lifetimeMs = (await this.sessions.getAbsoluteMinutes(transaction, user.id)) * 60_000;
    const { session, record } = beginSession(now, lifetimeMs, how);
    await this.end(transaction, how.replaces, how.origin);
    await this.sessions.saveNew(transaction, { ...record, userId: user.id });
    await this.users.saveLogIn(transaction, user.id, now);
    await this.audit.succeeded(transaction, 'PORTAL', user.id, user.email, how.origin);
    return session;
  }

  /** Staff who look as the user are not among them: they are not the user's to end. */
  list(userId: number): Promise<OwnSessionRow[]> {
    return this.sessions.listOwn(userId, this.clock.now());
  }

  protected load(tokenHash: Buffer, transport: SessionTransport, now: Date): Promise<UserViewer | undefined> {
    return this.sessions.findViewer(tokenHash, transport, now);
  }

  protected async remove(transaction: Transaction, tokenHash: Buffer, origin: Origin): Promise<void> {
    const owner = await this.sessions.remove(transaction, tokenHash);
    if (owner) await this.audit.userSessionEnded(transaction, owner, origin);
  }
}
