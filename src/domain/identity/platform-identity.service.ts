import type { Actor } from '../../kernel/actor';
import type { Clock } from '../../kernel/clock';
import { done, refused, type Outcome } from '../../kernel/outcome';
import type { Database } from '../../persistence/database';
import type { NewPlatformUser, PlatformUserRepository } from '../../persistence/repositories/platform-user.repository';
import type { AuditLog } from '../audit/audit-log';
import { emailKey } from '../users/email-key';
import type { LogInStep } from './log-in-steps';
import type { PasswordCheck } from './password-check';
import type { PasswordHasher } from './password-hasher';
import type { PasswordLinks } from './password-links';
import { passwordRefusal } from './password-policy';
import type { LogInFrom } from './session-token';
import { logInAccount } from './throttle';

export type { PlatformUserRow } from '../../persistence/repositories/platform-user.repository';
export type { PlatformRole } from '../../persistence/entities/platform-user.entity';

/** How platform users are read. */
export type PlatformUserReader = Pick<PlatformUserRepository, 'findByIds' | 'list' | 'count'>;

/** Log-in of platform users: the finance company's staff. */
export class PlatformIdentityService {
  constructor(
    private readonly database: Database,
    private readonly platformUsers: PlatformUserRepository,
    private readonly check: PasswordCheck,
    private readonly passwords: PasswordHasher,
    private readonly audit: AuditLog,
    private readonly links: PasswordLinks,
    private readonly clock: Clock,
  ) {}

  /** Refused only ever with `WRONG_CREDENTIALS`, after the same work. @throws RateLimited after many wrong passwords. */
  logIn(email: string, password: string, from: LogInFrom): Promise<Outcome<LogInStep>> {
    const guesses = [logInAccount('platform', emailKey(email))];
    return this.check.logIn({ siteId: null, email, password, guesses }, from);
  }

  /** Creates a platform user, who cannot log in before a password is set. Refused: as `passwordRefusal` says, `EMAIL_TAKEN`. */
  async createPlatformUser(
    actor: Actor,
    user: Omit<NewPlatformUser, 'emailKey' | 'passwordHash'> & { password?: string | undefined },
  ): Promise<Outcome<{ platformUserId: number }>> {
    const { password, ...columns } = user;
    const refusal = password === undefined ? undefined : passwordRefusal(password, { mfaIsOn: false, about: [user.email, user.name] });
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
      const { email, name } = columns;
      if (passwordHash === null) await this.links.issue(transaction, { realm: 'PLATFORM', id, siteId: null, email, name }, 'REGISTRATION');
      return done({ platformUserId: id });
    });
  }
}
