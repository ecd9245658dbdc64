import type { Actor, Origin } from '../../kernel/actor';
import type { Clock } from '../../kernel/clock';
import { done, refused, type Outcome } from '../../kernel/outcome';
import type { Database } from '../../persistence/database';
import type { NewPlatformUser, PlatformUserRepository, PlatformViewer } from '../../persistence/repositories/platform-user.repository';
import type { AuditLog } from '../audit/audit-log';
import { emailKey } from '../users/email-key';
import type { LogInAudit } from './log-in-audit';
import type { PasswordHasher } from './password-hasher';
import { passwordRefusal } from './password-policy';
import { idleLimit, useIsStale } from './session-lifetime';
import { beginSession, hashSessionToken, type NewSession } from './session-token';
import { WRONG_CREDENTIALS } from './user-identity.service';

export type { PlatformUserRow, PlatformViewer } from '../../persistence/repositories/platform-user.repository';
export type { PlatformRole } from '../../persistence/entities/platform-user.entity';

/** How platform users are read. */
export type PlatformUserReader = Pick<PlatformUserRepository, 'findByIds' | 'list' | 'count'>;

/** Log-in and sessions of platform users: the finance company's staff. */
export class PlatformIdentityService {
  constructor(
    private readonly database: Database,
    private readonly platformUsers: PlatformUserRepository,
    private readonly passwords: PasswordHasher,
    private readonly logIns: LogInAudit,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** Refused only ever with `WRONG_CREDENTIALS`, after the same work. */
  async logIn(email: string, password: string, origin: Origin): Promise<Outcome<NewSession>> {
    const user = await this.platformUsers.findForLogIn(emailKey(email));
    const fits = await this.passwords.matches(user?.passwordHash, password);
    if (!user || !fits || user.isDisabled) {
      await this.logIns.failed('PLATFORM', email, { found: user, passwordFits: fits }, origin);
      return refused(WRONG_CREDENTIALS);
    }
    const { session, record } = beginSession(this.clock.now());
    await this.database.transaction(async (transaction) => {
      await this.platformUsers.saveSession(transaction, { ...record, platformUserId: user.id });
      await this.logIns.succeeded(transaction, 'PLATFORM', user.id, email, origin);
    });
    return done(session);
  }

  /** The platform user a token stands for; undefined when it is not (or no longer) good. */
  async findViewer(token: string): Promise<PlatformViewer | undefined> {
    const tokenHash = hashSessionToken(token);
    if (!tokenHash) return undefined;
    const now = this.clock.now();
    const viewer = await this.platformUsers.findViewer(tokenHash, now, idleLimit(now));
    if (viewer && useIsStale(viewer.lastUsedAt, now)) {
      await this.platformUsers.saveUse(tokenHash, now);
    }
    return viewer;
  }

  /** Ends the session; a token that is no longer good is left as it is. */
  async logOut(token: string, origin: Origin): Promise<void> {
    const tokenHash = hashSessionToken(token);
    if (!tokenHash) return;
    await this.database.transaction(async (transaction) => {
      const owner = await this.platformUsers.removeSession(transaction, tokenHash);
      if (owner) await this.logIns.loggedOut(transaction, 'PLATFORM', owner, origin);
    });
  }

  /** Creates a platform user, who cannot log in before a password is set. Refused: `PASSWORD_TOO_SHORT`, `PASSWORD_TOO_LONG`, `EMAIL_TAKEN`. */
  async createPlatformUser(
    actor: Actor,
    user: Omit<NewPlatformUser, 'emailKey' | 'passwordHash'> & { password?: string | undefined },
  ): Promise<Outcome<{ platformUserId: number }>> {
    const { password, ...columns } = user;
    const refusal = password === undefined ? undefined : passwordRefusal(password);
    if (refusal) return refused(refusal);
    const passwordHash = password === undefined ? null : await this.passwords.hash(password);
    return this.database.transaction(async (transaction) => {
      const id = await this.platformUsers.saveNew(
        transaction,
        { ...columns, emailKey: emailKey(user.email), passwordHash },
        this.clock.now(),
      );
      if (id === undefined) return refused({ code: 'EMAIL_TAKEN', message: 'A platform user has that e-mail already.', field: 'email' });
      const act = { action: 'PLATFORM_USER_CREATE', subjectType: 'PLATFORM_USER', subjectId: id } as const;
      await this.audit.record(transaction, actor, {
        ...act,
        summary: `Created the platform user ${user.email}.`,
        after: { ...columns, version: 1 },
      });
      return done({ platformUserId: id });
    });
  }
}
