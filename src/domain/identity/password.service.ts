import type { Actor, Origin, Realm } from '../../kernel/actor';
import type { Clock } from '../../kernel/clock';
import { unauthenticated } from '../../kernel/fault';
import { instantOf } from '../../kernel/instant';
import { done, refused, type Outcome, type Refusal } from '../../kernel/outcome';
import type { Database, Transaction } from '../../persistence/database';
import type { ChallengeRepository } from '../../persistence/repositories/challenge.repository';
import type { LiveLink, PasswordLinkRepository } from '../../persistence/repositories/password-link.repository';
import type { SiteRepository } from '../../persistence/repositories/site.repository';
import type { Act, AuditLog } from '../audit/audit-log';
import { emailKey } from '../users/email-key';
import type { AuthenticatorAppService } from './authenticator-app.service';
import { evenly } from './evenly';
import type { RealmSessions } from './log-in-steps';
import { hashToken } from './opaque-token';
import type { PasswordHasher } from './password-hasher';
import { purposeFor, type LinkPurpose, type PasswordLinks } from './password-links';
import { passwordRefusal } from './password-policy';
import { actorOf, isInForce, subjectOf, type Person, type PersonRepository } from './person';
import type { PersonLetters } from './person-letters';
import type { NewSession } from './session-token';
import { codeAccount, logInAccount, type Throttle, type ThrottleSubject } from './throttle';

/** What passwords are set and forgotten with. */
export interface PasswordServiceParts {
  database: Database;
  people: PersonRepository;
  sites: Pick<SiteRepository, 'findByKey' | 'findByIds'>;
  linkRows: PasswordLinkRepository;
  links: PasswordLinks;
  hasher: PasswordHasher;
  letters: PersonLetters;
  audit: AuditLog;
  clock: Clock;
  sessions: RealmSessions;
  challenges: ChallengeRepository;
  apps: Pick<AuthenticatorAppService, 'stateOf'>;
  throttle: Throttle;
  /** An answer that must not tell anything takes at least this long. */
  evenAnswerMs: number;
}

/** Somebody who is logged in, with the token of the session. */
export interface LoggedIn {
  realm: Realm;
  id: number;
  token: string;
}

/** A link that can be used. */
export interface UsableLink {
  purpose: LinkPurpose;
  expiresAt: Date;
}

/** The one answer for a link that cannot be used, whatever the reason. */
const LINK_DEAD: Refusal = {
  code: 'LINK_DEAD',
  message: 'This link no longer works: it was used, it is too old, or a newer one has been sent. Ask for a new one.',
  field: 'token',
};

const WRONG_PASSWORD: Refusal = { code: 'WRONG_PASSWORD', message: 'This is not your current password.', field: 'currentPassword' };

const PASSWORD_UNCHANGED: Refusal = {
  code: 'PASSWORD_UNCHANGED',
  message: 'This is your current password. Please choose another.',
  field: 'newPassword',
};

/** How people set their own passwords, in both realms. Nobody is logged in by setting one, so that a reset never stands for a second factor. */
export class PasswordService {
  constructor(private readonly parts: PasswordServiceParts) {}

  /**
   * Posts a link to whoever has that e-mail, on the site or, without a site, on the platform; who has no password yet gets one to choose the first.
   * Answers alike and after the same time whether there is such a person or not. Refused: `UNKNOWN_SITE` (sites are public).
   * @throws RateLimited after a few such wishes for the e-mail, or many from the address.
   */
  forgot(siteKey: string | null, email: string, origin: Origin): Promise<Outcome<void>> {
    return evenly(this.parts.evenAnswerMs, async () => {
      const site = siteKey === null ? null : await this.parts.sites.findByKey(siteKey);
      if (site === undefined || site?.isDisabled) {
        return refused({ code: 'UNKNOWN_SITE', message: 'There is no such site.', field: 'siteKey' });
      }
      await this.parts.throttle.take(forgotSubjects(site?.id ?? null, email, origin));
      await this.sendLink(site?.id ?? null, email, origin);
      return done(undefined);
    });
  }

  /** What a link of that realm is good for. Refused: `LINK_DEAD`. */
  async check(realm: Realm, token: string): Promise<Outcome<UsableLink>> {
    const found = await this.find(realm, token);
    if (!found) return refused(LINK_DEAD);
    const { purpose, expiresAt } = found.link;
    return done({ purpose, expiresAt: instantOf(expiresAt) });
  }

  /**
   * Sets a password with a link of that realm, once, and ends all sessions of its person. Refused: `LINK_DEAD`, and what the policy says,
   * after which the link still works. @throws RateLimited after many dead links from one address.
   */
  async reset(realm: Realm, token: string, newPassword: string, origin: Origin): Promise<Outcome<void>> {
    const { throttle, challenges } = this.parts;
    const tries: ThrottleSubject[] = origin.address === null ? [] : [{ rule: 'RESET_ADDRESS', key: origin.address }];
    await throttle.take(tries);
    const found = await this.find(realm, token);
    if (!found) return refused(LINK_DEAD);
    await throttle.succeeded(tries);
    const refusal = refusalOf(found.person, newPassword);
    if (refusal) return refused(refusal);
    const { database, people, linkRows, letters, hasher, clock } = this.parts;
    const passwordHash = await hasher.hash(newPassword);
    const outcome = await database.transaction<Outcome<void>>(async (transaction) => {
      const person = await people.lock(transaction, realm, found.person.id);
      const isUsed = person && isInForce(person) && (await linkRows.use(transaction, found.tokenHash, clock.now()));
      if (!isUsed) return refused(LINK_DEAD);
      await people.savePasswordHash(transaction, person, passwordHash);
      await people.removeSessions(transaction, person);
      await challenges.removeOfPerson(transaction, realm, person.id);
      const summary = person.passwordHash === null ? 'Chose the first password.' : 'Set a new password with a link from a letter.';
      await this.record(transaction, person, origin, { action: 'PASSWORD_RESET', summary });
      if (person.passwordHash !== null) await letters.post(transaction, [{ person, content: () => ({ kind: 'PASSWORD_CHANGED' }) }]);
      return done(undefined);
    });
    if (outcome.done) await this.forgetFailures(found.person);
    return outcome;
  }

  /**
   * Changes the own password; the session goes on with a new token, all others end, and a link that is under way dies.
   * Refused: `WRONG_PASSWORD`, `PASSWORD_UNCHANGED`, and what the policy says. @throws Fault UNAUTHENTICATED when the session has ended meanwhile.
   */
  async change({ realm, id, token }: LoggedIn, currentPassword: string, newPassword: string, origin: Origin): Promise<Outcome<NewSession>> {
    const { database, people, links, letters, hasher, sessions, throttle } = this.parts;
    const [person, tokenHash] = [await people.find(realm, id), hashToken(token)];
    if (!person || !tokenHash) throw unauthenticated();
    const guesses = [accountOf(person)];
    await throttle.take(guesses);
    if (!(await hasher.matches(person.passwordHash, currentPassword))) {
      const act = { action: 'PASSWORD_CHANGE_FAILED', summary: 'Gave a wrong current password.' } as const;
      await database.transaction((transaction) => this.record(transaction, person, origin, act));
      return refused(WRONG_PASSWORD);
    }
    await throttle.succeeded(guesses);
    const refusal = refusalOf(person, newPassword) ?? (await this.sameRefusal(person, newPassword));
    if (refusal) return refused(refusal);
    const passwordHash = await hasher.hash(newPassword);
    return database.transaction(async (transaction) => {
      await people.lock(transaction, realm, id);
      // Whatever else sets this password ends this session, so that of two changes at once the later one fails here.
      const session = await sessions[realm].rotate(transaction, tokenHash);
      await people.savePasswordHash(transaction, person, passwordHash);
      await people.removeSessions(transaction, person, hashToken(session.token));
      await links.revoke(transaction, person);
      await this.record(transaction, person, origin, { action: 'PASSWORD_CHANGE', summary: 'Changed the own password.' });
      await letters.post(transaction, [{ person, content: () => ({ kind: 'PASSWORD_CHANGED' }) }]);
      return done(session);
    });
  }

  private async sendLink(siteId: number | null, email: string, origin: Origin): Promise<void> {
    const { database, people, links, audit } = this.parts;
    const person = await people.findByEmail(siteId, emailKey(email));
    const realm = siteId === null ? 'PLATFORM' : 'PORTAL';
    const actor: Actor = { realm, id: null, name: email, ...origin };
    await database.transaction(async (transaction) => {
      if (person && isInForce(person)) await links.issue(transaction, person, purposeFor(person));
      const act = { action: 'PASSWORD_FORGOT', ...subjectOf(realm, person?.id ?? null) } as const;
      await audit.record(transaction, actor, { ...act, summary: whatCameOf(person) });
    });
  }

  private async find(realm: Realm, token: string): Promise<{ link: LiveLink; person: Person; tokenHash: Buffer } | undefined> {
    const tokenHash = hashToken(token);
    const link = tokenHash && (await this.parts.linkRows.findLive(realm, tokenHash, this.parts.clock.now()));
    const person = link && (await this.parts.people.find(realm, link.personId));
    return person && isInForce(person) ? { link, person, tokenHash } : undefined;
  }

  /** Whoever has the mailbox starts anew: failures of a stranger's doing are forgotten (domain.md §3). A mailbox stands for no app, though. */
  private async forgetFailures(person: Person): Promise<void> {
    const { apps, throttle } = this.parts;
    await throttle.reset(accountOf(person));
    const { appIsEnrolled } = await apps.stateOf(person);
    if (!appIsEnrolled) await throttle.reset(codeAccount(person.realm, person.id));
  }

  private async sameRefusal({ passwordHash }: Person, newPassword: string): Promise<Refusal | undefined> {
    return (await this.parts.hasher.matches(passwordHash, newPassword)) ? PASSWORD_UNCHANGED : undefined;
  }

  private async record(transaction: Transaction, person: Person, origin: Origin, act: Pick<Act, 'action' | 'summary'>): Promise<void> {
    await this.parts.audit.record(transaction, actorOf(person, origin), { ...act, ...subjectOf(person.realm, person.id) });
  }
}

function accountOf({ siteId, email }: Person): ThrottleSubject {
  return logInAccount(siteId === null ? 'platform' : { siteId }, emailKey(email));
}

function forgotSubjects(siteId: number | null, email: string, { address }: Origin): ThrottleSubject[] {
  const subjects: ThrottleSubject[] = [{ rule: 'FORGOT_EMAIL', key: `${siteId ?? 'platform'}|${emailKey(email)}` }];
  return address === null ? subjects : [...subjects, { rule: 'FORGOT_ADDRESS', key: address }];
}

function refusalOf({ email, name, mfaIsOn }: Person, newPassword: string): Refusal | undefined {
  const refusal = passwordRefusal(newPassword, { mfaIsOn, about: [email, name, ...name.split(' ')] });
  return refusal && { ...refusal, field: 'newPassword' };
}

function whatCameOf(person: Person | undefined): string {
  if (!person) return 'Forgot the password: nobody has this e-mail here, nothing was sent.';
  if (person.isDisabled) return 'Forgot the password, but is switched off: nothing was sent.';
  if (person.passwordHash === null) return 'Forgot the password, having none yet: a link to choose the first one was sent.';
  return 'Forgot the password: a link was sent.';
}
