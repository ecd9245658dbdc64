import type { Origin } from '../../kernel/actor';
import type { Clock } from '../../kernel/clock';
import { done, refused, type Outcome } from '../../kernel/outcome';
import type { Database } from '../../persistence/database';
import type { SessionRepository, UserViewer } from '../../persistence/repositories/session.repository';
import type { SiteRepository } from '../../persistence/repositories/site.repository';
import type { UserRepository } from '../../persistence/repositories/user.repository';
import { emailKey } from '../users/email-key';
import type { LogInAudit } from './log-in-audit';
import type { PasswordHasher } from './password-hasher';
import { idleLimit, useIsStale } from './session-lifetime';
import { beginSession, hashSessionToken, type NewSession } from './session-token';

export type { UserViewer, ViewedBy } from '../../persistence/repositories/session.repository';

/** The one answer to every log-in that fails, whatever the reason. */
export const WRONG_CREDENTIALS = { code: 'WRONG_CREDENTIALS', message: 'E-mail or password is wrong.' } as const;

/** Log-in and sessions of end users. A credential of one realm never works on the other; only the audit log learns that somebody tried. */
export class UserIdentityService {
  constructor(
    private readonly database: Database,
    private readonly users: UserRepository,
    private readonly sites: SiteRepository,
    private readonly sessions: SessionRepository,
    private readonly passwords: PasswordHasher,
    private readonly audit: LogInAudit,
    private readonly clock: Clock,
  ) {}

  /** Refused: `UNKNOWN_SITE` (sites are public), else only ever `WRONG_CREDENTIALS`, after the same work. */
  async logIn(siteKey: string, email: string, password: string, origin: Origin): Promise<Outcome<NewSession>> {
    const site = await this.sites.findByKey(siteKey);
    if (!site || site.isDisabled) return refused({ code: 'UNKNOWN_SITE', message: 'There is no such site.', field: 'siteKey' });
    const user = await this.users.findForLogIn(site.id, emailKey(email));
    const fits = await this.passwords.matches(user?.passwordHash, password);
    if (!user || !fits || user.isDisabled) {
      await this.audit.failed('PORTAL', email, { found: user, passwordFits: fits }, origin);
      return refused(WRONG_CREDENTIALS);
    }
    return done(await this.open(user.id, email, origin));
  }

  /** The viewer a token stands for, in one statement; undefined when it is not (or no longer) good. */
  async findViewer(token: string): Promise<UserViewer | undefined> {
    const tokenHash = hashSessionToken(token);
    if (!tokenHash) return undefined;
    const now = this.clock.now();
    const viewer = await this.sessions.findViewer(tokenHash, now, idleLimit(now));
    if (viewer && useIsStale(viewer.lastUsedAt, now)) {
      await this.sessions.saveUse(tokenHash, now);
    }
    return viewer;
  }

  /** Ends the session; a token that is no longer good is left as it is. */
  async logOut(token: string, origin: Origin): Promise<void> {
    const tokenHash = hashSessionToken(token);
    if (!tokenHash) return;
    await this.database.transaction(async (transaction) => {
      const owner = await this.sessions.remove(transaction, tokenHash);
      if (owner) await this.audit.userSessionEnded(transaction, owner, origin);
    });
  }

  private async open(userId: number, email: string, origin: Origin): Promise<NewSession> {
    const now = this.clock.now();
    const { session, record } = beginSession(now);
    await this.database.transaction(async (transaction) => {
      await this.sessions.saveNew(transaction, { ...record, userId });
      await this.users.saveLogIn(transaction, userId, now);
      await this.audit.succeeded(transaction, 'PORTAL', userId, email, origin);
    });
    return session;
  }
}
