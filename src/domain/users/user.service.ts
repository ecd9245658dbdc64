import type { Actor } from '../../kernel/actor';
import type { Clock } from '../../kernel/clock';
import { notFound } from '../../kernel/fault';
import { done, refused, type Outcome } from '../../kernel/outcome';
import type { Database, Transaction } from '../../persistence/database';
import type { UserEntity } from '../../persistence/entities/user.entity';
import type { AuditRepository } from '../../persistence/repositories/audit.repository';
import type { UserChange, UserRepository } from '../../persistence/repositories/user.repository';
import type { AuditLog } from '../audit/audit-log';
import { changedMeanwhile, differenceOf } from '../audit/changed-meanwhile';
import { emailKey } from './email-key';
import type { Invitations } from './invitation';

/** New values of a user; what is undefined stays. */
export interface UserEdit {
  email?: string | undefined;
  firstName?: string | undefined;
  lastName?: string | undefined;
}

/** End users as such: names, e-mail, on and off. What they are linked to is `UserAccessService`'s. */
export class UserService {
  constructor(
    private readonly database: Database,
    private readonly users: UserRepository,
    private readonly audit: AuditLog,
    private readonly entries: AuditRepository,
    private readonly invitations: Invitations,
    private readonly clock: Clock,
  ) {}

  /** Changes a user as it was at `version`; with another e-mail, links and codes sent to the old one die. Refused: `CHANGED_MEANWHILE`, `EMAIL_TAKEN`. @throws Fault NOT_FOUND for an unknown user. */
  async update(actor: Actor, userId: number, version: number, edit: UserEdit): Promise<Outcome<{ userId: number }>> {
    return this.database.transaction(async (transaction) => {
      const user = await this.locked(transaction, userId);
      if (user.version !== version) {
        return refused(await changedMeanwhile(this.entries, transaction, { subjectType: 'USER', subjectId: userId, seen: version }));
      }
      const { email, firstName, lastName } = user;
      const wanted = { ...edit, email: edit.email?.trim() };
      const difference = differenceOf({ email, firstName, lastName }, wanted);
      if (!difference) return done({ userId });
      const change: UserChange = { ...difference.after, ...(wanted.email !== undefined && { emailKey: emailKey(wanted.email) }) };
      if (!(await this.users.saveChange(transaction, userId, version + 1, change))) {
        return refused({ code: 'EMAIL_TAKEN', message: 'This site has a user with that e-mail already.', field: 'email' });
      }
      // Whoever has the old mailbox must not set the password, nor complete a log-in.
      if (change.email !== undefined) await this.invitations.withdraw(transaction, userId);
      await this.audit.record(transaction, actor, {
        action: 'USER_UPDATE',
        subjectType: 'USER',
        subjectId: userId,
        summary: `Changed the user ${email}: ${difference.words}.`,
        before: difference.before,
        after: { ...difference.after, version: version + 1 },
      });
      return done({ userId });
    });
  }

  /** Switches a user off: running sessions end at once. Switching off what is off changes nothing. @throws Fault NOT_FOUND for an unknown user. */
  disable(actor: Actor, userId: number): Promise<{ userId: number }> {
    return this.switch(actor, userId, this.clock.now());
  }

  /** Switches a user on again, who then logs in anew. @throws Fault NOT_FOUND for an unknown user. */
  enable(actor: Actor, userId: number): Promise<{ userId: number }> {
    return this.switch(actor, userId, null);
  }

  private async switch(actor: Actor, userId: number, disabledAt: Date | null): Promise<{ userId: number }> {
    return this.database.transaction(async (transaction) => {
      const user = await this.locked(transaction, userId);
      const isDisabled = disabledAt !== null;
      if ((user.disabledAt !== null) === isDisabled) return { userId };
      const version = user.version + 1;
      await this.users.saveChange(transaction, userId, version, { disabledAt });
      // Both ways: a log-in that raced with the switch must not come back to life with it.
      await this.users.removeSessions(transaction, userId);
      await this.audit.record(transaction, actor, {
        action: isDisabled ? 'USER_DISABLE' : 'USER_ENABLE',
        subjectType: 'USER',
        subjectId: userId,
        summary: `Switched the user ${user.email} ${isDisabled ? 'off' : 'on'}.`,
        before: { isDisabled: !isDisabled },
        after: { isDisabled, version },
      });
      return { userId };
    });
  }

  private async locked(transaction: Transaction, userId: number): Promise<UserEntity> {
    const user = await this.users.lock(transaction, userId);
    if (!user) throw notFound();
    return user;
  }
}
