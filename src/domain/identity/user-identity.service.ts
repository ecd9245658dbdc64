import { refused, type Outcome } from '../../kernel/outcome';
import type { SiteRepository } from '../../persistence/repositories/site.repository';
import { emailKey } from '../users/email-key';
import type { LogInStep } from './log-in-steps';
import type { PasswordCheck } from './password-check';
import type { LogInFrom } from './session-token';
import { logInAccount } from './throttle';

/** Log-in of end users. A credential of one realm never works on the other; only the audit log learns that somebody tried. */
export class UserIdentityService {
  constructor(
    private readonly sites: SiteRepository,
    private readonly check: PasswordCheck,
  ) {}

  /**
   * Refused: `UNKNOWN_SITE` (sites are public), else only ever `WRONG_CREDENTIALS`, after the same work.
   * @throws RateLimited after many wrong passwords for this e-mail, from this address or on this site, whether or not there is such a user.
   */
  async logIn(siteKey: string, email: string, password: string, from: LogInFrom): Promise<Outcome<LogInStep>> {
    const site = await this.sites.findByKey(siteKey);
    if (!site || site.isDisabled) return refused({ code: 'UNKNOWN_SITE', message: 'There is no such site.', field: 'siteKey' });
    const guesses = [logInAccount({ siteId: site.id }, emailKey(email)), { rule: 'LOG_IN_SITE', key: String(site.id) } as const];
    return this.check.logIn({ siteId: site.id, email, password, guesses }, from);
  }
}
