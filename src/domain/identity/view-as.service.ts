import type { Actor } from '../../kernel/actor';
import type { Clock } from '../../kernel/clock';
import { notFound, unauthenticated } from '../../kernel/fault';
import { done, refused, type Outcome, type Refusal } from '../../kernel/outcome';
import type { Database } from '../../persistence/database';
import type { PlatformRole } from '../../persistence/entities/platform-user.entity';
import type { SessionRepository } from '../../persistence/repositories/session.repository';
import type { SiteRepository } from '../../persistence/repositories/site.repository';
import type { UserRepository, UserRow } from '../../persistence/repositories/user.repository';
import type { AuditLog } from '../audit/audit-log';
import { VIEW_AS_LIFETIME_MS } from './session-lifetime';
import { beginSession, type NewSession } from './session-token';
import type { ViewerSession } from './session.service';

export type { UserSessionRow } from '../../persistence/repositories/session.repository';

/** The scopes of end users, as their sessions would have them. */
export type ScopeReader = Pick<SessionRepository, 'findScopes'>;

const LEAST_REASON_LENGTH = 10;

/** A member of staff with the log-in that a view-as session hangs on. */
export interface Onlooker {
  actor: Actor;
  role: PlatformRole;
  session: ViewerSession;
  userAgent: string | undefined;
}

/** Staff looking through an end user's eyes, and staff looking after an end user's sessions. */
export class ViewAsService {
  constructor(
    private readonly database: Database,
    private readonly users: UserRepository,
    private readonly sites: SiteRepository,
    private readonly sessions: SessionRepository,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /**
   * Opens a read-only portal session as that user, for 15 minutes at most and never longer than the log-in it hangs on.
   * The user's own sessions and last log-in stay as they are. Refused: `REASON_TOO_SHORT`, `USER_DISABLED`, `SITE_DISABLED`.
   * @throws Fault NOT_FOUND for an unknown user, UNAUTHENTICATED when the log-in has just ended.
   */
  async start({ actor, role, session: staff, userAgent }: Onlooker, userId: number, reason: string): Promise<Outcome<NewSession>> {
    const [user] = await this.users.findByIds([userId]);
    if (!user) throw notFound();
    const refusal = reasonRefusal(reason) ?? (await this.userRefusal(user));
    if (refusal) return refused(refusal);
    const how = { authentication: staff.authentication, transport: 'BEARER', restriction: 'NONE', origin: actor, userAgent } as const;
    const { session, record } = beginSession(this.clock.now(), VIEW_AS_LIFETIME_MS, how);
    const viewReason = reason.trim();
    await this.database.transaction(async (transaction) => {
      const saved = await this.sessions.saveViewAs(transaction, {
        ...record,
        userId,
        staffTokenHash: staff.tokenHash,
        staffRole: role,
        viewReason,
      });
      if (!saved) throw unauthenticated();
      await this.audit.record(transaction, actor, {
        action: 'VIEW_AS_START',
        subjectType: 'USER',
        subjectId: userId,
        summary: `Looks at the portal as ${user.email}.`,
        reason: viewReason,
        after: { until: session.expiresAt.toISOString() },
      });
    });
    return done(session);
  }

  /** Ends the caller's sessions as that user, or as anybody; tells how many there were. */
  async end(actor: Actor, userId: number | undefined): Promise<number> {
    return this.database.transaction(async (transaction) => {
      const ended = await this.sessions.removeOfStaff(transaction, actor.id ?? 0, userId);
      for (const { id, email } of ended) {
        const act = { action: 'VIEW_AS_END', subjectType: 'USER', subjectId: id } as const;
        await this.audit.record(transaction, actor, { ...act, summary: `No longer looks at the portal as ${email}.` });
      }
      return ended.length;
    });
  }

  /** Ends every session of a user, view-as sessions among them; tells how many there were. @throws Fault NOT_FOUND for an unknown user. */
  async endSessions(actor: Actor, userId: number): Promise<number> {
    const [user] = await this.users.findByIds([userId]);
    if (!user) throw notFound();
    return this.database.transaction(async (transaction) => {
      const count = await this.sessions.removeOfUser(transaction, userId);
      const act = { action: 'USER_SESSIONS_END', subjectType: 'USER', subjectId: userId } as const;
      await this.audit.record(transaction, actor, { ...act, summary: `Ended ${count} sessions of ${user.email}.`, before: { count } });
      return count;
    });
  }

  /** The running sessions of each user. */
  listSessions(userIds: readonly number[]): ReturnType<SessionRepository['listRunning']> {
    return this.sessions.listRunning(userIds, this.clock.now());
  }

  private async userRefusal(user: UserRow): Promise<Refusal | undefined> {
    if (user.disabledAt !== null) {
      return { code: 'USER_DISABLED', message: 'This user is switched off and sees nothing; switch the user on first.', field: 'userId' };
    }
    const [site] = await this.sites.findByIds([user.siteId]);
    if (site && !site.isDisabled) return undefined;
    return { code: 'SITE_DISABLED', message: "The user's site is switched off: nobody sees anything there.", field: 'userId' };
  }
}

function reasonRefusal(reason: string): Refusal | undefined {
  if ([...reason.trim()].length >= LEAST_REASON_LENGTH) return undefined;
  const message = `Say in at least ${LEAST_REASON_LENGTH} characters why you look as this customer; it is written down.`;
  return { code: 'REASON_TOO_SHORT', message, field: 'reason' };
}
