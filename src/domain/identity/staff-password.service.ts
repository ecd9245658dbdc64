import type { Actor, Realm } from '../../kernel/actor';
import { notFound } from '../../kernel/fault';
import { done, refused, type Outcome, type Refusal } from '../../kernel/outcome';
import type { Database } from '../../persistence/database';
import type { AuditLog } from '../audit/audit-log';
import { purposeFor, type PasswordLinks } from './password-links';
import { subjectOf, type Person, type PersonRepository } from './person';

/** What staff can do for somebody's password: have a link sent. They never choose a password, nor see one or a link. */
export class StaffPasswordService {
  constructor(
    private readonly database: Database,
    private readonly people: PersonRepository,
    private readonly links: PasswordLinks,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Sends a user the link that a forgotten password would bring; running sessions and the password stay until it is used.
   * Refused: `USER_DISABLED`, `SITE_DISABLED`. @throws Fault NOT_FOUND for an unknown user.
   */
  resetUser(actor: Actor, userId: number): Promise<Outcome<void>> {
    return this.send(actor, 'PORTAL', userId, userRefusal);
  }

  /**
   * Sends a user who has no password yet another link to choose one. Refused: `ALREADY_REGISTERED`, `USER_DISABLED`, `SITE_DISABLED`.
   * @throws Fault NOT_FOUND for an unknown user.
   */
  resendRegistration(actor: Actor, userId: number): Promise<Outcome<void>> {
    return this.send(actor, 'PORTAL', userId, (person) => userRefusal(person) ?? registrationRefusal(person));
  }

  /** Sends a platform user a link to set a password. Refused: `PLATFORM_USER_DISABLED`. @throws Fault NOT_FOUND for an unknown platform user. */
  resetPlatformUser(actor: Actor, platformUserId: number): Promise<Outcome<void>> {
    return this.send(actor, 'PLATFORM', platformUserId, platformUserRefusal);
  }

  private send(actor: Actor, realm: Realm, personId: number, refusalOf: (person: Person) => Refusal | undefined): Promise<Outcome<void>> {
    return this.database.transaction(async (transaction) => {
      const person = await this.people.lock(transaction, realm, personId);
      if (!person) throw notFound();
      const refusal = refusalOf(person);
      if (refusal) return refused(refusal);
      const purpose = purposeFor(person);
      await this.links.issue(transaction, person, purpose);
      const what = purpose === 'RESET' ? 'set a new password' : 'choose the first password';
      await this.audit.record(transaction, actor, {
        action: 'PASSWORD_LINK_SEND',
        ...subjectOf(realm, personId),
        summary: `Had a link to ${what} sent to ${person.email}.`,
        after: { purpose },
      });
      return done(undefined);
    });
  }
}

function userRefusal({ isDisabled, isSiteDisabled }: Person): Refusal | undefined {
  if (isDisabled) {
    return { code: 'USER_DISABLED', message: 'This user is switched off; switch the user on first.', field: 'userId' };
  }
  if (!isSiteDisabled) return undefined;
  return { code: 'SITE_DISABLED', message: "The user's site is switched off: nobody can log in there.", field: 'userId' };
}

function registrationRefusal({ passwordHash }: Person): Refusal | undefined {
  if (passwordHash === null) return undefined;
  const message = 'This user has a password already. If it is forgotten, have a link to set another one sent.';
  return { code: 'ALREADY_REGISTERED', message, field: 'userId' };
}

function platformUserRefusal({ isDisabled }: Person): Refusal | undefined {
  if (!isDisabled) return undefined;
  return { code: 'PLATFORM_USER_DISABLED', message: 'This platform user is switched off; switch them on first.', field: 'platformUserId' };
}
