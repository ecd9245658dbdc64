import type { Actor, Origin, Realm } from '../../kernel/actor';
import type { Database, Transaction } from '../../persistence/database';
import type { PlatformUserRepository } from '../../persistence/repositories/platform-user.repository';
import type { EndedSession } from '../../persistence/repositories/session.repository';
import type { UserRepository } from '../../persistence/repositories/user.repository';
import type { AuditLog } from '../audit/audit-log';
import { emailKey } from '../users/email-key';
import { actorOf, subjectOf, type Person } from './person';

/** What was found of somebody who failed to log in; told to staff, never to the caller. */
export interface LogInFailure {
  found: Pick<Person, 'id' | 'isDisabled'> | undefined;
  passwordFits: boolean;
}

/** Writes log-ins of both realms down. It alone looks across: the audit log names a credential that was tried in the wrong realm. */
export class LogInAudit {
  constructor(
    private readonly database: Database,
    private readonly users: UserRepository,
    private readonly platformUsers: PlatformUserRepository,
    private readonly audit: AuditLog,
  ) {}

  /** In the transaction that opens the session. */
  async succeeded(transaction: Transaction, realm: Realm, id: number, email: string, origin: Origin): Promise<void> {
    const actor = actorOf({ realm, id, email }, origin);
    await this.audit.record(transaction, actor, { action: 'LOG_IN', ...subjectOf(realm, id), summary: 'Logged in.' });
  }

  /** In the transaction that asks for the second factor. */
  async challenged(transaction: Transaction, person: Person, origin: Origin): Promise<void> {
    const act = { action: 'CHALLENGE_SENT', ...subjectOf(person.realm, person.id) } as const;
    const summary = 'The password was right; a second factor was asked for.';
    await this.audit.record(transaction, actorOf(person, origin), { ...act, summary });
  }

  /** A second factor was wrong, or came too late; `personId` is undefined when nobody knows whose it was meant to be. */
  async challengeFailed(realm: Realm, personId: number | undefined, origin: Origin): Promise<void> {
    const actor: Actor = { realm, id: personId ?? null, name: '', ...origin };
    const act = {
      action: 'CHALLENGE_FAILED',
      ...subjectOf(realm, personId ?? null),
      summary: 'A second factor was wrong or too late.',
    } as const;
    await this.database.transaction((transaction) => this.audit.record(transaction, actor, act));
  }

  /** In the transaction that gives the session its new token. */
  async steppedUp(transaction: Transaction, person: Person, origin: Origin): Promise<void> {
    const act = { action: 'STEP_UP', ...subjectOf(person.realm, person.id), summary: 'Confirmed with a factor that it is them.' } as const;
    await this.audit.record(transaction, actorOf(person, origin), act);
  }

  /** In the transaction that ends the session. */
  async loggedOut(transaction: Transaction, realm: Realm, who: { id: number; email: string }, origin: Origin): Promise<void> {
    const actor = actorOf({ realm, ...who }, origin);
    await this.audit.record(transaction, actor, { action: 'LOG_OUT', ...subjectOf(realm, who.id), summary: 'Logged out.' });
  }

  /** A session of an end user was logged out: their own, or one of staff who looked as them. */
  async userSessionEnded(transaction: Transaction, { id, email, staffId, staffEmail }: EndedSession, origin: Origin): Promise<void> {
    if (staffId === null) return this.loggedOut(transaction, 'PORTAL', { id, email }, origin);
    const actor: Actor = { realm: 'PLATFORM', id: staffId, name: staffEmail ?? '', ...origin };
    const act = { action: 'VIEW_AS_END', subjectType: 'USER', subjectId: id } as const;
    await this.audit.record(transaction, actor, { ...act, summary: `No longer looks at the portal as ${email}.` });
  }

  /** In the transaction in which somebody ends sessions of their own. */
  async revoked(transaction: Transaction, realm: Realm, who: { id: number; email: string }, count: number, origin: Origin): Promise<void> {
    const actor = actorOf({ realm, ...who }, origin);
    const summary = count === 1 ? 'Ended a session of their own.' : `Ended ${count} sessions of their own.`;
    await this.audit.record(transaction, actor, { action: 'SESSION_REVOKE', ...subjectOf(realm, who.id), summary, before: { count } });
  }

  /** Takes the same work whatever the reason. */
  async failed(realm: Realm, email: string, { found, passwordFits }: LogInFailure, origin: Origin): Promise<void> {
    const key = emailKey(email);
    const elsewhere = realm === 'PORTAL' ? await this.platformUsers.findByEmail(key) : await this.users.findByEmail(key);
    const actor: Actor = { realm, id: null, name: email, ...origin };
    const summary = found ? knownReason(found.isDisabled, passwordFits) : unknownReason(realm, elsewhere !== undefined);
    await this.database.transaction((transaction) =>
      this.audit.record(transaction, actor, { action: 'LOG_IN_FAILED', ...subjectOf(realm, found?.id ?? null), summary }),
    );
  }
}

function knownReason(isDisabled: boolean, passwordFits: boolean): string {
  if (!passwordFits) return 'The password was wrong.';
  return isDisabled ? 'The password was right, but the user is disabled.' : 'The log-in was refused.';
}

function unknownReason(realm: Realm, isElsewhere: boolean): string {
  if (!isElsewhere) return 'Nobody has this e-mail here.';
  return realm === 'PORTAL'
    ? "Wrong realm: this is a platform user's e-mail, tried on the portal."
    : "Wrong realm: this is an end user's e-mail, tried on the platform.";
}
