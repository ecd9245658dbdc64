import type { AuditLog } from './domain/audit/audit-log';
import { AuthenticatorAppService } from './domain/identity/authenticator-app.service';
import { ChallengeService } from './domain/identity/challenge.service';
import { FactorDutyService } from './domain/identity/factor-duty.service';
import { LogInAudit } from './domain/identity/log-in-audit';
import { LogInSteps } from './domain/identity/log-in-steps';
import { MfaSettingsService } from './domain/identity/mfa-settings.service';
import { PasswordCheck } from './domain/identity/password-check';
import { PasswordHasher } from './domain/identity/password-hasher';
import { PasswordLinks } from './domain/identity/password-links';
import { PasswordService } from './domain/identity/password.service';
import { PersonLetters } from './domain/identity/person-letters';
import { StaffPasswordService } from './domain/identity/staff-password.service';
import { PlatformIdentityService } from './domain/identity/platform-identity.service';
import { PlatformSessionService } from './domain/identity/platform-session.service';
import { PlatformUserService } from './domain/identity/platform-user.service';
import { SecondFactorDesk } from './domain/identity/second-factor-desk';
import { SessionCleanup } from './domain/identity/session-cleanup';
import { Throttle } from './domain/identity/throttle';
import { UserIdentityService } from './domain/identity/user-identity.service';
import { UserSessionService } from './domain/identity/user-session.service';
import { ViewAsService } from './domain/identity/view-as.service';
import type { Outbox } from './domain/mail/letter';
import { platformBranding } from './domain/mail/platform-branding';
import type { Realm } from './kernel/actor';
import type { Clock } from './kernel/clock';
import type { Keyring } from './kernel/keyring';
import type { Database } from './persistence/database';
import type { AuditRepository } from './persistence/repositories/audit.repository';
import { ChallengeRepository } from './persistence/repositories/challenge.repository';
import { PasswordLinkRepository } from './persistence/repositories/password-link.repository';
import { PersonRepository } from './persistence/repositories/person.repository';
import { PlatformSessionRepository } from './persistence/repositories/platform-session.repository';
import type { PlatformUserRepository } from './persistence/repositories/platform-user.repository';
import { SecondFactorRepository } from './persistence/repositories/second-factor.repository';
import type { SessionRepository } from './persistence/repositories/session.repository';
import type { SiteRepository } from './persistence/repositories/site.repository';
import { ThrottleRepository } from './persistence/repositories/throttle.repository';
import type { UserRepository } from './persistence/repositories/user.repository';

/** What identity is made of. */
export interface IdentityNeeds {
  database: Database;
  users: UserRepository;
  sites: SiteRepository;
  platformUsers: PlatformUserRepository;
  sessions: SessionRepository;
  auditEntries: AuditRepository;
  audit: AuditLog;
  outbox: Outbox;
  keyring: Keyring;
  publicUrl: string;
  /** An answer that must not tell whether there is such a person takes at least this long. Milliseconds. */
  evenAnswerMs: number;
  clock: Clock;
}

/** Log-ins, sessions and second factors of both realms. */
export function createIdentity(needs: IdentityNeeds) {
  const { database, users, sites, platformUsers, sessions, auditEntries, audit, clock } = needs;
  const passwords = new PasswordHasher();
  const throttle = new Throttle(database, new ThrottleRepository(database), clock);
  const logInAudit = new LogInAudit(database, users, platformUsers, audit);
  const userSessions = new UserSessionService(database, users, sessions, logInAudit, clock);
  const platformSessionRows = new PlatformSessionRepository(database);
  const platformSessions = new PlatformSessionService(database, platformSessionRows, logInAudit, clock);
  const realmSessions = { PORTAL: userSessions, PLATFORM: platformSessions };
  const linkRows = new PasswordLinkRepository(database);
  const challengeRows = new ChallengeRepository(database);
  const letters = new PersonLetters(needs.outbox, sites, platformBranding(needs.publicUrl));
  const links = new PasswordLinks(linkRows, challengeRows, letters, clock);
  const factors = createFactors(needs, { challengeRows, passwords, letters, throttle });
  const { people, apps, challenges } = factors;
  const { evenAnswerMs } = needs;
  const stepParts = { database, people, challenges, apps, sessions: realmSessions, throttle, audit: logInAudit, clock, evenAnswerMs };
  const logInSteps = new LogInSteps(stepParts);
  const check = new PasswordCheck({ database, people, throttle, passwords, steps: logInSteps, audit: logInAudit });
  const passwordParts = { database, people, sites, linkRows, links, hasher: passwords, letters, audit, clock };
  const desk = { people, apps, sessions: realmSessions, throttle };
  return {
    passwords,
    people,
    personLetters: letters,
    passwordLinks: links,
    passwordLinkRows: linkRows,
    passwordService: new PasswordService({
      ...passwordParts,
      ...{ sessions: realmSessions, challenges: challengeRows, apps, throttle, evenAnswerMs },
    }),
    staffPasswords: new StaffPasswordService(database, people, links, audit),
    throttle,
    userSessions,
    platformSessions,
    sessionCleanup: new SessionCleanup([sessions, platformSessionRows, challengeRows], clock),
    logInSteps,
    userSecondFactors: new SecondFactorDesk('PORTAL', desk),
    platformSecondFactors: new SecondFactorDesk('PLATFORM', desk),
    userFactorDuties: factors.userDuties,
    platformFactorDuties: factors.platformDuties,
    mfaSettings: factors.mfaSettings,
    viewAs: new ViewAsService(database, users, sites, sessions, audit, clock),
    userIdentity: new UserIdentityService(sites, check),
    platformIdentity: new PlatformIdentityService(database, platformUsers, check, passwords, audit, links, clock),
    platformUserService: new PlatformUserService(database, platformUsers, passwords, audit, auditEntries, links, throttle, clock),
  };
}

interface FactorNeeds {
  challengeRows: ChallengeRepository;
  passwords: PasswordHasher;
  letters: PersonLetters;
  throttle: Throttle;
}

function createFactors(needs: IdentityNeeds, { challengeRows, passwords, letters, throttle }: FactorNeeds) {
  const { database, auditEntries, audit, keyring, clock } = needs;
  const people = new PersonRepository(database);
  const factors = new SecondFactorRepository(database);
  const apps = new AuthenticatorAppService({ database, factors, letters, audit, keyring, clock });
  const dutyOf = (realm: Realm) => new FactorDutyService(realm, database, people, apps, audit, throttle);
  return {
    people,
    apps,
    challenges: new ChallengeService({ database, challenges: challengeRows, factors, people, passwords, letters, keyring, clock }),
    mfaSettings: new MfaSettingsService(database, factors, audit, auditEntries),
    userDuties: dutyOf('PORTAL'),
    platformDuties: dutyOf('PLATFORM'),
  };
}
