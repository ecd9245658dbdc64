import type { Actor } from '../../kernel/actor';
import type { Clock } from '../../kernel/clock';
import { notFound } from '../../kernel/fault';
import { done, refused, type Outcome, type Refusal } from '../../kernel/outcome';
import type { Database, Transaction } from '../../persistence/database';
import type { PlatformUserEntity, PlatformRole } from '../../persistence/entities/platform-user.entity';
import type { AuditRepository } from '../../persistence/repositories/audit.repository';
import type { PlatformUserChange, PlatformUserRepository } from '../../persistence/repositories/platform-user.repository';
import type { AuditAction, AuditLog } from '../audit/audit-log';
import { changedMeanwhile, differenceOf } from '../audit/changed-meanwhile';
import { emailKey } from '../users/email-key';
import type { PasswordHasher } from './password-hasher';
import type { PasswordLinks } from './password-links';
import { passwordRefusal } from './password-policy';
import { logInAccount, type Throttle } from './throttle';

/** New values of a platform user; what is undefined stays. */
export interface PlatformUserEdit {
  name?: string | undefined;
  role?: PlatformRole | undefined;
}

const LAST_ADMINISTRATOR: Refusal = {
  code: 'LAST_ADMINISTRATOR',
  message: 'This is the last administrator who can log in. Make somebody else administrator first.',
};

interface Change {
  action: AuditAction;
  words: string;
  change: PlatformUserChange;
  before: Record<string, unknown>;
  after: Record<string, unknown>;
}

/** The finance company's staff as such. There is always an administrator left who can log in, however many act at once. */
export class PlatformUserService {
  constructor(
    private readonly database: Database,
    private readonly platformUsers: PlatformUserRepository,
    private readonly passwords: PasswordHasher,
    private readonly audit: AuditLog,
    private readonly entries: AuditRepository,
    private readonly links: PasswordLinks,
    private readonly throttle: Throttle,
    private readonly clock: Clock,
  ) {}

  /** Changes name or role. Refused: `CHANGED_MEANWHILE`, `LAST_ADMINISTRATOR`. @throws Fault NOT_FOUND for an unknown platform user. */
  async update(actor: Actor, id: number, version: number, edit: PlatformUserEdit): Promise<Outcome<{ platformUserId: number }>> {
    return this.database.transaction(async (transaction) => {
      const { user, others } = await this.locked(transaction, id);
      if (user.version !== version) {
        return refused(await changedMeanwhile(this.entries, transaction, { subjectType: 'PLATFORM_USER', subjectId: id, seen: version }));
      }
      const difference = differenceOf({ name: user.name, role: user.role }, { ...edit });
      if (!difference) return done({ platformUserId: id });
      if (difference.after['role'] === 'CUSTOMER_CARE' && isLastAdministrator(user, others)) return refused(LAST_ADMINISTRATOR);
      const words = `Changed the platform user ${user.email}: ${difference.words}.`;
      return this.save(transaction, actor, user, { ...difference, words, action: 'PLATFORM_USER_UPDATE', change: difference.after });
    });
  }

  /** Switches a platform user off; running sessions end at once. Refused: `OWN_ACCOUNT`, `LAST_ADMINISTRATOR`. @throws Fault NOT_FOUND. */
  async disable(actor: Actor, id: number): Promise<Outcome<{ platformUserId: number }>> {
    return this.database.transaction(async (transaction) => {
      const { user, others } = await this.locked(transaction, id);
      if (actor.realm === 'PLATFORM' && actor.id === id) {
        return refused({ code: 'OWN_ACCOUNT', message: 'Nobody switches themself off; ask another administrator.' });
      }
      if (user.disabledAt !== null) return done({ platformUserId: id });
      if (isLastAdministrator(user, others)) return refused(LAST_ADMINISTRATOR);
      return this.switch(transaction, actor, user, this.clock.now());
    });
  }

  /** Switches a platform user on again, who then logs in anew. @throws Fault NOT_FOUND for an unknown platform user. */
  async enable(actor: Actor, id: number): Promise<Outcome<{ platformUserId: number }>> {
    return this.database.transaction(async (transaction) => {
      const { user } = await this.locked(transaction, id);
      if (user.disabledAt === null) return done({ platformUserId: id });
      return this.switch(transaction, actor, user, null);
    });
  }

  /** Sets a password, ends all running sessions and log-ins under way, kills a link to set one and forgets failures. Refused: `PASSWORD_TOO_SHORT`, `PASSWORD_TOO_LONG`, `UNKNOWN_PLATFORM_USER`. */
  async setPassword(actor: Actor, email: string, password: string): Promise<Outcome<{ platformUserId: number }>> {
    const refusal = passwordRefusal(password, { mfaIsOn: false, about: [email] });
    if (refusal) return refused(refusal);
    const found = await this.platformUsers.findByEmail(emailKey(email));
    if (!found) return refused({ code: 'UNKNOWN_PLATFORM_USER', message: `There is no platform user ${email}.`, field: 'email' });
    const passwordHash = await this.passwords.hash(password);
    const outcome = await this.database.transaction(async (transaction) => {
      const { user } = await this.locked(transaction, found.id);
      await this.platformUsers.removeSessions(transaction, user.id);
      await this.links.revoke(transaction, { realm: 'PLATFORM', id: found.id });
      return this.save(transaction, actor, user, {
        action: 'PLATFORM_USER_PASSWORD',
        words: `Set the password of the platform user ${user.email}.`,
        change: { passwordHash },
        before: { hasPassword: user.passwordHash !== null },
        after: { passwordHash },
      });
    });
    await this.throttle.reset(logInAccount('platform', emailKey(email)));
    return outcome;
  }

  private async switch(transaction: Transaction, actor: Actor, user: PlatformUserEntity, disabledAt: Date | null) {
    const isDisabled = disabledAt !== null;
    await this.platformUsers.removeSessions(transaction, Number(user.id));
    return this.save(transaction, actor, user, {
      action: isDisabled ? 'PLATFORM_USER_DISABLE' : 'PLATFORM_USER_ENABLE',
      words: `Switched the platform user ${user.email} ${isDisabled ? 'off' : 'on'}.`,
      change: { disabledAt },
      before: { isDisabled: !isDisabled },
      after: { isDisabled },
    });
  }

  private async save(transaction: Transaction, actor: Actor, user: PlatformUserEntity, change: Change) {
    const [id, version] = [Number(user.id), user.version + 1];
    await this.platformUsers.saveChange(transaction, id, version, change.change);
    await this.audit.record(transaction, actor, {
      action: change.action,
      subjectType: 'PLATFORM_USER',
      subjectId: id,
      summary: change.words,
      before: change.before,
      after: { ...change.after, version },
    });
    return done({ platformUserId: id });
  }

  private async locked(transaction: Transaction, id: number): Promise<{ user: PlatformUserEntity; others: PlatformUserEntity[] }> {
    const all = await this.platformUsers.lockAll(transaction);
    const user = all.find((candidate) => Number(candidate.id) === id);
    if (!user) throw notFound();
    return { user, others: all.filter((candidate) => candidate !== user) };
  }
}

function canAdminister(user: PlatformUserEntity): boolean {
  return user.role === 'ADMINISTRATOR' && user.disabledAt === null && user.passwordHash !== null;
}

function isLastAdministrator(user: PlatformUserEntity, others: readonly PlatformUserEntity[]): boolean {
  return canAdminister(user) && !others.some(canAdminister);
}
