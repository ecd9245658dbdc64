import { done, refused, type Outcome } from '../../kernel/outcome';
import type { Database } from '../../persistence/database';
import type { SiteRepository } from '../../persistence/repositories/site.repository';
import type { UserRepository } from '../../persistence/repositories/user.repository';
import { emailKey } from '../users/email-key';
import type { LogInAudit } from './log-in-audit';
import type { PasswordHasher } from './password-hasher';
import type { NewSession, SessionStart } from './session-token';
import type { UserSessionService } from './user-session.service';

/** The one answer to every log-in that fails, whatever the reason. */
export const WRONG_CREDENTIALS = { code: 'WRONG_CREDENTIALS', message: 'E-mail or password is wrong.' } as const;

/** How a log-in by password reaches us. */
export type LogInFrom = Omit<SessionStart, 'authentication' | 'restriction'>;

/** Log-in of end users. A credential of one realm never works on the other; only the audit log learns that somebody tried. */
export class UserIdentityService {
  constructor(
    private readonly database: Database,
    private readonly users: UserRepository,
    private readonly sites: SiteRepository,
    private readonly sessions: UserSessionService,
    private readonly passwords: PasswordHasher,
    private readonly audit: LogInAudit,
  ) {}

  /** Refused: `UNKNOWN_SITE` (sites are public), else only ever `WRONG_CREDENTIALS`, after the same work. */
  async logIn(siteKey: string, email: string, password: string, from: LogInFrom): Promise<Outcome<NewSession>> {
    const site = await this.sites.findByKey(siteKey);
    if (!site || site.isDisabled) return refused({ code: 'UNKNOWN_SITE', message: 'There is no such site.', field: 'siteKey' });
    const user = await this.users.findForLogIn(site.id, emailKey(email));
    const fits = await this.passwords.matches(user?.passwordHash, password);
    if (!user || !fits || user.isDisabled) {
      await this.audit.failed('PORTAL', email, { found: user, passwordFits: fits }, from.origin);
      return refused(WRONG_CREDENTIALS);
    }
    const how = { ...from, authentication: 'PASSWORD', restriction: 'NONE' } as const;
    return done(await this.database.transaction((transaction) => this.sessions.open(transaction, { id: user.id, email }, how)));
  }
}
